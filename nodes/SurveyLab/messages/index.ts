/** Makes the text of every reason why an item failed. */

import type { ValueReason } from '../surveylab/values';
import { accountMessage, baseUrlMessage } from './account';
import { collectorMessage } from './collector';
import { deliveryMessage } from './delivery';
import { unsent, type Message } from './message';
import type { FailureReason, InvalidReason } from './reasons';
import { responseMessage, type OperationTexts } from './response';
import { sourceMessage } from './sources';
import { addressMessage, optionMessage, parameterMessage, valueMessage } from './values';

type Scrub = (text: string) => string;

/** The same reason without secrets. A text cuts a long value, and nobody finds a token of which only a part is left. */
function withScrubbedValue(reason: ValueReason, scrub: Scrub): ValueReason {
	return reason.kind === 'notAnEmail' ? { ...reason, given: scrub(reason.given) } : reason;
}

/** The text for an item that was refused before anything was sent. */
function invalidMessage(invalid: InvalidReason, scrub: Scrub): Message {
	switch (invalid.origin) {
		case 'value':
			return valueMessage(withScrubbedValue(invalid.reason, scrub));
		case 'address':
			return addressMessage(invalid.reason);
		case 'parameter':
			return parameterMessage(invalid.reason);
		case 'option':
			return optionMessage(invalid.reason);
		case 'collector':
			return collectorMessage(invalid.reason);
		case 'account':
			return accountMessage(invalid.reason);
		case 'surveyBaseUrl':
			return baseUrlMessage(invalid.reason);
		case 'source':
			return sourceMessage(invalid.reason);
		case 'fields':
			return unsent(
				'There is nothing to attach',
				'Add under Fields what the report is to show, or choose a source in Data Comes From. ' +
					'An expression that gives nothing for this item attaches nothing.',
			);
	}
}

/**
 * The text for an item that failed.
 * @param texts of the operation that failed
 * @param item its address, as far as it is known, and what takes secrets out of a text: a person may have dragged
 * the token into a field
 */
export function failureMessage(
	reason: FailureReason,
	texts: OperationTexts,
	{ url = '', scrub = String }: { readonly url?: string; readonly scrub?: Scrub } = {},
): Message {
	const messageOf = () => {
		if ('origin' in reason) return invalidMessage(reason, scrub);
		if (reason.kind !== 'response') return deliveryMessage(reason, texts);
		return responseMessage(reason, texts, url);
	};
	const { message, description } = messageOf();
	return { message: scrub(message), description: scrub(description) };
}
