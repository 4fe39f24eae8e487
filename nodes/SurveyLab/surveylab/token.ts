/** The account's token: what it may look like, and how to keep it out of every text. */

export type TokenFault = 'empty' | 'blanks' | 'link';

/** What is wrong with a token as a person typed it; never the token itself. */
export function tokenFault(token: unknown): TokenFault | undefined {
	if (typeof token !== 'string' || token.trim() === '') return 'empty';
	// A token may be base64 and end in `=`.
	if (/^[a-z]+:\/\/|^www\.|[?&]|=[^=]/i.test(token.trim())) return 'link';
	return /\s/.test(token) ? 'blanks' : undefined;
}

const MASK = '***';

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The characters that are the same wherever the token stands inside base64 text, for each of its three offsets. */
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

function percentDecoded(text: string): string {
	return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
		Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
	);
}

/**
 * Makes a function that takes the token out of a text: as it is, percent-encoded in either case,
 * form-encoded, JSON-escaped and base64. Where an encoding nobody thought of still shows it after
 * decoding, the whole text goes.
 */
export function tokenScrubber(token: string): (text: string) => string {
	if (token === '') return (text) => text;
	const percent = encodeURIComponent(token.replace(/\p{Surrogate}/gu, '\uFFFD'));
	const strict = percent.replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16));
	const form = new URLSearchParams({ t: token }).toString().slice(2);
	const json = JSON.stringify(token).slice(1, -1);
	// Short cores would mask innocent text.
	const base64 = base64Cores(token).filter((core) => core.length >= 6);
	// PHP escapes slashes in JSON.
	const exact = [token, json, json.replaceAll('/', '\\/'), ...base64];
	const anyCase = [percent, strict, form];
	const parts = [...exact, ...anyCase]
		.filter((part) => part !== '')
		.sort((a, b) => b.length - a.length);
	const pattern = new RegExp(parts.map(escaped).join('|'), 'gi');
	return (text) => {
		const masked = text.replace(pattern, MASK);
		// Also as it is: the mask and what stands beside it could spell the token.
		const readings = [masked, percentDecoded(masked), percentDecoded(masked.replaceAll('+', ' '))];
		return readings.some((reading) => reading.includes(token)) ? MASK : masked;
	};
}
