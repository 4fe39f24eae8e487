/** The way of all items through the node: each is read, all are delivered, each is answered. */

import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { deliverBatch, type Delivered } from '../delivery/batch';
import { SentKeyHistory } from '../delivery/history';
import { Ledger } from '../delivery/ledger';
import { isFailure, type FailedOutcome } from '../delivery/outcome';
import { failureMessage } from '../messages';
import { batchHint, stopNote, WORTH_TELLING_MS, type Tally } from '../messages/batch';
import type { Message } from '../messages/message';
import type { FailureReason, InvalidReason } from '../messages/reasons';
import { Accounts } from '../n8n/accounts';
import { addHint, failedJson, nodeError, withoutSecrets } from '../n8n/output';
import { Parameters } from '../n8n/parameters';
import { keyLocksOf, keyStoreOf, ledgerStoreOf, paceOf, runOf, systemClock } from '../n8n/ports';
import { Transport } from '../n8n/transport';
import { defined } from '../surveylab/defined';
import { isObject } from '../surveylab/values';
import { readExecutionOptions } from './common/options';
import { Item } from './item';
import type { Echo, Operation, Prepared } from './operation';
import { operationNamed } from './operations';

type DeliveredItem = Delivered<Prepared, InvalidReason>;

function operationOf(context: IExecuteFunctions): Operation {
	const resource = String(context.getNodeParameter('resource', 0));
	const name = String(context.getNodeParameter('operation', 0));
	const operation = operationNamed(resource, name);
	if (operation !== undefined) return operation;
	throw new NodeOperationError(context.getNode(), 'This operation is not known', {
		description: `Choose a resource and an operation again: "${resource}" has no "${name}".`,
	});
}

/** After this many milliseconds of reading, n8n gets a chance to do something else. */
const READING_TURN_MS = 100;

async function prepareAll(
	context: IExecuteFunctions,
	operation: Operation,
	accounts: Accounts,
): Promise<Prepared[]> {
	const input = {
		items: context.getInputData(),
		parameters: new Parameters(context),
		accounts,
		run: runOf(context),
	};
	const all: Prepared[] = [];
	let turnBegan = systemClock.now();
	for (const index of input.items.keys()) {
		if (systemClock.now() - turnBegan >= READING_TURN_MS) {
			await sleep(0);
			turnBegan = systemClock.now();
		}
		const prepared = await operation.prepare(new Item(input, index));
		// A message may quote a value that holds the token. The token can be masked only after it was read.
		if (operation.authenticated && 'outcome' in prepared) await accounts.of(index);
		all.push(prepared);
	}
	return all;
}

async function deliverAll(context: IExecuteFunctions, prepared: Prepared[], accounts: Accounts) {
	const transport = new Transport(context, accounts);
	const ledgerStore = ledgerStoreOf(context);
	const cancelSignal = context.getExecutionCancelSignal?.();
	// As stored: the options of an execution take no expression.
	const { options } = context.getNode().parameters;
	return await deliverBatch<Prepared, InvalidReason>(
		prepared,
		{
			...readExecutionOptions(isObject(options) ? options : {}),
			stopAtFailure: !context.continueOnFail(),
			pace: paceOf(context),
		},
		{
			send: async (request) => await transport.send(request),
			clock: systemClock,
			random: Math.random,
			ledger: new Ledger(ledgerStore, runOf(context)),
			keyLocks: keyLocksOf(ledgerStore),
			history: new SentKeyHistory(keyStoreOf(context)),
			scrub: accounts.scrub,
			...defined({ cancelSignal }),
		},
	);
}

/** The outcome as the output names it: each operation has its own word for an accepted request. */
function shownOutcome(
	{ outcome }: DeliveredItem,
	{ acceptedAs }: Operation,
): DeliveredItem['outcome'] {
	return outcome.outcome === 'accepted' ? { ...outcome, outcome: acceptedAs } : outcome;
}

/** What the output repeats about the item. An earlier run of the node may have sent another key, in another address. */
function echoOf({ item: { echo }, outcome: { sentKey } }: DeliveredItem): Echo {
	if (sentKey === undefined) return echo;
	const { collectorId, email, fields } = echo;
	return defined({ collectorId, email, crk: sentKey || undefined, fields });
}

function tallyOf(delivered: readonly DeliveredItem[], operation: Operation): Tally {
	const tally = new Map<DeliveredItem['outcome']['outcome'], number>();
	for (const item of delivered) {
		const { outcome } = shownOutcome(item, operation);
		tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
	}
	return tally;
}

type TextOf = (failure: FailedOutcome<FailureReason>, echo: Echo) => Message;

function jsonOf(delivery: DeliveredItem, operation: Operation, textOf: TextOf): IDataObject {
	const echo = echoOf(delivery);
	const outcome = shownOutcome(delivery, operation);
	return isFailure(outcome)
		? failedJson({ failure: outcome, text: textOf(outcome, delivery.item.echo), ...echo })
		: operation.answer(outcome, echo);
}

/** Runs the operation that is set in the node over all items of the input. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (context.getInputData().length === 0) return [[]];
	const operation = operationOf(context);
	const accounts = new Accounts(context);
	const prepared = await prepareAll(context, operation, accounts);
	const { delivered, waitedMs } = await deliverAll(context, prepared, accounts);
	const tally = tallyOf(delivered, operation);

	const { scrub } = accounts;
	const textOf: TextOf = ({ reason }, { url = '' }) =>
		failureMessage(reason, operation.texts, { url, scrub });

	if (!context.continueOnFail()) {
		throwFirstFailure(context, delivered, (failure, echo) => {
			const { message, description } = textOf(failure, echo);
			return {
				message,
				description: `${description} ${stopNote(tally, operation.texts.runAgain)}`,
			};
		});
	}
	const warnings = new Set(delivered.flatMap(({ item }) => item.warning ?? []));
	for (const warning of warnings) addHint(context, warning, 'warning');
	if (delivered.length > 1 || waitedMs >= WORTH_TELLING_MS) {
		addHint(context, batchHint(tally, waitedMs), 'info');
	}
	return [
		delivered.map((delivery, index) => ({
			json: withoutSecrets(jsonOf(delivery, operation, textOf), scrub),
			pairedItem: { item: index },
		})),
	];
}

/** The item was not sent because another one failed. The other one is the one to report. */
function followsAnother({ reason }: FailedOutcome<FailureReason>): boolean {
	if ('origin' in reason) return false;
	return reason.kind === 'batchStopped' || reason.kind === 'accountStopped';
}

/** Stops the workflow with the first item, in the input's order, that failed by itself, or else with the first. */
function throwFirstFailure(
	context: IExecuteFunctions,
	delivered: readonly DeliveredItem[],
	textOf: TextOf,
): void {
	const failures = delivered.flatMap(({ item, outcome }, index) =>
		isFailure(outcome) ? [{ item, outcome, index }] : [],
	);
	// After "Retry On Fail" the item that was refused may be one of those that are not sent again.
	const first = failures.find(({ outcome }) => !followsAnother(outcome)) ?? failures[0];
	if (first === undefined) return;
	const { item, outcome, index } = first;
	throw nodeError(context.getNode(), outcome, textOf(outcome, item.echo), index);
}
