/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

import { readOptions } from '../../sandbox/cli';
import { client } from './client';

const SOURCE = resolve(__dirname, '../../sandbox');
const NODE_MODULES = resolve(__dirname, '../../../node_modules');

let compiled = '';
const running = new Set<ChildProcess>();

beforeAll(async () => {
	compiled = await mkdtemp(join(tmpdir(), 'surveylab-sandbox-'));
	for (const name of await readdir(SOURCE)) {
		const { outputText } = transpileModule(await readFile(join(SOURCE, name), 'utf8'), {
			compilerOptions: {
				module: ModuleKind.CommonJS,
				target: ScriptTarget.ES2022,
				esModuleInterop: true,
			},
		});
		await writeFile(join(compiled, name.replace(/\.ts$/, '.js')), outputText);
	}
});

afterAll(async () => {
	for (const child of running) child.kill('SIGKILL');
	await rm(compiled, { recursive: true, force: true });
});

function start(...args: string[]) {
	const child = spawn(process.execPath, [join(compiled, 'cli.js'), ...args], {
		env: { ...process.env, NODE_PATH: NODE_MODULES },
	});
	running.add(child);
	const output = { out: '', err: '' };
	child.stdout.on('data', (chunk) => (output.out += chunk));
	child.stderr.on('data', (chunk) => (output.err += chunk));
	const ended = new Promise<number | null>((done) =>
		child.once('close', (code) => {
			running.delete(child);
			done(code);
		}),
	);
	const firstLine = new Promise<string>((done) =>
		child.stdout.on('data', () => {
			if (output.out.includes('\n')) done(output.out.split('\n', 1)[0] ?? '');
		}),
	);
	return { child, output, ended, firstLine };
}

describe('the command line', () => {
	it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
		'prints one line, serves, and ends on %s',
		async (signal) => {
			const { child, output, ended, firstLine } = start(
				...[
					'--port',
					'0',
					'--token',
					'my-token',
					'--token',
					'other',
					'--collector',
					'c1',
					'--collector',
					'c2',
				],
			);
			const line = await firstLine;
			expect(line).toMatch(/http:\/\/127\.0\.0\.1:\d+ .*my-token.*c1/);
			const url = /http:\S+/.exec(line)?.[0] ?? '';
			const answer = await client.get(`${url}/api.php?apiToken=other&cId=c2&email=a%40b.c&crk=1`);
			expect(answer.data.status).toBe(true);

			const hanging = await client.post(`${url}/script`, { faults: [{ kind: 'hang' }] });
			expect(hanging.status).toBe(200);
			const failure = client.get(`${url}/api.php`).catch((error: { code: string }) => error.code);
			await new Promise((done) => setTimeout(done, 50));
			child.kill(signal);
			expect(await ended).toBe(0);
			expect(await failure).toBe('ECONNRESET');
			expect(output.out.trim().split('\n')).toHaveLength(1);
			expect(output.err).toBe('');
		},
	);

	it('says what is wrong and how it is used', async () => {
		const { output, ended } = start('--port', 'many');
		expect(await ended).toBe(1);
		expect(output.err).toContain('--port must be a whole number');
		expect(output.err).toContain('Usage:');
	});

	it('says so when the port is taken', async () => {
		const server = createServer();
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const { output, ended } = start('--port', String((server.address() as AddressInfo).port));
		expect(await ended).toBe(1);
		expect(output.err).toContain('EADDRINUSE');
		await new Promise((done) => server.close(done));
	});

	it('explains itself', async () => {
		const { output, ended } = start('--help');
		expect(await ended).toBe(0);
		expect(output.out).toContain('Usage:');
	});
});

describe('the arguments', () => {
	it('have a fixed default port and leave the rest to the sandbox', () => {
		expect(readOptions([])).toEqual({ port: 8089 });
	});

	it('are all understood', () => {
		expect(
			readOptions([
				'--port',
				'9000',
				'--token',
				'a',
				'--token',
				'b',
				'--collector',
				'c',
				'--rate',
				'5',
			]),
		).toEqual({ port: 9000, tokens: ['a', 'b'], collectors: ['c'], rateLimit: { perSecond: 5 } });
	});

	it.each([
		['--port', '70000'],
		['--rate', '0'],
		['--rate', '1.5'],
		['--token', ''],
		['--colour', 'red'],
		['stray'],
	])('are refused when wrong: %s %s', (...args) => {
		expect(() =>
			readOptions(args.filter((arg): arg is string => typeof arg === 'string')),
		).toThrow();
	});
});
