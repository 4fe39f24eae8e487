/**
 * The request that a respondent's browser makes when SurveyLab sends it on after the last page, and whether
 * it may start a workflow. Pure. SurveyLab's public help page on response keys names the placeholders `{crk}`
 * and `{rid}`.
 */

import { MAX_KEY_LENGTH } from '../surveylab/catalogue';
import { failure, success, type Result } from '../surveylab/result';
import { isAcceptedKey } from './acceptedKeys';
import { isPrefetch, isPreview, type RequestHeaders } from './previews';
import { isSameSecret } from './secret';

/** What follows the address in SurveyLab; the secret comes after it. */
export const ADDRESS_ENDING = '?crk={crk}&rid={rid}&key=';
/** The same with made-up values in the placeholders, for trying the workflow out. */
export const TRIAL_ENDING = ADDRESS_ENDING.replace('{crk}', 'test').replace('{rid}', '1');

/** In characters, but for the number of parameters. Browsers allow far longer queries. */
export const LIMITS = {
	query: 2048,
	parameters: 30,
	key: MAX_KEY_LENGTH,
	value: 500,
} as const;

const OWN_PARAMETERS: readonly string[] = ['crk', 'rid', 'key'];
/** Names with a meaning in JavaScript are left out: they could do harm in a node that copies the data. */
const HARMLESS_NAME = /^(?!__|constructor$|prototype$)[\w.-]{1,64}$/;

export interface IncomingRequest {
	readonly method: string;
	/** Path and query as they arrived. */
	readonly target: string;
	readonly headers: RequestHeaders;
}

export interface RequestRules {
	/** Empty: no request starts anything. */
	readonly secret: string;
	/** See `isAcceptedKey`. */
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

/** What is wrong with the query of an address. The person who connects the survey can mend it. */
export type QueryReason =
	| 'queryTooLong'
	| 'parameterTwice'
	| 'secretMissing'
	| 'secretWrong'
	| 'tooManyParameters'
	| 'keyUnusable'
	/** SurveyLab has not put anything in the place of `{crk}` and `{rid}`. */
	| 'placeholdersUnfilled'
	| 'keyMissing'
	| 'parameterUnusable'
	| 'keyNotAccepted';

/** Why a request starts nothing. */
export type NoStartReason =
	| 'wrongMethod'
	/** A browser fetches the page in advance, and asks again when the person goes there. */
	| 'prefetch'
	/** No person asks: a mail scanner, a link preview, a crawler. */
	| 'preview'
	| QueryReason;

/** SurveyLab may put a key into the address without encoding it, so what is no valid encoding is taken as it is. */
function decoded(text: string): string {
	const spaced = text.replaceAll('+', ' ');
	try {
		return decodeURIComponent(spaced);
	} catch {
		return spaced;
	}
}

type QueryParameters = ReadonlyMap<string, string>;

function readParameters(target: string): Result<QueryParameters, QueryReason> {
	const start = target.indexOf('?');
	const query = start < 0 ? '' : target.slice(start + 1);
	if (query.length > LIMITS.query) return failure('queryTooLong');
	const pairs = query.split('&').filter((pair) => pair !== '');
	const parameters = new Map(
		pairs.map((pair) => {
			const [name = '', ...value] = pair.split('=');
			return [decoded(name), decoded(value.join('='))] as const;
		}),
	);
	return parameters.size === pairs.length ? success(parameters) : failure('parameterTwice');
}

function secretReason(parameters: QueryParameters, secret: string): QueryReason | undefined {
	const given = parameters.get('key') ?? '';
	if (isSameSecret(given, secret)) return undefined;
	return given === '' ? 'secretMissing' : 'secretWrong';
}

function isPlain(text: string, longest: number): boolean {
	return [...text].length <= longest && !/\p{Cc}/u.test(text);
}

/** An unfilled placeholder says nothing. */
function filled(value: string): string {
	const text = value.trim();
	return /^\{(?:crk|rid)\}$/.test(text) ? '' : text;
}

function readCompletion(parameters: QueryParameters): Result<Completion, QueryReason> {
	if (parameters.size > LIMITS.parameters) return failure('tooManyParameters');
	const given = [parameters.get('crk') ?? '', parameters.get('rid') ?? ''];
	if (!given.every((text) => isPlain(text, LIMITS.key))) return failure('keyUnusable');
	const [crk = '', responseId = ''] = given.map(filled);
	if (crk === '' && responseId === '') {
		return failure(
			given.some((text) => text.trim() !== '') ? 'placeholdersUnfilled' : 'keyMissing',
		);
	}
	const others = [...parameters].filter(([name]) => !OWN_PARAMETERS.includes(name));
	const usable = others.every(
		([name, value]) => HARMLESS_NAME.test(name) && isPlain(value, LIMITS.value),
	);
	return usable
		? success({ crk, responseId, query: Object.fromEntries(others) })
		: failure('parameterUnusable');
}

/** Reads a request: a completion, or the reason why it starts nothing. */
export function readRequest(
	{ method, target, headers }: IncomingRequest,
	{ secret, acceptedKeys, ignorePreviews }: RequestRules,
): Result<Completion, NoStartReason> {
	if (method === 'HEAD') return failure('preview');
	if (method !== 'GET') return failure('wrongMethod');
	if (ignorePreviews && isPrefetch(headers)) return failure('prefetch');
	if (ignorePreviews && isPreview(headers)) return failure('preview');
	const parameters = readParameters(target);
	if (!parameters.ok) return parameters;
	const wrongSecret = secretReason(parameters.value, secret);
	if (wrongSecret !== undefined) return failure(wrongSecret);
	const completion = readCompletion(parameters.value);
	if (!completion.ok) return completion;
	return isAcceptedKey(completion.value.crk, acceptedKeys) ? completion : failure('keyNotAccepted');
}
