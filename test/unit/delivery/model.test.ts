/**
 * The rules of delivery, held against schedules that nobody would think of. What an item should have
 * become is worked out from what the service did, without the code under test.
 */

import fc from 'fast-check';

import { heldMessages } from '../../../nodes/SurveyLab/messages';
import { isFailure, type Outcome } from '../../../nodes/SurveyLab/delivery/outcome';
import { TOTAL_WAIT_MS } from '../../../nodes/SurveyLab/delivery/policy';
import { unionOf } from './simulatedClock';
import {
	MANNERS,
	World,
	type Behaviour,
	type Delivered,
	type Item,
	type Manner,
	type MannerName,
	type Plan,
	type Sent,
	type Setting,
} from './simulation';

interface Schedule {
	readonly maxConcurrency: number;
	readonly maxAttempts: number;
	readonly maxWaitSeconds: number;
	readonly retryOnce: boolean;
	readonly stopAtFailure: boolean;
	readonly history: 'none' | 'sendOnce' | 'ignored';
	readonly setting: Setting;
	/** Rounds of a loop; each with the whole-node repeats that n8n makes of it. */
	readonly rounds: ReadonlyArray<{
		readonly items: readonly Item[];
		readonly tries: ReadonlyArray<{
			readonly cancelAfterMs?: number;
			readonly cancelBreaksOff?: boolean;
		}>;
	}>;
}

type Tuning = {
	readonly mostItems: number;
	readonly keys: number;
	readonly manners: readonly MannerName[];
};

const takesMs = fc.oneof(
	{ weight: 4, arbitrary: fc.nat(400) },
	{ weight: 1, arbitrary: fc.constantFrom(0, 1000, 2000, 30_000, 120_000) },
);

function behaviour(manners: readonly MannerName[]): fc.Arbitrary<Behaviour> {
	const does = fc.oneof(
		{ weight: 1, arbitrary: fc.constant<MannerName>('accept') },
		{ weight: 2, arbitrary: fc.constantFrom<MannerName>(...manners) },
	);
	return fc.record({ does, takesMs });
}

function item(keys: number): fc.Arbitrary<Item> {
	const key = fc.nat(keys - 1).map((number) => `K-${number}`);
	return fc.oneof(
		{ weight: 10, arbitrary: fc.record({ key }) },
		{ weight: 2, arbitrary: fc.record({ key, readingTakesMs: fc.nat(50) }) },
		{
			weight: 1,
			arbitrary: fc.record({ kind: fc.constantFrom('invalid' as const, 'preview' as const) }),
		},
	);
}

function schedule({ mostItems, keys, manners }: Tuning): fc.Arbitrary<Schedule> {
	const someKeys = fc.array(
		fc.nat(keys - 1).map((number) => `K-${number}`),
		{ maxLength: 3 },
	);
	const cancel = fc.record({
		cancelAfterMs: fc.oneof(fc.nat(500), fc.constantFrom(0, 1000, 2000), fc.nat(100_000)),
		cancelBreaksOff: fc.boolean(),
	});
	const once = fc.oneof(
		{ weight: 3, arbitrary: fc.constant({}) },
		{ weight: 1, arbitrary: cancel },
	);
	const round = fc.record({
		items: fc.array(item(keys), { minLength: 1, maxLength: mostItems, size: 'max' }),
		tries: fc.array(once, { minLength: 1, maxLength: 3 }),
	});
	return fc.record({
		maxConcurrency: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 50 })),
		maxAttempts: fc.integer({ min: 1, max: 8 }),
		maxWaitSeconds: fc.oneof(fc.constantFrom(60, 300), fc.integer({ min: 1, max: 300 })),
		retryOnce: fc.boolean(),
		stopAtFailure: fc.boolean(),
		history: fc.constantFrom('none', 'sendOnce', 'ignored'),
		setting: fc.record({
			behaviours: fc.array(behaviour(manners), { maxLength: 3 * mostItems, size: 'max' }),
			usedBefore: someKeys,
			inHistory: someKeys,
			recording: fc.array(fc.constantFrom('works', 'works', 'UNIQUE', 'FOREIGN KEY', 'busy'), {
				maxLength: 6,
			}),
			forgetting: fc.array(fc.constantFrom('works', 'busy'), { maxLength: 3 }),
			storeTakesMs: fc.nat(30),
			random: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
				minLength: 1,
				maxLength: 5,
			}),
		}),
		rounds: fc.array(round, { minLength: 1, maxLength: 2 }),
	});
}

