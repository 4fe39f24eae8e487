/**
 * A world without n8n and without a network: a clock, a service that accepts each key once, a ledger
 * and a history that outlive a delivery, and a record of what happened in which order.
 */

import {
	deliver,
	type Call,
	type DeliveryReport,
	type Order,
} from '../../../nodes/SurveyLab/delivery/deliver';
import {
	Ledger,
	type LedgerState,
	type LedgerStore,
} from '../../../nodes/SurveyLab/delivery/ledger';
import { isFailure, type Outcome } from '../../../nodes/SurveyLab/delivery/outcome';
import type { DeliveryPolicy } from '../../../nodes/SurveyLab/delivery/policy';
import { sentKeys, type KeyStore } from '../../../nodes/SurveyLab/delivery/history';
import type { Reply } from '../../../nodes/SurveyLab/surveylab/responses';
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
	reply(now: number): Reply;
}

function http(status: number, headers: Record<string, string> = {}, body = ''): () => Reply {
	return () => ({ status, headers, body });
}

function fault(code: string, syscall?: string): () => Reply {
	return () => ({ connectionFault: { code, ...(syscall === undefined ? {} : { syscall }) } });
}

function asking(status: 429 | 503, seconds: number): Manner {
	const reply = http(status, { 'retry-after': String(seconds) });
	return { works: false, leaves: 'refusedBeforeWork', askedMs: seconds * 1000, reply };
}

function askingByDate(status: 429 | 503, seconds: number): Manner {
	const reply = (now: number): Reply => ({
		status,
		headers: {
			date: new Date(now).toUTCString(),
			'retry-after': new Date(now + seconds * 1000).toUTCString(),
		},
		body: '',
	});
	return { works: false, leaves: 'refusedBeforeWork', askedMs: seconds * 1000, reply };
}

