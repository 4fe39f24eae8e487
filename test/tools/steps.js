// What the README's commands have in common: install what is missing, say what happens, end clearly.
// Plain JavaScript without dependencies, because it runs before anything is installed.

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const MARKER = join(ROOT, 'node_modules', '.installed-lock');

function say(text) {
	process.stdout.write(`\n▸ ${text}\n`);
}

function seconds(since) {
	return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Runs a command; what it prints is shown. Ends this process when it fails. */
function run(title, command, args, env = {}) {
	say(title);
	const since = Date.now();
	const { status, error } = spawnSync(command, args, {
		cwd: ROOT,
		stdio: 'inherit',
		env: { ...process.env, ...env },
		shell: process.platform === 'win32',
	});
	if (status !== 0) {
		process.stderr.write(`\n✖ ${title}: did not succeed${error ? ` (${error.message})` : ''}\n`);
		process.exit(status || 1);
	}
	process.stdout.write(`  done in ${seconds(since)}\n`);
}

/** A tool of the project's own dependencies. */
function tool(title, name, args, env) {
	run(title, join(BIN, name), args, env);
}

/** A script of package.json. */
function script(title, name) {
	run(title, 'npm', ['run', '--silent', name]);
}

function fileHash(file) {
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Installs the dependencies when they are missing or belong to another lock file. */
function ensureInstalled() {
	if (Number(process.versions.node.split('.')[0]) < 20) {
		process.stderr.write('✖ Node 20 or later is needed\n');
		process.exit(1);
	}
	const hash = fileHash(join(ROOT, 'package-lock.json'));
	if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === hash) return;
	run('Installing what is missing (once, about a minute)', 'npm', [
		'ci',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--loglevel=error',
	]);
	writeFileSync(MARKER, hash);
}

module.exports = { ROOT, ensureInstalled, fileHash, run, say, script, tool };
