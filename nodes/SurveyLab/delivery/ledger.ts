/**
 * What this execution has already sent, by any of its nodes. n8n's "Retry On Fail" runs a whole node again, a
 * loop runs it once in each round, and the button Retry starts a new execution that inherits the ledger. n8n saves
 * the ledger with the execution, so it is small, and it holds hashes of accounts and people.
 */

import { defined } from '../surveylab/defined';
import { duplicate, isFailure, keyOfAnotherPerson, type Outcome } from './outcome';
import type { OutgoingRequest } from './request';

type LedgerState =
	/** Written before the request. It stays after a crash, and then nobody knows whether the request counted. */
	'sending' | 'accepted' | 'unknown' | 'rejected';

/** Which run of which node in which execution. */
export interface RunOfNode {
	/** n8n's number of the execution. */
	readonly execution: string;
	/** The node's name and the round of a loop; a repeat of the whole node has the same. */
	readonly place: string;
}

export interface LedgerEntry extends RunOfNode {
	readonly state: LedgerState;
	/** Who was written to, as a hash; absent where a request is not about a person. */
	readonly person?: string;
	/** The response key that went out. */
	readonly responseKey?: string;
	/** The outcome of the item, which it gets again when the node is repeated. */
	readonly outcome?: Outcome;
}

/** The part of an object store that the ledger needs: n8n's `getContext('flow')` is one. */
export type LedgerStore = Record<string, LedgerEntry>;

function stateOf(outcome: Outcome): LedgerState | undefined {
	if (!isFailure(outcome)) return 'accepted';
	if (outcome.outcome === 'unknown') return 'unknown';
	// After `notSent` nothing is kept: the request may simply be sent.
	return outcome.outcome === 'rejected' ? 'rejected' : undefined;
}

/** The entry of an account whose token was refused. The blank keeps it apart from idempotency keys, which have none. */
const stoppedKey = (account: string) => `stopped ${account}`;

type IdempotentRequest = Pick<
	OutgoingRequest,
	'idempotencyKey' | 'itemKey' | 'person' | 'responseKey'
>;

/** Where the entry of a request stands. n8n saves an object that stands twice only once. */
function keysOf({ idempotencyKey, itemKey }: IdempotentRequest): string[] {
	return itemKey === undefined ? [idempotencyKey] : [idempotencyKey, itemKey];
}

export class Ledger {
	constructor(
		private readonly store: LedgerStore,
		private readonly run: RunOfNode,
	) {}

	/** True when the same key went out, or may have gone out, for another person. */
	belongsToAnother({ idempotencyKey, person }: IdempotentRequest): boolean {
		const entry = this.store[idempotencyKey];
		return entry !== undefined && entry.state !== 'rejected' && entry.person !== person;
	}

	/** The outcome of a request that was made before, or `undefined` when the request may be sent. */
	recall(request: IdempotentRequest): Outcome | undefined {
		const entry = this.store[request.idempotencyKey];
		if (entry === undefined) return this.recallItem(request);
		if (this.belongsToAnother(request)) return keyOfAnotherPerson;
		return this.replay(entry);
	}

	/** True when a request with the key was accepted. */
	isAccepted({ idempotencyKey }: IdempotentRequest): boolean {
		return this.store[idempotencyKey]?.state === 'accepted';
	}

	/**
	 * What went out for the item under another key: an expression such as `$now` gives a new one whenever the node is
	 * repeated.
	 */
	private recallItem({ itemKey, person }: IdempotentRequest): Outcome | undefined {
		const entry = itemKey === undefined ? undefined : this.store[itemKey];
		if (entry === undefined || entry.person !== person) return undefined;
		const outcome = this.replay(entry);
		if (outcome === undefined || entry.responseKey === undefined) return outcome;
		return { ...outcome, sentKey: entry.responseKey };
	}

	/** What the item gets again, or `undefined` when the request may be sent once more. */
	private replay(entry: LedgerEntry): Outcome | undefined {
		const samePlace = entry.place === this.run.place;
		switch (entry.state) {
			case 'accepted':
				return samePlace ? entry.outcome : duplicate;
			case 'rejected':
				// In a later round, in another node or after the button Retry, the cause may be gone.
				return samePlace && entry.execution === this.run.execution ? entry.outcome : undefined;
			case 'sending':
			case 'unknown':
				return (
					entry.outcome ?? { outcome: 'unknown', reason: { kind: 'unknownEarlier' }, attempts: 0 }
				);
		}
	}

	/** Notes that an account's token was refused: nothing more goes out for it when the node is repeated. */
	stopAccount(account: string): void {
		this.store[stoppedKey(account)] = { state: 'rejected', ...this.run };
	}

	isAccountStopped(account: string): boolean {
		const entry = this.store[stoppedKey(account)];
		return entry?.place === this.run.place && entry.execution === this.run.execution;
	}

	/** Notes a request before it goes out. */
	begin(request: IdempotentRequest): void {
		this.write(request, { state: 'sending' });
	}

	/** Notes the outcome of a request. */
	complete(request: IdempotentRequest, outcome: Outcome): void {
		const state = stateOf(outcome);
		if (state !== undefined) return this.write(request, { state, outcome });
		for (const key of keysOf(request)) delete this.store[key];
	}

	private write(request: IdempotentRequest, known: Pick<LedgerEntry, 'state' | 'outcome'>): void {
		const { person, responseKey } = request;
		const entry: LedgerEntry = {
			...known,
			...this.run,
			...defined({ person, responseKey }),
		};
		for (const key of keysOf(request)) this.store[key] = entry;
	}
}
