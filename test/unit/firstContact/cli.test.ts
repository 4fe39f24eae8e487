/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { useSandbox } from '../sandbox/client';

const ROOT = resolve(__dirname, '..', '..', '..');
const TSX = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const CLI = join(ROOT, 'test', 'firstContact', 'cli.ts');

const TOKEN = 'cli-secret-token';
const sandbox = useSandbox({ tokens: [TOKEN], collectors: ['collector1'] });

const folder = mkdtempSync(join(tmpdir(), 'surveylab-first-contact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function firstContact(args: string[], input: string[], env: Record<string, string> = {}) {
	const rest = { ...process.env };
	delete rest.CI;
	delete rest.SURVEYLAB_API_TOKEN;
	const child = spawn(process.execPath, [TSX, CLI, ...args], { env: { ...rest, ...env } });
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	// A run that is refused does not read.
	child.stdin.on('error', () => undefined);
	child.stdin.end(`${input.join('\n')}\n`);
	const code = await new Promise((done) => child.once('close', done));
	return { code, output };
}

const ANSWERS = ['collector1', 'ann@example.com', ...Array<string>(15).fill('yes')];

describe('npm run first-contact', () => {
	it.each([
		['in CI', { CI: 'true' }],
		['without a terminal', {}],
	])('calls nobody else than this machine %s', async (_where, env) => {
		const { code, output } = await firstContact(
			['--base-url', 'https://surveylab.invalid', '--folder', join(folder, 'refused')],
			[TOKEN, ...ANSWERS],
			env,
		);
		expect(code).toBe(1);
		expect(output).toContain('Nothing was sent.');
		expect(output).not.toContain('API token');
		expect(existsSync(join(folder, 'refused'))).toBe(false);
	});

	it.each([
		['asked for', {}, [TOKEN]],
		['from the environment', { SURVEYLAB_API_TOKEN: TOKEN }, []],
	])('runs against the stand-in, with the token %s', async (how, env, first) => {
		const target = join(folder, how.replaceAll(' ', '-'));
		const { code, output } = await firstContact(
			['--base-url', sandbox().url, '--folder', target],
			[...first, ...ANSWERS, '', '', 'a/b'],
			{ ...env, CI: 'true' },
		);
		expect(output).toContain('What to set in n8n:');
		expect(output).toContain('Slashes in Values: Encode');
		expect(code).toBe(0);
		expect(sandbox().contacts).toHaveLength(2);
		for (const text of [
			output,
			readFileSync(join(target, 'report.md'), 'utf8'),
			readFileSync(join(target, 'recording.json'), 'utf8'),
		]) {
			expect(text).not.toContain(TOKEN);
			expect(text).not.toContain('ann@example.com');
		}
	});

	it('sends nothing more once nobody answers, and writes what was seen', async () => {
		const { code, output } = await firstContact(
			['--base-url', sandbox().url, '--folder', join(folder, 'ended')],
			[TOKEN, 'collector1', 'ann@example.com', 'yes'],
		);
		expect(code).toBe(0);
		expect(output).toContain('What to set in n8n:');
		expect(sandbox().requests).toHaveLength(1);
		const { exchanges } = JSON.parse(
			readFileSync(join(folder, 'ended', 'recording.json'), 'utf8'),
		) as { exchanges: unknown[] };
		expect(exchanges).toHaveLength(1);
	});
});
