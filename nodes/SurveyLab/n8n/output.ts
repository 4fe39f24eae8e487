/** How items reach n8n: as output items, as hints, or as an error that stops the workflow. */

import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
} from 'n8n-workflow';

import type { FailedOutcome } from '../delivery/outcome';
import type { Message } from '../messages/message';
import { defined } from '../surveylab/defined';

/** What the output says about an item that failed, as far as it is known. */
interface FailedItem {
	readonly failure: FailedOutcome<unknown>;
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
			...defined({ collectorId, crk, statusCode }),
			attempts,
			outcome,
		},
	};
}

/** The same output, its texts without secrets. */
export function withoutSecrets(json: IDataObject, scrub: (text: string) => string): IDataObject {
	const text = JSON.stringify(json);
	if (scrub(text) === text) return json;
	const reviver = (_: string, value: unknown) => (typeof value === 'string' ? scrub(value) : value);
	// A cast at n8n's border: what was an object is one again.
	return JSON.parse(text, reviver) as IDataObject;
}

/** @returns an error that names its item; n8n loses the item's number when it has to wrap an error itself */
export function nodeError(
	node: INode,
	{ outcome, statusCode }: FailedOutcome<unknown>,
	{ message, description }: Message,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const shown = { message, description, itemIndex };
	const httpCode = statusCode === undefined ? undefined : String(statusCode);
	const error =
		outcome === 'invalid'
			? new NodeOperationError(node, message, shown)
			: new NodeApiError(node, {}, { ...shown, ...defined({ httpCode }) });
	// n8n replaces a message that holds a code such as ENOENT, even inside a host's name, by one of its own.
	error.message = message;
	return error;
}

export function addHint(
	context: IExecuteFunctions,
	message: string,
	type: 'info' | 'warning',
): void {
	// Absent where the node runs as a tool in some n8n versions.
	context.addExecutionHints?.({ message, type, location: 'outputPane' });
}
