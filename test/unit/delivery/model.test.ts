/* eslint-disable @n8n/community-nodes/require-node-api-error -- tests run in Node itself, not inside n8n */
/**
 * The rules of delivery, held against schedules that nobody would think of. What an item should have
 * become is worked out from what the service did, without the code under test.
 */

import fc from 'fast-check';

import { isFailure } from '../../../nodes/SurveyLab/delivery/outcome';
import type { RequestPolicy } from '../../../nodes/SurveyLab/delivery/policy';
import { runs } from '../../properties';
import { unionOf } from './simulatedClock';
import {
	keyOf,
	MANNERS,
	personOf,
	World,
	type Behaviour,
	type Contact,
	type Delivered,
	type Item,
	type Manner,
	type MannerName,
	type Plan,
	type Sent,
	type Setting,
	type SimulatedOutcome,
} from './simulation';

interface Cancelling {
	readonly cancelAfterMs?: number;
	readonly cancelBreaksOff?: boolean;
}

interface Beside {
	readonly who: 'tool call of the execution' | 'another execution';
	readonly items: readonly Item[];
}

/** A node's turn in the execution: a round of a loop, or its only run. */
interface Turn {
	readonly node: 'SurveyLab' | 'Copy of SurveyLab';
	readonly items: readonly Item[];
	/** The whole-node repeats that n8n makes of it. */
	readonly tries: readonly Cancelling[];
	/** What somebody else of the same process does at the same time. */
	readonly beside?: Beside | undefined;
}

interface Schedule {
	readonly maxConcurrency: number;
	readonly maxWaitSeconds: number;
	readonly stopAtFailure: boolean;
	readonly history: 'nobody' | 'some' | 'everybody';
	readonly setting: Setting;
	readonly turns: readonly Turn[];
	/** The turn from which the button Retry starts a new execution, after all. */
	readonly retryFrom: number | undefined;
}

interface Tuning {
	readonly mostItems: number;
	readonly keys: number;
	readonly manners: readonly MannerName[];
}

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

/** One of two accounts, mostly the same. */
const account = fc.constantFrom('home', 'home', 'home', 'away');

function item(keys: number): fc.Arbitrary<Item> {
	const contact = fc.record({
		key: fc.nat(keys - 1).map((number) => `K-${number}`),
		person: fc.constantFrom('anna', 'anna', 'anna', 'anna', 'ben'),
		account,
		sendOnce: fc.boolean(),
		policy: fc.record({
			maxAttempts: fc.integer({ min: 1, max: 8 }),
			repeatUnknownOnce: fc.boolean(),
		}),
	});
	return fc.oneof(
		{ weight: 24, arbitrary: contact },
		{
			weight: 1,
			arbitrary: fc.record({ kind: fc.constantFrom('invalid' as const, 'preview' as const) }),
		},
	);
}

function schedule({ mostItems, keys, manners }: Tuning): fc.Arbitrary<Schedule> {
	const someKeys = fc.array(
		fc
			.tuple(fc.nat(keys - 1), account)
			.map(([number, at]) => keyOf({ key: `K-${number}`, account: at })),
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
	const items = fc.array(item(keys), { minLength: 1, maxLength: mostItems, size: 'max' });
	const turn = fc.record(
		{
			node: fc.constantFrom<Turn['node']>('SurveyLab', 'SurveyLab', 'Copy of SurveyLab'),
			items,
			tries: fc.array(once, { minLength: 1, maxLength: 3 }),
			beside: fc.record({
				who: fc.constantFrom('tool call of the execution' as const, 'another execution' as const),
				items,
			}),
		},
		{ requiredKeys: ['node', 'items', 'tries'] },
	);
	return fc.record({
		maxConcurrency: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 50 })),
		maxWaitSeconds: fc.oneof(fc.constantFrom(60, 300), fc.integer({ min: 1, max: 300 })),
		stopAtFailure: fc.boolean(),
		history: fc.constantFrom('nobody', 'some', 'everybody'),
		setting: fc.record({
			behaviours: fc.array(behaviour(manners), { maxLength: 3 * mostItems, size: 'max' }),
			usedBefore: someKeys,
			inHistory: someKeys,
			recording: fc.array(
				fc.constantFrom('works', 'works', 'createdTwice', 'unsavedWorkflow', 'unusable'),
				{
					maxLength: 6,
				},
			),
			forgetting: fc.array(fc.constantFrom('works', 'unusable'), { maxLength: 3 }),
			storeTakesMs: fc.nat(30),
			random: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
				minLength: 1,
				maxLength: 5,
			}),
		}),
		turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
		retryFrom: fc.option(fc.nat(2), { nil: undefined }),
	});
}

