/**
 * "Invite Each Key Once": which keys earlier executions have sent. The keys lie in n8n's own store, which outlives
 * the execution. n8n reads and writes the keys of a workflow as one list, so two writers at once overwrite each
 * other's keys. Within one process a lock prevents that. Between two processes nothing does.
 */

import { failure, type Result } from '../surveylab/result';
import { KeyedMutex } from './keyedMutex';
import type { HistoryReason } from './outcome';

/** How many keys the history keeps of one workflow: the newest. */
export const HISTORY_SIZE = 10_000;

/** Why a store has recorded nothing. `createdTwice`: two processes created its list at once, and one may try again. */
export type StoreReason = 'createdTwice' | 'unsavedWorkflow' | 'unusable';

/** What the history needs of a store. */
export interface KeyStore {
	/** No other store that this n8n has open is called the same. */
	readonly name: string;
	/** Records the keys that are not there already; tells whether all of them were new. Never rejects. */
	record(keys: readonly string[]): Promise<Result<'new' | 'known', StoreReason>>;
	/** Never rejects. */
	forget(key: string): Promise<void>;
}

const storeLocks = new KeyedMutex();
const keyLocks = new KeyedMutex();

export class SentKeyHistory {
	constructor(private readonly store: KeyStore) {}

	/**
	 * Runs the task while nobody else in this process uses the key. A second execution with the same key waits
	 * for the outcome of the first one's request.
	 */
	async whileHolding<Value>(
		key: string,
		stopped: Promise<unknown>,
		task: () => Promise<Value>,
	): Promise<Result<Value, 'stopped'>> {
		return await keyLocks.runUnless(stopped, `${this.store.name} ${key}`, task);
	}

	/** Records the key right before it is sent. */
	async claim(key: string): Promise<Result<'new' | 'known', HistoryReason>> {
		return await storeLocks.run(this.store.name, async () => await this.record(key));
	}

	/** Removes the key of a request that was certainly not accepted. */
	async release(key: string): Promise<void> {
		await storeLocks.run(this.store.name, async () => await this.store.forget(key));
	}

	/**
	 * Records accepted keys once more, because another process may have overwritten the list since. It does not
	 * matter whether this succeeds: each key was already recorded before its request.
	 */
	async confirm(keys: readonly string[]): Promise<void> {
		if (keys.length === 0) return;
		await storeLocks.run(this.store.name, async () => await this.store.record(keys));
	}

	/** Tries again only where nothing was written. Otherwise the second try could find the key of the first. */
	private async record(
		key: string,
		triesLeft = 1,
	): Promise<Result<'new' | 'known', HistoryReason>> {
		const recorded = await this.store.record([key]);
		if (recorded.ok) return recorded;
		if (recorded.reason === 'createdTwice' && triesLeft > 0) {
			return await this.record(key, triesLeft - 1);
		}
		const isUnsaved = recorded.reason === 'unsavedWorkflow';
		return failure({ kind: isUnsaved ? 'historyUnsavedWorkflow' : 'historyUnusable' });
	}
}
