// What the commands have in common: install what is missing, say what happens, end clearly.
// Plain JavaScript without dependencies, because it runs before anything is installed.

const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..');
const MARKER = join(ROOT, 'node_modules', '.installed-lock');

function say(text) {
	process.stdout.write(`\n▸ ${text}\n`);
}

function seconds(since) {
	return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Ends with the exit code of the command, and with what went wrong if that did not even start. */
function ended(child) {
	return new Promise((done) => {
		child.once('error', ({ message }) => done({ code: 1, detail: ` (${message})` }));
		child.once('close', (code, signal) =>
			done({ code: code ?? 1, detail: signal ? ` (${signal})` : '' }),
		);
	});
}

/** Runs a command; what it prints is shown. Ends this process when it fails. */
async function run(title, command, args, env = {}) {
	say(title);
	const since = Date.now();
	const child = spawn(command, args, {
		cwd: ROOT,
		stdio: 'inherit',
		env: { ...process.env, ...env },
		shell: process.platform === 'win32',
	});
	// The terminal's Ctrl+C reaches the child as well, which ends what it has started; this process waits for it.
	const wait = () => undefined;
	const passOn = (signal) => child.kill(signal);
	process.on('SIGINT', wait).on('SIGTERM', passOn);
	const { code, detail } = await ended(child);
	process.off('SIGINT', wait).off('SIGTERM', passOn);
	if (code !== 0) {
		process.stderr.write(`\n✖ ${title}: did not succeed${detail}\n`);
		process.exit(code);
	}
	process.stdout.write(`  done in ${seconds(since)}\n`);
}

function fileHash(file) {
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Installs the dependencies when they are missing or belong to another lock file. */
async function ensureInstalled() {
	if (Number(process.versions.node.split('.')[0]) < 20) {
		process.stderr.write('✖ Node 20 or later is needed\n');
		process.exit(1);
	}
	const hash = fileHash(join(ROOT, 'package-lock.json'));
	if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === hash) return;
	await run('Installing what is missing (once, about a minute)', 'npm', [
		'ci',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--loglevel=error',
	]);
	writeFileSync(MARKER, hash);
}

module.exports = { ROOT, ensureInstalled, fileHash, run, say };