/** What an earlier run of the same execution, or of the one it inherits from, made of a key. */
interface Past {
	readonly execution: string;
	readonly place: string;
	readonly person: string;
	readonly state: 'accepted' | 'refused' | 'unknown';
	readonly outcome: SimulatedOutcome;
	/** Of the last request for it. */
	readonly step: number;
	/** Another node came to the key later and sent nothing: what was refused may be asked anew. */
	readonly mayBeAskedAnew?: boolean;
}

const SUCCESSES = new Set(['accepted', 'probablyAccepted', 'alreadySent']);

function stateAfter({ outcome }: SimulatedOutcome): Past['state'] | undefined {
	if (SUCCESSES.has(outcome)) return 'accepted';
	if (outcome === 'rejected') return 'refused';
	return outcome === 'unknown' ? 'unknown' : undefined;
}

function mayHaveCounted({ ended }: Sent): boolean {
	return ended?.leaves !== 'refused' && ended?.leaves !== 'refusedBeforeWork';
}

/** Refused on this side of the connection: SurveyLab has not said anything. */
const NEVER_REACHED: readonly MannerName[] = ['certificate', 'blocked by n8n', '407'];

/** What an item's own requests say that it became. */
function outcomeOf(requests: readonly Sent[]): string {
	const leaves = requests.map(({ ended }) => ended?.leaves);
	const last = requests.at(-1);
	if (leaves.at(-1) === 'accepted') return 'accepted';
	if (leaves.includes('doubt'))
		return leaves.at(-1) === 'refused' && saysFalse(last) ? 'probablyAccepted' : 'unknown';
	if (leaves.at(-1) === 'unclear') return 'unknown';
	return leaves.at(-1) === 'refusedBeforeWork' || NEVER_REACHED.some((name) => name === last?.does)
		? 'notSent'
		: 'rejected';
}

/** `status: false`, by itself or because the key was used. */
function saysFalse(request: Sent | undefined): boolean {
	return request?.does === 'accept' || request?.does === 'status:false';
}

function refusesToken({ does, ended }: Sent): boolean {
	return (does === '401' || does === '403') && ended?.leaves === 'refused';
}

interface ExecutionPace {
	/** A 429 has asked for a pause until then. */
	pausedUntil: number;
	longestAskedMs: number;
}

/** Holds the deliveries of one execution, and of the one that retries it, against the rules. */
class Judge {
	private readonly past = new Map<string, Past>();
	/** Where an account's token was refused last, by execution and account. */
	private readonly stoppedAccounts = new Map<string, { place: string; step: number }>();
	/** What the deliveries of an execution leave for its next one. */
	private readonly paces = new Map<string | undefined, ExecutionPace>();
	/** The deliveries of one execution that are judged, at the same time. */
	private together: readonly Delivered[] = [];

	constructor(
		private readonly schedule: Schedule,
		private readonly world: World,
	) {}

	/** @param beside what went on at the same time */
	judge(delivered: Delivered, beside: readonly Delivered[]): void {
		const { execution } = delivered.plan;
		this.together = [delivered, ...beside.filter(({ plan }) => plan.execution === execution)];
		this.whole(delivered);
		this.stopping(delivered);
		this.waiting(delivered);
		this.requests(delivered);
		if (beside.length === 0) this.order(delivered);
		this.allBeforeOne(delivered);
		delivered.items.forEach((item, index) => this.item(item, index, delivered, beside));
	}