/** What an earlier try or round of the same execution made of a key. */
interface Past {
	readonly round: number;
	readonly state: 'accepted' | 'refused' | 'unknown';
	readonly outcome: Outcome;
}

const SUCCESSES = new Set(['accepted', 'probablyAccepted', 'alreadySent']);

function pastOf(round: number, outcome: Outcome): Past | undefined {
	if (SUCCESSES.has(outcome.outcome)) return { round, outcome, state: 'accepted' };
	if (outcome.outcome === 'rejected') return { round, outcome, state: 'refused' };
	return outcome.outcome === 'unknown' ? { round, outcome, state: 'unknown' } : undefined;
}

/** What an item's own requests say that it became. */
function outcomeOf(requests: readonly Sent[]): string {
	const leaves = requests.map(({ ended }) => ended?.leaves);
	const last = leaves.at(-1);
	if (last === 'accepted') return 'accepted';
	if (leaves.includes('doubt'))
		return last === 'refused' && saysFalse(requests.at(-1)) ? 'probablyAccepted' : 'unknown';
	if (last === 'unclear') return 'unknown';
	return last === 'refusedBeforeWork' || requests.at(-1)?.does === 'certificate'
		? 'notSent'
		: 'rejected';
}

/** `status: false`, by itself or because the key was used. */
function saysFalse(request: Sent | undefined): boolean {
	return request?.does === 'accept' || request?.does === 'status:false';
}

/** Holds the tries of all rounds against the rules. */
class Judge {
	private readonly past = new Map<string, Past>();
	private readonly inDoubt = new Set<string>();
	/** Rounds in which the token was refused; it stays so when the node is run again. */
	private readonly stoppedRounds = new Set<number>();

	constructor(
		private readonly schedule: Schedule,
		private readonly world: World,
	) {}

	/** The first rule that is broken. */
	brokenRule(
		...trial: [round: number, items: readonly Item[], delivered: Delivered]
	): string | undefined {
		try {
			this.judge(...trial);
			return undefined;
		} catch (error) {
			return String(error);
		}
	}

	private judge(round: number, items: readonly Item[], delivered: Delivered): void {
		this.settling(delivered);
		this.stopping(round, delivered);
		this.pacing(delivered);
		this.requests(delivered);
		items.forEach((item, index) => this.item(round, items, item, index, delivered));
		this.history(items, delivered);
		this.truth();
		this.remember(round, items, delivered);
	}

	private settling({ settled, report }: Delivered): void {
		const { stopAtFailure } = this.schedule;
		const firstFailure = settled.findIndex(
			([outcome]) => outcome !== undefined && isFailure(outcome),
		);
		settled.forEach((outcomes, index) => {
			if (outcomes.length > 1) broken(`item ${index} was settled ${outcomes.length} times`);
			if (outcomes.length === 0 && !(stopAtFailure && firstFailure >= 0))
				broken(`item ${index} was never settled`);
		});
		const failed = stopAtFailure && firstFailure >= 0 ? firstFailure : undefined;
		if (report.failed?.index !== failed)
			broken(`failed is ${report.failed?.index} instead of ${failed}`);
		if (
			report.failed !== undefined &&
			settled[report.failed.index]?.[0] !== report.failed.failure
		) {
			broken('the failure that is told is not the one that was settled');
		}
		if (stopAtFailure && report.failed?.failure.text === heldMessages.batchStopped) {
			broken('an item that was only held back is told as the failure');
		}
	}

