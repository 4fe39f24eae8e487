/**
 * "Only Once per Response Key": which keys have come before. They lie in the workflow's static data, which
 * n8n reads before a request and writes after it. Requests that overlap would overwrite each other's keys, so the
 * process remembers the keys as well.
 */

import { hashOf } from '../surveylab/hash';

/** How many of a trigger's newest keys are kept: a page is loaded again within minutes, not after so many others. */
export const KEPT_KEYS = 1_000;

/** The node's part of the workflow's static data. */
export interface SeenStore {
	/** Hashes, the oldest first. */
	seenKeys?: unknown;
}

const rememberedByTrigger = new Map<string, string[]>();

function stored({ seenKeys }: SeenStore): unknown[] {
	return Array.isArray(seenKeys) ? seenKeys : [];
}

/**
 * Records a key, and tells whether it has come before.
 * @param trigger names the node among all nodes of this n8n
 */
export function recordKey(trigger: string, store: SeenStore, key: string): 'new' | 'known' {
	const hash = hashOf(['completed', key]);
	const known = new Set(
		[...stored(store), ...(rememberedByTrigger.get(trigger) ?? [])].map(String),
	);
	if (known.has(hash)) return 'known';
	const kept = [...known, hash].slice(-KEPT_KEYS);
	rememberedByTrigger.set(trigger, kept);
	store.seenKeys = kept;
	return 'new';
}
