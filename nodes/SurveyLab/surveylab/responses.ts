/**
 * Classifies a response of SurveyLab, or of something on the way to it. Status, headers and body come in, a
 * class comes out. The class and its reason decide whether the request is repeated and what the item becomes.
 */

import { defined } from './defined';
import { parseUrl } from './hosts';
import { isObject } from './values';

/** What came back over HTTP, with header names in lower case. */
export interface HttpResponse {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | undefined>>;
	/** Absent where the body was not read, or not to its end. */
	readonly body?: string;
	/** The body was longer than we are willing to read. */
	readonly bodyCut?: boolean;
}

/** How a connection ended that brought no response. */
export interface ConnectionError {
	/** Node's code, e.g. `ECONNREFUSED`; empty when unknown. */
	readonly code: string;
	/** The system call, where the system names one: `connect`, `getaddrinfo`, `read` … */
	readonly syscall?: string;
	/** Who refused the request before SurveyLab was connected to. */
	readonly refusedBy?: 'n8n' | 'proxy';
}

export type RawResponse = HttpResponse | { readonly connectionError: ConnectionError };

export type ResponseReason =
	| 'rejected'
	| 'notJson'
	| 'bodyTooLong'
	| 'rateLimited'
	| 'overloaded'
	| 'unreachable'
	| 'badRequest'
	| 'tokenRefused'
	| 'notFound'
	| 'tooLong'
	| 'otherRefusal'
	| 'redirected'
	| 'proxyRefused'
	| 'blockedByN8n'
	| 'certificate'
	| 'serverTrouble'
	| 'connectionLost'
	| 'timedOut'
	| 'cancelled';

interface ResponseFacts {
	readonly statusCode?: number;
	/** SurveyLab's own words, unscrubbed. */
	readonly notification?: string;
	/** How long to wait, as the server asked, in milliseconds. */
	readonly retryAfterMs?: number;
	/** The host a redirect points to. */
	readonly newHost?: string;
	readonly connectionError?: ConnectionError;
}

interface AcceptedResponse extends ResponseFacts {
	readonly class: 'accepted';
	readonly reason?: undefined;
}

export interface UnacceptedResponse extends ResponseFacts {
	readonly class:
		| 'rejected'
		/** 2xx, but not SurveyLab's JSON. */
		| 'unclear'
		/** Refused before any work was done: safe to send again. */
		| 'refusedBeforeWork'
		| 'wrongRequest'
		/** It may or may not have been accepted. */
		| 'unknownOutcome';
	readonly reason: ResponseReason;
}

export type ClassifiedResponse = AcceptedResponse | UnacceptedResponse;

/** Which of the two addresses was called: only `api.php` confirms what it did. */
export type Endpoint = 'api' | 'survey';

const WRONG_REQUEST: ReadonlyMap<number, ResponseReason> = new Map([
	[400, 'badRequest'],
	[401, 'tokenRefused'],
	[403, 'tokenRefused'],
	[404, 'notFound'],
	[405, 'otherRefusal'],
	[407, 'proxyRefused'],
	[410, 'notFound'],
	[413, 'tooLong'],
	[414, 'tooLong'],
	[422, 'badRequest'],
	[431, 'tooLong'],
]);

/** 408 and 499 say that the exchange broke off, not that nothing was done. */
const BROKEN_OFF: ReadonlySet<number> = new Set([408, 499]);

const NEVER_CONNECTED: ReadonlySet<string> = new Set([
	'ENOTFOUND',
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EHOSTDOWN',
	'ENETDOWN',
]);

/** OpenSSL's codes for certificates that are refused, and Node's for TLS that cannot be set up. */
const CERTIFICATE = new RegExp(
	'^(?:CERT_|CRL_|ERROR_IN_C(?:ERT|RL)_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|' +
		'UNABLE_TO_(?:VERIFY|GET|DECRYPT|DECODE)_|HOSTNAME_MISMATCH$|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$)',
);

const TIMED_OUT: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

export function classifyConnectionError(connectionError: ConnectionError): UnacceptedResponse {
	const { code, syscall, refusedBy } = connectionError;
	if (refusedBy !== undefined) {
		const reason = refusedBy === 'n8n' ? 'blockedByN8n' : 'proxyRefused';
		return { class: 'wrongRequest', reason, connectionError };
	}
	// Node names the system call that failed. After `connect` or `getaddrinfo` nothing was sent. After `read` or
	// `write` the request may have been seen.
	const connecting = syscall === 'connect' || syscall === 'getaddrinfo';
	if (connecting || (syscall === undefined && NEVER_CONNECTED.has(code))) {
		return { class: 'refusedBeforeWork', reason: 'unreachable', connectionError };
	}
	if (CERTIFICATE.test(code)) {
		return { class: 'wrongRequest', reason: 'certificate', connectionError };
	}
	if (code === 'ERR_CANCELED') {
		return { class: 'unknownOutcome', reason: 'cancelled', connectionError };
	}
	const reason = TIMED_OUT.has(code) ? 'timedOut' : 'connectionLost';
	return { class: 'unknownOutcome', reason, connectionError };
}

