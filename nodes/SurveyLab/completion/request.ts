/**
 * The call that a respondent's browser makes when SurveyLab sends it on after the last page, and
 * whether it may start a workflow. Pure. Source of the placeholders `{crk}` and `{rid}`: SurveyLab's
 * public help page on response keys.
 */

import { createHash, timingSafeEqual } from 'crypto';

import { isPrefetch, isPreview, type RequestHeaders } from './previews';

/** What must stand behind the address in SurveyLab, followed by the secret. */
export const ADDRESS_ENDING = '?crk={crk}&rid={rid}&key=';

/** Longest query taken, in characters; a browser's own limit is far beyond. */
const LONGEST_QUERY = 2048;
const MOST_PARAMETERS = 30;
/** As SurveyLab limits a response key. */
const LONGEST_KEY = 64;
const LONGEST_VALUE = 500;

const OWN_PARAMETERS: readonly string[] = ['crk', 'rid', 'key'];
/** A name that means something to JavaScript could do harm in a node that copies the data. */
const HARMLESS_NAME = /^(?!__|constructor$|prototype$)[\w.-]{1,64}$/;

export interface BrowserCall {
	readonly method: string;
	/** Path and query as they arrived. */
	readonly target: string;
	readonly headers: RequestHeaders;
}

export interface CallRules {
	/** Empty: nobody gets in. */
	readonly secret: string;
	/** Patterns separated by commas, `*` for any characters; empty: every key. */
	readonly acceptedKeys: string;
	readonly ignorePreviews: boolean;
}

export interface Completion {
	/** The response key; empty where the survey was answered without one. */
	readonly crk: string;
	readonly responseId: string;
	/** Further parameters that stand in the address. */
	readonly query: Readonly<Record<string, string>>;
}

/** Statuses of a call that starts nothing. */
export type RefusalStatus = 400 | 403 | 405 | 414;

export type CallReading =
	| { readonly kind: 'completed'; readonly completion: Completion }
	/** Somebody only looks, or a browser fetches ahead and shall ask again. */
	| { readonly kind: 'preview' | 'prefetch' }
	/** A respondent like any other, who does not see that this workflow is not about the key. */
	| { readonly kind: 'otherKey' }
	| { readonly kind: 'refused'; readonly status: RefusalStatus };

const refused = (status: RefusalStatus): CallReading => ({ kind: 'refused', status });

/** SurveyLab may put a key into the address as it is: what is no valid encoding is taken literally. */
function decoded(text: string): string {
	const spaced = text.replaceAll('+', ' ');
	try {
		return decodeURIComponent(spaced);
	} catch {
		return spaced;
	}
}

/** The parameters of a query, or `undefined` where one is given twice. */
function parametersOf(query: string): Map<string, string> | undefined {
	const pairs = query.split('&').filter((pair) => pair !== '');
	const parameters = new Map(
		pairs.map((pair) => {
			const [name = '', ...value] = pair.split('=');
			return [decoded(name), decoded(value.join('='))] as const;
		}),
	);
	return parameters.size === pairs.length ? parameters : undefined;
}

/** Takes as long for a wrong secret as for the right one. */
function isSameSecret(given: string, secret: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(secret)) && secret !== '';
}

function isPlain(text: string, longest: number): boolean {
	return text.length <= longest && !/\p{Cc}/u.test(text);
}

/** `zendesk-*`: the part before the star begins the key, the part behind it ends it, others stand in between. */
function matchesPattern(key: string, pattern: string): boolean {
	const [start = '', ...others] = pattern.split('*');
	const end = others.pop();
	if (end === undefined) return key === pattern;
	if (!key.startsWith(start)) return false;
	let at = start.length;
	for (const part of others) {
		const found = key.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return key.length - end.length >= at && key.endsWith(end);
}

function isAccepted(key: string, acceptedKeys: string): boolean {
	const patterns = acceptedKeys
		.split(',')
		.map((pattern) => pattern.trim())
		.filter((pattern) => pattern !== '');
	return patterns.length === 0 || patterns.some((pattern) => matchesPattern(key, pattern));
}

/** An unfilled placeholder says nothing. */
function filled(value: string): string {
	const text = value.trim();
	return /^\{(?:crk|rid)\}$/.test(text) ? '' : text;
}

/** Reads a call: a completion, somebody who only looks, or what is to be turned away. */
export function readCall({ method, target, headers }: BrowserCall, rules: CallRules): CallReading {
	if (method !== 'GET' && method !== 'HEAD') return refused(405);
	const start = target.indexOf('?');
	const query = start < 0 ? '' : target.slice(start + 1);
	if (query.length > LONGEST_QUERY) return refused(414);
	const parameters = parametersOf(query);
	if (parameters === undefined || !isSameSecret(parameters.get('key') ?? '', rules.secret))
		return refused(403);
	if (parameters.size > MOST_PARAMETERS) return refused(400);
	if (method === 'HEAD') return { kind: 'preview' };
	if (rules.ignorePreviews && isPrefetch(headers)) return { kind: 'prefetch' };
	if (rules.ignorePreviews && isPreview(headers)) return { kind: 'preview' };

	const given = [parameters.get('crk') ?? '', parameters.get('rid') ?? ''];
	if (!given.every((text) => isPlain(text, LONGEST_KEY))) return refused(400);
	const [crk = '', responseId = ''] = given.map(filled);
	if (crk === '' && responseId === '') return refused(400);
	const others = [...parameters].filter(([name]) => !OWN_PARAMETERS.includes(name));
	const harmless = others.every(
		([name, value]) => HARMLESS_NAME.test(name) && isPlain(value, LONGEST_VALUE),
	);
	if (!harmless) return refused(400);
	if (!isAccepted(crk, rules.acceptedKeys)) return { kind: 'otherKey' };
	return { kind: 'completed', completion: { crk, responseId, query: Object.fromEntries(others) } };
}
