/**
 * "Send Each Response Key Only Once": which keys earlier executions have sent. The keys lie in a
 * store that outlives the execution, n8n's own. It is read and written as a whole, so two writers in
 * one process would lose each other's keys: all of them queue behind one lock.
 */

import { historyMessages, type Message } from './messages';

/** The store's port; keys in, keys out. */
export interface KeyStore {
	/** Records the key, unless it is there already, and forgets the oldest beyond `size`. */
	record(key: string): Promise<'new' | 'known'>;
	forget(key: string): Promise<void>;
	/** Keys recorded now. */
	count(): Promise<number>;
}

export type KeyVerdict = 'new' | 'known' | { readonly text: Message };

let tail: Promise<unknown> = Promise.resolve();

/** One task after another in this process, whatever became of the one before. */
function oneAtATime<T>(task: () => Promise<T>): Promise<T> {
	const result = tail.then(task);
	tail = result.catch(() => undefined);
	return result;
}

export interface SentKeys {
	/** Records the key right before it is sent. */
	claim(key: string): Promise<KeyVerdict>;
	/** Takes it back where it is proven that nothing was accepted. */
	release(key: string): Promise<void>;
	count(): Promise<number>;
}

/** What n8n's database says when the workflow of a key is not saved in it. */
const UNSAVED_WORKFLOW = /FOREIGN KEY|workflow\.?id/i;

export function sentKeys(store: KeyStore): SentKeys {
	return {
		claim: (key) =>
			oneAtATime(async (): Promise<KeyVerdict> => {
				try {
					return await store.record(key);
				} catch {
					// Two processes that use the store for the first time meet in a UNIQUE constraint; the
					// second try finds what the other one wrote.
				}
				try {
					return await store.record(key);
				} catch (error) {
					const detail = error instanceof Error ? error.message : '';
					return { text: UNSAVED_WORKFLOW.test(detail) ? historyMessages.unsavedWorkflow : historyMessages.unusable };
				}
			}),
		release: (key) =>
			oneAtATime(async () => {
				try {
					await store.forget(key);
				} catch {
					// The key stays recorded: at worst a person is invited later by hand, never twice.
				}
			}),
		count: () =>
			oneAtATime(async () => {
				try {
					return await store.count();
				} catch {
					return 0;
				}
			}),
	};
}
