/**
 * A world without n8n and without a network: a clock, a service that accepts each key once, ledgers and a
 * history that outlive a delivery, and a record of what happened in which order.
 */

import {
	deliverBatch,
	type BatchReport,
	type Deliverable,
} from '../../../nodes/SurveyLab/delivery/batch';
import {
	SentKeyHistory,
	type KeyStore,
	type StoreReason,
} from '../../../nodes/SurveyLab/delivery/history';
import { KeyedMutex } from '../../../nodes/SurveyLab/delivery/keyedMutex';
import {
	Ledger,
	type LedgerEntry,
	type LedgerStore,
} from '../../../nodes/SurveyLab/delivery/ledger';
import { newPace, type Pace } from '../../../nodes/SurveyLab/delivery/limiter';
import type { DeliveryReason, Outcome } from '../../../nodes/SurveyLab/delivery/outcome';
import type { BatchPolicy, RequestPolicy } from '../../../nodes/SurveyLab/delivery/policy';
import type { OutgoingRequest } from '../../../nodes/SurveyLab/delivery/request';
import type { RawResponse } from '../../../nodes/SurveyLab/surveylab/responses';
import { failure, success } from '../../../nodes/SurveyLab/surveylab/result';
import { SimulatedClock, type Wait } from './simulatedClock';

/** What the caller can know after one request. */
export type Leaves =
	| 'accepted'
	/** Nothing was accepted, and nothing ever will be by the same request. */
	| 'refused'
	| 'refusedBeforeWork'
	/** 2xx, but nobody can read it. */
	| 'unclear'
	| 'doubt';

export interface Manner {
	/** The service takes the contact in, unless it has its key already. */
	readonly works: boolean;
	readonly leaves: Exclude<Leaves, 'accepted'> | 'statement';
	readonly askedMs?: number;
	reply(now: number): RawResponse;
}

function http(status: number, headers: Record<string, string> = {}, body = ''): () => RawResponse {
	return () => ({ status, headers, body });
}

function fault(code: string, syscall?: string): () => RawResponse {
	return () => ({ connectionError: { code, ...(syscall === undefined ? {} : { syscall }) } });
}

function asking(status: 429 | 503, seconds: number): Manner {
	const reply = http(status, { 'retry-after': String(seconds) });
	return { works: false, leaves: 'refusedBeforeWork', askedMs: seconds * 1000, reply };
}

function askingByDate(status: 429 | 503, seconds: number): Manner {
	const reply = (now: number): RawResponse => ({
		status,
		headers: {
			date: new Date(now).toUTCString(),
			'retry-after': new Date(now + seconds * 1000).toUTCString(),
		},
		body: '',
	});
	return { works: false, leaves: 'refusedBeforeWork', askedMs: seconds * 1000, reply };
}

const refuses = (reply: () => RawResponse): Manner => ({ works: false, leaves: 'refused', reply });
const turnsAway = (reply: () => RawResponse): Manner => ({
	works: false,
	leaves: 'refusedBeforeWork',
	reply,
});
const breaks = (reply: () => RawResponse, works: boolean): Manner => ({
	works,
	leaves: 'doubt',
	reply,
});
const mumbles = (reply: () => RawResponse, works: boolean): Manner => ({
	works,
	leaves: 'unclear',
	reply,
});

const PAGE = '<!doctype html><title>One moment</title>';

