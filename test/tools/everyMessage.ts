/**
 * Every message a person can meet, with sample values: for the table of messages and for tests that walk over
 * all. A reason without a sample does not compile.
 */

import { addToCollector } from '../../nodes/SurveyLab/actions/contact/addToCollector.operation';
import { allOperations } from '../../nodes/SurveyLab/actions/operations';
import type { Operation } from '../../nodes/SurveyLab/actions/operation';
import { secretMessages, websiteMessages } from '../../nodes/SurveyLab/completion/texts';
import type { DeliveryReason, UnsuccessfulResponse } from '../../nodes/SurveyLab/delivery/outcome';
import { failureMessage } from '../../nodes/SurveyLab/messages';
import { authenticateMessages } from '../../nodes/SurveyLab/messages/account';
import type { Message } from '../../nodes/SurveyLab/messages/message';
import type { FailureReason, InvalidReason } from '../../nodes/SurveyLab/messages/reasons';
import { SOURCES, type SourceReason } from '../../nodes/SurveyLab/sources';
import { fieldNamed, SURVEY_FIELDS } from '../../nodes/SurveyLab/surveylab/catalogue';
import type { BaseUrlReason } from '../../nodes/SurveyLab/surveylab/hosts';
import type { Endpoint, ResponseReason } from '../../nodes/SurveyLab/surveylab/responses';
import type { TokenReason } from '../../nodes/SurveyLab/surveylab/token';
import type { ValueReason } from '../../nodes/SurveyLab/surveylab/values';

/** Samples of each kind of a reason; the first one of a kind stands in the table of messages. */
type Samples<Reason extends { readonly kind: string }> = {
	readonly [Kind in Reason['kind']]: ReadonlyArray<Reason & { readonly kind: Kind }>;
};

type Origin = InvalidReason['origin'];
type ReasonFrom<From extends Origin> = Extract<InvalidReason, { readonly origin: From }>['reason'];

const { label: email } = fieldNamed('email');
const { label: key } = fieldNamed('crk');
/** Email first, for the table. */
const LABELS = [email, ...SURVEY_FIELDS.map(({ label }) => label).filter((one) => one !== email)];

function labelled<Kind extends string>(kind: Kind, labels: readonly string[]) {
	return labels.map((label) => ({ kind, label }));
}

function valueSamples(labels: readonly string[]): Samples<ValueReason> {
	return {
		missing: labelled('missing', labels),
		notAnEmail: [{ kind: 'notAnEmail', label: email, given: 'Ann <ann@example.com>' }],
		notText: (['list', 'object', 'invalidNumber'] as const).flatMap((what) =>
			labels.map((label) => ({ kind: 'notText' as const, label, what })),
		),
		tooLong: [false, true].map((withPrefix) => ({
			kind: 'tooLong',
			label: key,
			length: 65,
			limit: 64,
			withPrefix,
		})),
		nul: labelled('nul', labels),
	};
}

function baseUrlSamples(label: string): Samples<BaseUrlReason> {
	return {
		baseUrlEmpty: [{ kind: 'baseUrlEmpty', label }],
		baseUrlUnreadable: [{ kind: 'baseUrlUnreadable', label }],
		baseUrlNotHttps: [{ kind: 'baseUrlNotHttps', label }],
		baseUrlUserInfo: [{ kind: 'baseUrlUserInfo', label }],
		baseUrlQueryOrFragment: [{ kind: 'baseUrlQueryOrFragment', label }],
	};
}

const tokenSamples: Samples<TokenReason> = {
	tokenEmpty: [{ kind: 'tokenEmpty' }],
	tokenBlanks: [{ kind: 'tokenBlanks' }],
	tokenLink: [{ kind: 'tokenLink' }],
};

/** Columns are no app: what is told of them has words of its own. */
const APPS = SOURCES.filter(({ id }) => id !== 'columns');
const APP_LABELS = APPS.map(({ label }) => label);
const COLUMNS = 'a table or form';

