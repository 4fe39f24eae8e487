/**
 * Delivers the items of one input, in the input's order, several at once. A batch knows n8n only through its
 * ports, so that tests can drive it with a simulated clock and service.
 */

import { deferred } from '../surveylab/deferred';
import type { SentKeyHistory } from './history';
import { KeyedMutex } from './keyedMutex';
import { AdaptiveLimiter, type Pace, type StopReason } from './limiter';
import {
	alreadySent,
	duplicate,
	isFailure,
	keyOfAnotherPerson,
	type BlockedReason,
	type DeliveryReason,
	type HistoryReason,
	type Outcome,
} from './outcome';
import type { BatchPolicy } from './policy';
import { sendRequest, type OutgoingRequest, type RequestPorts } from './request';

/** An item needs a request, or has an outcome without one. */
export type Deliverable<Reason> =
	{ readonly request: OutgoingRequest } | { readonly outcome: Outcome<Reason> };

interface DeliveryPorts extends RequestPorts {
	readonly history: SentKeyHistory;
	/** Requests of one execution with the same idempotency key go out one after another. */
	readonly keyLocks: KeyedMutex;
	/** Aborts when somebody stops the execution. */
	readonly cancelSignal?: AbortSignal;
}

interface BatchSettings extends BatchPolicy {
	/** The first item that fails ends the delivery. */
	readonly stopAtFailure: boolean;
	/** What earlier batches of the execution have left; this one keeps it up to date. */
	readonly pace: Pace;
}

/** An item with its outcome. */
export interface Delivered<Item, Reason> {
	readonly item: Item;
	readonly outcome: Outcome<Reason | DeliveryReason>;
}

export interface BatchReport<Item, Reason> {
	/** In the input's order. */
	readonly delivered: ReadonlyArray<Delivered<Item, Reason>>;
	/** Milliseconds during which at least one item of this batch waited for the service. */
	readonly waitedMs: number;
}

function notSent(reason: BlockedReason | HistoryReason): Outcome {
	return { outcome: 'notSent', reason, attempts: 0 };
}

/**
 * Delivers items that have all been read.
 * @returns every item with its outcome, in the input's order
 */
export async function deliverBatch<Item extends Deliverable<Reason>, Reason>(
	items: readonly Item[],
	settings: BatchSettings,
	ports: DeliveryPorts,
): Promise<BatchReport<Item, Reason>> {
	return await new Batch(settings, ports).deliver(items);
}

class Batch {
	private readonly limiter: AdaptiveLimiter;
	/** Resolves when nothing more may go out. */
	private readonly stopped: Promise<void>;
	private readonly resolveStopped: () => void;
	private readonly acceptedKeys: string[] = [];

	constructor(
		private readonly settings: BatchSettings,
		private readonly ports: DeliveryPorts,
	) {
		this.limiter = new AdaptiveLimiter(ports.clock, settings, settings.pace);
		({ promise: this.stopped, resolve: this.resolveStopped } = deferred());
	}

	async deliver<Item extends Deliverable<Reason>, Reason>(
		items: readonly Item[],
	): Promise<BatchReport<Item, Reason>> {
		const { cancelSignal, history } = this.ports;
		const outcomes = this.admit(items);
		for (const outcome of outcomes) if (outcome !== undefined) this.stopAfter(outcome);
		const onCancel = () => this.stop({ kind: 'cancelled' });
		if (cancelSignal?.aborted === true) onCancel();
		cancelSignal?.addEventListener('abort', onCancel, { once: true });
		await this.sendAll(items, outcomes);
		cancelSignal?.removeEventListener('abort', onCancel);
		await history.confirm([...this.acceptedKeys, ...this.keysOfDuplicates(items, outcomes)]);
		const delivered = items.map((item, index) => ({
			item,
			outcome: outcomes[index] ?? notSent({ kind: 'batchStopped' }),
		}));
		return { delivered, waitedMs: this.limiter.waitedMs };
	}

