/**
 * Every text that a person reads when something did not go as hoped: `message` says what happened,
 * `description` how to go on. Fields are called by their labels. Codes such as ECONNREFUSED stand in
 * descriptions only, because n8n replaces a message that holds one by a sentence of its own.
 */

import type { AddressFault } from '../surveylab/addresses';
import type { Answer } from '../surveylab/responses';
import type { CollectorFault } from '../surveylab/collectorReference';
import type { BaseUrlFault } from '../surveylab/hosts';

export interface Message {
	readonly message: string;
	readonly description: string;
}

function plural(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}

/** A length of time for people, rounded to what matters. */
export function duration(milliseconds: number): string {
	const seconds = Math.ceil(milliseconds / 1000);
	if (seconds < 120) return plural(seconds, 'second');
	if (seconds < 600) {
		const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
		return rest === 0
			? plural(minutes, 'minute')
			: `${plural(minutes, 'minute')} ${plural(rest, 'second')}`;
	}
	if (seconds < 7200) return plural(Math.ceil(seconds / 60), 'minute');
	return plural(Math.ceil(seconds / 3600), 'hour');
}

// --- Values that cannot be sent ---------------------------------------------------------------

export const valueMessages = {
	missing: (label: string): Message => ({
		message: `${label} is empty`,
		description: `Fill in ${label}, or check the expression in it: for this item it gave nothing. Nothing was sent for this item.`,
	}),
	notText: (label: string, kind: string): Message => ({
		message: `${label} is ${kind}, not a text`,
		description: `Choose one value for ${label}, for example by dragging a single field from the input panel onto it. Nothing was sent for this item.`,
	}),
	nul: (label: string): Message => ({
		message: `${label} holds a character that no web address can carry`,
		description: `Remove the NUL character from ${label}; it often comes from a binary file read as text. Nothing was sent for this item.`,
	}),
	tooLong: (label: string, length: number, limit: number, hint = ''): Message => ({
		message: `${label} is ${length} characters long`,
		description: `SurveyLab takes at most ${limit} characters${hint}. Use a shorter ${label}. Nothing was sent for this item.`,
	}),
	email: (label: string): Message => ({
		message: `${label} is not a single valid email address`,
		description: `Use a single address such as name@example.com, without a name, spaces, line breaks or further addresses. Nothing was sent for this item.`,
	}),
	unreadable: (label: string, detail: string): Message => ({
		message: `${label} could not be read`,
		description: `Check the expression in ${label}. n8n says: "${detail}". Nothing was sent for this item.`,
	}),
	credentialUnreadable: (detail: string): Message => ({
		message: 'The SurveyLab API credential could not be read',
		description: `Choose the credential again in this node, and check it in the credential dialog. n8n says: "${detail}". Nothing was sent for this item.`,
	}),
};

/** An item that was to be read as a source's: a helpdesk, chat, CRM or shop. */
export const sourceMessages = {
	unknown: {
		message: 'Field Mapping names a source that this node does not know',
		description:
			'Choose the source again in Field Mapping, or update the package. Nothing was sent for this item.',
	} satisfies Message,
	missing: (label: string, source: string, tried: readonly string[]): Message => ({
		message: `${label} is missing in the data from ${source}`,
		description: `Looked for it at ${tried.join(', ')}. Check what this node gets from ${source} and whether the person gave it, or set ${label} yourself under Additional Fields. Nothing was sent for this item.`,
	}),
	notTheCustomer: (source: string): Message => ({
		message: `The person named in this ${source} item is not a customer`,
		description: `The conversation was begun by a colleague or a bot, who is not to be invited. Fetch the customer in a node in between and set Email under Additional Fields, or let only conversations begun by customers through. Nothing was sent for this item.`,
	}),
	severalEvents: (source: string, count: number): Message => ({
		message: `This item holds ${count} events of ${source} at once`,
		description: `Put a Split Out node on "body" in between, so that each event becomes an item of its own. Nothing was sent for this item.`,
	}),
};

