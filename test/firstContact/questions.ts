import type { Answer } from '../sandbox/answers';
import type { Situation } from '../sandbox/recording';
import { keyOf, LONGEST_KEY, referrerOf, SPELLINGS, type Spelling, type Subject } from './subject';

export interface OutgoingRequest {
	readonly method: 'GET' | 'POST';
	readonly url: string;
	/** Sent as a form. */
	readonly form?: string;
}

export interface Question {
	readonly id: Situation | `otherHost:${string}`;
	readonly title: string;
	/** What the request does, for the person who is asked. */
	readonly does: string;
	readonly mails: string;
	/** What the package takes for granted. */
	readonly assumed: string;
	/** @param typed what the person saw in the survey's report, where it was said */
	readonly isAsAssumed: (answer: Answer, typed?: string) => boolean;
	readonly request: OutgoingRequest;
	/** Makes sense only after this one was answered. */
	readonly after?: Situation;
}

const NOBODY = 'It should mail nobody.';
const YOU = 'It mails your own address, if the collector is active.';
const MAYBE_YOU = 'If SurveyLab takes it, it mails your own address.';

const WRONG_TOKEN = 'first-contact-made-up-token';
const WRONG_COLLECTOR = 'firstcontactmadeupcollector';

/** What `api.php` says in its JSON; `undefined` where it says something else. */
export function verdictOf({ status, body }: Answer): boolean | undefined {
	if (status < 200 || status >= 300) return undefined;
	try {
		const said = (JSON.parse(body.replace(/^\uFEFF/, '')) as { status?: unknown } | null)?.status;
		return typeof said === 'boolean' ? said : undefined;
	} catch {
		return undefined;
	}
}

export const isAccepted = (answer: Answer): boolean => verdictOf(answer) === true;

/** They speak of the moment and not of what was asked. */
const OF_THE_MOMENT = [408, 429];

export const isRefused = (answer: Answer): boolean =>
	verdictOf(answer) === false ||
	(answer.status >= 400 && answer.status < 500 && !OF_THE_MOMENT.includes(answer.status));

export const isRedirect = ({ status }: Answer): boolean => status >= 300 && status < 400;

function apiUrl({ baseUrl }: Subject, parameters: Record<string, string>): string {
	return `${baseUrl}/api.php?${new URLSearchParams(parameters)}`;
}

function contact(subject: Subject, changes: Record<string, string | undefined> = {}) {
	const all: Record<string, string | undefined> = {
		apiToken: subject.token,
		cId: subject.collectorId,
		email: subject.email,
		crk: keyOf(subject, 'first'),
		...changes,
	};
	const given = Object.entries(all).filter((pair): pair is [string, string] => !!pair[1]);
	return Object.fromEntries(given);
}

function refusals(subject: Subject): Question[] {
	const get = (changes: Record<string, string | undefined>): OutgoingRequest => ({
		method: 'GET',
		url: apiUrl(subject, contact(subject, changes)),
	});
	return [
		{
			id: 'tokenOnly',
			title: 'The token and nothing else',
			does: "Calls api.php with your token only, as the credential's test does.",
			mails: NOBODY,
			assumed: 'a refusal other than 401 and 403, which would mean that the token is wrong',
			isAsAssumed: (answer) => isRefused(answer) && ![401, 403].includes(answer.status),
			request: get({ cId: undefined, email: undefined, crk: undefined }),
		},
		{
			id: 'missingEmail',
			title: 'No email',
			does: 'Adds a contact without an email to your collector.',
			mails: NOBODY,
			assumed: 'a refusal',
			isAsAssumed: isRefused,
			request: get({ email: undefined, crk: keyOf(subject, 'no-email') }),
		},
		{
			id: 'wrongToken',
			title: 'A wrong token',
			does: 'Adds your address with a made-up token.',
			mails: `${NOBODY} ${MAYBE_YOU}`,
			assumed: '400, 401 or 403',
			isAsAssumed: ({ status }) => [400, 401, 403].includes(status),
			request: get({ apiToken: WRONG_TOKEN, crk: keyOf(subject, 'wrong-token') }),
		},
		{
			id: 'wrongCollector',
			title: 'A wrong collector',
			does: 'Adds your address to a made-up collector.',
			mails: NOBODY,
			assumed: 'a refusal',
			isAsAssumed: isRefused,
			request: get({ cId: WRONG_COLLECTOR, crk: keyOf(subject, 'wrong-collector') }),
		},
	];
}

