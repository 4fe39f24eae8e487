/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- a command line tool, not part of the package */
/**
 * Runs every file with property tests in full depth, again and again, each time with a fresh seed.
 *
 *   npm run test:properties -- 50                           fifty rounds
 *   npm run test:properties -- 1 --seed=123 -t "a sentence"   words after the number go to Jest
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

function filesWithProperties(): string[] {
	return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
		.filter((file) => /^(?:unit|engine)[/\\].*\.test\.ts$/.test(file))
		.map((file) => join('test', file))
		.filter((file) => readFileSync(join(ROOT, file), 'utf8').includes("from 'fast-check'"));
}

function printedAs(label: string, printed: string): string {
	return new RegExp(`^${label}: +(.*)$`, 'm').exec(printed)?.[1] ?? 'unknown';
}

/** Prints a line for a round in which all held, and all that Jest says otherwise. */
function roundHolds(title: string, args: string[]): boolean {
	const { status, stdout, stderr } = spawnSync(process.execPath, [JEST, ...args], {
		cwd: ROOT,
		encoding: 'utf8',
		env: { SURVEYLAB_PROPERTIES: 'deep', ...process.env },
	});
	const held = status === 0;
	if (!held) process.stdout.write(`${stdout}${stderr}`);
	process.stdout.write(
		`  ${held ? '✔' : '✖'} ${title}: ${printedAs('Tests', stderr)}, seed ${printedAs('Seed', stderr)}\n`,
	);
	return held;
}

function main([times = '1', ...rest]: string[]): void {
	if (!/^[1-9]\d*$/.test(times)) throw new RangeError(`"${times}" is no number of rounds`);
	const rounds = Number(times);
	const files = filesWithProperties();
	const args = ['--config', 'test/jest.config.js', ...rest, '--runTestsByPath', ...files];
	let held = 0;
	for (let round = 1; round <= rounds; round += 1)
		if (roundHolds(`round ${round} of ${rounds}`, args)) held += 1;
	process.stdout.write(`  ${files.length} files; ${held} rounds held, ${rounds - held} did not\n`);
	process.exitCode = held === rounds ? 0 : 1;
}

main(process.argv.slice(2));