export function addressMessage(fault: AddressFault): Message {
	switch (fault.fault) {
		case 'nul':
			return valueMessages.nul(fault.label);
		case 'dotSegment':
			return {
				message: `${fault.label} is only dots, which a survey address cannot carry`,
				description: `Web programs take "." and ".." for folders and remove them. Use another value for ${fault.label}, or leave it empty. Nothing was sent for this item.`,
			};
		case 'slash':
			return {
				message: `${fault.label} contains a slash`,
				description: `The option "Slashes in Values" is set to refuse slashes. Remove the slash from ${fault.label}, or choose another setting. Nothing was sent for this item.`,
			};
		case 'tooLong':
			return {
				message: `The address for this item is too long, mostly because of ${fault.label}`,
				description: `It would have ${fault.bytes} bytes, and web servers refuse more than 8,000. Shorten ${fault.label}. Nothing was sent for this item.`,
			};
	}
}

const TOKEN_PLACE = 'The API token belongs only in the SurveyLab API credential';

export function collectorMessage(fault: CollectorFault): Message {
	switch (fault) {
		case 'empty':
			return valueMessages.missing('Collector');
		case 'notText':
			return valueMessages.notText('Collector', 'a list or an object');
		case 'forbiddenCharacters':
			return {
				message: 'Collector holds characters that no collector ID has',
				description: `A collector ID consists of letters, digits, "-" and "_". Copy it from SurveyLab, or choose "By URL" and paste the survey's link. Nothing was sent for this item.`,
			};
		case 'linkAsId':
			return {
				message: 'Collector holds a link where the ID belongs',
				description: `Choose "By URL" beside Collector for a pasted link, or enter only the ID. Nothing was sent for this item.`,
			};
		case 'apiLink':
			return {
				message: 'Collector holds an API link with a token in it',
				description: `${TOKEN_PLACE}: a workflow with a token in it gives it to everybody who sees or imports the workflow. Remove the link, enter the collector ID or a survey link instead, and replace the token in SurveyLab if the workflow was shared. Nothing was sent for this item.`,
			};
		case 'unreadableLink':
			return {
				message: 'Collector does not hold a link that can be read',
				description: `Paste the survey's link as SurveyLab shows it, for example https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/… Nothing was sent for this item.`,
			};
		case 'noCollectorInLink':
			return {
				message: 'The link in Collector names no collector',
				description: `A survey link contains /pageTag/SurveyCampaign/cId/ followed by the ID. Copy the link from the collector in SurveyLab, or choose "By ID". Nothing was sent for this item.`,
			};
		case 'linkNotHttps':
			return {
				message: 'The link in Collector does not begin with https://',
				description: `Respondents' data is sent over encrypted connections only. Paste the link with https:// in front. Nothing was sent for this item.`,
			};
	}
}

export function baseUrlMessage(label: string, fault: BaseUrlFault): Message {
	switch (fault) {
		case 'empty':
			return valueMessages.missing(label);
		case 'unreadable':
			return {
				message: `${label} is not a web address`,
				description: `Enter it with https:// in front, for example https://www.mysurveylab.com.`,
			};
		case 'notHttps':
			return {
				message: `${label} does not begin with https://`,
				description: `Data and tokens are sent over encrypted connections only; http:// is for a server on this machine. Use https://, for example https://www.mysurveylab.com.`,
			};
		case 'userInfo':
			return {
				message: `${label} holds a user name or password`,
				description: `Enter only the address, for example https://www.mysurveylab.com.`,
			};
		case 'queryOrFragment':
			return {
				message: `${label} holds more than an address`,
				description: `Leave out everything from "?" or "#" on. ${TOKEN_PLACE}, in its field API Token. Example: https://www.mysurveylab.com.`,
			};
	}
}

