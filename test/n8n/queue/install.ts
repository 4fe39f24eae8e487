/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
/** Redis and PostgreSQL: on Debian and as root, installs what is missing; elsewhere says what to do. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { findPostgres } from './services';

function has(program: string): boolean {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.some((folder) => existsSync(join(folder, program)));
}

function missingPackages(): string[] {
	return [
		...(has('redis-server') && has('redis-cli') ? [] : ['redis-server']),
		...(findPostgres() === undefined ? ['postgresql'] : []),
	];
}

function aptGet(...args: string[]): void {
	const { status } = spawnSync('apt-get', args, {
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	});
	if (status !== 0) throw new Error(`"apt-get ${args.join(' ')}" ended with ${status}`);
}

function main(): void {
	const missing = missingPackages();
	if (missing.length > 0 && process.getuid?.() === 0 && has('apt-get')) {
		process.stdout.write(`Installing ${missing.join(' and ')} from Debian\n`);
		aptGet('update', '--quiet=2');
		aptGet('install', '--yes', '--quiet=2', '--no-install-recommends', ...missing);
	}
	const names = missingPackages().join(' ');
	if (names !== '')
		throw new Error(`Queue mode needs more programs. On Debian: sudo apt-get install ${names}`);
	process.stdout.write('Redis and PostgreSQL: found\n');
}

try {
	main();
} catch (error) {
	process.stderr.write(`✖ ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
