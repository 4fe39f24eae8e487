/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- a command line tool, not part of the package */
/**
 * Measures the whole table and writes it to `docs/performance/`. Noise never makes it fail: it reports.
 *
 *   --only <groups>   some groups, comma-separated; prints the table and writes nothing
 *   --rounds <n>      alternating rounds, 5
 *   --items <n>       items of a run, 1000
 *   --large <n>       items of the runs in a fresh n8n, 10000
 *   --smoke           the short form for CI, which fails where something is wrong by a wide margin
 *   --profile <side>  profiles one run instead, and writes `<side>.cpuprofile` to the temporary folder
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { install } from '../n8n/install';
import { chart } from './chart';
import { Lab } from './lab';
import { profileOneRun } from './profile';
import { remarks, report, table, type Head } from './report';
import { GROUPS, type Line, type Sizes } from './rows';
import { SIDES, type SideName } from './sides';
import { smoke, tell } from './smoke';

const FOLDER = resolve(__dirname, '..', '..', 'docs', 'performance');

const NOTES = [
	"Production webhook → Code node that makes the items → the node. Its time is what n8n's execution record says of its run (executionTime), not the webhook's.",
	"Medians [least–most] of alternating rounds, every other one in reverse order; a ratio is the median of the rounds' own ratios.",
	'HTTP Request is version 4.2 with a Query Auth credential and the same four values by expression. It sends all items at once; "5 at once" is our default.',
	"The floor is a bare loop over n8n's request helper in a throwaway node, with the same values: no checks, no reading of answers.",
	"n8n's request helper opens a connection for every request, which no node can change: with latency the floor says how near to the ideal one can get.",
	'All items are read before the first one is sent. So reading does not overlap with waiting, and the targets with latency leave room for it.',
	'The service is a minimal HTTP server in a process of its own, with keep-alive, because the stand-in of the tests would be most of what is measured.',
	'"50 a second" is a window of a second that opens with the first request after the last one, and "Retry-After: 1" on every 429.',
	"Memory is the growth of the n8n process's resident memory, sampled every 20 ms, in an n8n that was started anew for every run and had done 50 items: two rounds.",
];

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

function headOf({ installation, packed }: Lab, sizes: Sizes, command: string): Head {
	const version = execFileSync(installation.node, ['--version'], { encoding: 'utf8' }).trim();
	const processors = cpus();
	return {
		facts: [
			['command', command],
			['n8n', `${installation.version} on Node ${version.replace('v', '')}, SQLite`],
			['package', `n8n-nodes-surveylab ${packed.version}, installed from its tarball`],
			[
				'machine',
				`${processors.length} CPUs (${processors[0]?.model.trim() ?? 'unknown'}), ${process.platform} ${process.arch}`,
			],
			['rounds', String(sizes.rounds)],
		],
		notes: NOTES,
	};
}

async function measure(lab: Lab, names: readonly string[], sizes: Sizes): Promise<Line[]> {
	const lines: Line[] = [];
	for (const group of GROUPS.filter(({ name }) => names.includes(name))) {
		say(`\n${group.name}`);
		const measured = await group.measure(lab, sizes);
		say(table(measured));
		for (const remark of remarks(measured)) say(`- ${remark}`);
		lines.push(...measured);
	}
	return lines;
}

function write(lines: readonly Line[], head: Head): void {
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(join(FOLDER, 'report.txt'), report(head, lines));
	const caption = head.facts
		.filter(([name]) => name === 'n8n')
		.map(([, value]) => `n8n ${value}.`)
		.join(' ');
	writeFileSync(join(FOLDER, 'chart.svg'), chart(lines, caption));
	say(`\nWritten to docs/performance/`);
}

function known<T extends string>(what: string, wanted: string, all: readonly T[]): T {
	const found = all.find((name) => name === wanted);
	if (found === undefined)
		throw new RangeError(`${what}: "${wanted}" is none of ${all.join(', ')}`);
	return found;
}

async function run(args: string[]): Promise<boolean> {
	const { values } = parseArgs({
		args,
		options: {
			only: { type: 'string' },
			rounds: { type: 'string', default: '5' },
			items: { type: 'string', default: '1000' },
			large: { type: 'string', default: '10000' },
			smoke: { type: 'boolean', default: false },
			profile: { type: 'string' },
		},
	});
	const sizes = {
		rounds: Number(values.rounds),
		items: Number(values.items),
		large: Number(values.large),
	};
	const all = GROUPS.map(({ name }) => name);
	const names = values.only?.split(',').map((name) => known('--only', name, all)) ?? all;
	const installation = install('current', say);
	if (values.profile !== undefined) {
		const side = known('--profile', values.profile, Object.keys(SIDES) as SideName[]);
		say(await profileOneRun(installation, side, sizes.items));
		return true;
	}
	const lab = await Lab.open(installation);
	try {
		if (values.smoke) return tell(await smoke(lab), say);
		const lines = await measure(lab, names, sizes);
		if (values.only === undefined)
			write(lines, headOf(lab, sizes, ['npm run bench', ...args].join(' ')));
		return true;
	} finally {
		await lab.close();
	}
}

void run(process.argv.slice(2)).then((well) => {
	process.exitCode = well ? 0 : 1;
});