	/** Nothing goes out after a refused token, a cancelled execution, or a failure that ends the delivery. */
	private stopping(
		round: number,
		{ sent, cancelledStep = Infinity, settled, failedStep = Infinity }: Delivered,
	): void {
		const stoppedBefore = this.stoppedRounds.has(round);
		const refusedToken = sent.find(
			({ does, ended }) => (does === '401' || does === '403') && ended?.leaves === 'refused',
		);
		if (refusedToken !== undefined) this.stoppedRounds.add(round);
		const tokenStep = Math.min(
			stoppedBefore ? -Infinity : Infinity,
			...sent
				.filter(({ does }) => does === refusedToken?.does)
				.map(({ ended }) => ended?.step ?? Infinity),
		);
		for (const { index, step } of sent) {
			if (step > tokenStep) broken(`item ${index} was sent after a refused token`);
			if (step > cancelledStep) broken(`item ${index} was sent after the execution was cancelled`);
			if (this.schedule.stopAtFailure && step > failedStep)
				broken(`item ${index} was sent after the delivery had failed`);
		}
		for (const { text } of settled.flat().filter(isFailure)) {
			if (text === heldMessages.batchStopped && refusedToken === undefined && !stoppedBefore)
				broken('the batch stopped without a refused token');
			if (text === heldMessages.cancelled && cancelledStep === Infinity)
				broken('cancelled without anybody cancelling');
		}
	}

	private pacing({ sent, waits, mostUnderWay, report }: Delivered): void {
		const { maxConcurrency, maxWaitSeconds } = this.schedule;
		if (mostUnderWay > maxConcurrency) broken(`${mostUnderWay} requests were under way`);
		const longest = Math.max(0, ...waits.map(({ milliseconds }) => milliseconds));
		if (longest > maxWaitSeconds * 1000) broken(`a wait of ${longest} ms`);
		const waited = unionOf(waits);
		if (waited > TOTAL_WAIT_MS) broken(`${waited} ms of waiting`);
		if (waited !== report.waitedMs)
			broken(`${report.waitedMs} ms of waiting told instead of ${waited} ms`);
		for (const { does, ended, index } of sent) {
			if (ended?.leaves !== 'refusedBeforeWork') continue;
			const until = ended.at + askedMs(does);
			const early = sent.find(
				(other) =>
					other.step > ended.step &&
					other.at < until &&
					(does.startsWith('429') || other.index === index),
			);
			if (early !== undefined)
				broken(`item ${early.index} was sent before the time that "${does}" asked for`);
		}
	}

	private requests({ sent }: Delivered): void {
		const { maxAttempts, retryOnce } = this.schedule;
		let newest = -1;
		for (const [index, requests] of byIndex(sent)) {
			if (index < newest) broken(`item ${index} was first sent after item ${newest}`);
			newest = index;
			if (requests.length > maxAttempts) broken(`item ${index} was sent ${requests.length} times`);
			if (new Set(requests.map(({ url }) => url)).size > 1)
				broken(`item ${index} was repeated with another address`);
			if (this.inDoubt.has(requests[0]?.key ?? ''))
				broken(`item ${index} was sent although an earlier try may have counted`);
			if (requests.some(({ ledgerState }) => ledgerState !== 'sending'))
				broken(`item ${index} was sent before the ledger had it`);
			let doubts = 0;
			requests.forEach(({ ended }, place) => {
				const isLast = place === requests.length - 1;
				const leaves = ended?.leaves;
				if (leaves === undefined) broken(`item ${index} has a request nobody waited for`);
				if (leaves === 'doubt') doubts += 1;
				if (isLast || leaves === 'refusedBeforeWork') return;
				if (leaves !== 'doubt') broken(`item ${index} was repeated after "${leaves}"`);
				if (!retryOnce || doubts > 1)
					broken(`item ${index} was repeated after ${doubts} unknown outcomes`);
			});
		}
	}