	/** Every item comes back, in the input's order, with what became of it. */
	private whole({ items, report }: Delivered): void {
		report.delivered.forEach(({ item }, index) => {
			if (item.item !== items[index]) broken(`item ${index} came back as another one`);
		});
		if (report.delivered.length !== items.length) broken('items came back that were not there');
	}

	/** Nothing goes out for a refused token's account, after a cancelled execution, or after a failure that stops all. */
	private stopping(delivered: Delivered): void {
		const { plan, sent, outcomes, items, cancelledStep = Infinity } = delivered;
		const stoppedAt = new Map<string, number>();
		for (const request of sent.filter(refusesToken)) {
			const step = request.ended?.step ?? Infinity;
			stoppedAt.set(request.account, Math.min(step, stoppedAt.get(request.account) ?? Infinity));
		}
		const stoppedBefore = (name: string) =>
			this.stoppedAccounts.get(`${plan.execution} ${name}`)?.place === plan.place;
		const failedAt = this.failedAt(delivered);
		for (const { index, step, at, account: name } of sent) {
			if (stoppedBefore(name) || step > (stoppedAt.get(name) ?? Infinity))
				broken(`item ${index} was sent after a refused token`);
			if (step > cancelledStep) broken(`item ${index} was sent after the execution was cancelled`);
			if (at > failedAt) broken(`item ${index} was sent after the delivery had failed`);
		}
		outcomes.forEach((outcome, index) => {
			if (!isFailure(outcome)) return;
			const { kind } = outcome.reason;
			const { account: name = 'home' } = contactOf(items[index]) ?? {};
			if (kind === 'accountStopped' && !stoppedAt.has(name) && !stoppedBefore(name))
				broken(`item ${index} was stopped without a refused token of its account`);
			if (kind === 'cancelled' && cancelledStep === Infinity)
				broken('cancelled without anybody cancelling');
			if (kind === 'batchStopped' && !(this.schedule.stopAtFailure && outcomes.some(failsByItself)))
				broken(`item ${index} was stopped although nothing failed`);
		});
	}

	/** When a failure ended the delivery, as far as a request shows it. With the history its key is given back first. */
	private failedAt({ sent, items }: Delivered): number {
		if (!this.schedule.stopAtFailure) return Infinity;
		const ends = [...byIndex(sent)].flatMap(([index, requests]) => {
			const last = requests.at(-1);
			const final = last?.ended?.leaves === 'refused' || last?.ended?.leaves === 'unclear';
			const fails = !SUCCESSES.has(outcomeOf(requests));
			return final && fails && !this.inHistory(items[index]) ? [last.ended?.at ?? Infinity] : [];
		});
		return Math.min(Infinity, ...ends);
	}

	private inHistory(item: Item | undefined): boolean {
		return contactOf(item)?.sendOnce === true;
	}

	private paceBefore({ plan: { execution } }: Delivered): ExecutionPace {
		return this.paces.get(execution) ?? { pausedUntil: 0, longestAskedMs: 0 };
	}

	private waiting(delivered: Delivered): void {
		const { sent, waits, mostUnderWay, waitedBefore, report } = delivered;
		const { maxConcurrency, maxWaitSeconds } = this.schedule;
		if (mostUnderWay > maxConcurrency) broken(`${mostUnderWay} requests were under way`);
		const before = this.paceBefore(delivered);
		const waited = unionOf(waits);
		if (waited > Math.max(0, maxWaitSeconds * 1000 - waitedBefore)) {
			broken(`${waited} ms of waiting after ${waitedBefore} ms`);
		}
		for (const { index, at } of sent) {
			if (at < before.pausedUntil) broken(`item ${index} was sent in the pause of an earlier run`);
		}
		if (waited !== report.waitedMs)
			broken(`${report.waitedMs} ms of waiting told instead of ${waited} ms`);
		for (const { does, ended, index } of sent) {
			if (ended?.leaves !== 'refusedBeforeWork') continue;
			const until = ended.at + askedMs(does);
			const ofAll = this.together.flatMap((other) => other.sent);
			const early = (does.startsWith('429') ? ofAll : sent).find(
				(other) =>
					other.step > ended.step &&
					other.at < until &&
					(does.startsWith('429') || other.index === index),
			);
			if (early !== undefined)
				broken(`item ${early.index} was sent before the time that "${does}" asked for`);
		}
	}