/** @param likely the source of the sample in the table */
function ofEachSource<Kind extends string>(kind: Kind, likely: string) {
	return [likely, ...APP_LABELS].map((source) => ({ kind, source }));
}

function missingInSources(): Array<SourceReason & { readonly kind: 'missing' }> {
	return APPS.flatMap(({ label: source, places }) =>
		(['email', 'crk'] as const).map((field) => {
			const row = places.find((one) => one.field === field);
			return {
				kind: 'missing' as const,
				source,
				field,
				tried: (row?.places ?? []).map(({ shown }) => shown),
			};
		}),
	);
}

const sourceSamples: Samples<SourceReason> = {
	unknownSource: [{ kind: 'unknownSource' }],
	severalEvents: [...APP_LABELS, COLUMNS].map((source) => ({
		kind: 'severalEvents',
		source,
		count: 3,
	})),
	missing: missingInSources(),
	noColumn: [
		{ kind: 'noColumn', field: 'email', names: ['Email', 'E-mail'] },
		{ kind: 'noColumn', field: 'crk', names: ['crk', 'Response Key'] },
	],
	columnsDiffer: [
		{ kind: 'columnsDiffer', field: 'email', columns: ['Email', 'e-mail'] },
		{ kind: 'columnsDiffer', field: 'phone', columns: ['Phone', 'phone', 'phone_'] },
	],
	notTheCustomer: ofEachSource('notTheCustomer', 'Intercom'),
	optedOut: ofEachSource('optedOut', 'HubSpot (Contact)'),
	unreachable: ofEachSource('unreachable', 'Salesforce (Contact, Lead)'),
	notAnOrder: ofEachSource('notAnOrder', 'Shopify'),
	cancelled: ofEachSource('cancelled', 'Calendly'),
	notPaid: ofEachSource('notPaid', 'Stripe'),
	refunded: ofEachSource('refunded', 'Shopify'),
	didNotCome: ofEachSource('didNotCome', 'Calendly'),
	neverApplied: ofEachSource('neverApplied', 'Workable'),
	relay: ofEachSource('relay', 'WooCommerce'),
	machine: [...ofEachSource('machine', 'Zendesk'), { kind: 'machine', source: COLUMNS }],
};

const INVALID: { readonly [From in Origin]: Samples<ReasonFrom<From>> } = {
	value: valueSamples(LABELS),
	address: {
		onlyDots: labelled('onlyDots', LABELS),
		nul: labelled('nul', LABELS),
		addressTooLong: [...LABELS, 'Collector', 'Base URL', 'Survey Base URL'].map((label) => ({
			kind: 'addressTooLong',
			label,
			bytes: 9000,
		})),
	},
	parameter: {
		parameterUnreadable: [key, email, 'Collector', 'Options', 'Additional Fields'].map((label) => ({
			kind: 'parameterUnreadable',
			label,
			detail: "Referenced node doesn't exist",
		})),
	},
	option: {
		...valueSamples(['Response Key Prefix', 'Survey Base URL']),
		outOfRange: ['Timeout', 'Max Attempts', 'Longest Wait', 'Max Concurrent Requests'].map(
			(label) => ({ kind: 'outOfRange', label, from: 1, to: 300 }),
		),
		notASwitch: labelled('notASwitch', ['Preview Only', 'Invite Each Key Once']),
		unknownChoice: labelled('unknownChoice', ['Slashes in Values', 'If the Connection Breaks']),
	},
	collector: {
		collectorEmpty: [{ kind: 'collectorEmpty' }],
		collectorNotText: [{ kind: 'collectorNotText' }],
		collectorCharacters: [{ kind: 'collectorCharacters' }],
		collectorApiLink: [{ kind: 'collectorApiLink' }],
		collectorUnreadableLink: [{ kind: 'collectorUnreadableLink' }],
		collectorNotInLink: [{ kind: 'collectorNotInLink' }],
		collectorLinkNotHttps: [{ kind: 'collectorLinkNotHttps' }],
	},
	account: {
		...tokenSamples,
		...baseUrlSamples('Base URL'),
		credentialUnreadable: [{ kind: 'credentialUnreadable', detail: 'Credential does not exist' }],
	},
	surveyBaseUrl: baseUrlSamples('Survey Base URL'),
	source: sourceSamples,
	fields: { nothingToAttach: [{ kind: 'nothingToAttach' }] },
};

