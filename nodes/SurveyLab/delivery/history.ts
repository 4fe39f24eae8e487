/**
 * "Send Each Response Key Only Once": which keys earlier executions have sent. The keys lie in a
 * store that outlives the execution, n8n's own. It is read and written as a whole, so two writers in
 * one process would lose each other's keys: all of them queue behind one lock.
 */

import { historyMessages, type Message } from '../messages';

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

/** One task after another, whatever became of the one before. */
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

/** Two processes that use the store for the first time meet in this constraint; the loser wrote nothing. */
const MET_ANOTHER = /unique/i;
/** What n8n's database says when the workflow of a key is not saved in it. */
const UNSAVED_WORKFLOW = /FOREIGN KEY|workflow\.?id/i;

/** After any other error nobody knows whether the key was recorded: a second try could call it known. */
async function record(store: KeyStore, key: string, triesLeft = 1): Promise<KeyVerdict> {
	try {
		return await store.record(key);
	} catch (error) {
		const detail = error instanceof Error ? error.message : '';
		const metAnother = MET_ANOTHER.test(detail);
		if (metAnother && triesLeft > 0) return await record(store, key, triesLeft - 1);
		const unsaved = UNSAVED_WORKFLOW.test(detail) && !metAnother;
		return { text: unsaved ? historyMessages.unsavedWorkflow : historyMessages.unusable };
	}
}

export function sentKeys(store: KeyStore): SentKeys {
	return {
		claim: (key) => oneAtATime(async () => await record(store, key)),
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
