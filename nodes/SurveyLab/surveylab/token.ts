/** The account's token: what it may look like, and how to keep it out of every text. */

import { encodeComponent, encodeText, percentDecoded } from './encoding';
import { failure, success, type Result } from './result';

/** Stands for the token wherever something is shown that held it. */
export const TOKEN_MASK = '***';

/** The token as it goes onto a request. Scrubbers mask this very text. */
export function tokenText(typed: unknown): string {
	return String(typed ?? '').trim();
}

export interface TokenReason {
	readonly kind: 'tokenEmpty' | 'tokenBlanks' | 'tokenLink';
}

/**
 * Reads a token as a person typed it; blanks around it are cut off.
 * @returns the token, or what is wrong with it; never the token itself in that case
 */
export function readToken(typed: unknown): Result<string, TokenReason> {
	const token = typeof typed === 'string' ? typed.trim() : '';
	if (token === '') return failure({ kind: 'tokenEmpty' });
	// A token may be base64 and end in `=`.
	if (/^[a-z]+:\/\/|^www\.|[?&]|=[^=]/i.test(token)) return failure({ kind: 'tokenLink' });
	return /\s/.test(token) ? failure({ kind: 'tokenBlanks' }) : success(token);
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The part of the token's base64 text that does not depend on what stands around it, for each of three offsets. */
function base64Cores(token: string): string[] {
	return [0, 1, 2].flatMap((offset) => {
		const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(token)]);
		const whole = padded.toString('base64').replace(/=+$/, '');
		const firstWhole = Math.ceil((offset * 8) / 6);
		const lastWhole = Math.floor((padded.length * 8) / 6);
		const core = whole.slice(firstWhole, lastWhole);
		return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
	});
}

/** Every spelling of the token that a text may hold; letters may be in either case. */
function spellings(token: string): string[] {
	const json = JSON.stringify(token).slice(1, -1);
	const form = new URLSearchParams({ t: token }).toString().slice(2);
	// Short cores would mask innocent text.
	const base64 = base64Cores(token).filter((core) => core.length >= 6);
	// PHP escapes slashes in JSON.
	const plain = [token, json, json.replaceAll('/', '\\/')];
	return [...plain, ...base64, encodeComponent(token), encodeText(token), form].filter(
		(spelling) => spelling !== '',
	);
}

/**
 * Makes a function that masks the token in a text: as it is, percent-encoded in either case, form-encoded,
 * JSON-escaped and base64. If decoding the masked text still shows the token, the whole text is masked.
 */
export function tokenScrubber(token: string): (text: string) => string {
	if (token === '') return (text) => text;
	const longestFirst = spellings(token).sort((a, b) => b.length - a.length);
	const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'gi');
	return (text) => {
		const masked = text.replace(pattern, TOKEN_MASK);
		const decoded = percentDecoded(masked);
		// The masked text itself is read, too: the mask and its neighbours could spell the token.
		const readings = [
			masked,
			decoded,
			percentDecoded(decoded),
			percentDecoded(masked.replaceAll('+', ' ')),
		];
		return readings.some((reading) => reading.search(pattern) >= 0) ? TOKEN_MASK : masked;
	};
}