	private requests({ sent, items }: Delivered): void {
		for (const [index, requests] of byIndex(sent)) {
			const { maxAttempts = 0, repeatUnknownOnce = false } = policyOf(items[index]);
			if (requests.length > maxAttempts) broken(`item ${index} was sent ${requests.length} times`);
			if (new Set(requests.map(({ url }) => url)).size > 1)
				broken(`item ${index} was repeated with another address`);
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
				if (!repeatUnknownOnce || doubts > 1)
					broken(`item ${index} was repeated after ${doubts} unknown outcomes`);
			});
		}
	}

	/** First requests go out in the order of the input, unless some of them wait for the history. */
	private order({ sent }: Delivered): void {
		if (this.schedule.history !== 'nobody') return;
		let newest = -1;
		for (const index of byIndex(sent).keys()) {
			if (index < newest) broken(`item ${index} was first sent after item ${newest}`);
			newest = index;
		}
	}

	/** When the workflow stops at the first failure and one item is invalid, nobody is asked. */
	private allBeforeOne({ sent, items, outcomes }: Delivered): void {
		if (!this.schedule.stopAtFailure || sent.length === 0) return;
		const people = new Map<string, string>();
		items.forEach((item, index) => {
			const contact = contactOf(item);
			const other = contact && people.get(keyOf(contact));
			const past = contact && this.past.get(keyOf(contact));
			const ofAnother =
				contact !== undefined && past?.state !== 'refused' && isOfAnother(past?.person, contact);
			if (contact === undefined ? outcomes[index]?.outcome === 'invalid' : ofAnother)
				broken(`somebody was asked although item ${index} is invalid`);
			if (contact !== undefined && isOfAnother(other, contact))
				broken(`somebody was asked although item ${index} has the key of another person`);
			if (contact !== undefined) people.set(keyOf(contact), personOf(contact));
		});
	}

	private item(
		item: Item,
		index: number,
		delivered: Delivered,
		beside: readonly Delivered[],
	): void {
		const outcome = delivered.outcomes[index]!;
		const requests = delivered.sent.filter((request) => request.index === index);
		const expected = (...names: string[]) => {
			if (!names.includes(outcome.outcome)) {
				broken(`item ${index} is ${outcome.outcome} instead of ${names.join(' or ')}`);
			}
		};
		const contact = contactOf(item);
		if (contact === undefined) {
			if (requests.length > 0) broken(`item ${index} was sent`);
			return expected('kind' in item ? item.kind : '');
		}
		if (requests.length > 0) {
			expected(outcomeOf(requests));
			if (outcome.attempts !== requests.length)
				broken(`item ${index} tells ${outcome.attempts} attempts instead of ${requests.length}`);
			return this.patience(index, requests, delivered);
		}
		if (sharesKey(contact, delivered.plan, beside))
			return this.atTheSameTime(contact, index, delivered, beside);
		const told = this.toldWithoutRequest(contact, index, delivered);
		const past = this.past.get(keyOf(contact));
		if (typeof told === 'object') {
			if (told === past?.outcome && past.mayBeAskedAnew === true) return;
			if (JSON.stringify(outcome) !== JSON.stringify(told))
				broken(`item ${index} is not told again as it was`);
			return;
		}
		if (told !== undefined) return expected(told);
		if (outcome.outcome === 'alreadySent')
			return this.alreadySent(contact, index, delivered, beside);
		expected('notSent');
		this.reasonForNotSending(contact, index, delivered);
	}

	/** What must be told of an item for which no request was made, if that follows from what came before. */
	private toldWithoutRequest(
		contact: Contact,
		index: number,
		{ items, plan }: Delivered,
	): string | SimulatedOutcome | undefined {
		const idempotencyKey = keyOf(contact);
		const past = this.past.get(idempotencyKey);
		if (past !== undefined && past.state !== 'refused') {
			if (isOfAnother(past.person, contact)) return 'invalid';
		}
		const first = items.find(
			(other, place) =>
				place < index &&
				'key' in other &&
				keyOf(other) === idempotencyKey &&
				!(past !== undefined && past.state !== 'refused' && isOfAnother(past.person, other)),
		);
		if (first !== undefined && 'key' in first) {
			return isOfAnother(personOf(first), contact) ? 'invalid' : 'duplicate';
		}
		if (past?.state === 'accepted') return past.place === plan.place ? past.outcome : 'duplicate';
		if (past?.state === 'unknown') return past.outcome;
		if (past?.place === plan.place && past?.execution === plan.execution) return past?.outcome;
		return undefined;
	}

	/** Another call of the execution has the key as well: who comes first is a matter of time, the rest is not. */
	private atTheSameTime(
		contact: Contact,
		index: number,
		delivered: Delivered,
		beside: readonly Delivered[],
	): void {
		const { outcome } = delivered.outcomes[index]!;
		const idempotencyKey = keyOf(contact);
		const past = this.past.get(idempotencyKey);
		const people = [delivered, ...beside]
			.filter(({ plan }) => plan.execution === delivered.plan.execution)
			.flatMap(({ items }) => items.filter((item) => 'key' in item))
			.filter((other) => other !== contact && keyOf(other) === idempotencyKey)
			.map(personOf);
		if (past !== undefined) people.push(past.person);
		const requests = this.world.sent.filter((request) => request.idempotencyKey === idempotencyKey);
		const inDoubt = requests.some(
			(request) => mayHaveCounted(request) && request.ended?.leaves !== 'accepted',
		);
		const possible: Record<string, boolean> = {
			invalid: people.some((person) => isOfAnother(person, contact)),
			duplicate: people.includes(personOf(contact)),
			unknown: inDoubt,
			notSent: true,
			alreadySent: true,
			[past?.outcome.outcome ?? 'none']: true,
		};
		if (possible[outcome] !== true) broken(`item ${index} is ${outcome} beside another call`);
		if (outcome === 'notSent') this.reasonForNotSending(contact, index, delivered);
		if (outcome === 'alreadySent' && past?.outcome.outcome !== outcome)
			this.alreadySent(contact, index, delivered, beside);
	}

	/** Never without anybody having sent the key. */
	private alreadySent(
		contact: Contact,
		index: number,
		{ historyBefore, stuck }: Delivered,
		beside: readonly Delivered[],
	): void {
		const idempotencyKey = keyOf(contact);
		const elsewhere = beside.some(
			(other) =>
				other.stuck.has(idempotencyKey) ||
				duplicatesToRemember(other).includes(idempotencyKey) ||
				other.sent.some(
					(request) => request.idempotencyKey === idempotencyKey && mayHaveCounted(request),
				),
		);
		if (!this.inHistory(contact)) broken(`item ${index} does not ask the history`);
		if (!historyBefore.has(idempotencyKey) && !stuck.has(idempotencyKey) && !elsewhere)
			broken(`item ${index} is alreadySent, but nobody has sent ${idempotencyKey}`);
	}

	/** An item that was never sent has a reason for it. */
	private reasonForNotSending(contact: Contact, index: number, delivered: Delivered): void {
		const outcome = delivered.outcomes[index];
		if (outcome === undefined || !isFailure(outcome)) return;
		const { kind } = outcome.reason;
		if (kind === 'historyUnsavedWorkflow' || kind === 'historyUnusable') {
			if (!this.inHistory(contact)) broken(`item ${index} does not need the history`);
		} else if (kind === 'askedToWaitTooLong' || kind === 'waitedEnough') {
			if (!this.isBudgetUsed(delivered)) broken(`item ${index} was given up without a wait`);
		}
	}

	/** An item is given up only for a reason. */
	private patience(index: number, requests: readonly Sent[], delivered: Delivered): void {
		const { outcomes, items } = delivered;
		const { maxAttempts = 0 } = policyOf(items[index]);
		if (outcomes[index]?.outcome !== 'notSent' || requests.length >= maxAttempts) return;
		if (requests.at(-1)?.ended?.leaves !== 'refusedBeforeWork') return;
		const stopped =
			delivered.cancelledStep !== undefined ||
			delivered.sent.some((request) => refusesToken(request)) ||
			(this.schedule.stopAtFailure && outcomes.some(failsByItself));
		if (!stopped && !this.isBudgetUsed(delivered)) {
			broken(`item ${index} was given up after ${requests.length} of ${maxAttempts} attempts`);
		}
	}

	private isBudgetUsed(delivered: Delivered): boolean {
		const before = this.paceBefore(delivered);
		const longest = this.together
			.flatMap(({ sent }) => sent)
			.filter(({ ended }) => ended?.leaves === 'refusedBeforeWork' || ended?.leaves === 'doubt')
			.map(({ does }) => Math.max(30_000, askedMs(does)));
		const waitedMs = unionOf(this.together.flatMap(({ waits }) => waits));
		const mostMs = Math.max(before.longestAskedMs, ...longest);
		return delivered.waitedBefore + waitedMs + mostMs > this.schedule.maxWaitSeconds * 1000;
	}

	private rememberPace(delivered: Delivered): void {
		const pace = { ...this.paceBefore(delivered) };
		for (const { does, ended } of delivered.sent) {
			if (!does.startsWith('429') || ended?.leaves !== 'refusedBeforeWork') continue;
			pace.pausedUntil = Math.max(pace.pausedUntil, ended.at + askedMs(does));
			pace.longestAskedMs = Math.max(pace.longestAskedMs, 30_000, askedMs(does));
		}
		this.paces.set(delivered.plan.execution, pace);
	}

	remember(delivered: Delivered): void {
		const { plan, items, outcomes, sent } = delivered;
		const { accepted } = this.world;
		this.rememberPace(delivered);
		for (const { account: name, ended } of sent.filter(refusesToken)) {
			const { step = 0 } = ended ?? {};
			const key = `${plan.execution} ${name}`;
			if (step < (this.stoppedAccounts.get(key)?.step ?? 0)) continue;
			this.stoppedAccounts.set(key, { place: plan.place ?? '', step });
		}
		items.forEach((item, index) => {
			const contact = contactOf(item);
			const outcome = outcomes[index];
			if (contact === undefined || outcome === undefined) return;
			const idempotencyKey = keyOf(contact);
			const step = sent.filter((request) => request.index === index).at(-1)?.step;
			if (
				step !== undefined &&
				accepted.includes(idempotencyKey) &&
				!saysTruthOfAccepted(outcome)
			) {
				const byThis = sent.some(
					(request) => request.idempotencyKey === idempotencyKey && mayHaveCounted(request),
				);
				if (byThis)
					broken(`item ${index} is ${outcome.outcome}, but ${idempotencyKey} was accepted`);
			}
			if (outcome.outcome === 'accepted' && !accepted.includes(idempotencyKey))
				broken(`item ${index} is accepted, but ${idempotencyKey} was not`);
			const state = stateAfter(outcome);
			const known = this.past.get(idempotencyKey);
			if (known?.state === 'refused' && outcome.outcome === 'notSent')
				this.past.set(idempotencyKey, { ...known, mayBeAskedAnew: true });
			if (state === undefined || known?.state === 'accepted' || known?.state === 'unknown') return;
			// Of two calls at the same time the later one has the last word.
			if (step !== undefined && step < (known?.step ?? 0)) return;
			const { execution = '', place = '' } = plan;
			const person = personOf(contact);
			this.past.set(idempotencyKey, { execution, place, person, state, outcome, step: step ?? 0 });
		});
	}
}