/** Everything the service, or something on the way, is known to do. */
export const MANNERS = {
	accept: { works: true, leaves: 'statement', reply: http(200) },
	'status:false': refuses(http(200, {}, '{"status":false,"notification":"No such collector"}')),
	'429': turnsAway(http(429)),
	'429 Retry-After: 0': asking(429, 0),
	'429 Retry-After: 2': asking(429, 2),
	'429 Retry-After: 45': asking(429, 45),
	'429 Retry-After: date in 7': askingByDate(429, 7),
	'429 Retry-After: malformed': turnsAway(http(429, { 'retry-after': '-1.5 soon' })),
	'429 Retry-After: 7200': asking(429, 7200),
	'429 Retry-After: 11 digits': asking(429, 99_999_999_999),
	'503 Retry-After: 3': asking(503, 3),
	'503 Retry-After: 50': asking(503, 50),
	'503 Retry-After: date in 4': askingByDate(503, 4),
	'503 Retry-After: 900': asking(503, 900),
	ECONNREFUSED: turnsAway(fault('ECONNREFUSED', 'connect')),
	ENOTFOUND: turnsAway(fault('ENOTFOUND', 'getaddrinfo')),
	'ETIMEDOUT connecting': turnsAway(fault('ETIMEDOUT', 'connect')),
	'500': breaks(http(500), false),
	'500 after accepting': breaks(http(500), true),
	'502': breaks(http(502, {}, PAGE), false),
	'502 after accepting': breaks(http(502, {}, PAGE), true),
	'503': breaks(http(503), false),
	'503 after accepting': breaks(http(503), true),
	'504': breaks(http(504), false),
	'504 after accepting': breaks(http(504), true),
	reset: breaks(fault('ECONNRESET', 'read'), false),
	'reset after accepting': breaks(fault('ECONNRESET', 'read'), true),
	timeout: breaks(fault('ECONNABORTED'), false),
	'timeout after accepting': breaks(fault('ECONNABORTED'), true),
	html: mumbles(http(200, {}, PAGE), false),
	'html after accepting': mumbles(http(200, {}, PAGE), true),
	empty: mumbles(http(200), false),
	'empty after accepting': mumbles(http(204), true),
	'endless body': mumbles(() => ({ status: 200, headers: {}, bodyCut: true }), false),
	'endless body after accepting': mumbles(
		() => ({ status: 200, headers: {}, bodyCut: true }),
		true,
	),
	'302': refuses(http(302, { location: 'https://elsewhere.example/api.php' })),
	'400': refuses(http(400)),
	'404': refuses(http(404)),
	certificate: refuses(fault('CERT_HAS_EXPIRED')),
	'blocked by n8n': refuses(() => ({ connectionError: { code: '', refusedBy: 'n8n' } })),
	'407': refuses(http(407)),
	'401': refuses(http(401)),
	'403': refuses(http(403)),
} as const satisfies Record<string, Manner>;

export type MannerName = keyof typeof MANNERS;

export interface Behaviour {
	readonly does: MannerName;
	readonly takesMs: number;
}

/** One request, as the service saw it. Steps number all that happens in a world. */
export interface Sent {
	readonly index: number;
	readonly key: string;
	readonly account: string;
	/** What the service takes once: the key at the account. */
	readonly idempotencyKey: string;
	readonly url: string;
	readonly request: OutgoingRequest;
	readonly does: MannerName;
	readonly at: number;
	readonly step: number;
	/** What the ledger said of the key at that moment. */
	readonly ledgerState: LedgerEntry['state'] | undefined;
	ended?: { readonly at: number; readonly step: number; readonly leaves: Leaves };
}

export interface Contact {
	readonly key: string;
	readonly person?: string;
	readonly account?: string;
	readonly sendOnce?: boolean;
	readonly policy?: Partial<RequestPolicy>;
}

export type Item = Contact | { readonly kind: 'invalid' | 'preview' };

/** What the history's store does at one call; after the list it works. */
export type StoreManner = 'works' | StoreReason;

export interface Setting {
	/** What the service does, request by request; after the list it accepts. */
	readonly behaviours?: ReadonlyArray<Behaviour | MannerName>;
	readonly usedBefore?: readonly string[];
	readonly inHistory?: readonly string[];
	readonly recording?: readonly StoreManner[];
	readonly forgetting?: ReadonlyArray<'works' | 'unusable'>;
	readonly storeTakesMs?: number;
	/** The same numbers again and again. */
	readonly random?: readonly number[];
}

export interface Plan {
	readonly items: ReadonlyArray<Item | string>;
	/** What holds for the batch, and for each item that says nothing else. */
	readonly policy?: Partial<BatchPolicy & RequestPolicy>;
	readonly stopAtFailure?: boolean;
	/** For each item that says nothing else. */
	readonly sendOnce?: boolean;
	readonly endpoint?: OutgoingRequest['endpoint'];
	readonly execution?: string;
	/** The execution whose ledger this one inherits, as with n8n's button Retry. */
	readonly retryOf?: string;
	/** Node and round of a loop; a whole-node repeat keeps both. */
	readonly place?: string;
	readonly cancelAfterMs?: number;
	/** Requests under way break off when the execution is cancelled. */
	readonly cancelBreaksOff?: boolean;
}

const INVALID = { kind: 'emailEmpty' } as const;

/** Why an item is invalid that the simulation calls so. */
export type SimulatedReason = typeof INVALID;

export type SimulatedOutcome = Outcome<SimulatedReason | DeliveryReason>;

type SimulatedItem = Deliverable<SimulatedReason> & { readonly item: Item };