	private item(
		round: number,
		items: readonly Item[],
		item: Item,
		index: number,
		delivered: Delivered,
	): void {
		const [outcome] = delivered.settled[index] ?? [];
		const requests = delivered.sent.filter((request) => request.index === index);
		const expected = (...names: string[]) => {
			if (outcome !== undefined && !names.includes(outcome.outcome)) {
				broken(`item ${index} is ${outcome.outcome} instead of ${names.join(' or ')}`);
			}
		};
		const unsent = () => {
			if (requests.length > 0) broken(`item ${index} was sent`);
		};
		if ('kind' in item) return (unsent(), expected(item.kind));
		const { key } = item;
		if (requests.length > 0) {
			expected(outcomeOf(requests));
			const { attempts } = outcome ?? { attempts: requests.length };
			if (attempts !== requests.length)
				broken(`item ${index} tells ${attempts} attempts instead of ${requests.length}`);
			if (outcome === undefined && outcomeOf(requests) !== 'notSent')
				broken(`item ${index} was sent but not settled`);
			return this.patience(index, requests, outcome, delivered);
		}
		if (items.findIndex((other) => 'key' in other && other.key === key) < index)
			return expected('duplicate');
		const past = this.past.get(key);
		if (past?.state === 'accepted' && past.round !== round) return expected('duplicate');
		if (past !== undefined && (past.state === 'unknown' || past.round === round)) {
			if (outcome !== undefined && JSON.stringify(outcome) !== JSON.stringify(past.outcome)) {
				broken(`item ${index} is not told again as it was`);
			}
			return;
		}
		const known = this.schedule.history === 'sendOnce' && delivered.historyBefore.has(key);
		expected('notSent', ...(known ? ['alreadySent'] : []));
	}

	/** An item is given up only for a reason. */
	private patience(
		index: number,
		requests: readonly Sent[],
		outcome: Outcome | undefined,
		delivered: Delivered,
	): void {
		const { maxAttempts, maxWaitSeconds } = this.schedule;
		if (outcome?.outcome !== 'notSent' || requests.length >= maxAttempts) return;
		if (requests.at(-1)?.ended?.leaves !== 'refusedBeforeWork') return;
		const halted =
			delivered.cancelledStep !== undefined ||
			delivered.sent.some(({ does }) => does === '401' || does === '403');
		const askedTooLong = delivered.sent.some(({ does }) => askedMs(does) > maxWaitSeconds * 1000);
		const budgetUsed = delivered.report.waitedMs + maxWaitSeconds * 1000 > TOTAL_WAIT_MS;
		const failed = delivered.report.failed !== undefined;
		if (!halted && !askedTooLong && !budgetUsed && !failed) {
			broken(`item ${index} was given up after ${requests.length} of ${maxAttempts} attempts`);
		}
	}

	private history(
		items: readonly Item[],
		{ sent, historyBefore, historyAfter, stuck }: Delivered,
	): void {
		const { history } = this.schedule;
		if (history === 'none') return;
		const mayCount = new Set(
			sent
				.filter(
					({ ended }) =>
						ended?.leaves === 'accepted' ||
						ended?.leaves === 'doubt' ||
						ended?.leaves === 'unclear',
				)
				.map(({ key }) => key),
		);
		const keys = new Set([
			...historyBefore,
			...items.flatMap((item) => ('key' in item ? [item.key] : [])),
		]);
		for (const key of keys) {
			const before = historyBefore.has(key);
			const after = historyAfter.has(key);
			if (before && history === 'sendOnce' && sent.some((request) => request.key === key)) {
				broken(`${key} was sent although the history has it`);
			}
			if (!after && (before || mayCount.has(key))) broken(`${key} is missing in the history`);
			if (after && !before && !mayCount.has(key) && !stuck.has(key))
				broken(`${key} was not taken back from the history`);
		}
	}

	private truth(): void {
		const { accepted } = this.world;
		if (new Set(accepted).size !== accepted.length) broken('a key was accepted twice');
	}

	private remember(round: number, items: readonly Item[], { settled, sent }: Delivered): void {
		const { accepted } = this.world;
		for (const { key, ended } of sent) {
			if (ended?.leaves !== 'refused' && ended?.leaves !== 'refusedBeforeWork')
				this.inDoubt.add(key);
		}
		items.forEach((item, index) => {
			const [outcome] = settled[index] ?? [];
			if (!('key' in item) || outcome === undefined || outcome.outcome === 'duplicate') return;
			if (
				accepted.includes(item.key) &&
				['notSent', 'invalid', 'rejected'].includes(outcome.outcome)
			) {
				broken(`item ${index} is ${outcome.outcome}, but ${item.key} was accepted`);
			}
			if (outcome.outcome === 'accepted' && !accepted.includes(item.key)) {
				broken(`item ${index} is accepted, but ${item.key} was not`);
			}
			const past = pastOf(round, outcome);
			if (past !== undefined) this.past.set(item.key, this.past.get(item.key) ?? past);
			if (past !== undefined && this.past.get(item.key)?.state === 'refused')
				this.past.set(item.key, past);
		});
	}
}

