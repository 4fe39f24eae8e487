/** The secret at the end of the trigger's address: what it may look like. Pure. */

const SHORTEST = 16;
const LONGEST = 128;

export type SecretFault = 'empty' | 'short' | 'long' | 'characters';

/** Letters, digits and a few signs look the same in every address, encoded or not. */
export function secretFault(secret: unknown): SecretFault | undefined {
	if (typeof secret !== 'string' || secret === '') return 'empty';
	if (!/^[A-Za-z0-9._~-]*$/.test(secret)) return 'characters';
	if (secret.length < SHORTEST) return 'short';
	return secret.length > LONGEST ? 'long' : undefined;
}
