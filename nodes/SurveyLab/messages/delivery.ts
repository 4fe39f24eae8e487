/** Texts about requests that did not go out, or not again. */

import type { DeliveryReason } from '../delivery/outcome';
import { LONGEST_WAIT_SECONDS } from '../delivery/policy';
import { duration, inOneLine, NOTHING_SENT, unsent, type Message } from './message';
import { unknownOutcome, type OperationTexts } from './response';

type UnsentReason = Exclude<DeliveryReason, { kind: 'response' }>;
type FixedReason = Exclude<
	UnsentReason,
	{ kind: 'askedToWaitTooLong' | 'waitedEnough' | 'accountStopped' | 'unknownEarlier' }
>;

const TEXTS: Readonly<Record<FixedReason['kind'], Message>> = {
	batchStopped: {
		message: 'Not sent, because the workflow stopped at another item',
		description: 'Fix what the other item reports, then run this one again.',
	},
	cancelled: {
		message: 'Not sent, because the execution was stopped',
		description: `${NOTHING_SENT} Run it again when you are ready.`,
	},
	keyOfAnotherPerson: unsent(
		'Two different people have this Response Key',
		'SurveyLab would never ask the second one, the person of this item. Use a key that is unique for ' +
			'every invitation, for example the ticket number, or an order number followed by the date of the order.',
	),
	historyUnsavedWorkflow: unsent(
		'Invite Each Key Once needs a saved workflow',
		'Save the workflow and run it again: n8n keeps the sent keys with the saved workflow.',
	),
	historyUnusable: unsent(
		'The list of sent response keys cannot be used',
		'Run this item again. If that does not help, save the workflow under a new name, or switch off the ' +
			'option Invite Each Key Once.',
	),
};

/** @param texts what the operation says of its own */
export function deliveryMessage(
	reason: UnsentReason,
	texts: Pick<OperationTexts, 'tokenRefused' | 'lookFirst'>,
): Message {
	switch (reason.kind) {
		case 'unknownEarlier':
			return unknownOutcome('An earlier attempt in this execution ended without an answer', texts);
		case 'accountStopped':
			return unsent(
				'Not sent, because SurveyLab refused an earlier request',
				`${inOneLine(texts.tokenRefused)} Then run this item again.`,
			);
		case 'askedToWaitTooLong':
			return unsent(
				`SurveyLab asks to wait ${duration(reason.askedMs)}`,
				'That is longer than what is left of the option Longest Wait. ' +
					`Run this item again later, or raise Longest Wait, which takes up to ${LONGEST_WAIT_SECONDS} seconds.`,
			);
		case 'waitedEnough':
			return unsent(
				`This execution has already waited ${duration(reason.waitedMs)} for SurveyLab`,
				'The option Longest Wait allows no more. Run this item again later, or send fewer items at once.',
			);
		default:
			return TEXTS[reason.kind];
	}
}
