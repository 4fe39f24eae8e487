import { PLACEHOLDERS } from '../sandbox/recording';
import type { Subject } from './subject';

/** Shorter ones are masked where they stand alone: within a word they would blot out innocent text. */
const LONG_ENOUGH = 6;

function spellings(secret: string): string[] {
	const encoded = encodeURIComponent(secret);
	return [
		secret,
		encoded,
		encoded.replaceAll('%20', '+'),
		encoded.replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
		new URLSearchParams({ '': secret }).toString().slice(1),
		JSON.stringify(secret).slice(1, -1),
		secret.replaceAll('@', '\\u0040'),
		secret.replaceAll('@', '&#64;'),
		secret.replaceAll('@', '&#064;'),
		Buffer.from(secret).toString('base64'),
		Buffer.from(secret).toString('base64url'),
	];
}

function pattern(spelling: string): RegExp {
	const literal = spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	const alone = spelling.length >= LONG_ENOUGH ? literal : `(?<![\\w])${literal}(?![\\w])`;
	return new RegExp(alone, 'gi');
}

type Secrets = Pick<Subject, 'token' | 'email' | 'collectorId'>;

export type Mask = (text: string) => string;

/** Puts placeholders in the place of what belongs to the account, however it is spelled. */
export function maskFor({ token, email, collectorId }: Secrets): Mask {
	const replacements = [
		[token, PLACEHOLDERS.token],
		[email, PLACEHOLDERS.email],
		[collectorId, PLACEHOLDERS.collector],
	] as const;
	const patterns = replacements
		.flatMap(([secret, placeholder]) =>
			[...new Set(spellings(secret))].map((spelling) => ({ spelling, placeholder })),
		)
		.sort((a, b) => b.spelling.length - a.spelling.length)
		.map(({ spelling, placeholder }) => ({ search: pattern(spelling), placeholder }));
	return (text) =>
		patterns.reduce((masked, { search, placeholder }) => masked.replace(search, placeholder), text);
}
