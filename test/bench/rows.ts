/** The table: what is measured, against what, and how far it should get. */

import type { Lab, Run, Work } from './lab';
import { measureLoading } from './loading';
import type { SideName } from './sides';
import { median } from './statistics';

export interface Line {
	readonly work: string;
	readonly peer: string;
	readonly unit: 's' | 'ms' | 'MB' | 'items' | 'sockets';
	/** One sample a round, and beside it the peer's of the same round. */
	readonly samples: { readonly ours: readonly number[]; readonly peer: readonly number[] };
	/** The most that ours may be, as a share of the peer's. */
	readonly target: number;
	/** A share of what somebody else needs; the others are shares of a fixed limit. */
	readonly compares: boolean;
	readonly remark?: string;
}

export interface Sizes {
	readonly rounds: number;
	readonly items: number;
	readonly large: number;
}

interface Group {
	readonly name: string;
	measure(lab: Lab, sizes: Sizes): Promise<Line[]>;
}

type Runs<Name extends SideName> = Readonly<Record<Name, readonly Run[]>>;

const WARM_UP_ITEMS = 50;
const HTTP_REQUEST = 'HTTP Request';

/** Every side once a round; every other round the other way round. */
export async function alternate<Name extends SideName>(
	lab: Lab,
	names: readonly Name[],
	rounds: number,
	work: Work,
): Promise<Runs<Name>> {
	const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
		Name,
		Run[]
	>;
	for (const name of names) await lab.run(name, { items: WARM_UP_ITEMS });
	for (let round = 0; round < rounds; round += 1) {
		for (const name of round % 2 === 0 ? names : [...names].reverse()) {
			runs[name].push(await lab.run(name, work));
		}
	}
	return runs;
}

const seconds = (runs: readonly Run[]): number[] => runs.map(({ ms }) => ms / 1000);
const sockets = (runs: readonly Run[]): number[] => runs.map(({ traffic }) => traffic.mostSockets);
const megabytes = (runs: readonly Run[]): number[] =>
	runs.map(({ grownBytes }) => grownBytes / 1e6);

/** What every item of a call must have become: accepted once. */
function lost(runs: readonly Run[], items: number): number[] {
	return runs.map(({ traffic }) => items - traffic.accepted + 2 * traffic.duplicates);
}

function shortfall(runs: readonly Run[], items: number): string[] {
	const most = Math.max(...lost(runs, items));
	return most === 0 ? [] : [`up to ${most} of ${items} items were lost or sent twice`];
}

function timeLine(
	work: string,
	ours: readonly Run[],
	peer: string,
	peerRuns: readonly Run[],
	target: number,
	...remarks: string[]
): Line {
	const remark = remarks.length === 0 ? {} : { remark: remarks.join('; ') };
	return {
		work,
		peer,
		unit: 's',
		samples: { ours: seconds(ours), peer: seconds(peerRuns) },
		target,
		compares: true,
		...remark,
	};
}

function limitLine(
	work: string,
	unit: Line['unit'],
	ours: readonly number[],
	limit: number,
	remark: string,
): Line {
	const samples = { ours, peer: ours.map(() => limit) };
	return { work, peer: `limit`, unit, samples, target: 1, compares: false, remark };
}

function idealLine(
	work: string,
	runs: readonly Run[],
	idealSeconds: number,
	target: number,
	...remarks: string[]
): Line {
	const samples = { ours: seconds(runs), peer: runs.map(() => idealSeconds) };
	return {
		work,
		peer: 'ideal',
		unit: 's',
		samples,
		target,
		compares: true,
		...(remarks.length === 0 ? {} : { remark: remarks.join('; ') }),
	};
}

function counted(items: number): string {
	return `${items.toLocaleString('en-US')} items`;
}

/** From the least to the most, in whole numbers. */
function range(samples: readonly number[]): string {
	return `${Math.round(Math.min(...samples))} to ${Math.round(Math.max(...samples))}`;
}

function medianSeconds(runs: readonly Run[]): string {
	return `${median(seconds(runs)).toFixed(2)} s`;
}

/** What the bare loop needs of time that is only waited for. */
function floorTook(runs: readonly Run[]): string {
	return `the floor with as many slots took ${medianSeconds(runs)}`;
}

