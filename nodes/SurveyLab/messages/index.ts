/** Makes the text of every reason why an item failed. */

import { accountMessage, baseUrlMessage } from './account';
import { collectorMessage } from './collector';
import { deliveryMessage } from './delivery';
import { unsent, type Message } from './message';
import type { FailureReason, InvalidReason } from './reasons';
import { responseMessage, type OperationTexts } from './response';
import { sourceMessage } from './sources';
import { addressMessage, optionMessage, parameterMessage, valueMessage } from './values';

/** The text for an item that was refused before anything was sent. */
function invalidMessage(invalid: InvalidReason): Message {
	switch (invalid.origin) {
		case 'value':
			return valueMessage(invalid.reason);
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
 * @param url the address of the item, as far as it is known
 */
export function failureMessage(reason: FailureReason, texts: OperationTexts, url = ''): Message {
	if ('origin' in reason) return invalidMessage(reason);
	return reason.kind === 'response' ? responseMessage(reason, texts, url) : deliveryMessage(reason);
}

export type { Message } from './message';