/** SurveyLab's JSON, or `undefined`; byte order marks, white space and the content type are forgiven. */
function readStatement(body: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const json: unknown = JSON.parse(body.trim());
		return isObject(json) && 'status' in json ? json : undefined;
	} catch {
		return undefined;
	}
}

const isSuccess = (status: number) => status >= 200 && status < 300;

/** True where the body says what SurveyLab has done; everywhere else the status says all. */
export function holdsStatement(endpoint: Endpoint, status: number): boolean {
	return endpoint === 'api' && isSuccess(status);
}

function classifySuccess(
	endpoint: Endpoint,
	{ status, body = '', bodyCut }: HttpResponse,
): ClassifiedResponse {
	const facts = { statusCode: status };
	if (!holdsStatement(endpoint, status)) return { ...facts, class: 'accepted' };
	if (bodyCut === true) return { ...facts, class: 'unclear', reason: 'bodyTooLong' };
	const statement = readStatement(body);
	const told =
		typeof statement?.notification === 'string' ? { notification: statement.notification } : {};
	if (statement?.status === true) return { ...facts, ...told, class: 'accepted' };
	if (statement?.status === false) {
		return { ...facts, ...told, class: 'rejected', reason: 'rejected' };
	}
	return { ...facts, class: 'unclear', reason: 'notJson' };
}

/** The three date formats of RFC 9110, section 5.6.7. `Date.parse` alone accepts many others. */
const HTTP_DATE = new RegExp(
	[
		/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
		/^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
		/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
	]
		.map(({ source }) => source)
		.join('|'),
);

function httpDate(text: string | undefined): number | undefined {
	if (text === undefined || !HTTP_DATE.test(text)) return undefined;
	const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
	return Number.isNaN(time) ? undefined : time;
}

/**
 * Reads `Retry-After`: whole seconds or an HTTP date, strictly; anything else counts as absent.
 * A date is measured against the server's own `Date`, so that a clock that is off does no harm.
 * @param now milliseconds since 1970, used when the server sends no `Date`
 * @returns milliseconds from now, 0 for a date that has passed
 */
export function readRetryAfter(headers: HttpResponse['headers'], now: number): number | undefined {
	const asked = headers['retry-after']?.trim();
	if (asked === undefined) return undefined;
	// A number with very many digits is a very long wait, not an unreadable one.
	if (/^\d+$/.test(asked)) return Math.min(Number(asked) * 1000, Number.MAX_SAFE_INTEGER);
	const until = httpDate(asked);
	return until === undefined ? undefined : Math.max(0, until - (httpDate(headers.date) ?? now));
}

/**
 * Classifies a response. Every status and every way in which a connection ends has a class.
 * @param now milliseconds since 1970
 */
export function classifyResponse(
	endpoint: Endpoint,
	response: RawResponse,
	now: number,
): ClassifiedResponse {
	if ('connectionError' in response) return classifyConnectionError(response.connectionError);
	const { status, headers } = response;
	const facts = { statusCode: status };
	const retryAfterMs = readRetryAfter(headers, now);
	if (isSuccess(status)) return classifySuccess(endpoint, response);
	if (status >= 300 && status < 400) {
		// "//host/path" names a host, too.
		const newHost =
			parseUrl((headers.location ?? '').replace(/^\/\//, 'https://'))?.host || undefined;
		return { ...facts, ...defined({ newHost }), class: 'wrongRequest', reason: 'redirected' };
	}
	if (status === 429) {
		const wait = defined({ retryAfterMs });
		return { ...facts, ...wait, class: 'refusedBeforeWork', reason: 'rateLimited' };
	}
	if (status === 503 && retryAfterMs !== undefined) {
		return { ...facts, retryAfterMs, class: 'refusedBeforeWork', reason: 'overloaded' };
	}
	if (status >= 400 && status < 500 && !BROKEN_OFF.has(status)) {
		return { ...facts, class: 'wrongRequest', reason: WRONG_REQUEST.get(status) ?? 'otherRefusal' };
	}
	return { ...facts, class: 'unknownOutcome', reason: 'serverTrouble' };
}
