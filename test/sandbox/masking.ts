const MASK = '***';

// Short words would blot out innocent text.
const SHORTEST_SEARCHED = 6;

function spellings(token: string): string[] {
	const encoded = encodeURIComponent(token);
	return [
		token,
		encoded,
		encoded.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
		encoded.replaceAll('%20', '+'),
		Buffer.from(token).toString('base64'),
	];
}

const SECRET_NAMES = new Set([
	'apitoken',
	'token',
	'authorization',
	'cookie',
	'proxy-authorization',
]);

/** A copy in which no token can be read, wherever it stands. */
export function maskTokens<T>(value: T, tokens: Iterable<string>): T {
	const searched = [...new Set(tokens)]
		.filter((token) => token.length >= SHORTEST_SEARCHED)
		.flatMap(spellings)
		.sort((a, b) => b.length - a.length);

	const maskText = (text: string): string =>
		searched.reduce(
			(masked, spelling) => masked.replaceAll(spelling, MASK),
			text.replace(/(apiToken=)[^&#\s]*/gi, `$1${MASK}`),
		);

	const mask = (part: unknown, name = ''): unknown => {
		if (part !== undefined && SECRET_NAMES.has(name.toLowerCase())) return MASK;
		if (typeof part === 'string') return maskText(part);
		if (Array.isArray(part)) return part.map((entry) => mask(entry));
		if (typeof part === 'object' && part !== null) {
			return Object.fromEntries(
				Object.entries(part).map(([key, entry]) => [maskText(key), mask(entry, key)]),
			);
		}
		return part;
	};
	return mask(value) as T;
}
