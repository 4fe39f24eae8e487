/**
 * Which addresses the package talks to. A token or a survey's data leaves only over https; plain http
 * is for a stand-in on this machine.
 */

export const DEFAULT_BASE_URL = 'https://www.mysurveylab.com';

/** Hosts that SurveyLab documents (help page on webhooks; public help pages). */
export const DOCUMENTED_BASE_URLS: readonly string[] = [
	DEFAULT_BASE_URL,
	'https://www.surveylab.com',
	'https://app.surveylab.com',
];

export type BaseUrlFault = 'empty' | 'unreadable' | 'notHttps' | 'userInfo' | 'queryOrFragment';

export type BaseUrlReading =
	| { readonly url: string; readonly fault?: undefined }
	| { readonly url?: undefined; readonly fault: BaseUrlFault };

/** True for `localhost`, 127.0.0.0/8 and `[::1]`, in the spelling that WHATWG `URL` gives. */
export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** True when data may be sent there: https, or http to this machine. */
export function isSafeTarget(url: URL): boolean {
	return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** `undefined` when the text is not an absolute address. */
export function parseUrl(text: string, base?: string): URL | undefined {
	return URL.canParse(text, base) ? new URL(text, base) : undefined;
}

/**
 * Reads a base address as a person types it.
 * @returns the address without a trailing slash (a path prefix is kept), or what is wrong with it
 */
export function readBaseUrl(typed: unknown): BaseUrlReading {
	const text = typeof typed === 'string' ? typed.trim() : '';
	if (text === '') return { fault: 'empty' };
	const url = parseUrl(text);
	// A scheme without "//" ("https:host", "localhost:5000") parses, but not to what the person meant.
	if (url === undefined || !/^[a-z]+:\/\//i.test(text) || url.hostname === '')
		return { fault: 'unreadable' };
	if (url.username !== '' || url.password !== '') return { fault: 'userInfo' };
	if (text.includes('?') || text.includes('#')) return { fault: 'queryOrFragment' };
	if (!isSafeTarget(url)) return { fault: 'notHttps' };
	return { url: url.origin + url.pathname.replace(/\/+$/, '') };
}

/**
 * True when `target` lies on a base address: the same origin, without user name, and below its path.
 * @param baseUrl as `readBaseUrl` gives it
 */
export function liesBelow(baseUrl: string, target: URL): boolean {
	return target.href.startsWith(`${baseUrl}/`);
}