	/** The outcomes that need no request; `undefined` for an item whose request has to be made. */
	private admit<Reason>(
		items: ReadonlyArray<Deliverable<Reason>>,
	): Array<Outcome<Reason | DeliveryReason> | undefined> {
		const people = new Map<string, string | undefined>();
		return items.map((item) => {
			if ('outcome' in item) return item.outcome;
			const { idempotencyKey, person } = item.request;
			if (this.ports.ledger.belongsToAnother(item.request)) return keyOfAnotherPerson;
			if (people.has(idempotencyKey)) {
				return people.get(idempotencyKey) === person ? duplicate : keyOfAnotherPerson;
			}
			people.set(idempotencyKey, person);
			return undefined;
		});
	}

	/** Sends the requests of the items without an outcome, in the input's order, and fills their outcomes in. */
	private async sendAll<Reason>(
		items: ReadonlyArray<Deliverable<Reason>>,
		outcomes: Array<Outcome<Reason | DeliveryReason> | undefined>,
	): Promise<void> {
		const pending = items.entries();
		const worker = async () => {
			for (const [index, item] of pending) {
				if (outcomes[index] !== undefined || !('request' in item)) continue;
				const outcome = await this.send(item.request);
				outcomes[index] = outcome;
				this.stopAfter(outcome);
			}
		};
		await Promise.all(Array.from({ length: this.settings.maxConcurrency }, worker));
	}

	/** Sends a request, unless the ledger knows its outcome or the batch is stopped. */
	private async send(request: OutgoingRequest): Promise<Outcome> {
		const { keyLocks, ledger } = this.ports;
		const { account, idempotencyKey } = request;
		if (ledger.isAccountStopped(account)) this.limiter.stopAccount(account);
		const turn = await keyLocks.runUnless(this.stopped, idempotencyKey, async () => {
			const known = ledger.recall(request);
			if (known !== undefined) return known;
			const stopped = this.limiter.reasonToStop(account);
			if (stopped !== undefined) return notSent(stopped);
			const outcome = await this.sendWithHistory(request);
			ledger.complete(request, outcome);
			return outcome;
		});
		return turn.ok ? turn.value : this.stoppedOutcome(account);
	}

	/** Records the key in the history right before the request, and removes it when nothing was accepted. */
	private async sendWithHistory(request: OutgoingRequest): Promise<Outcome> {
		const { historyKey, account } = request;
		if (historyKey === undefined) return await sendRequest(request, this.limiter, this.ports);
		const { history } = this.ports;
		const turn = await history.whileHolding(historyKey, this.stopped, async () => {
			let isClaimed = false;
			const outcome = await sendRequest(request, this.limiter, this.ports, async () => {
				const claim = await history.claim(historyKey);
				if (!claim.ok) return notSent(claim.reason);
				isClaimed = claim.value === 'new';
				return isClaimed ? undefined : alreadySent;
			});
			return isClaimed ? await this.keepOrRelease(historyKey, outcome) : outcome;
		});
		return turn.ok ? turn.value : this.stoppedOutcome(account);
	}

	private async keepOrRelease(historyKey: string, outcome: Outcome): Promise<Outcome> {
		if (!isFailure(outcome)) this.acceptedKeys.push(historyKey);
		else if (outcome.outcome !== 'unknown') await this.ports.history.release(historyKey);
		else if (outcome.reason.kind === 'response') {
			return { ...outcome, reason: { ...outcome.reason, keptInHistory: true } };
		}
		return outcome;
	}

	/** The key of a duplicate is remembered, too: the first item with it may lack "Invite Each Key Once". */
	private keysOfDuplicates(
		items: ReadonlyArray<Deliverable<unknown>>,
		outcomes: ReadonlyArray<Outcome<unknown> | undefined>,
	): string[] {
		return items.flatMap((item, index) => {
			if (outcomes[index]?.outcome !== 'duplicate' || !('request' in item)) return [];
			const { historyKey } = item.request;
			return historyKey !== undefined && this.ports.ledger.isAccepted(item.request)
				? [historyKey]
				: [];
		});
	}

	private stoppedOutcome(account: string): Outcome {
		return notSent(this.limiter.reasonToStop(account) ?? { kind: 'batchStopped' });
	}

	private stop(reason: StopReason): void {
		this.limiter.stop(reason);
		this.resolveStopped();
	}

	private stopAfter(outcome: Outcome<unknown>): void {
		if (this.settings.stopAtFailure && isFailure(outcome)) this.stop({ kind: 'batchStopped' });
	}
}
