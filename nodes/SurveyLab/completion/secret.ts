/** The secret at the end of the trigger's address: its form, and its comparison with a given one. Pure. */

import { createHash, timingSafeEqual } from 'crypto';

import { failure, success, type Result } from '../surveylab/result';

/** In characters. */
export const SECRET_LENGTH = { shortest: 16, longest: 128 } as const;

export type SecretReason = 'empty' | 'short' | 'long' | 'characters';

/** Letters, digits and four signs look the same in every address, encoded or not; other characters do not. */
export function readSecret(typed: unknown): Result<string, SecretReason> {
	if (typeof typed !== 'string' || typed === '') return failure('empty');
	if (!/^[A-Za-z0-9._~-]*$/.test(typed)) return failure('characters');
	if (typed.length < SECRET_LENGTH.shortest) return failure('short');
	return typed.length > SECRET_LENGTH.longest ? failure('long') : success(typed);
}

/**
 * Compares two secrets, in the same time for a wrong one as for the right one.
 * @param secret empty where there is none, and then none is the same
 */
export function isSameSecret(given: string, secret: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(secret)) && secret !== '';
}