/** Without the token: a host that is no longer SurveyLab's must not learn it. */
function otherHosts({ otherHosts: hosts, run }: Subject): Question[] {
	return hosts.map((host) => ({
		id: `otherHost:${host}` as const,
		title: `The host ${new URL(host).host}`,
		does: `Calls api.php on ${host} with a made-up token.`,
		mails: NOBODY,
		assumed: 'an answer of its own, or a redirect that keeps the query',
		isAsAssumed: (answer) =>
			!isRedirect(answer) || (answer.headers.location ?? '').includes(`fc-${run}`),
		request: {
			method: 'GET',
			url: `${host}/api.php?apiToken=${WRONG_TOKEN}&crk=fc-${run}`,
		},
	}));
}

function contacts(subject: Subject): Question[] {
	const get = (crk: string): OutgoingRequest => ({
		method: 'GET',
		url: apiUrl(subject, contact(subject, { crk })),
	});
	const first = get(keyOf(subject, 'first'));
	const form = new URLSearchParams(contact(subject, { crk: keyOf(subject, 'post') }));
	return [
		{
			id: 'added',
			title: 'A first contact',
			does: 'Adds your address to your collector with a new key.',
			mails: YOU,
			assumed: '200 and JSON with "status": true',
			isAsAssumed: isAccepted,
			request: first,
		},
		{
			id: 'sameKey',
			title: 'The same key again',
			does: 'Adds your address once more with the same key.',
			mails: `It should mail nobody. ${MAYBE_YOU}`,
			assumed: '200 and JSON with "status": false',
			isAsAssumed: (answer) => verdictOf(answer) === false,
			request: first,
			after: 'added',
		},
		{
			id: 'longestKey',
			title: 'A key of 64 characters',
			does: 'Adds your address with a new key of 64 characters.',
			mails: YOU,
			assumed: '200 and JSON with "status": true',
			isAsAssumed: isAccepted,
			request: get(keyOf(subject, '64-', LONGEST_KEY)),
		},
		{
			id: 'longerKey',
			title: 'A key of 65 characters',
			does: 'Adds your address with a new key of 65 characters.',
			mails: MAYBE_YOU,
			assumed: 'a refusal',
			isAsAssumed: isRefused,
			request: get(keyOf(subject, '65-', LONGEST_KEY + 1)),
		},
		{
			id: 'post',
			title: 'POST instead of GET',
			does: 'Adds your address with a new key, by POST and with all parameters in the body.',
			mails: MAYBE_YOU,
			assumed: 'a refusal: only GET is documented',
			isAsAssumed: isRefused,
			request: { method: 'POST', url: `${subject.baseUrl}/api.php`, form: form.toString() },
		},
	];
}

function tag(subject: Subject, spelling: Spelling): Question {
	const { surveyUrl, collectorId } = subject;
	const { id, shown } = spelling;
	return {
		id,
		title: `Tagging a response: ${spelling.what}`,
		does: `Opens the survey's own address with Custom 1 written as ${spelling.written}.`,
		mails: 'It mails nobody, and may count as one more view of the survey.',
		assumed: shown === undefined ? 'does not arrive whole' : `arrives as ${shown}`,
		isAsAssumed: ({ status }, typed = shown) =>
			shown === undefined ? typed !== spelling.written : status < 300 && typed === shown,
		request: {
			method: 'GET',
			url:
				`${surveyUrl}/pageTag/SurveyCampaign/cId/${collectorId}` +
				`/referrer/${referrerOf(subject, spelling)}/custom1/${spelling.written}`,
		},
	};
}

/** From the harmless to those that mail. */
export function questionsFor(subject: Subject): Question[] {
	return [
		...refusals(subject),
		...otherHosts(subject),
		...contacts(subject),
		...SPELLINGS.map((spelling) => tag(subject, spelling)),
	];
}
