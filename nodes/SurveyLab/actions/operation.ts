/** What an operation consists of. Each stands in a file of its own and in the list in `operations.ts`. */

import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { FailedOutcome, Outcome, SuccessfulOutcome } from '../delivery/outcome';
import type { OutgoingRequest } from '../delivery/request';
import type { InvalidReason } from '../messages/reasons';
import type { OperationTexts } from '../messages/response';
import type { FieldTexts } from '../surveylab/catalogue';
import { defined } from '../surveylab/defined';
import type { Item } from './item';

/** What the output repeats about an item, as far as it is known. For an item that failed, its details repeat it. */
export interface Echo {
	readonly collectorId?: string;
	readonly email?: string;
	readonly crk?: string;
	/** What else goes out, under the names of the parameters. */
	readonly fields?: FieldTexts;
	/** The address, without a token. */
	readonly url?: string;
}

/** An item after reading: a request, or an outcome that needs none. It stays one value until its output is made. */
export type Prepared = {
	readonly echo: Echo;
	/** What a person should know although the item is fine. The same warning is shown once beside the output. */
	readonly warning?: string;
} & ({ readonly request: OutgoingRequest } | { readonly outcome: Outcome<InvalidReason> });

export interface Operation {
	/** How n8n lists the operation. */
	readonly shown: Omit<INodePropertyOptions, 'value'> & { readonly action: string };
	readonly properties: readonly INodeProperties[];
	/** Whether the account's credential is needed. */
	readonly authenticated: boolean;
	/** What an accepted request is called in the output. */
	readonly acceptedAs: SuccessfulOutcome['outcome'];
	readonly texts: OperationTexts;
	/** Reads and checks one item. Never throws: why an item cannot be sent is part of its outcome. */
	prepare(item: Item): Promise<Prepared>;
	/** The output's `json` of an item that did not fail. */
	answer(successful: SuccessfulOutcome, echo: Echo): IDataObject;
}

/** What the output says about the requests that were made for an item, as far as it is known. */
export function requestFacts({
	notification,
	statusCode,
	attempts,
}: SuccessfulOutcome): IDataObject {
	return { ...defined({ notification, statusCode }), attempts };
}

/** An item that cannot be sent. */
export function invalid({ reason }: { readonly reason: InvalidReason }, echo: Echo): Prepared {
	const outcome: FailedOutcome<InvalidReason> = { outcome: 'invalid', reason, attempts: 0 };
	return { outcome, echo };
}

/** An item that is shown and not sent. */
export function previewed(echo: Echo): Prepared {
	return { outcome: { outcome: 'preview', attempts: 0 }, echo };
}