/** What one delivery came to. */
export interface Delivered {
	readonly plan: Plan;
	readonly items: readonly Item[];
	readonly report: BatchReport<SimulatedItem, SimulatedReason>;
	readonly outcomes: readonly SimulatedOutcome[];
	readonly sent: readonly Sent[];
	readonly waits: readonly Wait[];
	/** Milliseconds that the execution had waited before. */
	readonly waitedBefore: number;
	readonly mostUnderWay: number;
	readonly cancelledStep: number | undefined;
	/** Keys that could not be taken back from the history. */
	readonly stuck: ReadonlySet<string>;
	readonly historyBefore: ReadonlySet<string>;
	readonly historyAfter: ReadonlySet<string>;
}

export const REQUEST_POLICY: RequestPolicy = {
	maxAttempts: 4,
	repeatUnknownOnce: false,
	timeoutMs: 30_000,
};

export const BATCH_POLICY: BatchPolicy = { maxConcurrency: 5, maxWaitMs: 60_000 };

const ORDINARY_MS = 100;
const ACCOUNT = 'home';
export const EXECUTION = 'execution 1';
export const PLACE = 'SurveyLab/0';

/** A key at the account that most items are sent to is called by itself. */
export function keyOf({ key, account = ACCOUNT }: Contact): string {
	return account === ACCOUNT ? key : `${account}:${key}`;
}

export function personOf({ key, person }: Contact): string {
	return person ?? `person of ${key}`;
}

/** What the runs of one execution share while they last. */
interface SharedLedger {
	readonly store: LedgerStore;
	readonly locks: KeyedMutex;
}

export class World {
	readonly clock = new SimulatedClock();
	readonly accepted: string[] = [];
	readonly sent: Sent[] = [];
	/** As they are saved with their executions. */
	private readonly savedLedgers = new Map<string, string>();
	/** By execution. */
	private readonly paces = new Map<string, Pace>();
	private readonly shared = new Map<string, SharedLedger>();
	private history: ReadonlySet<string>;
	private readonly used: Set<string>;
	/** One store for the whole process, as one workflow has it. */
	private readonly storeName = `workflow ${Math.random()}`;
	private steps = 0;
	private recordings = 0;
	private forgettings = 0;
	private randoms = 0;

	constructor(private readonly setting: Setting = {}) {
		this.history = new Set(setting.inHistory);
		this.used = new Set(setting.usedBefore);
	}

	ledgerOf(execution = EXECUTION): LedgerStore {
		return JSON.parse(this.savedLedgers.get(execution) ?? '{}') as LedgerStore;
	}

	async deliver(plan: Plan): Promise<Delivered> {
		return (await this.deliverTogether([plan]))[0]!;
	}

	/** Several deliveries at the same time: tool calls of one execution, or executions of one process. */
	async deliverTogether(plans: readonly Plan[]): Promise<Delivered[]> {
		for (const { execution = EXECUTION, retryOf } of plans) {
			const saved = this.ledgerOf(this.savedLedgers.has(execution) ? execution : retryOf);
			const store = this.savedLedgers.has(execution) || retryOf !== undefined ? saved : {};
			if (!this.shared.has(execution)) {
				this.shared.set(execution, { store, locks: new KeyedMutex() });
			}
		}
		const delivered = await this.clock.until(
			Promise.all(plans.map(async (plan) => await this.start(plan))),
		);
		for (const [execution, { store }] of this.shared) {
			this.savedLedgers.set(execution, JSON.stringify(store));
		}
		this.shared.clear();
		return delivered.map((one) => ({ ...one, historyAfter: this.history }));
	}

	private async start(plan: Plan): Promise<Delivered> {
		const { execution = EXECUTION, place = PLACE } = plan;
		const { store, locks } = this.shared.get(execution)!;
		const pace = this.paces.get(execution) ?? newPace();
		this.paces.set(execution, pace);
		const waitedBefore = pace.waitedMs;
		const items = plan.items.map((item) => (typeof item === 'string' ? { key: item } : item));
		const prepared = items.map((item, index) => prepare(item, index, plan));
		const sent: Sent[] = [];
		const stuck = new Set<string>();
		const historyBefore = this.history;
		const waits: Wait[] = [];
		const cancel = new AbortController();
		let cancelledStep: number | undefined;
		let underWay = 0;
		let mostUnderWay = 0;

		const cancelNow = () => {
			cancelledStep = this.steps++;
			cancel.abort();
		};
		const appointment =
			plan.cancelAfterMs === undefined
				? undefined
				: this.clock.at(this.clock.now() + plan.cancelAfterMs, cancelNow);
		const report = await deliverBatch<SimulatedItem, SimulatedReason>(
			prepared,
			{ ...BATCH_POLICY, ...plan.policy, stopAtFailure: plan.stopAtFailure ?? false, pace },
			{
				send: async (request) => {
					underWay += 1;
					mostUnderWay = Math.max(mostUnderWay, underWay);
					const response = await this.send(
						{
							request,
							index: prepared.findIndex((one) => 'request' in one && one.request === request),
							ledgerState: store[request.idempotencyKey]?.state,
						},
						sent,
						plan.cancelBreaksOff === true ? cancel.signal : undefined,
					);
					underWay -= 1;
					return response;
				},
				clock: this.clock.recordingIn(waits),
				random: () => this.random(),
				ledger: new Ledger(store, { execution, place }),
				keyLocks: locks,
				history: new SentKeyHistory(this.keyStore(stuck)),
				scrub: (text) => text,
				cancelSignal: cancel.signal,
			},
		);
		if (appointment !== undefined) this.clock.cancel(appointment);
		return {
			plan,
			items,
			report,
			outcomes: report.delivered.map(({ outcome }) => outcome),
			sent,
			waits,
			mostUnderWay,
			waitedBefore,
			cancelledStep,
			stuck,
			historyBefore,
			historyAfter: this.history,
		};
	}

