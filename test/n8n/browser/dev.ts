/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
/** `npm run dev`: n8n in the browser with our package, the stand-in for SurveyLab and the examples. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, watch } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import type { Sandbox } from '../../sandbox';
import { packRepository, PACKAGE, removeFolder, temporaryFolder } from '../harness';
import { install } from '../install';
import { browserCache } from './install';
import { LocalN8n, OWNER } from './localN8n';
import { importExamples } from './samples';
import { asLocalhost, startUsualSandbox } from './usualSandbox';

const ROOT = resolve(__dirname, '..', '..', '..');
const WATCHED = ['nodes', 'credentials'];
const USUAL_PORT = 5678;
/** An editor writes a file in several steps, and a branch changes many files. */
const CALM_MS = 400;

const USAGE = `Usage: npm run dev -- [--fresh] [--port <n>] [--folder <path>]
  --fresh   begins with an empty n8n; without it, your workflows of last time are there
  --port    where n8n listens, instead of ${USUAL_PORT}
  --folder  where n8n keeps its data, instead of the cache folder`;

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((done) => {
		server.once('error', () => done(false));
		server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
	});
}

async function freePortFrom(port: number): Promise<number> {
	for (let candidate = port; candidate < port + 50; candidate += 1)
		if (await isFree(candidate)) return candidate;
	throw new Error(`No port from ${port} on is free`);
}

async function build(): Promise<boolean> {
	const child = spawn('npm', ['run', '--silent', 'build'], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let printed = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
	const code = await new Promise<number | null>((done) => child.once('close', done));
	if (code !== 0) say(printed);
	return code === 0;
}

/** Installs what was built, as n8n's page for community nodes does, in place of what is there. */
async function installBuilt(n8n: LocalN8n): Promise<void> {
	const folder = temporaryFolder();
	try {
		const version = n8n.shelf.publish(packRepository(folder));
		const installed = await n8n.installedPackages();
		if (installed.some(({ packageName }) => packageName === PACKAGE)) await n8n.uninstallPackage();
		await n8n.installPackage(version);
	} finally {
		removeFolder(folder);
	}
}

/** Calls back after a change, once it is calm again and the last call has ended. */
function onChange(act: () => Promise<void>): () => void {
	const life = new AbortController();
	let changes = 0;
	let working = false;
	const settle = async () => {
		if (working) return;
		working = true;
		for (let seen = -1; seen !== changes && !life.signal.aborted;) {
			seen = changes;
			await sleep(CALM_MS);
			if (seen === changes) await act();
		}
		working = false;
	};
	for (const folder of WATCHED) {
		watch(join(ROOT, folder), { recursive: true, signal: life.signal }, () => {
			changes += 1;
			void settle();
		});
	}
	return () => life.abort();
}

function describe(n8n: LocalN8n, sandbox: Sandbox, userFolder: string): string {
	return `
  n8n         ${n8n.url}
  log in as   ${OWNER.email} with the password ${OWNER.password}

  The stand-in for SurveyLab, which shows what arrives:
  address     ${asLocalhost(sandbox.url)}
  API token   ${sandbox.token}
  collector   ${sandbox.collectorId}

  Your workflows are kept in ${userFolder}
  This n8n reaches this machine only. A change in ${WATCHED.join('/ or ')}/ builds the package anew and restarts n8n.
  Ctrl+C ends everything.
`;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			fresh: { type: 'boolean' },
			port: { type: 'string' },
			folder: { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true) return say(USAGE);
	const userFolder = resolve(values.folder ?? join(browserCache(), 'dev'));
	if (values.fresh === true) rmSync(join(userFolder, '.n8n'), { recursive: true, force: true });
	mkdirSync(join(userFolder, '.n8n'), { recursive: true });

	const installation = install('current', say);
	const port = values.port === undefined ? await freePortFrom(USUAL_PORT) : Number(values.port);
	const sandbox = await startUsualSandbox();
	const n8n = new LocalN8n(installation, { userFolder, port });

	let stopWatching = () => {};
	let end = (): void => undefined;
	const ended = new Promise<void>((done) => (end = done));
	process.on('SIGINT', end);
	process.on('SIGTERM', end);

	try {
		say('Starting n8n …');
		await n8n.start();
		await installBuilt(n8n);
		const imported = await importExamples(n8n, {
			token: sandbox.token,
			baseUrl: asLocalhost(sandbox.url),
			collectorId: sandbox.collectorId,
		});
		say(`${imported} examples imported`);
		say(describe(n8n, sandbox, userFolder));
		stopWatching = onChange(async () => {
			say('Something changed: building …');
			try {
				if (!(await build()))
					return say('The build did not succeed; n8n goes on with the last one');
				await installBuilt(n8n);
				await n8n.restart();
				say('n8n has the new build: reload the page');
			} catch (error) {
				say(
					`The new build could not be installed: ${error instanceof Error ? error.message : String(error)}`,
				);
			}
		});
		await ended;
	} finally {
		stopWatching();
		say('Ending …');
		await n8n.end();
		await sandbox.close();
		say('Ended');
	}
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`✖ ${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);
