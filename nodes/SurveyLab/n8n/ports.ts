/** The ports of delivery, as n8n fills them: clock, ledger and the store of sent keys. */

import { sleep, type IExecuteFunctions } from 'n8n-workflow';

import { Ledger, type LedgerStore } from '../delivery/ledger';
import type { Clock } from '../delivery/limiter';
import type { KeyStore } from '../delivery/history';

/** Resolves after the time or when the signal aborts; n8n's `sleep` heeds the signal only in newer versions. */
async function sleepUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	let onAbort = () => {};
	const aborted = new Promise<void>((resolve) => {
		onAbort = resolve;
	});
	signal.addEventListener('abort', onAbort, { once: true });
	try {
		await Promise.race([aborted, sleep(milliseconds, signal).catch(onAbort)]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: sleepUnlessAborted,
	breathe: async () => await sleep(0),
};

/** Which round of a loop this is; n8n's "Retry On Fail" keeps the number. */
export function runIndex(context: IExecuteFunctions): number {
	const { $runIndex } = context.getWorkflowDataProxy(0) as { $runIndex?: number };
	return $runIndex ?? 0;
}

/** The ledger lies in n8n's context of the node: it lives as long as the execution. */
export function ledgerOf(context: IExecuteFunctions, run: number): Ledger {
	const node = context.getContext('node');
	const store = (node.surveyLabLedger ??= {}) as LedgerStore;
	return new Ledger(store, run);
}

/** n8n's own store of processed items, kept for this node of this workflow. */
export function keyStore({ helpers }: IExecuteFunctions, size: number): KeyStore {
	const mode = 'entries' as const;
	return {
		async record(key) {
			const { processed } = await helpers.checkProcessedAndRecord([key], 'node', {
				mode,
				maxEntries: size,
			});
			return processed.length > 0 ? 'known' : 'new';
		},
		async forget(key) {
			await helpers.removeProcessed([key], 'node', { mode });
		},
		async count() {
			return await helpers.getProcessedDataCount('node', { mode });
		},
	};
}
