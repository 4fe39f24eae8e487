/** The ports of delivery, as n8n fills them: clock, ledger, locks and the history of sent keys. */

import { sleep, type IExecuteFunctions } from 'n8n-workflow';

import { HISTORY_SIZE, type KeyStore, type StoreReason } from '../delivery/history';
import { KeyedMutex } from '../delivery/keyedMutex';
import type { LedgerStore, RunOfNode } from '../delivery/ledger';
import { newPace, type Clock, type Pace } from '../delivery/limiter';
import { deferred } from '../surveylab/deferred';
import { hashOf } from '../surveylab/hash';
import { memoizeByObject } from '../surveylab/memoize';
import { failure, success } from '../surveylab/result';

/** Resolves after the time or when the signal aborts. n8n's own `sleep` knows the signal only in newer versions. */
async function sleepUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	const { promise: aborted, resolve: onAbort } = deferred();
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
};

function runIndexOf(context: IExecuteFunctions): number {
	const runIndex: unknown = context.getWorkflowDataProxy(0).$runIndex;
	return typeof runIndex === 'number' ? runIndex : 0;
}

/** The run in which a tool was first called with these arguments. */
const firstToolRuns = new WeakMap<object, number>();

/**
 * Which round of a loop this is. "Retry On Fail" repeats a node under the same number, but a tool of an AI agent gets
 * a new number for each try. There the tries share the object of arguments (n8n-core 2.40,
 * `makeHandleToolInvocation`). Two agents at once may give two calls the same number, so the arguments count, too.
 */
function roundOf(context: IExecuteFunctions): string {
	const runIndex = runIndexOf(context);
	const toolArguments = context.getInputData()[0]?.json;
	if (!context.getNode().type.endsWith('Tool') || toolArguments === undefined) return `${runIndex}`;
	const first = firstToolRuns.get(toolArguments) ?? runIndex;
	firstToolRuns.set(toolArguments, first);
	return `${first}/${hashOf([JSON.stringify(toolArguments)])}`;
}

function executionOf(context: IExecuteFunctions): string {
	return context.getExecutionId() ?? '';
}

export function runOf(context: IExecuteFunctions): RunOfNode {
	return {
		execution: executionOf(context),
		place: `${context.getNode().name}/${roundOf(context)}`,
	};
}

/** The ledger lies in n8n's context of the execution, which all of its nodes share. */
export function ledgerStoreOf(context: IExecuteFunctions): LedgerStore {
	const flow: { surveyLabLedger?: LedgerStore } = context.getContext('flow');
	return (flow.surveyLabLedger ??= {});
}

/**
 * How fast an execution may send and how long it has waited, all its nodes and rounds together. The button Retry
 * starts a new execution, which inherits the context but begins anew.
 */
export function paceOf(context: IExecuteFunctions): Pace {
	const flow: { surveyLabPace?: Pace & { readonly execution: string } } =
		context.getContext('flow');
	const execution = executionOf(context);
	if (flow.surveyLabPace?.execution !== execution) {
		flow.surveyLabPace = { execution, ...newPace() };
	}
	return flow.surveyLabPace;
}

/** One set of locks for all nodes that share a ledger, such as tools that an AI agent calls at once. */
export const keyLocksOf = memoizeByObject<LedgerStore, KeyedMutex>(() => new KeyedMutex());

/** What n8n's database says when two processes create the list in the same moment; the second one wrote nothing. */
const CREATED_TWICE = /unique/i;
/** What it says when the workflow is not saved. */
const UNSAVED_WORKFLOW = /FOREIGN KEY|workflow\.?id/i;

function storeReasonOf(error: unknown): StoreReason {
	const detail = error instanceof Error ? error.message : '';
	if (CREATED_TWICE.test(detail)) return 'createdTwice';
	return UNSAVED_WORKFLOW.test(detail) ? 'unsavedWorkflow' : 'unusable';
}

/** n8n's own store of processed items. All nodes of a workflow share it. */
export function keyStoreOf(context: IExecuteFunctions): KeyStore {
	const { helpers } = context;
	const mode = 'entries' as const;
	return {
		name: context.getWorkflow().id ?? '',
		async record(keys) {
			const options = { mode, maxEntries: HISTORY_SIZE };
			try {
				const { processed } = await helpers.checkProcessedAndRecord([...keys], 'workflow', options);
				return success(processed.length > 0 ? 'known' : 'new');
			} catch (error) {
				return failure(storeReasonOf(error));
			}
		},
		async forget(key) {
			try {
				await helpers.removeProcessed([key], 'workflow', { mode });
			} catch {
				// The key stays recorded. At worst a person is not invited; nobody is invited twice.
			}
		},
	};
}