const noLatency: Group = {
	name: 'time',
	async measure(lab, { rounds, items }) {
		const names = [
			'httpRequest',
			'expressions',
			'expressionsTen',
			'mapping',
			'mappingTen',
			'floorExpressions',
			'floorItem',
		] as const;
		const runs = await alternate(lab, names, rounds, { items });
		const { httpRequest: peer } = runs;
		const whole = (own: readonly Run[]) => shortfall(own, items);
		const n = counted(items);
		const [expressionsFloor, mappingFloor] = [
			'floor, 10 slots, four expressions',
			'floor, 10 slots, values from the item',
		];
		return [
			timeLine(
				`${n}, four expressions, 5 at once`,
				runs.expressions,
				HTTP_REQUEST,
				peer,
				0.55,
				...whole(runs.expressions),
			),
			timeLine(
				`${n}, four expressions, 10 at once`,
				runs.expressionsTen,
				HTTP_REQUEST,
				peer,
				0.55,
				...whole(runs.expressionsTen),
			),
			timeLine(
				`${n}, Zendesk mapping, 5 at once`,
				runs.mapping,
				HTTP_REQUEST,
				peer,
				0.15,
				...whole(runs.mapping),
			),
			timeLine(
				`${n}, Zendesk mapping, 10 at once`,
				runs.mappingTen,
				HTTP_REQUEST,
				peer,
				0.15,
				...whole(runs.mappingTen),
			),
			timeLine(
				`${n}, four expressions, 10 at once`,
				runs.expressionsTen,
				expressionsFloor,
				runs.floorExpressions,
				1.15,
			),
			timeLine(
				`${n}, Zendesk mapping, 10 at once`,
				runs.mappingTen,
				mappingFloor,
				runs.floorItem,
				1.15,
			),
		];
	},
};

const latency: Group = {
	name: 'latency',
	async measure(lab, { rounds, items }) {
		const latencyMs = 100;
		const names = [
			'expressionsTwenty',
			'mappingTwenty',
			'floorExpressionsTwenty',
			'floorItemTwenty',
		] as const;
		const runs = await alternate(lab, names, rounds, { items, latencyMs });
		const ideal = (items * latencyMs) / 20 / 1000;
		const work = `${counted(items)}, ${latencyMs} ms latency, 20 at once`;
		return [
			idealLine(
				`${work}, four expressions`,
				runs.expressionsTwenty,
				ideal,
				1.4,
				floorTook(runs.floorExpressionsTwenty),
			),
			idealLine(
				`${work}, Zendesk mapping`,
				runs.mappingTwenty,
				ideal,
				1.2,
				floorTook(runs.floorItemTwenty),
			),
		];
	},
};

const limited: Group = {
	name: 'limited',
	async measure(lab, { rounds, items }) {
		const perSecond = 50;
		const runs = await alternate(lab, ['expressions', 'mapping', 'httpRequest'], rounds, {
			items,
			perSecond,
		});
		const n = `${counted(items)}, ${perSecond} a second`;
		const peerLost = lost(runs.httpRequest, items);
		const beside = `HTTP Request lost ${Math.min(...peerLost)} to ${Math.max(...peerLost)} of ${items}`;
		const lines = [];
		for (const [how, own] of [
			['four expressions', runs.expressions],
			['Zendesk mapping', runs.mapping],
		] as const) {
			lines.push(
				idealLine(`${n}, ${how}`, own, items / perSecond, 1.1),
				limitLine(`${n}, ${how}: lost`, 'items', lost(own, items), 0, beside),
			);
		}
		return lines;
	},
};

/** Rounds of which each starts n8n anew for every side: they take as long as everything else together. */
const FRESH_ROUNDS = 2;

