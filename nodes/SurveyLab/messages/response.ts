/** Texts about a request that ended without success. Each operation brings the texts that are its own. */

import type { UnsuccessfulResponse } from '../delivery/outcome';
import { hasEncodedSlash } from '../surveylab/addresses';
import type { ResponseReason } from '../surveylab/responses';
import { TOKEN_SOURCE } from './account';
import { inOneLine, NOTHING_SENT, plural, type Message } from './message';

/** What an operation says about a request that ended without success. Every operation has all of these texts. */
export interface OperationTexts {
	/** SurveyLab answered that it did not do what was asked. */
	readonly rejected: Message;
	/** Where a person looks when nobody knows whether a request counted. */
	readonly lookFirst: string;
	/** The setting that decides where the request goes, e.g. "the survey address". */
	readonly host: string;
	readonly badRequest: Message;
	readonly tokenRefused: Message;
	readonly notFound: (url: string) => Message;
	/** What a person checks after any other refusal. */
	readonly otherRefusal: string;
	/** How to go on after a redirect. */
	readonly redirected: (newHost: string | undefined) => Message;
	/** How to run a stopped workflow again without sending anything twice. */
	readonly runAgain: string;
}

/** The setting with which one item that fails does not stop the others. */
export const KEEP_GOING =
	'set On Error to "Continue (using error output)", so that one item does not stop the others';

/** A redirect may name no other host, or no address at all. */
const REDIRECT = 'SurveyLab answered with a redirect';
export const PLAN = 'the plan is Professional or Enterprise';
const HOST_OF_API = 'Base URL in the SurveyLab API credential';

/** For operations that call `api.php`. */
export const apiTexts = {
	host: HOST_OF_API,
	badRequest: {
		message: 'SurveyLab did not understand the request or does not know the token',
		description:
			'Check the token in the SurveyLab API credential, then Collector and the values of this item.',
	},
	tokenRefused: {
		message: 'SurveyLab refused the token',
		description:
			`Copy the token again from ${TOKEN_SOURCE} into the SurveyLab API credential, ` +
			`and check that ${PLAN}.`,
	},
	notFound: () => ({
		message: 'SurveyLab did not find the collector',
		description: `Check Collector: copy it again from SurveyLab. Check ${HOST_OF_API}, too.`,
	}),
	otherRefusal: `Check ${HOST_OF_API} and the values of this item.`,
	redirected: (newHost) => ({
		message: newHost === undefined ? REDIRECT : `SurveyLab redirects to ${newHost}`,
		description:
			'The request was not passed on, because it carries the token. ' +
			(newHost === undefined
				? `Check ${HOST_OF_API}.`
				: `If ${newHost} is SurveyLab, change ${HOST_OF_API} to https://${newHost}.`),
	}),
} satisfies Partial<OperationTexts>;

/** For operations about a survey's own address. */
export const surveyTexts: OperationTexts = {
	host: 'the survey address',
	rejected: {
		message: 'The survey address did not take the data',
		description: 'Check Collector and the values of this item.',
	},
	lookFirst: 'Look in the survey report whether the data is there before you send it again.',
	notFound: (url) => ({
		message: 'The survey address was not found',
		description: hasEncodedSlash(url)
			? 'A value holds a slash, which some servers do not take: try another setting of Slashes in Values. ' +
				'Otherwise check Collector.'
			: "Check Collector: copy the survey's link again from SurveyLab.",
	}),
	runAgain: `To run the workflow again safely, ${KEEP_GOING}.`,
	badRequest: {
		message: 'The survey address was not understood',
		description:
			'Check Collector and the values of this item; try another setting of Slashes in Values ' +
			'if a value holds special characters.',
	},
	tokenRefused: {
		message: 'The survey address refused the request',
		description: "Open the survey's link in a browser to see whether it asks for a password.",
	},
	otherRefusal: 'Check Collector and the values of this item.',
	redirected: (newHost) => ({
		message: newHost === undefined ? REDIRECT : `The survey address redirects to ${newHost}`,
		description:
			'The redirect was not followed to its end. Check the pasted link in Collector, ' +
			'or set the option Survey Base URL to the new address.',
	}),
};

function tried(attempts: number): string {
	return attempts === 1 ? 'It was tried once' : `It was tried ${plural(attempts, 'time')}`;
}

function refusedBeforeWork(attempts: number): string {
	return `${tried(attempts)} and refused${attempts === 1 ? '' : ' each time'}, so nothing was sent for this item.`;
}

/** Nobody knows whether a request counted. */
export function unknownOutcome(
	what: string,
	{ lookFirst }: Pick<OperationTexts, 'lookFirst'>,
	more = '',
): Message {
	return {
		message: `${what}, so it may or may not have been accepted`,
		description: `${lookFirst}${more}`,
	};
}

