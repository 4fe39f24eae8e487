/**
 * "Only Once per Response Key": which keys have come before. They lie in the data that n8n keeps with
 * the workflow, which is read for each call and written after it: calls that overlap in one process would
 * lose each other's keys, so this process remembers them as well.
 */

import { identityHash } from '../delivery/ledger';

/** The newest keys that are kept of one trigger; a page is reloaded within minutes, not after a thousand others. */
const KEPT = 1000;

/** What n8n keeps with the workflow for this node. */
export interface SeenStore {
	/** Oldest first. */
	seenKeys?: string[];
}

const rememberedByTrigger = new Map<string, string[]>();

/**
 * Notes the key.
 * @param trigger names the node among all nodes of this n8n
 * @returns whether the key had not come before
 */
export function isFirstTime(trigger: string, store: SeenStore, key: string): boolean {
	const hash = identityHash(['completed', key]);
	const known = new Set([...(store.seenKeys ?? []), ...(rememberedByTrigger.get(trigger) ?? [])]);
	if (known.has(hash)) return false;
	const kept = [...known, hash].slice(-KEPT);
	rememberedByTrigger.set(trigger, kept);
	store.seenKeys = kept;
	return true;
}
