/** The longest request target that Apache and nginx let through in their default settings. */
export const LONGEST_TARGET = 8190;

export type ServiceAddress = 'api' | 'pageTag';

export interface Target {
	raw: string;
	/** Not decoded: what a slash and what an encoded slash is must stay visible. */
	path: string;
	/** Not decoded; undefined without a question mark. */
	query?: string;
}

export function parseTarget(raw: string): Target {
	const mark = raw.indexOf('?');
	return mark === -1
		? { raw, path: raw }
		: { raw, path: raw.slice(0, mark), query: raw.slice(mark + 1) };
}

// Superfluous slashes belong to the address too, so that the rules can refuse them.
const PAGE_TAG = /^\/+(?:lng\/+(?:[^/]*\/+)?)?pageTag(?:\/|$)/;

export function serviceAddress(raw: string): ServiceAddress | undefined {
	const { path } = parseTarget(raw);
	if (path === '/api.php') return 'api';
	return PAGE_TAG.test(path) ? 'pageTag' : undefined;
}

/** Undefined for a malformed escape and for NUL, which no server passes on. */
export function decodeStrictly(text: string): string | undefined {
	try {
		const decoded = decodeURIComponent(text);
		return decoded.includes('\0') ? undefined : decoded;
	} catch {
		return undefined;
	}
}

/** The pairs of a query, not decoded. */
function splitQuery(query: string): Array<[name: string, value: string]> {
	return query.split('&').map((pair) => {
		const equals = pair.indexOf('=');
		return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
	});
}

const decodeForm = (text: string): string | undefined => decodeStrictly(text.replaceAll('+', ' '));

/** Pairs in their order; undefined stands for what cannot be decoded. */
export function decodeQuery(
	query = '',
): Array<[name: string | undefined, value: string | undefined]> {
	if (query === '') return [];
	return splitQuery(query).map(([name, value]) => [decodeForm(name), decodeForm(value)]);
}

/** For the record only, where a broken query must not be lost. */
export function describeQuery(query = ''): Record<string, string> {
	const seen = new Map<string, string>();
	for (const [rawName, rawValue] of splitQuery(query)) {
		const name = decodeForm(rawName) ?? rawName;
		if (name !== '' && !seen.has(name)) seen.set(name, decodeForm(rawValue) ?? rawValue);
	}
	return Object.fromEntries(seen);
}
