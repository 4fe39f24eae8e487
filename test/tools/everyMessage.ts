/** Every message a person can meet, with sample values: for the README's table and for tests that walk over all. */

import { fieldNamed } from '../../nodes/SurveyLab/surveylab/catalogue';
import {
	addressMessage,
	answerMessage,
	baseUrlMessage,
	collectorMessage,
	heldMessages,
	historyMessages,
	optionMessages,
	secretMessages,
	sourceMessages,
	tokenMessages,
	valueMessages,
	websiteMessages,
	type Message,
} from '../../nodes/SurveyLab/messages';
import type {
	Answer,
	AnswerClass,
	Endpoint,
	Reason,
} from '../../nodes/SurveyLab/surveylab/responses';

const { label: email } = fieldNamed('email');
const { label: key } = fieldNamed('crk');
const { label: referrer } = fieldNamed('referrer');

const ANSWERS: Array<Pick<Answer, 'class' | 'reason'> & Partial<Answer>> = [
	{ class: 'rejected', reason: 'rejected', notification: 'Action failed', statusCode: 200 },
	{ class: 'unclear', reason: 'notJson', statusCode: 200 },
	{ class: 'unclear', reason: 'bodyTooLong', statusCode: 200 },
	{ class: 'refusedBeforeWork', reason: 'rateLimited', statusCode: 429 },
	{ class: 'refusedBeforeWork', reason: 'overloaded', statusCode: 503 },
	{
		class: 'refusedBeforeWork',
		reason: 'unreachable',
		connectionFault: { code: 'ECONNREFUSED', syscall: 'connect' },
	},
	{ class: 'wrongRequest', reason: 'badRequest', statusCode: 400 },
	{ class: 'wrongRequest', reason: 'tokenRefused', statusCode: 401 },
	{ class: 'wrongRequest', reason: 'notFound', statusCode: 404 },
	{ class: 'wrongRequest', reason: 'tooLong', statusCode: 414 },
	{ class: 'wrongRequest', reason: 'otherRefusal', statusCode: 405 },
	{ class: 'wrongRequest', reason: 'redirected', statusCode: 301, newHost: 'www.surveylab.com' },
	{ class: 'wrongRequest', reason: 'redirected', statusCode: 302 },
	{ class: 'wrongRequest', reason: 'certificate', connectionFault: { code: 'CERT_HAS_EXPIRED' } },
	{ class: 'unknownOutcome', reason: 'serverTrouble', statusCode: 500 },
	{ class: 'unknownOutcome', reason: 'connectionLost', connectionFault: { code: 'ECONNRESET' } },
	{ class: 'unknownOutcome', reason: 'timedOut', connectionFault: { code: 'ECONNABORTED' } },
	{ class: 'unknownOutcome', reason: 'cancelled', connectionFault: { code: 'ERR_CANCELED' } },
];

/** Never a failure of a survey address, whose answer nobody reads. */
const ONLY_API: ReadonlySet<AnswerClass | Reason> = new Set(['rejected', 'unclear']);

function answerMessages(): Message[] {
	const endpoints: Endpoint[] = ['api', 'survey'];
	return endpoints.flatMap((endpoint) =>
		ANSWERS.filter((answer) => endpoint === 'api' || !ONLY_API.has(answer.class)).flatMap(
			(answer) => {
				const plain = { endpoint, attempts: 4, slashInValue: false, earlierUnknown: false };
				const withSlash = endpoint === 'survey' && answer.reason === 'notFound';
				return [
					answerMessage(answer, plain),
					...(withSlash ? [answerMessage(answer, { ...plain, slashInValue: true })] : []),
				];
			},
		),
	);
}

/** One of each, without repetitions. */
export function everyMessage(): Message[] {
	const all: Message[] = [
		valueMessages.missing(email),
		valueMessages.email(email),
		valueMessages.notText(email, 'a list'),
		valueMessages.tooLong(key, 65, 64),
		valueMessages.nul(referrer),
		valueMessages.unreadable(key, "Referenced node doesn't exist"),
		valueMessages.credentialUnreadable('Credential does not exist'),
		addressMessage({ fault: 'dotSegment', label: referrer }),
		addressMessage({ fault: 'slash', label: referrer }),
		addressMessage({ fault: 'tooLong', label: referrer, bytes: 9000 }),
		...(
			[
				'notText',
				'forbiddenCharacters',
				'linkAsId',
				'apiLink',
				'unreadableLink',
				'noCollectorInLink',
				'linkNotHttps',
			] as const
		).map(collectorMessage),
		...(['empty', 'unreadable', 'notHttps', 'userInfo', 'queryOrFragment'] as const).map((fault) =>
			baseUrlMessage('Base URL', fault),
		),
		sourceMessages.missing(email, 'Zendesk', ['ticket.requester.email', 'via.source.from.address']),
		sourceMessages.notTheCustomer('Intercom'),
		sourceMessages.severalEvents('Zoho Desk', 3),
		sourceMessages.unknown,
		optionMessages.outOfRange('Timeout', 1, 300),
		optionMessages.unknownChoice('Slashes in Values'),
		optionMessages.replacementHasSlash,
		...Object.values(tokenMessages),
		...answerMessages(),
		answerMessage(
			{ class: 'wrongRequest', reason: 'notFound', statusCode: 404 },
			{ endpoint: 'api', attempts: 2, slashInValue: false, earlierUnknown: true },
		),
		heldMessages.asksTooLong(90_000),
		heldMessages.waitedEnough(300_000),
		heldMessages.batchStopped,
		heldMessages.cancelled,
		heldMessages.unknownEarlier,
		historyMessages.unsavedWorkflow,
		historyMessages.unusable,
		...Object.values(secretMessages),
		...Object.values(websiteMessages),
	];
	return [...new Map(all.map((text) => [`${text.message}\n${text.description}`, text])).values()];
}
