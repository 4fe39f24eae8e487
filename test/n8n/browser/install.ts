/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { cacheFolder } from '../install';

const FILES = ['package.json', 'package-lock.json'];
/** Written last: an installation that broke off has none. */
const MARKER = 'complete';
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

type Say = (line: string) => void;

/** Where the browser's driver, screenshots of what went wrong and what `npm run dev` keeps are kept. */
export function browserCache(): string {
	return join(dirname(cacheFolder()), 'browser');
}

function run(command: string, args: string[], cwd?: string): void {
	const { status, error } = spawnSync(command, args, {
		cwd,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	if (error !== undefined) throw error;
	if (status !== 0) throw new Error(`"${command} ${args.join(' ')}" ended with ${status}`);
}

/** So that types and code are found from this folder, wherever the cache lies. */
function link(target: string): void {
	const name = join(__dirname, 'node_modules');
	const found = lstatSync(name, { throwIfNoEntry: false });
	if (found?.isSymbolicLink() === true && readlinkSync(name) === target) return;
	rmSync(name, { recursive: true, force: true });
	symlinkSync(target, name, 'junction');
}

function installDriver(say: Say): void {
	const folder = join(browserCache(), 'driver');
	const hash = createHash('sha256');
	for (const file of FILES) hash.update(readFileSync(join(__dirname, file)));
	const wanted = hash.digest('hex');
	const marker = join(folder, MARKER);
	if (!existsSync(marker) || readFileSync(marker, 'utf8') !== wanted) {
		say('playwright-core: installing');
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		for (const file of FILES) copyFileSync(join(__dirname, file), join(folder, file));
		run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
		writeFileSync(marker, wanted);
	}
	link(join(folder, 'node_modules'));
}

function onPath(names: readonly string[]): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return names
		.flatMap((name) => folders.map((folder) => join(folder, name)))
		.find((file) => existsSync(file));
}

/** The browser that `SURVEYLAB_CHROMIUM` names, or the machine's own. */
export function chromiumPath(): string | undefined {
	return process.env.SURVEYLAB_CHROMIUM ?? onPath(CHROMIUM_NAMES);
}

/** On Debian and as root, installs the browser as well; elsewhere says what to do. */
export function installBrowser(say: Say): void {
	installDriver(say);
	if (
		chromiumPath() === undefined &&
		onPath(['apt-get']) !== undefined &&
		process.getuid?.() === 0
	) {
		say('Chromium: installing from Debian, which takes some minutes');
		run('apt-get', ['update', '--quiet=2']);
		run('apt-get', [
			'install',
			'--yes',
			'--quiet=2',
			'--no-install-recommends',
			'chromium',
			'fonts-dejavu-core',
		]);
	}
	const chromium = chromiumPath();
	if (chromium === undefined) {
		throw new Error(
			'Chromium is missing. Install it (Debian and Ubuntu: "sudo apt-get install chromium"), or let SURVEYLAB_CHROMIUM name the program of a Chrome or Chromium.',
		);
	}
	say(`Chromium: found at ${chromium}`);
}

if (require.main === module) {
	try {
		installBrowser((line) => process.stdout.write(`${line}\n`));
	} catch (error) {
		process.stderr.write(`✖ ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	}
}
