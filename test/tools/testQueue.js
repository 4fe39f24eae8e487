// Queue mode needs a Redis and a PostgreSQL. Debian's packages are installed where they are missing; the
// test starts the servers itself, on free ports of this machine.

const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync } = require('node:fs');

const { ensureInstalled, ROOT, run, say, script } = require('./steps');

const POSTGRES = '/usr/lib/postgresql';

function has(program) {
	return spawnSync('/bin/sh', ['-c', `command -v ${program}`]).status === 0;
}

function missingPackages() {
	const postgres =
		existsSync(POSTGRES) &&
		readdirSync(POSTGRES).some((version) => existsSync(`${POSTGRES}/${version}/bin/postgres`));
	return [
		...(has('redis-server') && has('redis-cli') ? [] : ['redis-server']),
		...(postgres ? [] : ['postgresql']),
	];
}

function ensureServers() {
	const missing = missingPackages();
	if (missing.length === 0) return;
	if (process.getuid?.() !== 0 || !has('apt-get')) {
		process.stderr.write(
			`✖ Queue mode needs ${missing.join(' and ')}. On Debian: sudo apt-get install ${missing.join(' ')}\n`,
		);
		process.exit(1);
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	run('Refreshing the list of packages', 'apt-get', ['update', '-qq'], env);
	run(
		`Installing ${missing.join(' and ')}`,
		'apt-get',
		['install', '-y', '-qq', '--no-install-recommends', ...missing],
		env,
	);
}

ensureInstalled();
ensureServers();
script('Building the package', 'build');
say('Running queue mode: main, two workers, Redis and PostgreSQL');
// Node itself rather than tsx: Ctrl+C reaches the run directly, which then stops all it has started.
const args = ['--import', 'tsx', 'test/n8n/queue/queue.ts', ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
