/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

/** Each is a folder beside this file, with a package.json and a lock. */
export const INSTALLATION_NAMES = ['current', 'legacy'] as const;
export type InstallationName = (typeof INSTALLATION_NAMES)[number];

export interface Installation {
	readonly name: InstallationName;
	readonly version: string;
	/** Node's binary; its folder belongs first on PATH. */
	readonly node: string;
	/** n8n's command line program, to be run with that Node. */
	readonly n8n: string;
}

const ROOT = resolve(__dirname, '..', '..');
const FILES = ['package.json', 'package-lock.json'];
/** Addons that n8n cannot do without; compiled for the Node that n8n runs on. */
const ADDONS = ['sqlite3', 'isolated-vm'];
/** Written last: an installation that broke off has none. */
const MARKER = 'complete';

/** Where installations are kept between runs. */
export function cacheFolder(): string {
	return join(process.env.SURVEYLAB_CACHE ?? join(ROOT, '.cache'), 'n8n');
}

function fingerprint(source: string): string {
	const hash = createHash('sha256');
	for (const file of FILES) hash.update(readFileSync(join(source, file)));
	return hash.digest('hex');
}

function isComplete(folder: string, wanted: string): boolean {
	const marker = join(folder, MARKER);
	return existsSync(marker) && readFileSync(marker, 'utf8') === wanted;
}

function run(
	folder: string,
	command: string,
	args: string[],
	env: NodeJS.ProcessEnv = process.env,
): void {
	const { status, error } = spawnSync(command, args, {
		cwd: folder,
		env,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	if (error !== undefined) throw error;
	if (status !== 0)
		throw new Error(`"${command} ${args.join(' ')}" in ${folder} ended with ${status}`);
}

function described(name: InstallationName, folder: string): Installation {
	const modules = join(folder, 'node_modules');
	const { version } = JSON.parse(readFileSync(join(modules, 'n8n', 'package.json'), 'utf8')) as {
		version: string;
	};
	return {
		name,
		version,
		node: join(modules, 'node', 'bin', 'node'),
		n8n: join(modules, 'n8n', 'bin', 'n8n'),
	};
}

/** The package `node` keeps the headers that fit its binary. */
function withNode(folder: string): NodeJS.ProcessEnv {
	const node = join(folder, 'node_modules', 'node');
	const headers = join(node, 'node_modules', `node-${process.platform}-${process.arch}`);
	return {
		...process.env,
		PATH: [join(node, 'bin'), process.env.PATH ?? ''].join(delimiter),
		npm_config_nodedir: headers,
	};
}

function installAnew(name: InstallationName, source: string, folder: string): Installation {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const file of FILES) copyFileSync(join(source, file), join(folder, file));
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	// Plain scripts would build addons for this Node instead, and a Kafka client nobody needs here.
	run(folder, 'npm', ['install', '--ignore-scripts', ...quiet]);
	run(folder, 'npm', ['rebuild', 'node', '--ignore-scripts=false', ...quiet]);
	const env = withNode(folder);
	run(folder, 'npm', ['rebuild', ...ADDONS, '--ignore-scripts=false', ...quiet], env);
	const installation = described(name, folder);
	for (const addon of ADDONS) run(folder, installation.node, ['-e', `require('${addon}')`], env);
	return installation;
}

function inMinutes(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Installs one n8n with its own Node, or finds it installed already. */
export function install(name: InstallationName, say: (line: string) => void): Installation {
	const source = join(__dirname, name);
	const folder = join(cacheFolder(), name);
	const wanted = fingerprint(source);
	if (isComplete(folder, wanted)) {
		const installation = described(name, folder);
		say(`n8n ${installation.version} (${name}): found in ${folder}`);
		return installation;
	}
	say(`n8n (${name}): installing into ${folder}, which takes some minutes and up to 3 GB …`);
	const startedAt = Date.now();
	const installation = installAnew(name, source, folder);
	writeFileSync(join(folder, MARKER), wanted);
	say(`n8n ${installation.version} (${name}): installed in ${inMinutes(Date.now() - startedAt)}`);
	return installation;
}

/** For programs that start n8n: its Node comes first, and its own folder is not in the way. */
export function pathWith(installation: Installation): string {
	return [dirname(installation.node), process.env.PATH ?? ''].join(delimiter);
}

if (require.main === module) {
	for (const name of INSTALLATION_NAMES) install(name, (line) => process.stdout.write(`${line}\n`));
}