export const optionMessages = {
	outOfRange: (label: string, from: number, to: number): Message => ({
		message: `${label} is not a number from ${from} to ${to}`,
		description: `Set the option ${label} to a number from ${from} to ${to}, or remove it to use the default. Nothing was sent for this item.`,
	}),
	unknownChoice: (label: string): Message => ({
		message: `${label} has no such choice`,
		description: `Pick one of the choices the option ${label} offers, or remove it to use the default. Nothing was sent for this item.`,
	}),
	replacementHasSlash: {
		message: 'Replace Slashes With contains a slash itself',
		description: 'Choose another text, for example "_". Nothing was sent for this item.',
	} satisfies Message,
};

// --- The credential ---------------------------------------------------------------------------

export const tokenMessages = {
	empty: {
		message: 'API Token is empty',
		description: 'Copy the token from SurveyLab: account settings → Integrations.',
	},
	blanks: {
		message: 'API Token contains blanks or line breaks',
		description:
			'Copy the token again from SurveyLab (account settings → Integrations), without anything around it.',
	},
	link: {
		message: 'API Token holds a link, not a token',
		description:
			'Enter only the token itself: in an API link it is the part after "apiToken=", up to the next "&".',
	},
	elsewhere: {
		message: 'This address does not belong to the SurveyLab account',
		description:
			'The token is sent only to the Base URL of the SurveyLab API credential. Use an address below that Base URL, or change the credential.',
	},
} satisfies Record<string, Message>;

export const credentialTest = {
	passed:
		'SurveyLab can be reached and did not refuse the token. SurveyLab has no way to check a token, so only the first contact proves it.',
	unreachable: (host: string, code: string): string =>
		`${host} cannot be reached (${code || 'no answer'}). Check Base URL and that this n8n may open connections to it.`,
	certificate: (host: string, code: string): string =>
		`The certificate of ${host} is not trusted (${code}). Check Base URL, or ask your network administrator.`,
	timedOut: (host: string): string =>
		`${host} did not answer in time. Check Base URL and that this n8n may open connections to it, then test again.`,
	redirected: (host: string, newHost: string | undefined): string =>
		newHost === undefined
			? `${host} redirects to another page. Check Base URL: the token is not passed on.`
			: `${host} redirects to ${newHost}. If that is SurveyLab, change Base URL to https://${newHost}; the token is not passed on.`,
	refused: (status: number): string =>
		`SurveyLab refused the token (HTTP ${status}). Copy it again from SurveyLab: account settings → Integrations.`,
};

// --- The trigger ------------------------------------------------------------------------------

const SECRET_RULE =
	'Use 16 to 128 letters and digits, for example from a password generator; ".", "-", "_" and "~" are fine, too.';

export const secretMessages = {
	empty: { message: 'Secret is empty', description: SECRET_RULE },
	short: { message: 'Secret is too short', description: `Somebody could guess it. ${SECRET_RULE}` },
	long: { message: 'Secret is too long', description: SECRET_RULE },
	characters: {
		message: 'Secret holds characters that change on their way through an address',
		description: SECRET_RULE,
	},
} satisfies Record<string, Message>;

const WEBSITE_RULE =
	'Enter an address that begins with https:// and is the same for every respondent, for example https://www.example.com/thank-you.';

export const secretFits =
	'The secret can be used. Put the same text at the end of the address in SurveyLab.';

export const websiteMessages = {
	empty: { message: 'Website is empty', description: WEBSITE_RULE },
	notHttps: { message: 'Website is not an https:// address', description: WEBSITE_RULE },
	expression: {
		message: 'Website holds an expression',
		description: `A respondent could change where it leads. ${WEBSITE_RULE}`,
	},
} satisfies Record<string, Message>;

