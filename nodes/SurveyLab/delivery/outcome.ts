/** What became of an item: plain data, built by delivery, shown by the actions. */

import type { Message } from '../messages';

export type SuccessOutcome =
	'accepted' | 'tagged' | 'created' | 'duplicate' | 'alreadySent' | 'preview' | 'probablyAccepted';

export type FailureOutcome = 'invalid' | 'rejected' | 'notSent' | 'unknown';

export interface Success {
	readonly outcome: SuccessOutcome;
	/** Requests made for this item. */
	readonly attempts: number;
	readonly statusCode?: number;
	/** SurveyLab's own words, free of secrets. */
	readonly notification?: string;
}

export interface Failure {
	readonly outcome: FailureOutcome;
	readonly text: Message;
	readonly attempts?: number;
	readonly statusCode?: number;
}

export type Outcome = Success | Failure;

export function isFailure(outcome: Outcome): outcome is Failure {
	return 'text' in outcome;
}