const refuses = (reply: () => Reply): Manner => ({ works: false, leaves: 'refused', reply });
const turnsAway = (reply: () => Reply): Manner => ({
	works: false,
	leaves: 'refusedBeforeWork',
	reply,
});
const breaks = (reply: () => Reply, works: boolean): Manner => ({ works, leaves: 'doubt', reply });
const mumbles = (reply: () => Reply, works: boolean): Manner => ({
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
	readonly url: string;
	readonly call: Call;
	readonly does: MannerName;
	readonly at: number;
	readonly step: number;
	/** What the ledger said of the key at that moment. */
	readonly ledgerState: LedgerState | undefined;
	ended?: { readonly at: number; readonly step: number; readonly leaves: Leaves };
}

export type Item =
	| { readonly key: string; readonly readingTakesMs?: number }
	| { readonly kind: 'invalid' | 'preview' };

/** What the history's store does at one call; after the list it works. */
export type StoreManner = 'works' | 'UNIQUE' | 'FOREIGN KEY' | 'busy';

export interface Setting {
	/** What the service does, request by request; after the list it accepts. */
	readonly behaviours?: ReadonlyArray<Behaviour | MannerName>;
	readonly usedBefore?: readonly string[];
	readonly inHistory?: readonly string[];
	readonly recording?: readonly StoreManner[];
	readonly forgetting?: ReadonlyArray<'works' | 'busy'>;
	readonly storeTakesMs?: number;
	/** The same numbers again and again. */
	readonly random?: readonly number[];
}

export interface Plan {
	readonly items: ReadonlyArray<Item | string>;
	readonly policy?: Partial<DeliveryPolicy>;
	readonly stopAtFailure?: boolean;
	readonly sendOnce?: boolean;
	readonly ignoreHistory?: boolean;
	readonly endpoint?: Call['endpoint'];
	/** The round of a loop; a whole-node repeat keeps it. */
	readonly run?: number;
	readonly cancelAfterMs?: number;
	/** Requests under way break off when the execution is cancelled. */
	readonly cancelBreaksOff?: boolean;
}

/** What one delivery came to. */
export interface Delivered {
	readonly report: DeliveryReport;
	/** By index: all that was settled for it. */
	readonly settled: readonly Outcome[][];
	/** When the first failure was settled. */
	readonly failedStep: number | undefined;
	readonly sent: readonly Sent[];
	readonly waits: readonly Wait[];
	readonly mostUnderWay: number;
	readonly cancelledStep: number | undefined;
	/** Keys that could not be taken back from the history. */
	readonly stuck: ReadonlySet<string>;
	readonly historyBefore: ReadonlySet<string>;
	readonly historyAfter: ReadonlySet<string>;
}

export const POLICY: DeliveryPolicy = {
	maxConcurrency: 5,
	maxAttempts: 4,
	maxWaitMs: 60_000,
	repeatUnknownOnce: false,
};

const ORDINARY_MS = 100;

export class World {
	readonly clock = new SimulatedClock();
	readonly accepted: string[] = [];
	readonly sent: Sent[] = [];
	/** As it is saved with the execution. */
	private savedLedger = '{}';
	private history: ReadonlySet<string>;
	private readonly used: Set<string>;
	private steps = 0;
	private recordings = 0;
	private forgettings = 0;
	private randoms = 0;

	constructor(private readonly setting: Setting = {}) {
		this.history = new Set(setting.inHistory);
		this.used = new Set(setting.usedBefore);
	}

	get ledger(): LedgerStore {
		return JSON.parse(this.savedLedger) as LedgerStore;
	}

	async deliver(plan: Plan): Promise<Delivered> {
		const items = plan.items.map((item) => (typeof item === 'string' ? { key: item } : item));
		const settled = items.map((): Outcome[] => []);
		let failedStep: number | undefined;
		const sent: Sent[] = [];
		const stuck = new Set<string>();
		const historyBefore = this.history;
		const firstWait = this.clock.waits.length;
		const store = this.ledger;
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
		const delivery = deliver(
			{
				count: items.length,
				stopAtFailure: plan.stopAtFailure ?? false,
				policy: { ...POLICY, ...plan.policy },
				prepare: async (index) => await this.order(items[index] ?? { kind: 'invalid' }, plan),
				settle: (index, outcome) => {
					const step = this.steps++;
					if (isFailure(outcome)) failedStep ??= step;
					settled[index]?.push(outcome);
				},
			},
			{
				send: async (call, index) => {
					underWay += 1;
					mostUnderWay = Math.max(mostUnderWay, underWay);
					const reply = await this.send(
						{ call, index, ledgerState: store[call.identity]?.state },
						sent,
						plan.cancelBreaksOff === true ? cancel.signal : undefined,
					);
					underWay -= 1;
					return reply;
				},
				clock: this.clock,
				random: () => this.random(),
				ledger: new Ledger(store, plan.run ?? 0),
				scrub: (text) => text,
				cancelSignal: cancel.signal,
				...(plan.sendOnce === true ? { sentKeys: sentKeys(this.keyStore(stuck)) } : {}),
			},
		);
		const report = await this.clock.until(delivery);
		if (appointment !== undefined) this.clock.cancel(appointment);
		this.savedLedger = JSON.stringify(store);
		return {
			report,
			settled,
			failedStep,
			sent,
			waits: this.clock.waits.slice(firstWait),
			mostUnderWay,
			cancelledStep,
			stuck,
			historyBefore,
			historyAfter: this.history,
		};
	}

	private async order(item: Item, plan: Plan): Promise<Order> {
		if ('kind' in item) {
			return item.kind === 'preview'
				? { outcome: { outcome: 'preview', attempts: 0 } }
				: {
						outcome: {
							outcome: 'invalid',
							text: { message: 'Email is empty', description: 'Fill it in.' },
							attempts: 0,
						},
					};
		}
		const { key, readingTakesMs = 0 } = item;
		if (readingTakesMs > 0) await this.clock.pass(readingTakesMs);
		return {
			call: {
				endpoint: plan.endpoint ?? 'api',
				url: `https://surveylab.test/api.php?crk=${key}`,
				identity: key,
				slashInValue: false,
				...(plan.sendOnce === true
					? { historyKey: key, ignoreHistory: plan.ignoreHistory === true }
					: {}),
			},
		};
	}

	private async send(
		request: Pick<Sent, 'call' | 'index' | 'ledgerState'>,
		sent: Sent[],
		breakOff?: AbortSignal,
	): Promise<Reply> {
		const planned = this.setting.behaviours?.[this.sent.length] ?? 'accept';
		const { does, takesMs } =
			typeof planned === 'string' ? { does: planned, takesMs: ORDINARY_MS } : planned;
		const manner: Manner = MANNERS[does];
		const { identity: key, url } = request.call;
		const record: Sent = { ...request, key, url, does, at: this.clock.now(), step: this.steps++ };
		sent.push(record);
		this.sent.push(record);
		const takesIn = manner.works && !this.used.has(key);
		if (takesIn) {
			this.used.add(key);
			this.accepted.push(key);
		}
		await this.clock.pass(takesMs, breakOff);
		const end = (leaves: Leaves, reply: Reply) => {
			record.ended = { at: this.clock.now(), step: this.steps++, leaves };
			return reply;
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
			record: async (key) => {
				const manner = this.setting.recording?.[this.recordings++] ?? 'works';
				const read = this.history;
				await this.clock.pass(takesMs);
				if (manner === 'UNIQUE')
					throw new Error('UNIQUE constraint failed: processed_data.workflowId');
				if (manner === 'FOREIGN KEY')
					throw new Error('SQLITE_CONSTRAINT: FOREIGN KEY constraint failed');
				if (manner === 'busy') throw new Error('SQLITE_BUSY: database is locked');
				if (read.has(key)) return 'known';
				this.history = new Set([...read, key]);
				return 'new';
			},
			forget: async (key) => {
				const manner = this.setting.forgetting?.[this.forgettings++] ?? 'works';
				const read = this.history;
				await this.clock.pass(takesMs);
				if (manner === 'busy') {
					stuck.add(key);
					throw new Error('SQLITE_BUSY: database is locked');
				}
				this.history = new Set([...read].filter((other) => other !== key));
			},
			count: async () => {
				await this.clock.pass(takesMs);
				return this.history.size;
			},
		};
	}
}

/** What became of each item of a delivery that settles all of them. */
export function outcomesOf({ settled }: Delivered): string[] {
	return settled.map((outcomes) => outcomes.map(({ outcome }) => outcome).join(' and '));
}