/** What a browser shows whose call was turned away: neutral, because a respondent may read it. */
export const refusalPages = {
	400: {
		heading: 'This address is not complete',
		text: 'Something is missing in it, or stands in it that does not belong there.',
	},
	403: { heading: 'This address is not valid', text: 'It does not carry what this page asks for.' },
	405: { heading: 'This address is for browsers', text: 'It can only be opened.' },
	414: { heading: 'This address is too long', text: 'Nothing was recorded.' },
} as const;

// --- What SurveyLab answered ------------------------------------------------------------------

/** What the sentence about an answer depends on, besides the answer. */
export interface AnswerContext {
	readonly endpoint: 'api' | 'survey';
	readonly attempts: number;
	/** A value of the survey address holds a slash. */
	readonly slashInValue: boolean;
	/** An earlier attempt for this item ended unknown. */
	readonly earlierUnknown: boolean;
	/** The collector was to be turned on or off. */
	readonly changesCollector?: boolean;
}

const CHECK_FIRST =
	"Look in SurveyLab, in the collector's contact list, whether the contact is there before you send it again; a second request may invite the person twice.";
const CHECK_COLLECTOR = 'Look in SurveyLab whether the collector is on or off now.';
const CHECK_TAG = 'Look in the survey report whether the data is there before you send it again.';

function unknownText(
	what: string,
	{ endpoint, changesCollector }: AnswerContext,
	code = '',
): Message {
	const check =
		changesCollector === true ? CHECK_COLLECTOR : endpoint === 'api' ? CHECK_FIRST : CHECK_TAG;
	return {
		message: `${what}, so it may or may not have been accepted`,
		description: `${check}${code}`,
	};
}

function rejectedText({ notification }: Answer, { changesCollector }: AnswerContext): Message {
	const says =
		notification === undefined || notification === '' ? '' : ` SurveyLab says: "${notification}".`;
	return changesCollector === true
		? {
				message: 'SurveyLab did not change the collector',
				description: `Likely causes: Collector is wrong; the plan is not Professional or Enterprise. Check these and run the item again.${says}`,
			}
		: {
				message: 'SurveyLab did not accept the contact',
				description: `Likely causes: this Response Key was already used (it must be unique for every invitation); Collector is wrong or not an email invitation collector; the email address was not accepted; the plan is not Professional or Enterprise. Check these and run the item again.${says}`,
			};
}

function codeNote(answer: Answer): string {
	const code = answer.connectionFault?.code;
	return code ? ` (Code: ${code}.)` : '';
}

function tried(attempts: number): string {
	return attempts === 1 ? 'It was tried once' : `It was tried ${attempts} times`;
}

function refusedBeforeWork(attempts: number): string {
	return `${tried(attempts)} and refused${attempts === 1 ? '' : ' each time'}, so nothing was sent for this item.`;
}