	private async send(
		asked: Pick<Sent, 'request' | 'index' | 'ledgerState'>,
		sent: Sent[],
		breakOff?: AbortSignal,
	): Promise<RawResponse> {
		const planned = this.setting.behaviours?.[this.sent.length] ?? 'accept';
		const { does, takesMs } =
			typeof planned === 'string' ? { does: planned, takesMs: ORDINARY_MS } : planned;
		const manner: Manner = MANNERS[does];
		const { url, account, idempotencyKey } = asked.request;
		const key = new URL(url).searchParams.get('crk') ?? '';
		const record: Sent = {
			...asked,
			key,
			account,
			idempotencyKey,
			url,
			does,
			at: this.clock.now(),
			step: this.steps++,
		};
		sent.push(record);
		this.sent.push(record);
		const takesIn = manner.works && !this.used.has(idempotencyKey);
		if (takesIn) {
			this.used.add(idempotencyKey);
			this.accepted.push(idempotencyKey);
		}
		await this.clock.pass(takesMs, breakOff);
		const end = (leaves: Leaves, response: RawResponse) => {
			record.ended = { at: this.clock.now(), step: this.steps++, leaves };
			return response;
		};
		if (breakOff?.aborted === true) return end('doubt', fault('ERR_CANCELED')());
		if (manner.leaves !== 'statement') return end(manner.leaves, manner.reply(this.clock.now()));
		const body = JSON.stringify({
			status: takesIn,
			notification: takesIn ? 'Contact was added' : 'Key was used',
		});
		return end(takesIn ? 'accepted' : 'refused', { status: 200, headers: {}, body });
	}

	private random(): number {
		const numbers = this.setting.random ?? [0.5];
		return numbers[this.randoms++ % numbers.length] ?? 0.5;
	}

	/** Reads and writes the history as a whole, as n8n's does. */
	private keyStore(stuck: Set<string>): KeyStore {
		const takesMs = this.setting.storeTakesMs ?? 1;
		return {
			name: this.storeName,
			record: async (keys) => {
				const manner = this.setting.recording?.[this.recordings++] ?? 'works';
				const read = this.history;
				await this.clock.pass(takesMs);
				if (manner !== 'works') return failure(manner);
				this.history = new Set([...read, ...keys]);
				return success(keys.some((key) => read.has(key)) ? 'known' : 'new');
			},
			forget: async (key) => {
				const manner = this.setting.forgetting?.[this.forgettings++] ?? 'works';
				const read = this.history;
				await this.clock.pass(takesMs);
				if (manner === 'unusable') stuck.add(key);
				else this.history = new Set([...read].filter((other) => other !== key));
			},
		};
	}
}

function prepare(item: Item, index: number, plan: Plan): SimulatedItem {
	if ('kind' in item) {
		return item.kind === 'preview'
			? { item, outcome: { outcome: 'preview', attempts: 0 } }
			: { item, outcome: { outcome: 'invalid', reason: INVALID, attempts: 0 } };
	}
	const { account = ACCOUNT, sendOnce = plan.sendOnce } = item;
	const idempotencyKey = keyOf(item);
	return {
		item,
		request: {
			endpoint: plan.endpoint ?? 'api',
			url: `https://surveylab.test/api.php?item=${index}&crk=${item.key}`,
			account,
			idempotencyKey,
			person: personOf(item),
			policy: { ...REQUEST_POLICY, ...plan.policy, ...item.policy },
			...(sendOnce === true ? { historyKey: idempotencyKey } : {}),
		},
	};
}

/** What became of each item. */
export function outcomesOf({ outcomes }: Delivered): string[] {
	return outcomes.map(({ outcome }) => outcome);
}