/** Where every item gets a strange answer, something else than SurveyLab may answer there. */
function ifAlways({ host }: OperationTexts): string {
	return ` If every item ends like this, check ${host}.`;
}

function withNotification({ message, description }: Message, notification = ''): Message {
	const says = notification === '' ? '' : ` SurveyLab says: "${notification}".`;
	return { message, description: `${description}${says}` };
}

type TextOf = (response: UnsuccessfulResponse, texts: OperationTexts, url: string) => Message;

/** One text for every reason; a reason without one does not compile. */
const TEXTS: Readonly<Record<ResponseReason, TextOf>> = {
	rejected: ({ notification }, { rejected }) => withNotification(rejected, notification),
	notJson: (_, texts) =>
		unknownOutcome('SurveyLab answered something that cannot be read', texts, ifAlways(texts)),
	bodyTooLong: (_, texts) =>
		unknownOutcome('SurveyLab answered far more than expected', texts, ifAlways(texts)),
	rateLimited: ({ attempts }) => ({
		message: 'SurveyLab is receiving too many requests',
		description:
			`${refusedBeforeWork(attempts)} ` +
			'Send fewer items at once, raise Max Attempts, or run it again later.',
	}),
	overloaded: ({ attempts }) => ({
		message: 'SurveyLab is not available at the moment',
		description: `${refusedBeforeWork(attempts)} Run it again later, or raise Max Attempts.`,
	}),
	unreachable: ({ attempts }, { host }) => ({
		message: 'SurveyLab cannot be reached',
		description:
			`${tried(attempts)}; nothing was sent for this item. ` +
			`Check ${host} and that this n8n may open connections to it.`,
	}),
	badRequest: (_, { badRequest }) => badRequest,
	tokenRefused: (_, { tokenRefused }) => tokenRefused,
	notFound: (_, { notFound }, url) => notFound(url),
	tooLong: () => ({
		message: 'SurveyLab refused the request because it is too long',
		description: 'Shorten the longest value of this item.',
	}),
	otherRefusal: (_, { otherRefusal }) => ({
		message: 'SurveyLab refused the request',
		description: otherRefusal,
	}),
	redirected: ({ newHost }, { redirected }) => redirected(newHost),
	proxyRefused: () => ({
		message: 'A proxy between this n8n and SurveyLab refused the request',
		description:
			'The proxy did not pass the request on, so nothing was sent for this item. ' +
			'Ask your network administrator, for example whether the proxy wants a user name and password.',
	}),
	blockedByN8n: (_, { host }) => ({
		message: 'n8n does not allow requests to this address',
		description:
			`${NOTHING_SENT} Check ${host}, or ask whoever runs this n8n to add the host ` +
			'to N8N_SSRF_ALLOWED_HOSTNAMES: its protection N8N_SSRF_PROTECTION_ENABLED is on.',
	}),
	certificate: (_, { host }) => ({
		message: "SurveyLab's certificate is not trusted",
		description:
			'No secure connection could be made, so nothing was sent for this item. ' +
			`Check ${host}, or ask your network administrator.`,
	}),
	serverTrouble: (_, texts) => unknownOutcome('SurveyLab could not finish the request', texts),
	connectionLost: (_, texts) =>
		unknownOutcome('The connection ended before SurveyLab answered', texts),
	timedOut: (_, texts) =>
		unknownOutcome(
			'SurveyLab did not answer in time',
			texts,
			' If this happens often, raise the option Timeout.',
		),
	cancelled: (_, texts) =>
		unknownOutcome('The execution was stopped while the request was under way', texts),
};

/** A person has to mend these, also where an earlier attempt may have counted. */
const REFUSALS = new Set<ResponseReason>([
	'badRequest',
	'tokenRefused',
	'notFound',
	'tooLong',
	'otherRefusal',
	'redirected',
]);

const KEPT_IN_HISTORY =
	'The key stays remembered, so it is not sent again by itself; if the contact is missing in SurveyLab, ' +
	'run this item with Invite Each Key Once switched off.';

/** The text for a request that ended without success. */
export function responseMessage(
	response: UnsuccessfulResponse,
	texts: OperationTexts,
	url: string,
): Message {
	const { statusCode, code, keptInHistory, afterUnknown, reason } = response;
	const last = TEXTS[reason](response, texts, url);
	const refusal = REFUSALS.has(reason) ? ` The last attempt was refused. ${inOneLine(last)}` : '';
	const text = afterUnknown ? unknownOutcome('No attempt was confirmed', texts, refusal) : last;
	const notes = [
		...(statusCode === undefined || statusCode < 300 ? [] : [`(HTTP ${statusCode}.)`]),
		...(code ? [`(Code: ${code}.)`] : []),
		...(keptInHistory === true ? [KEPT_IN_HISTORY] : []),
	];
	return { message: text.message, description: [text.description, ...notes].join(' ') };
}