type UnsentReason = Exclude<DeliveryReason, { readonly kind: 'response' }>;

const LENGTHS = [90_000, 0, 1, 1000, 3_600_000, 1e8];

const UNSENT: Samples<UnsentReason> = {
	askedToWaitTooLong: LENGTHS.map((askedMs) => ({ kind: 'askedToWaitTooLong', askedMs })),
	waitedEnough: LENGTHS.map((waitedMs) => ({ kind: 'waitedEnough', waitedMs })),
	batchStopped: [{ kind: 'batchStopped' }],
	accountStopped: [{ kind: 'accountStopped' }],
	cancelled: [{ kind: 'cancelled' }],
	keyOfAnotherPerson: [{ kind: 'keyOfAnotherPerson' }],
	unknownEarlier: [{ kind: 'unknownEarlier' }],
	historyUnsavedWorkflow: [{ kind: 'historyUnsavedWorkflow' }],
	historyUnusable: [{ kind: 'historyUnusable' }],
};

type ResponseFacts = Pick<UnsuccessfulResponse, 'statusCode' | 'notification' | 'newHost' | 'code'>;

/** What is known of each response that is no success. */
const RESPONSES: Readonly<Record<ResponseReason, readonly ResponseFacts[]>> = {
	rejected: [{ statusCode: 200, notification: 'Action failed' }, { statusCode: 200 }],
	notJson: [{ statusCode: 200 }],
	bodyTooLong: [{ statusCode: 200 }],
	rateLimited: [{ statusCode: 429 }],
	overloaded: [{ statusCode: 503 }],
	unreachable: [{ code: 'ECONNREFUSED' }, { code: '' }],
	badRequest: [{ statusCode: 400 }, { statusCode: 422 }],
	tokenRefused: [{ statusCode: 401 }, { statusCode: 403 }],
	notFound: [{ statusCode: 404 }, { statusCode: 410 }],
	tooLong: [{ statusCode: 414 }],
	otherRefusal: [{ statusCode: 405 }],
	redirected: [{ statusCode: 301, newHost: 'app.surveylab.com' }, { statusCode: 302 }],
	proxyRefused: [{ statusCode: 407 }, { code: '' }],
	blockedByN8n: [{ code: '' }],
	certificate: [{ code: 'CERT_HAS_EXPIRED' }],
	serverTrouble: [{ statusCode: 500 }],
	connectionLost: [{ code: 'ECONNRESET' }, { code: '' }],
	timedOut: [{ code: 'ECONNABORTED' }],
	cancelled: [{ code: 'ERR_CANCELED' }],
};

/** Never come from a survey address: nobody reads what it answers. */
const ONLY_API: ReadonlySet<ResponseReason> = new Set(['rejected', 'notJson', 'bodyTooLong']);

const SURVEY_URL = 'https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/1';

export interface InvalidEntry {
	readonly shown: string;
	readonly reason: InvalidReason;
	readonly text: Message;
}

export interface UnsentEntry {
	readonly shown: string;
	readonly reason: UnsentReason;
	readonly text: Message;
}

export interface ResponseEntry {
	readonly shown: string;
	readonly operation: string;
	readonly endpoint: Endpoint;
	readonly response: UnsuccessfulResponse;
	/** A value of the address holds a slash. */
	readonly withSlash: boolean;
	readonly text: Message;
}

/** The operations that send something, by the names under which workflows know them. */
export const SENDING: ReadonlyArray<{ readonly name: string; readonly operation: Operation }> =
	allOperations().filter(({ operation }) => operation.acceptedAs !== 'created');

