/**
 * The addresses that requests may go to. A token and a survey's data are sent only over https, or over http to this
 * machine.
 */

import { failure, success, type Result } from './result';

export const DEFAULT_BASE_URL = 'https://www.mysurveylab.com';

/** Hosts that SurveyLab documents (help page on webhooks; public help pages). */
export const DOCUMENTED_BASE_URLS: readonly string[] = [
	DEFAULT_BASE_URL,
	'https://www.surveylab.com',
	'https://app.surveylab.com',
];

/** What is wrong with a base address; `label` names the field that holds it. */
export interface BaseUrlReason {
	readonly kind:
		| 'baseUrlEmpty'
		| 'baseUrlUnreadable'
		| 'baseUrlNotHttps'
		| 'baseUrlUserInfo'
		| 'baseUrlQueryOrFragment';
	readonly label: string;
}

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
 * @param label names the field in a message
 * @returns the address without a trailing slash (a path prefix is kept), or what is wrong with it
 */
export function readBaseUrl(label: string, typed: unknown): Result<string, BaseUrlReason> {
	const refuse = (kind: BaseUrlReason['kind']) => failure({ kind, label });
	const text = typeof typed === 'string' ? typed.trim() : '';
	if (text === '') return refuse('baseUrlEmpty');
	const url = parseUrl(text);
	// A scheme without "//" ("https:host", "localhost:5000") parses, but not to what the person meant.
	if (url === undefined || !/^[a-z]+:\/\//i.test(text) || url.hostname === '') {
		return refuse('baseUrlUnreadable');
	}
	if (url.username !== '' || url.password !== '') return refuse('baseUrlUserInfo');
	if (text.includes('?') || text.includes('#')) return refuse('baseUrlQueryOrFragment');
	if (!isSafeTarget(url)) return refuse('baseUrlNotHttps');
	return success(url.origin + url.pathname.replace(/\/+$/, ''));
}

/**
 * True when `target` lies on a base address: the same origin, without user name, and below its path.
 * @param baseUrl as `readBaseUrl` gives it
 */
export function liesBelow(baseUrl: string, target: URL): boolean {
	return target.href.startsWith(`${baseUrl}/`);
}
