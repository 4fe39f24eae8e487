/** The one loop over the items: reads them, has them delivered, and turns outcomes into output. */

import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { deliver, type Order } from '../delivery/deliver';
import { isFailure, type Failure, type Outcome } from '../delivery/outcome';
import { sentKeys, type SentKeys } from '../delivery/history';
import { hints } from '../messages';
import { Accounts } from '../n8n/accounts';
import { ExecutionParameters } from './itemParameters';
import { keyStore, ledgerOf, runIndex, systemClock } from '../n8n/ports';
import type { Echo } from './operation';
import { operationNamed } from './operations';
import { Transport } from '../n8n/transport';

/** From which share on a filling history is worth a hint. */
const HISTORY_NEARLY_FULL = 0.9;

function nodeError(node: INode, { outcome, text, statusCode }: Failure, itemIndex: number): Error {
	const shown = { message: text.message, description: text.description, itemIndex };
	return outcome === 'invalid'
		? new NodeOperationError(node, text.message, shown)
		: new NodeApiError(
				node,
				{},
				{ ...shown, ...(statusCode === undefined ? {} : { httpCode: String(statusCode) }) },
			);
}

/** The shape that n8n routes to the error output, and to which it adds the input's fields. */
function failedJson(
	{ outcome, text, statusCode, attempts }: Failure,
	{ collectorId, crk }: Echo,
): IDataObject {
	return {
		error: text.message,
		details: {
			reason: text.description,
			...(collectorId === undefined ? {} : { collectorId }),
			...(crk === undefined ? {} : { crk }),
			...(statusCode === undefined ? {} : { statusCode }),
			...(attempts === undefined ? {} : { attempts }),
			outcome,
		},
	};
}

function addHint(context: IExecuteFunctions, message: string, type: 'info' | 'warning'): void {
	// Absent where the node runs as a tool in some n8n versions.
	context.addExecutionHints?.({ message, type, location: 'outputPane' });
}

async function addBatchHints(
	context: IExecuteFunctions,
	tally: ReadonlyMap<string, number>,
	waitedMs: number,
	history: { keys: SentKeys; size: number } | undefined,
): Promise<void> {
	const items = [...tally.values()].reduce((sum, count) => sum + count, 0);
	if (items > 1 || waitedMs >= 1000) addHint(context, hints.batch(tally, waitedMs), 'info');
	if (history === undefined) return;
	const count = await history.keys.count();
	if (count >= history.size * HISTORY_NEARLY_FULL) {
		addHint(context, hints.historyNearlyFull(count, history.size), 'warning');
	}
}

/** Runs the operation that is set in the node over all items of the input. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	if (items.length === 0) return [[]];
	const resource = context.getNodeParameter('resource', 0) as string;
	const operationName = context.getNodeParameter('operation', 0) as string;
	const operation = operationNamed(resource, operationName);
	if (operation === undefined) {
		throw new NodeOperationError(context.getNode(), 'This operation is not known', {
			description: `Choose a resource and an operation again: "${resource}" has no "${operationName}".`,
		});
	}

	const run = runIndex(context);
	const accounts = new Accounts(context);
	const parameters = new ExecutionParameters(context, run, accounts);
	const options = parameters.of(0).optionsOrDefaults();
	const transport = new Transport(context, accounts, options.timeoutMs);
	const keys = options.sendOnce ? sentKeys(keyStore(context, options.historySize)) : undefined;
	const cancelSignal = context.getExecutionCancelSignal?.();
	const continueOnFail = context.continueOnFail();

	const output: INodeExecutionData[] = new Array<INodeExecutionData>(items.length);
	const echoes = new Map<number, Echo>();
	const tally = new Map<string, number>();
	const warnings = new Set<string>();

	const report = await deliver(
		{
			count: items.length,
			stopAtFailure: !continueOnFail,
			policy: options.policy,
			async prepare(index): Promise<Order> {
				const { order, echo, warning } = await operation.prepare(parameters.of(index));
				echoes.set(index, echo);
				if (warning !== undefined) warnings.add(warning);
				return order;
			},
			settle(index: number, outcome: Outcome): void {
				const echo = echoes.get(index) ?? {};
				const json = isFailure(outcome)
					? failedJson(outcome, echo)
					: operation.answer(outcome, echo);
				output[index] = { json, pairedItem: { item: index } };
				tally.set(outcome.outcome, (tally.get(outcome.outcome) ?? 0) + 1);
				echoes.delete(index);
				accounts.forget(index);
			},
		},
		{
			send: async (call, index) => await transport.send(call, index),
			clock: systemClock,
			random: Math.random,
			ledger: ledgerOf(context, run),
			scrub: (text) => accounts.scrub(text),
			...(keys === undefined ? {} : { sentKeys: keys }),
			...(cancelSignal === undefined ? {} : { cancelSignal }),
		},
	);

	if (report.failed !== undefined) {
		throw nodeError(context.getNode(), report.failed.failure, report.failed.index);
	}
	const history = keys === undefined ? undefined : { keys, size: options.historySize };
	for (const warning of warnings) addHint(context, warning, 'warning');
	await addBatchHints(context, tally, report.waitedMs, history);
	return [output];
}