/** A fresh n8n for every run, so that no side finds memory that another has left. */
const memory: Group = {
	name: 'memory',
	async measure(lab, { rounds: wanted, items, large }) {
		const rounds = Math.min(wanted, FRESH_ROUNDS);
		const names = [
			'httpRequest',
			'expressions',
			'mapping',
			'floorExpressions',
			'floorItem',
			'nothing',
		] as const;
		const small = { expressions: [] as Run[], mapping: [] as Run[] };
		const big = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
			(typeof names)[number],
			Run[]
		>;
		for (let round = 0; round < rounds; round += 1) {
			for (const name of round % 2 === 0 ? names : [...names].reverse()) {
				await lab.n8n.restart();
				await lab.run(name, { items: WARM_UP_ITEMS });
				big[name].push(await lab.run(name, { items: large }));
				if (name === 'expressions' || name === 'mapping')
					small[name].push(await lab.run(name, { items }));
			}
		}
		const n = counted(large);
		const alone = `n8n alone (Webhook, Code, No Operation) ${range(megabytes(big.nothing))} MB`;
		const beside = `HTTP Request up to ${Math.max(...sockets(big.httpRequest))}`;
		const lines: Line[] = [];
		const forms = [
			['four expressions', 'expressions', 'floorExpressions'],
			['Zendesk mapping', 'mapping', 'floorItem'],
		] as const;
		for (const [how, name, floor] of forms) {
			const samples = { ours: megabytes(big[name]), peer: megabytes(big.httpRequest) };
			const remark = `the floor ${range(megabytes(big[floor]))} MB, ${alone}`;
			lines.push(
				{
					work: `${n}, ${how}: memory grown`,
					peer: HTTP_REQUEST,
					unit: 'MB',
					samples,
					target: 0.5,
					compares: true,
					remark,
				},
				limitLine(`${n}, ${how}: sockets at once`, 'sockets', sockets(big[name]), 5, beside),
				{
					work: `${n} over ${counted(items)}, ${how}`,
					peer: counted(items),
					unit: 's',
					samples: { ours: seconds(big[name]), peer: seconds(small[name]) },
					target: 1.1 * (large / items),
					compares: false,
				},
				timeLine(
					`${n}, ${how}, 5 at once`,
					big[name],
					HTTP_REQUEST,
					big.httpRequest,
					name === 'mapping' ? 0.18 : 0.65,
					...shortfall(big[name], large),
				),
			);
		}
		return lines;
	},
};

const tag: Group = {
	name: 'tag',
	async measure(lab, { rounds, items }) {
		const names = [
			'httpRequestTag',
			'tagExpressions',
			'tagMapping',
			'floorTagExpression',
			'floorTagExpressions',
			'floorTagItem',
		] as const;
		const runs = await alternate(lab, names, rounds, { items });
		const peer = 'HTTP Request, address by one expression';
		const [expressions, mapping] = [
			`${counted(items)} tagged, four expressions`,
			`${counted(items)} tagged, Zendesk mapping`,
		];
		return [
			timeLine(
				expressions,
				runs.tagExpressions,
				peer,
				runs.httpRequestTag,
				0.65,
				...shortfall(runs.tagExpressions, items),
			),
			timeLine(
				mapping,
				runs.tagMapping,
				peer,
				runs.httpRequestTag,
				0.18,
				...shortfall(runs.tagMapping, items),
			),
			timeLine(
				expressions,
				runs.tagExpressions,
				'floor, 10 slots, four expressions',
				runs.floorTagExpressions,
				1.15,
				`the floor with the address by one expression took ${medianSeconds(runs.floorTagExpression)}`,
			),
			timeLine(
				mapping,
				runs.tagMapping,
				'floor, 10 slots, values from the item',
				runs.floorTagItem,
				1.15,
			),
		];
	},
};

const create: Group = {
	name: 'create',
	async measure(lab, { rounds, items }) {
		const runs = await alternate(
			lab,
			['editFields', 'editFieldsFour', 'createExpressions', 'createMapping'],
			rounds,
			{ items },
		);
		const peer = 'Edit Fields, address by one expression';
		const n = `${counted(items)}, links created`;
		return [
			timeLine(`${n}, four expressions`, runs.createExpressions, peer, runs.editFields, 0.65),
			timeLine(
				`${n}, four expressions`,
				runs.createExpressions,
				'Edit Fields, four expressions',
				runs.editFieldsFour,
				0.65,
			),
			timeLine(`${n}, Zendesk mapping`, runs.createMapping, peer, runs.editFields, 0.18),
		];
	},
};

const loading: Group = {
	name: 'loading',
	async measure({ installation, n8n }, { rounds }) {
		const samples = measureLoading(installation, n8n.packageFolder, rounds);
		return [
			limitLine(
				'loading the package',
				'ms',
				samples,
				15,
				"all entry files required and instantiated in a fresh Node that has n8n-workflow loaded; n8n's own start varies by more than this takes",
			),
		];
	},
};

export const GROUPS: readonly Group[] = [noLatency, tag, create, latency, limited, loading, memory];
