/** What is sent again, and after how long: data and pure functions. Times are in milliseconds. */

import type { Answer } from '../surveylab/responses';

export interface DeliveryPolicy {
	/** Requests under way at once, 1–50. */
	readonly maxConcurrency: number;
	/** Requests for one item, the first included, 1–8. */
	readonly maxAttempts: number;
	/** Longest single wait. */
	readonly maxWaitMs: number;
	/** Send once more, with the same key, when nobody knows whether the first attempt counted. */
	readonly repeatUnknownOnce: boolean;
}

/** All waiting of one execution together. */
export const TOTAL_WAIT_MS = 5 * 60_000;

const BACKOFF = { baseMs: 1_000, factor: 2, capMs: 30_000 };

/** Requests in a row without a 429 after which one more may be under way again. */
export const RECOVER_AFTER = 20;

export type Decision =
	| { readonly kind: 'end' }
	| { readonly kind: 'repeat'; readonly waitMs: number }
	| { readonly kind: 'asksTooLong'; readonly askedMs: number };

const END: Decision = { kind: 'end' };

/**
 * Exponential with full jitter.
 * @param random from 0 (included) to 1 (excluded)
 */
export function backoff(attempts: number, maxWaitMs: number, random: number): number {
	const ceiling = Math.min(
		BACKOFF.capMs,
		maxWaitMs,
		BACKOFF.baseMs * BACKOFF.factor ** (attempts - 1),
	);
	return Math.floor(random * ceiling);
}

/** A server's own wish wins, without jitter. */
export function waitAfter(
	answer: Answer,
	attempts: number,
	policy: DeliveryPolicy,
	random: number,
): number {
	return answer.retryAfterMs ?? backoff(attempts, policy.maxWaitMs, random);
}

/**
 * @param attempts requests made for the item so far, this answer's included
 * @param earlierUnknown an earlier attempt for the item already ended unknown
 * @param waitMs what `waitAfter` gave
 */
export function decide(
	answer: Answer,
	attempts: number,
	earlierUnknown: boolean,
	policy: DeliveryPolicy,
	waitMs: number,
): Decision {
	const mayRepeat =
		answer.class === 'refusedBeforeWork' ||
		(answer.class === 'unknownOutcome' &&
			answer.reason !== 'cancelled' &&
			policy.repeatUnknownOnce &&
			!earlierUnknown);
	if (!mayRepeat) return END;
	if (waitMs > policy.maxWaitMs) return { kind: 'asksTooLong', askedMs: waitMs };
	return attempts < policy.maxAttempts ? { kind: 'repeat', waitMs } : END;
}

/** After these nothing further is sent in this execution. */
export function stopsBatch(answer: Answer): boolean {
	return answer.reason === 'tokenRefused';
}