/** A call of the same execution has the key at the same time. */
function sharesKey(contact: Contact, plan: Plan, beside: readonly Delivered[]): boolean {
	return beside.some(
		(other) =>
			other.plan.execution === plan.execution &&
			other.items.some((item) => 'key' in item && keyOf(item) === keyOf(contact)),
	);
}

function saysTruthOfAccepted({ outcome }: SimulatedOutcome): boolean {
	return !['notSent', 'invalid', 'rejected'].includes(outcome);
}

function failsByItself(outcome: SimulatedOutcome): boolean {
	return isFailure(outcome) && outcome.reason.kind !== 'batchStopped';
}

function contactOf(item: Item | undefined): Contact | undefined {
	return item !== undefined && 'key' in item ? item : undefined;
}

function policyOf(item: Item | undefined): Partial<RequestPolicy> {
	return contactOf(item)?.policy ?? {};
}

function isOfAnother(person: string | undefined, contact: Contact): boolean {
	return person !== undefined && person !== personOf(contact);
}

/**
 * A key goes out again only where the last time nothing was accepted, or as the one repeat of an unknown
 * outcome. That holds for an execution and those that inherit its ledger, and with the history for all.
 */
function neverTwice(sent: readonly Sent[], lineageOf: (request: Sent) => string): void {
	const before = new Map<string, Sent[]>();
	for (const later of sent) {
		const earlierOnes = before.get(later.idempotencyKey) ?? [];
		before.set(later.idempotencyKey, [...earlierOnes, later]);
		for (const earlier of earlierOnes) {
			const shared =
				lineageOf(earlier) === lineageOf(later) ||
				(earlier.request.historyKey !== undefined && later.request.historyKey !== undefined);
			if (!shared || earlier.request === later.request) continue;
			if ((earlier.ended?.step ?? Infinity) > later.step)
				broken(`${later.idempotencyKey} was sent while it was under way already`);
			if (mayHaveCounted(earlier))
				broken(`${later.idempotencyKey} was sent although an earlier request may have counted`);
		}
	}
}