/** How long the service asks to wait. */
function askedMs(does: MannerName): number {
	const manner: Manner = MANNERS[does];
	return manner.askedMs ?? 0;
}

function broken(rule: string): never {
	throw new Error(rule);
}

function byIndex(sent: readonly Sent[]): Map<number, Sent[]> {
	const groups = new Map<number, Sent[]>();
	for (const request of sent)
		groups.set(request.index, [...(groups.get(request.index) ?? []), request]);
	return groups;
}

/** What happened, line by line, for whoever reads a counterexample. */
function story({ sent, settled, cancelledStep }: Delivered, startedAt: number): string {
	const lines = sent.map(({ index, key, does, at, step, ended }) => ({
		step,
		text: `${at - startedAt} ms: item ${index} (${key}) sent, "${does}" → ${ended === undefined ? 'no end' : `${ended.leaves} at ${ended.at - startedAt} ms`}`,
	}));
	if (cancelledStep !== undefined) lines.push({ step: cancelledStep, text: 'cancelled' });
	const outcomes = settled.map(
		(all, index) =>
			`item ${index}: ${all.map((one) => JSON.stringify(one)).join(' and ') || 'not settled'}`,
	);
	return [...lines.sort((a, b) => a.step - b.step).map(({ text }) => text), ...outcomes].join('\n');
}

async function play(schedule: Schedule): Promise<void> {
	const {
		maxConcurrency,
		maxAttempts,
		maxWaitSeconds,
		retryOnce,
		stopAtFailure,
		history,
		setting,
	} = schedule;
	const world = new World(setting);
	const judge = new Judge(schedule, world);
	const told: string[] = [];
	for (const [run, { items, tries }] of schedule.rounds.entries()) {
		for (const [count, cancel] of tries.entries()) {
			const plan: Plan = {
				...cancel,
				items,
				run,
				stopAtFailure,
				policy: {
					maxConcurrency,
					maxAttempts,
					maxWaitMs: maxWaitSeconds * 1000,
					repeatUnknownOnce: retryOnce,
				},
				sendOnce: history !== 'none',
				ignoreHistory: history === 'ignored',
			};
			const startedAt = world.clock.now();
			const delivered = await world.deliver(plan);
			told.push(`--- round ${run}, try ${count}`, story(delivered, startedAt));
			const rule = judge.brokenRule(run, items, delivered);
			if (rule !== undefined) throw new Error([rule, ...told].join('\n'));
		}
	}
}

const ALL = Object.keys(MANNERS) as MannerName[];
const HOLDING_UP = ALL.filter((name) => /^(?:429|503 Retry|ECONN)/.test(name));
const STOPPING: MannerName[] = [
	'401',
	'403',
	'429 Retry-After: 2',
	'timeout',
	'reset after accepting',
];

describe('for any schedule the rules of delivery hold', () => {
	const cases: Array<[what: string, runs: number, tuning: Tuning]> = [
		['with all that a service can do', 4000, { mostItems: 10, keys: 6, manners: ALL }],
		[
			'with many items at a service that holds them up',
			800,
			{ mostItems: 60, keys: 80, manners: HOLDING_UP },
		],
		[
			'with all that a service can do to many items',
			800,
			{ mostItems: 60, keys: 80, manners: ALL },
		],
		[
			'with refused tokens and cancelled executions',
			1000,
			{ mostItems: 15, keys: 15, manners: STOPPING },
		],
	];

	it.each(cases)(
		'%s (%i schedules)',
		async (_what, numRuns, tuning) => {
			await fc.assert(fc.asyncProperty(schedule(tuning), play), { numRuns });
		},
		120_000,
	);
});
