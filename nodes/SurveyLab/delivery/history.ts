/**
 * "Invite Each Key Once": which keys earlier executions have sent. The keys lie in n8n's own store, which outlives
 * the execution. n8n reads and writes the keys of a workflow as one list, so two writers at once overwrite each
 * other's keys. Within one process a lock prevents that. Between two processes nothing does.
 */

import { failure, success, type Result } from '../surveylab/result';
import { KeyedMutex } from './keyedMutex';
import type { HistoryReason } from './outcome';

/** How many keys the history keeps of one workflow: the newest. */
export const HISTORY_SIZE = 10_000;

/** What the history needs of a store. */
export interface KeyStore {
	/** Unique in this process. */
	readonly name: string;
	/** Records the keys that are not there already; tells whether all of them were new. */
	record(keys: readonly string[]): Promise<'new' | 'known'>;
	forget(key: string): Promise<void>;
}

const storeLocks = new KeyedMutex();
const keyLocks = new KeyedMutex();

/** What n8n's database says when two processes create the list in the same moment; the second one wrote nothing. */
const CREATED_TWICE = /unique/i;
/** What it says when the workflow is not saved. */
const UNSAVED_WORKFLOW = /FOREIGN KEY|workflow\.?id/i;

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
		await storeLocks.run(this.store.name, async () => {
			try {
				await this.store.forget(key);
			} catch {
				// The key stays recorded. At worst a person is not invited; nobody is invited twice.
			}
		});
	}

	/** Records accepted keys once more, because another process may have overwritten the list since. */
	async confirm(keys: readonly string[]): Promise<void> {
		if (keys.length === 0) return;
		await storeLocks.run(this.store.name, async () => {
			try {
				await this.store.record(keys);
			} catch {
				// Each key was already recorded before its request.
			}
		});
	}

	/** Tries again only where nothing was written. Otherwise the second try could find the key of the first. */
	private async record(
		key: string,
		triesLeft = 1,
	): Promise<Result<'new' | 'known', HistoryReason>> {
		try {
			return success(await this.store.record([key]));
		} catch (error) {
			const detail = error instanceof Error ? error.message : '';
			const createdTwice = CREATED_TWICE.test(detail);
			if (createdTwice && triesLeft > 0) return await this.record(key, triesLeft - 1);
			const unsaved = UNSAVED_WORKFLOW.test(detail) && !createdTwice;
			return failure({ kind: unsaved ? 'historyUnsavedWorkflow' : 'historyUnusable' });
		}
	}
}
