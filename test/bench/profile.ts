/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- measures from outside n8n, not part of the package */
/** One run under Node's profiler: where an item's time goes, and the top ten of what is ours. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { PACKAGE } from '../n8n/harness';
import type { Installation } from '../n8n/install';
import { Lab } from './lab';
import type { SideName } from './sides';

const WARM_UP_ITEMS = 1000;
const POLL_MS = 50;
const POLLS = 400;
const TOP = 10;

interface Frame {
	readonly functionName: string;
	readonly url: string;
	readonly lineNumber: number;
}

interface ProfileNode {
	readonly id: number;
	readonly callFrame: Frame;
	readonly children?: readonly number[];
}

interface Profile {
	readonly nodes: readonly ProfileNode[];
	readonly samples: readonly number[];
	readonly timeDeltas: readonly number[];
}

/** The innermost frame that one of these fits decides whose time a sample is; the first that fits wins. */
const OWNERS: ReadonlyArray<readonly [owner: string, fits: (frame: Frame) => boolean]> = [
	['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
	['waiting', ({ functionName }) => functionName === '(idle)'],
	['ours', ({ url }) => url.includes(`/${PACKAGE}/dist/`)],
	[
		'expressions',
		({ url, functionName }) =>
			/expression|tournament|isolated-vm|workflow-data-proxy/.test(url) ||
			/^getNodeParameter$|resolveSimpleParameterValue|^_getNodeParameter$/.test(functionName),
	],
	['credential', ({ url }) => /credential|typeorm|sqlite|cipher/i.test(url)],
	[
		'HTTP helper',
		({ url }) =>
			/request-helper|axios|follow-redirects|form-data|node:_?http|node:net|node:internal\/(?:streams|stream_base|http|url|dns|net)|http-proxy|undici|ssrf|qs\/|proxy-from-env/.test(
				url,
			),
	],
];

function ownerOf(frame: Frame): string | undefined {
	return OWNERS.find(([, fits]) => fits(frame))?.[0];
}

function shownPlace({ functionName, url, lineNumber }: Frame): string {
	const file = url.slice(url.lastIndexOf(`/${PACKAGE}/dist/`) + PACKAGE.length + '//dist/'.length);
	return `${functionName || '(anonymous)'} (${file}:${lineNumber + 1})`;
}

function add(sums: Map<string, number>, name: string, microseconds: number): void {
	sums.set(name, (sums.get(name) ?? 0) + microseconds);
}

/** Self time by owner, and of ours by function; microseconds. */
function summed({ nodes, samples, timeDeltas }: Profile): {
	owners: Map<string, number>;
	ours: Map<string, number>;
} {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const parents = new Map(
		nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
	);
	const owners = new Map<string, number>();
	const ours = new Map<string, number>();
	for (const [index, sample] of samples.entries()) {
		const microseconds = timeDeltas[index] ?? 0;
		let owner: string | undefined;
		let at: number | undefined = sample;
		while (at !== undefined && owner === undefined) {
			const frame = byId.get(at)?.callFrame;
			owner = frame && ownerOf(frame);
			if (owner === 'ours' && frame !== undefined) add(ours, shownPlace(frame), microseconds);
			at = parents.get(at);
		}
		add(owners, owner ?? 'the rest of n8n', microseconds);
	}
	return { owners, ours };
}

function ranking(sums: Map<string, number>, items: number): string[] {
	return [...sums]
		.sort(([, a], [, b]) => b - a)
		.map(([name, microseconds]) => `${(microseconds / items).toFixed(1).padStart(8)} µs  ${name}`);
}

async function until(file: string): Promise<void> {
	for (let poll = 0; poll < POLLS && !existsSync(file); poll += 1) await sleep(POLL_MS);
}

export async function profileOneRun(
	installation: Installation,
	side: SideName,
	items: number,
): Promise<string> {
	const file = join(tmpdir(), `${side}.cpuprofile`);
	for (const old of [file, `${file}.started`]) rmSync(old, { force: true });
	const preloads = [join(__dirname, '..', 'n8n', 'preload.ts'), join(__dirname, 'profiler.ts')];
	const lab = await Lab.open(installation, {
		NODE_OPTIONS: [
			'--disable-warning=ExperimentalWarning',
			...preloads.map((path) => `--require="${path}"`),
		].join(' '),
		SURVEYLAB_PROFILE: file,
	});
	try {
		await lab.run(side, { items: WARM_UP_ITEMS });
		process.kill(lab.pid, 'SIGUSR2');
		await until(`${file}.started`);
		const { ms } = await lab.run(side, { items });
		process.kill(lab.pid, 'SIGUSR2');
		await until(file);
		const { owners, ours } = summed(JSON.parse(readFileSync(file, 'utf8')) as Profile);
		return [
			`${side}, ${items} items: ${ms} ms in the node; per item of the whole execution:`,
			...ranking(owners, items),
			'Top ten of ours:',
			...ranking(ours, items).slice(0, TOP),
			`The whole profile: ${file}`,
		].join('\n');
	} finally {
		await lab.close();
	}
}