/** The sentence for an answer that ends an item without success. */
export function answerMessage(answer: Answer, context: AnswerContext): Message {
	const { attempts, endpoint, slashInValue } = context;
	if (context.earlierUnknown && answer.class !== 'unclear' && answer.class !== 'unknownOutcome') {
		return unknownText(
			'The first attempt ended without an answer and the second one was not accepted',
			context,
		);
	}
	switch (answer.reason) {
		case 'accepted':
			throw new RangeError('An accepted item has no message');
		case 'rejected':
			return rejectedText(answer, context);
		case 'notJson':
			return unknownText('SurveyLab answered something that cannot be read', context);
		case 'bodyTooLong':
			return unknownText('SurveyLab answered far more than expected', context);
		case 'rateLimited':
			return {
				message: 'SurveyLab is receiving too many requests',
				description: `${refusedBeforeWork(attempts)} Send fewer items at once, raise Max Attempts or Longest Wait, or run it again later.`,
			};
		case 'overloaded':
			return {
				message: 'SurveyLab is not available at the moment',
				description: `${refusedBeforeWork(attempts)} Run it again later, or raise Max Attempts.`,
			};
		case 'unreachable':
			return {
				message: 'SurveyLab cannot be reached',
				description: `${tried(attempts)}; nothing was sent for this item. Check ${endpoint === 'api' ? 'Base URL in the SurveyLab API credential' : 'the survey address'} and that this n8n may open connections to it.${codeNote(answer)}`,
			};
		case 'badRequest':
			return endpoint === 'api'
				? {
						message: 'SurveyLab did not understand the request or does not know the token',
						description: `Check the token in the SurveyLab API credential, then Collector and the values of this item. (HTTP ${answer.statusCode}.)`,
					}
				: {
						message: 'The survey address was not understood',
						description: `Check Collector and the values of this item; try another setting of "Slashes in Values" if a value holds special characters. (HTTP ${answer.statusCode}.)`,
					};
		case 'tokenRefused':
			return endpoint === 'api'
				? {
						message: 'SurveyLab refused the token',
						description: `Copy the token again from SurveyLab (account settings → Integrations) into the SurveyLab API credential, and check that the plan is Professional or Enterprise. The remaining items were not sent. (HTTP ${answer.statusCode}.)`,
					}
				: {
						message: 'The survey address refused the request',
						description: `Open the survey's link in a browser to see whether it asks for a password. The remaining items were not sent. (HTTP ${answer.statusCode}.)`,
					};
		case 'notFound':
			if (endpoint === 'survey' && slashInValue) {
				return {
					message: 'The survey address was not found',
					description: `A value holds a slash, which some servers do not take: try another "Slashes in Values" setting. Otherwise check the collector. (HTTP ${answer.statusCode}.)`,
				};
			}
			return {
				message:
					endpoint === 'api'
						? 'SurveyLab did not find what was asked for'
						: 'The survey address was not found',
				description:
					endpoint === 'api'
						? `Check Collector, and Base URL in the SurveyLab API credential. (HTTP ${answer.statusCode}.)`
						: `Check the collector. (HTTP ${answer.statusCode}.)`,
			};
		case 'tooLong':
			return {
				message: 'SurveyLab refused the request because it is too long',
				description: `Shorten the longest value of this item. (HTTP ${answer.statusCode}.)`,
			};
		case 'otherRefusal':
			return {
				message: 'SurveyLab refused the request',
				description: `${endpoint === 'api' ? 'Check Base URL in the SurveyLab API credential and the values of this item' : 'Check the collector and the values of this item'}. (HTTP ${answer.statusCode}.)`,
			};
		case 'redirected':
			return redirectMessage(answer, endpoint);
		case 'certificate':
			return {
				message: "SurveyLab's certificate is not trusted",
				description: `No secure connection could be made, so nothing was sent for this item. Check ${endpoint === 'api' ? 'Base URL in the SurveyLab API credential' : 'the survey address'}, or ask your network administrator.${codeNote(answer)}`,
			};
		case 'serverTrouble':
			return unknownText(
				'SurveyLab could not finish the request',
				context,
				` (HTTP ${answer.statusCode}.)`,
			);
		case 'connectionLost':
			return unknownText(
				'The connection ended before SurveyLab answered',
				context,
				codeNote(answer),
			);
		case 'timedOut':
			return unknownText(
				'SurveyLab did not answer in time',
				context,
				` If this happens often, raise the option Timeout.${codeNote(answer)}`,
			);
		case 'cancelled':
			return unknownText('The execution was stopped while the request was under way', context);
	}
}

function redirectMessage(answer: Answer, endpoint: AnswerContext['endpoint']): Message {
	const to = answer.newHost === undefined ? 'another page' : answer.newHost;
	const status = `(HTTP ${answer.statusCode}.)`;
	if (endpoint === 'survey') {
		return {
			message: `The survey address redirects to ${to}`,
			description: `It was not followed further. Check the pasted link in Collector, or set the option Survey Base URL to the new address. ${status}`,
		};
	}
	return {
		message: `SurveyLab redirects to ${to}`,
		description:
			answer.newHost === undefined
				? `The request was not passed on, because it carries the token. Check Base URL in the SurveyLab API credential. ${status}`
				: `The request was not passed on, because it carries the token. If ${to} is SurveyLab, change Base URL in the SurveyLab API credential to https://${to}. ${status}`,
	};
}

