/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { scripts } from '../../../package.json';

interface Command {
	readonly does: string;
	readonly needs: string;
	readonly steps: (args: string[]) => Array<{ title: string; args: string[] }>;
}

const ROOT = resolve(__dirname, '..', '..', '..');
const RUN = join(ROOT, 'test', 'tools', 'run.js');
const { COMMANDS } = jest.requireActual<{ COMMANDS: Record<string, Command> }>(RUN);
const names = Object.keys(COMMANDS);

describe('the commands', () => {
	it('are the scripts of package.json that the table runs', () => {
		const called = Object.entries(scripts).filter(([, script]) => script.includes('run.js'));
		expect(Object.fromEntries(called)).toEqual(
			Object.fromEntries(names.map((name) => [name, `node test/tools/run.js ${name}`])),
		);
	});

	it.each(names)('%s runs files that are there', (name) => {
		const words = COMMANDS[name]?.steps([]).flatMap(({ args }) => args) ?? [];
		const files = words.filter((word) => /^test\/.*\.(?:ts|js|json)$/.test(word));
		expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
	});

	it('are run by .ci/run, or docs/testing.md says that they are not', () => {
		const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
		const run = [...read('.ci', 'run').matchAll(/npm (?:run )?([a-z][a-z0-9:-]*)/g)];
		const [, listed = ''] = /Not run by `\.ci\/run`: (.*)/.exec(read('docs', 'testing.md')) ?? [];
		// What stands in brackets only says why.
		const notRun = [...listed.replace(/\([^)]*\)/g, '').matchAll(/`([a-z:-]+)`/g)];
		const named = [...run, ...notRun].map(([, name = '']) => name);
		expect(names.filter((name) => !named.includes(name))).toEqual([]);
		expect(notRun.filter(([, name = '']) => !names.includes(name))).toEqual([]);
	});

	it('are listed where none is named', () => {
		const { status, stdout } = spawnSync(process.execPath, [RUN], { encoding: 'utf8' });
		expect(status).toBe(0);
		for (const [name, { does, needs }] of Object.entries(COMMANDS)) {
			const line = stdout.split('\n').find((row) => row.startsWith(`  npm run ${name} `));
			expect(line).toContain(does);
			expect(line).toContain(needs);
		}
	});

	it('are listed, too, where one is named that does not exist', () => {
		const { status, stdout } = spawnSync(process.execPath, [RUN, 'tset'], { encoding: 'utf8' });
		expect(status).toBe(1);
		expect(stdout).toContain('There is no command "tset"');
		expect(stdout).toContain('npm run test:n8n');
	});
});
