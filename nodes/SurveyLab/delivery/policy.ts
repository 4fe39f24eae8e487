/** Which requests are repeated, and after how long. Pure; times are in milliseconds. */

import type { ClassifiedResponse } from '../surveylab/responses';

/** What holds for one item's request. */
export interface RequestPolicy {
	/** Requests for one item, the first included. */
	readonly maxAttempts: number;
	/** Send once more, with the same key, when nobody knows whether the first attempt counted. */
	readonly repeatUnknownOnce: boolean;
	/** Longest time from a request to the end of its response. */
	readonly timeoutMs: number;
}

/** What holds for an execution. */
export interface BatchPolicy {
	/** Requests under way at once. */
	readonly maxConcurrency: number;
	/** Longest time that an execution waits for SurveyLab, earlier batches included. */
	readonly maxWaitMs: number;
}

/** As long as an execution may wait at most, whatever the person sets. */
export const LONGEST_WAIT_SECONDS = 300;

const BACKOFF = { baseMs: 1_000, factor: 2, capMs: 30_000 };

/** After this many accepted requests without a 429 in between, one more may be under way. */
export const RECOVER_AFTER = 20;

/** A wait before another attempt. */
export interface Wait {
	readonly milliseconds: number;
	/** The server has asked for it. */
	readonly asked: boolean;
}

/**
 * An exponential wait with full jitter.
 * @param attempts requests made so far
 * @param random from 0 (included) to 1 (excluded)
 */
export function backoff(attempts: number, random: number): number {
	const ceiling = Math.min(BACKOFF.capMs, BACKOFF.baseMs * BACKOFF.factor ** (attempts - 1));
	return Math.floor(random * ceiling);
}

/** The wait that the server asks for, without jitter, or else a backoff. */
export function waitAfter(response: ClassifiedResponse, attempts: number, random: number): Wait {
	const { retryAfterMs } = response;
	return retryAfterMs === undefined
		? { milliseconds: backoff(attempts, random), asked: false }
		: { milliseconds: retryAfterMs, asked: true };
}

/**
 * True for a response after which the same request may go out again, attempts permitting.
 * @param afterUnknown an earlier attempt for the item already ended unknown
 */
export function isRepeatable(
	response: ClassifiedResponse,
	afterUnknown: boolean,
	{ repeatUnknownOnce }: RequestPolicy,
): boolean {
	if (response.class === 'refusedBeforeWork') return true;
	return (
		response.class === 'unknownOutcome' &&
		response.reason !== 'cancelled' &&
		repeatUnknownOnce &&
		!afterUnknown
	);
}

/** True for a response after which this execution sends nothing more for the same account. */
export function stopsAccount(response: ClassifiedResponse): boolean {
	return response.reason === 'tokenRefused';
}
