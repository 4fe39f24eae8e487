/**
 * What this execution has already sent. n8n's "Retry On Fail" runs a whole node again, and a loop runs
 * it once a round: the ledger outlives both, because it lies in n8n's context of the node. It is saved
 * with the execution, so it is small and holds hashes instead of keys.
 */

import { createHash } from 'crypto';

import type { Failure, Outcome, Success } from './outcome';

export type LedgerState =
	/** Written before the request; still so after a crash in between. */
	| 'sending'
	| 'accepted'
	| 'unknown'
	| 'refused'
	/** Proven to have done nothing. */
	| 'notSent';

export interface LedgerEntry {
	readonly state: LedgerState;
	/** The round of a loop; a whole-node repeat keeps the number. */
	readonly run: number;
	/** What the item became, told again on a whole-node repeat. */
	readonly outcome?: Outcome;
}

/** The part of an object store that the ledger needs: n8n's `getContext('node')` is one. */
export type LedgerStore = Record<string, LedgerEntry>;

/** 96 bits of SHA-256: short enough to be saved 20,000 times, long enough never to meet twice. */
export function identityHash(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

const STATE_OF: Readonly<Record<Success['outcome'] | Failure['outcome'], LedgerState>> = {
	accepted: 'accepted',
	tagged: 'accepted',
	probablyAccepted: 'accepted',
	duplicate: 'accepted',
	alreadySent: 'accepted',
	created: 'notSent',
	preview: 'notSent',
	rejected: 'refused',
	invalid: 'notSent',
	notSent: 'notSent',
	unknown: 'unknown',
};

/** Beside the identities, which are longer: the run in which everything was refused. */
const STOPPED = 'stopped';

export class Ledger {
	constructor(
		private readonly store: LedgerStore,
		private readonly run: number,
	) {}

	/** What is known about an identity from this execution. */
	find(identity: string): LedgerEntry | undefined {
		return this.store[identity];
	}

	isOfThisRun(entry: LedgerEntry): boolean {
		return entry.run === this.run;
	}

	/** The service refused the token: nothing further goes out in this run, nor when the node is run again. */
	stopRun(): void {
		this.store[STOPPED] = { state: 'refused', run: this.run };
	}

	get runStopped(): boolean {
		return this.store[STOPPED]?.run === this.run;
	}

	/** Before the request goes out. */
	begin(identity: string): void {
		this.store[identity] = { state: 'sending', run: this.run };
	}

	/** After it came back. */
	complete(identity: string, outcome: Outcome): void {
		const state = STATE_OF[outcome.outcome];
		// Nothing to tell again: the item may simply be sent.
		if (state === 'notSent') this.store[identity] = { state, run: this.run };
		else this.store[identity] = { state, run: this.run, outcome };
	}
}