// --- Items that were held back ----------------------------------------------------------------

export const heldMessages = {
	asksTooLong: (milliseconds: number): Message => ({
		message: `SurveyLab asks to wait ${duration(milliseconds)}`,
		description: `That is longer than the option Longest Wait allows, so nothing was sent for this item. Run it again after that time, or raise Longest Wait.`,
	}),
	waitedEnough: (milliseconds: number): Message => ({
		message: `This execution has waited ${duration(milliseconds)} for SurveyLab already`,
		description:
			'An execution waits five minutes at most, so nothing was sent for this item. Run it again later, or send fewer items at once.',
	}),
	batchStopped: {
		message: 'Not sent, because SurveyLab refused an earlier item of this batch',
		description: 'Fix what the refused item reports, then run this one again.',
	},
	cancelled: {
		message: 'Not sent, because the execution was stopped',
		description: 'Nothing was sent for this item. Run it again when you are ready.',
	},
	unknownEarlier: {
		message:
			'An earlier try of this execution ended without an answer, so it may or may not have been accepted',
		description:
			'Look in SurveyLab whether the contact or the data is there before you send it again.',
	},
} satisfies Record<string, Message | ((milliseconds: number) => Message)>;

// --- Send each response key only once ---------------------------------------------------------

export const historyMessages = {
	unsavedWorkflow: {
		message: 'Send Each Response Key Only Once needs a saved workflow',
		description:
			'Save the workflow and run it again: n8n keeps the history with the saved workflow. Nothing was sent for this item.',
	},
	unusable: {
		message: 'The history of sent response keys cannot be used',
		description:
			'Nothing was sent for this item. Run it again; if that does not help, save the workflow under a new name, or switch off the option Send Each Response Key Only Once.',
	},
	/** Added to what an unknown outcome says. */
	keptInHistory:
		'The key stays in the history, so it is not sent again by itself; use Ignore History This Time if the contact is missing in SurveyLab.',
};

// --- What a batch comes to --------------------------------------------------------------------

export type Tally = ReadonlyMap<string, number>;

const TALLY_WORDS: ReadonlyArray<readonly [outcome: string, words: string]> = [
	['accepted', 'accepted'],
	['tagged', 'tagged'],
	['created', 'created'],
	['probablyAccepted', 'probably accepted'],
	['duplicate', 'duplicate'],
	['alreadySent', 'already sent earlier'],
	['preview', 'preview only'],
	['invalid', 'with invalid values'],
	['rejected', 'refused by SurveyLab'],
	['notSent', 'not sent'],
	['unknown', 'without a clear answer'],
];

export const hints = {
	/** One line for the output pane, e.g. "SurveyLab: 98 accepted, 2 duplicate. Waited 14 seconds for SurveyLab." */
	batch: (tally: Tally, waitedMs: number): string => {
		const parts = TALLY_WORDS.flatMap(([outcome, words]) => {
			const count = tally.get(outcome) ?? 0;
			return count > 0 ? [`${count} ${words}`] : [];
		});
		const waited = waitedMs >= 1000 ? ` Waited ${duration(waitedMs)} for SurveyLab.` : '';
		return `SurveyLab: ${parts.join(', ')}.${waited}`;
	},
	longLink: (length: number): string =>
		`A survey link is longer than ${length.toLocaleString('en')} characters. Some mail and chat programs cut such links: leave out fields that the report does not need.`,
	historyNearlyFull: (count: number, size: number): string =>
		`The history of sent response keys holds ${count} of ${size} keys. When it is full, the oldest keys are forgotten and could be sent again. Raise History Size if old keys can come back.`,
};