/** The keys that the history gets although another item has sent them, without the history. */
function duplicatesToRemember({ items, outcomes }: Delivered): string[] {
	return items.flatMap((item, index) =>
		'key' in item && item.sendOnce === true && outcomes[index]?.outcome === 'duplicate'
			? [keyOf(item)]
			: [],
	);
}

/** What the history knows after deliveries at the same time. */
function historyIsRight(deliveries: readonly Delivered[]): void {
	const [{ historyBefore, historyAfter } = broken('nothing was delivered')] = deliveries;
	const sent = deliveries
		.flatMap((one) => one.sent)
		.filter(({ request }) => request.historyKey !== undefined);
	const stuck = new Set(deliveries.flatMap((one) => [...one.stuck]));
	const mayCount = new Set(sent.filter(mayHaveCounted).map(({ idempotencyKey }) => idempotencyKey));
	const keys = deliveries.flatMap(({ items }) =>
		items.flatMap((item) => ('key' in item ? [keyOf(item)] : [])),
	);
	const duplicates = new Set(deliveries.flatMap(duplicatesToRemember));
	for (const key of new Set([...historyBefore, ...keys])) {
		const before = historyBefore.has(key);
		const after = historyAfter.has(key);
		if (before && sent.some(({ idempotencyKey }) => idempotencyKey === key))
			broken(`${key} was sent although the history has it`);
		if (!after && (before || mayCount.has(key))) broken(`${key} is missing in the history`);
		if (after && !before && !mayCount.has(key) && !stuck.has(key) && !duplicates.has(key))
			broken(`${key} was not taken back from the history`);
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
function story(deliveries: readonly Delivered[], startedAt: number): string {
	return deliveries
		.map(({ plan, items, sent, outcomes, cancelledStep }) => {
			const lines = sent.map(({ index, idempotencyKey, does, at, step, ended }) => ({
				step,
				text: `${at - startedAt} ms: item ${index} (${idempotencyKey}) sent, "${does}" → ${ended === undefined ? 'no end' : `${ended.leaves} at ${ended.at - startedAt} ms`}`,
			}));
			if (cancelledStep !== undefined) lines.push({ step: cancelledStep, text: 'cancelled' });
			return [
				`--- ${plan.execution}, ${plan.place}`,
				...lines.sort((a, b) => a.step - b.step).map(({ step, text }) => `${step}. ${text}`),
				...outcomes.map((outcome, index) => {
					const contact = contactOf(items[index]);
					const who = contact && ` (${keyOf(contact)}, ${personOf(contact)})`;
					return `item ${index}${who ?? ''}: ${JSON.stringify(outcome)}`;
				}),
			].join('\n');
		})
		.join('\n');
}

const MAIN = 'execution 1';
const RETRY = 'execution 2';
const OTHER = 'another execution';

/** The plans of one turn, each with who has to answer for it. */
function plansOf(
	{ maxConcurrency, maxWaitSeconds, stopAtFailure, history }: Schedule,
	turn: Turn,
	place: string,
	execution: Pick<Plan, 'execution' | 'retryOf'>,
	cancelling: Cancelling,
): Plan[] {
	const withHistory = (items: readonly Item[]) =>
		items.map((item) =>
			'key' in item
				? {
						...item,
						sendOnce: history === 'some' ? item.sendOnce === true : history === 'everybody',
					}
				: item,
		);
	const common = {
		stopAtFailure,
		policy: { maxConcurrency, maxWaitMs: maxWaitSeconds * 1000 },
	};
	const own: Plan = {
		...common,
		...cancelling,
		...execution,
		items: withHistory(turn.items),
		place,
	};
	if (turn.beside === undefined) return [own];
	const { who, items } = turn.beside;
	const other: Plan = {
		...common,
		...(who === 'another execution' ? { execution: OTHER } : execution),
		items: withHistory(items),
		place: `beside ${place}`,
	};
	return [own, other];
}

async function play(schedule: Schedule): Promise<void> {
	const world = new World(schedule.setting);
	const judges = new Map<string, Judge>();
	const lineage = (execution: string | undefined) => (execution === OTHER ? OTHER : MAIN);
	const lineages = new Map<Sent, string>();
	const told: string[] = [];

	async function deliver(plans: readonly Plan[]): Promise<void> {
		const startedAt = world.clock.now();
		const deliveries = await world.deliverTogether(plans);
		told.push(story(deliveries, startedAt));
		for (const { plan, sent } of deliveries) {
			for (const request of sent) lineages.set(request, lineage(plan.execution));
		}
		try {
			for (const delivered of deliveries) {
				const name = lineage(delivered.plan.execution);
				const judge = judges.get(name) ?? new Judge(schedule, world);
				judges.set(name, judge);
				judge.judge(
					delivered,
					deliveries.filter((other) => other !== delivered),
				);
			}
			for (const one of deliveries) judges.get(lineage(one.plan.execution))?.remember(one);
			neverTwice(world.sent, (request) => lineages.get(request) ?? '');
			historyIsRight(deliveries);
			if (world.clock.pending > 0) broken('a wait is left that nobody waits for');
		} catch (error) {
			throw new Error([String(error), ...told].join('\n'));
		}
	}

	const places = schedule.turns.map(({ node }, number) => {
		const round = schedule.turns.slice(0, number).filter((turn) => turn.node === node).length;
		return `${node}/${round}`;
	});
	for (const [number, turn] of schedule.turns.entries()) {
		for (const [count, cancelling] of turn.tries.entries()) {
			// Who goes on at the same time does so once.
			const once = count === 0 ? turn : { ...turn, beside: undefined };
			const execution = { execution: MAIN };
			await deliver(plansOf(schedule, once, places[number]!, execution, cancelling));
		}
	}
	if (schedule.retryFrom === undefined) return;
	for (const [number, turn] of schedule.turns.entries()) {
		if (number < schedule.retryFrom) continue;
		const again = { ...turn, beside: undefined };
		const execution = { execution: RETRY, retryOf: MAIN };
		await deliver(plansOf(schedule, again, places[number]!, execution, {}));
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
	const cases: Array<[what: string, times: number, tuning: Tuning]> = [
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
		'%s',
		async (_what, times, tuning) => {
			await fc.assert(fc.asyncProperty(schedule(tuning), play), runs(times));
		},
		120_000,
	);
});
