/** How an item that failed reaches n8n: as an output item, or as an error that stops the workflow. */

import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
} from 'n8n-workflow';

import type { Failure } from '../delivery/outcome';
import type { Message } from '../messages/message';
import { isObject } from '../surveylab/values';

/** What the output says about an item that failed, as far as it is known. */
export interface FailedItem {
	readonly failure: Failure<unknown>;
	readonly text: Message;
	readonly collectorId?: string;
	readonly crk?: string;
}

/** The shape that n8n routes to the error output, and to which it adds the input's fields. */
export function failedJson({ failure, text, collectorId, crk }: FailedItem): IDataObject {
	const { outcome, statusCode, attempts } = failure;
	return {
		error: text.message,
		details: {
			reason: text.description,
			...(collectorId === undefined ? {} : { collectorId }),
			...(crk === undefined ? {} : { crk }),
			...(statusCode === undefined ? {} : { statusCode }),
			attempts,
			outcome,
		},
	};
}

function scrubbed(value: unknown, scrub: (text: string) => string): unknown {
	if (typeof value === 'string') return scrub(value);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [name, scrubbed(one, scrub)]),
	);
}

/** The same output, its texts without secrets. */
export function withoutSecrets(json: IDataObject, scrub: (text: string) => string): IDataObject {
	const text = JSON.stringify(json);
	if (scrub(text) === text) return json;
	return Object.fromEntries(
		Object.entries(json).map(([name, value]) => [name, scrubbed(value, scrub)]),
	) as IDataObject;
}

/** @returns an error that names its item; n8n loses the item's number when it has to wrap an error itself */
export function nodeError(
	node: INode,
	{ outcome, statusCode }: Failure<unknown>,
	{ message, description }: Message,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const shown = { message, description, itemIndex };
	if (outcome === 'invalid') return new NodeOperationError(node, message, shown);
	return new NodeApiError(
		node,
		{},
		{ ...shown, ...(statusCode === undefined ? {} : { httpCode: String(statusCode) }) },
	);
}

export function addHint(
	context: IExecuteFunctions,
	message: string,
	type: 'info' | 'warning',
): void {
	// Absent where the node runs as a tool in some n8n versions.
	context.addExecutionHints?.({ message, type, location: 'outputPane' });
}
