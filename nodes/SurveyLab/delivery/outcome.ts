/** The outcome of an item: plain data, which n8n can save. `messages/` makes texts of it at the end. */

import { defined } from '../surveylab/defined';
import { parseUrl } from '../surveylab/hosts';
import type {
	ClassifiedResponse,
	ResponseReason,
	UnacceptedResponse,
} from '../surveylab/responses';

export type SuccessName =
	| 'accepted'
	| 'tagged'
	| 'turnedOn'
	| 'turnedOff'
	| 'created'
	| 'duplicate'
	| 'alreadySent'
	| 'preview'
	| 'probablyAccepted';

export type FailureName = 'invalid' | 'rejected' | 'notSent' | 'unknown';

export interface SuccessfulOutcome {
	readonly outcome: SuccessName;
	/** Requests made for this item. */
	readonly attempts: number;
	readonly statusCode?: number;
	/** SurveyLab's own words, free of secrets. */
	readonly notification?: string;
	/** The response key that went out, where a repeat of the node has read another one. Empty: none went out. */
	readonly sentKey?: string;
}

export interface FailedOutcome<Reason> {
	readonly outcome: FailureName;
	readonly reason: Reason;
	readonly attempts: number;
	readonly statusCode?: number;
	/** See `SuccessfulOutcome`. */
	readonly sentKey?: string;
}

export type Outcome<Reason = DeliveryReason> = SuccessfulOutcome | FailedOutcome<Reason>;

/** The last response for a request that had no success. */
export interface UnsuccessfulResponse {
	readonly kind: 'response';
	readonly reason: ResponseReason;
	readonly attempts: number;
	/** An earlier attempt for the item ended unknown. */
	readonly afterUnknown: boolean;
	/** The key stays in the history, so that later executions do not send it. */
	readonly keptInHistory?: boolean;
	readonly statusCode?: number;
	/** SurveyLab's own words, free of secrets. */
	readonly notification?: string;
	/** The host that a redirect leads to, where it is another one; free of secrets. */
	readonly newHost?: string;
	/** Node's code for a connection that brought no response. */
	readonly code?: string;
}

/** Why a request does not go out, or not again. */
export type BlockedReason =
	| { readonly kind: 'askedToWaitTooLong'; readonly askedMs: number }
	| { readonly kind: 'waitedEnough'; readonly waitedMs: number }
	/** Another item failed and the workflow stops there. */
	| { readonly kind: 'batchStopped' }
	/** SurveyLab has refused the token of this item's account. */
	| { readonly kind: 'accountStopped' }
	| { readonly kind: 'cancelled' };

export type HistoryReason = { readonly kind: 'historyUnsavedWorkflow' | 'historyUnusable' };

export type DeliveryReason =
	| UnsuccessfulResponse
	| BlockedReason
	| HistoryReason
	/** Two different people have one key. */
	| { readonly kind: 'keyOfAnotherPerson' }
	/** An earlier run of the node ended between request and response. */
	| { readonly kind: 'unknownEarlier' };

export function isFailure<Reason>(outcome: Outcome<Reason>): outcome is FailedOutcome<Reason> {
	return 'reason' in outcome;
}

/** What the outcome depends on beside the last response. */
interface Attempts {
	/** Requests made for the item so far. */
	readonly attempts: number;
	/** An attempt before the last one ended unknown. */
	readonly afterUnknown: boolean;
}

/** Reasons that lie on this side of the connection: SurveyLab has not said anything. */
const NEVER_REACHED: ReadonlySet<ResponseReason> = new Set([
	'certificate',
	'blockedByN8n',
	'proxyRefused',
]);

function failureOutcome(response: UnacceptedResponse, afterUnknown: boolean): FailureName {
	if (afterUnknown) return 'unknown';
	switch (response.class) {
		case 'unclear':
		case 'unknownOutcome':
			return 'unknown';
		case 'refusedBeforeWork':
			return 'notSent';
		default:
			return NEVER_REACHED.has(response.reason) ? 'notSent' : 'rejected';
	}
}

/** In characters. SurveyLab's own words are a sentence; a whole page in their place would fill the output. */
const LONGEST_NOTIFICATION = 500;

/** The host that a redirect names, where it is another one than before. */
function newHostOf(response: ClassifiedResponse, url: string): string | undefined {
	return response.newHost === parseUrl(url)?.host ? undefined : response.newHost;
}

/**
 * What the last response for a request means for its item. Pure.
 * @param url the address that was called
 * @param scrub takes secrets out of a text that comes from outside
 */
export function outcomeOf(
	response: ClassifiedResponse,
	url: string,
	{ attempts, afterUnknown }: Attempts,
	scrub: (text: string) => string,
): Outcome {
	const { statusCode, connectionError } = response;
	const notification =
		response.notification && scrub(response.notification).slice(0, LONGEST_NOTIFICATION);
	const facts = { attempts, ...defined({ statusCode }) };
	const words = defined({ notification });
	if (response.class === 'accepted') return { outcome: 'accepted', ...facts, ...words };
	// The second attempt was refused, most likely because the first one has used the key.
	if (response.class === 'rejected' && afterUnknown) {
		return { outcome: 'probablyAccepted', ...facts, ...words };
	}
	const newHost = newHostOf(response, url);
	const reason: UnsuccessfulResponse = {
		kind: 'response',
		reason: response.reason,
		afterUnknown,
		...facts,
		...words,
		...defined({ newHost: newHost && scrub(newHost), code: connectionError?.code }),
	};
	return { outcome: failureOutcome(response, afterUnknown), reason, ...facts };
}

export const duplicate: Outcome = { outcome: 'duplicate', attempts: 0 };

export const alreadySent: Outcome = { outcome: 'alreadySent', attempts: 0 };

export const keyOfAnotherPerson: Outcome = {
	outcome: 'invalid',
	reason: { kind: 'keyOfAnotherPerson' },
	attempts: 0,
};