function withText<Reason extends FailureReason>(reason: Reason) {
	const text = failureMessage(reason, addToCollector.texts);
	return { shown: JSON.stringify(reason), reason, text };
}

/** Of every origin and kind; the same for all operations. */
export function invalidEntries(): InvalidEntry[] {
	return Object.entries(INVALID).flatMap(([origin, byKind]) =>
		Object.values<readonly unknown[]>(byKind).flatMap((samples) =>
			// The table's type has tied each reason to its origin.
			samples.map((reason) => withText({ origin, reason } as InvalidReason)),
		),
	);
}

export function unsentEntries(): UnsentEntry[] {
	return Object.values<readonly UnsentReason[]>(UNSENT).flat().map(withText);
}

/** Of every reason, operation and course of events. */
export function responseEntries(): ResponseEntry[] {
	const courses = [false, true].flatMap((afterUnknown) =>
		[4, 1].flatMap((attempts) => [false, true].map((kept) => ({ afterUnknown, attempts, kept }))),
	);
	return SENDING.flatMap(({ name, operation }) => {
		const endpoint: Endpoint = operation.authenticated ? 'api' : 'survey';
		return Object.entries(RESPONSES).flatMap(([reason, facts]) =>
			facts.flatMap((fact) =>
				courses.flatMap(({ kept, ...course }) =>
					[false, true].map((withSlash): ResponseEntry => {
						const response: UnsuccessfulResponse = {
							kind: 'response',
							reason: reason as ResponseReason,
							...fact,
							...course,
							...(kept ? { keptInHistory: true } : {}),
						};
						const url = withSlash ? `${SURVEY_URL}/custom1/a%2Fb` : SURVEY_URL;
						return {
							shown: `${name} ${withSlash ? 'with slash ' : ''}${JSON.stringify(response)}`,
							operation: name,
							endpoint,
							response,
							withSlash,
							text: failureMessage(response, operation.texts, { url }),
						};
					}),
				),
			),
		);
	});
}

/** A slash matters where a survey address was not found; only contacts are kept in the history. */
function tableRow({ endpoint, response, withSlash, operation }: ResponseEntry): boolean {
	const { reason, afterUnknown, attempts, keptInHistory } = response;
	if (attempts !== 4) return false;
	if (endpoint === 'survey' && ONLY_API.has(reason)) return false;
	if (withSlash && !(endpoint === 'survey' && reason === 'notFound')) return false;
	if (afterUnknown && reason !== 'timedOut') return false;
	return keptInHistory !== true || (operation === 'addToCollector' && reason === 'timedOut');
}

/** What tells the rows of the table apart: not the status, the code or what SurveyLab says. */
function rowOf({ message, description }: Message): string {
	return `${message}. ${description.replace(/ (?:\((?:HTTP|Code)[^)]*\)|SurveyLab says: "[^"]*")\.?/g, '')}`;
}

/** The first text of every kind that can come up. */
function firstOfEachKind(): Message[] {
	const byKind = new Map<string, Message>();
	const add = (kind: string, text: Message) => {
		if (!byKind.has(kind)) byKind.set(kind, text);
	};
	for (const { reason, text } of invalidEntries()) {
		// The values of options read like those of fields.
		const kind = reason.origin === 'option' ? 'value' : reason.origin;
		add(`${kind} ${reason.reason.kind}`, text);
	}
	for (const { reason, text } of unsentEntries()) add(reason.kind, text);
	return [...byKind.values()];
}

/** One of each, without repetitions, for the table of messages. */
export function everyMessage(): Message[] {
	const all: Message[] = [
		...firstOfEachKind(),
		...responseEntries()
			.filter(tableRow)
			.map(({ text }) => text),
		...Object.values(authenticateMessages),
		...Object.values(secretMessages),
		...Object.values(websiteMessages),
	];
	const rows = new Map<string, Message>();
	for (const text of all) if (!rows.has(rowOf(text))) rows.set(rowOf(text), text);
	return [...rows.values()];
}
