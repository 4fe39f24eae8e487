/** What the trigger does with n8n. It is published only when it is ready, and it answers requests. */

import {
	NodeOperationError,
	type IHookFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { SURVEY_LAB_TRIGGER_API } from '../../../credentials/names';
import type { Message } from '../messages/message';
import { HEADERS, PAGE_HEADERS, htmlOf, type Page } from './page';
import { readRequest, type Completion, type IncomingRequest, type NoStartReason } from './request';
import { readSecret } from './secret';
import { cachedSecret } from './secretCache';
import { recordKey } from './seenKeys';
import { readSettings, type RespondentPage, type Settings } from './settings';
import { secretMessages, trialPages, websiteMessages, wrongMethodText } from './texts';

/** The part of Node's `ServerResponse` that is needed; n8n hands on the one it has. */
interface ServerResponse {
	writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
	end(body?: string): unknown;
}

type Context = Pick<IHookFunctions & IWebhookFunctions, 'getNodeParameter' | 'getCredentials'>;

function settingsOf(context: Context): Settings {
	return readSettings((name) =>
		context.getNodeParameter(name, undefined, { rawExpressions: true }),
	);
}

/** The secret, or an empty text where no request may start anything. */
async function secretOrNothing(context: Context): Promise<string> {
	try {
		const secret = readSecret((await context.getCredentials(SURVEY_LAB_TRIGGER_API)).secret);
		return secret.ok ? secret.value : '';
	} catch {
		return '';
	}
}

/** Unique in this n8n. */
function triggerId(context: IWebhookFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}

/** True while a person listens for a test event. */
function isTrial(context: IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
}

async function secretOf(context: IWebhookFunctions): Promise<string> {
	// Not from the cache: somebody who has just changed the secret tries the new one.
	if (isTrial(context)) return await secretOrNothing(context);
	const { id } = context.getNode().credentials?.[SURVEY_LAB_TRIGGER_API] ?? {};
	return await cachedSecret(
		`${triggerId(context)} ${id}`,
		async () => await secretOrNothing(context),
	);
}

/** @throws NodeOperationError when requests could not be answered as the person means it */
export async function assertReady(context: IHookFunctions): Promise<void> {
	const refuse = ({ message, description }: Message) =>
		new NodeOperationError(context.getNode(), message, { description });
	const secret = readSecret((await context.getCredentials(SURVEY_LAB_TRIGGER_API)).secret);
	if (!secret.ok) throw refuse(secretMessages[secret.reason]);
	const { websiteReason } = settingsOf(context);
	if (websiteReason !== undefined) throw refuse(websiteMessages[websiteReason]);
}

function showPage(response: ServerResponse, page: Page): void {
	response.writeHead(200, PAGE_HEADERS);
	response.end(htmlOf(page));
}

function showRespondentPage(response: ServerResponse, page: RespondentPage): void {
	if (page.kind === 'page') return showPage(response, page);
	response.writeHead(302, { ...HEADERS, location: page.url });
	response.end();
}

/**
 * Answers a request that starts nothing. A browser gets the respondent's page, whatever the address holds: a
 * respondent cannot mend the address, and a stranger learns nothing. Only a person who tries the workflow out is
 * told what is wrong.
 */
function answerWithoutStart(
	response: ServerResponse,
	reason: NoStartReason,
	respondentPage: RespondentPage,
	trial: boolean,
): void {
	switch (reason) {
		case 'wrongMethod':
			response.writeHead(405, { ...HEADERS, allow: 'GET, HEAD', 'content-type': 'text/plain' });
			response.end(wrongMethodText);
			return;
		case 'prefetch':
			// The browser throws this away, because it is no success, and asks again when the person goes there.
			response.writeHead(503, HEADERS);
			response.end();
			return;
		case 'preview':
			return showRespondentPage(response, respondentPage);
		default:
			if (trial) showPage(response, trialPages[reason]);
			else showRespondentPage(response, respondentPage);
	}
}

function recordCompletion(
	context: IWebhookFunctions,
	{ crk, responseId }: Completion,
): 'new' | 'known' {
	// While a person tries the workflow out, every request counts.
	if (isTrial(context)) return 'new';
	const key = crk === '' ? `response ${responseId}` : `key ${crk}`;
	return recordKey(triggerId(context), context.getWorkflowStaticData('node'), key);
}

/**
 * Answers a request, and starts the workflow if it is a completion. Never throws, because n8n would start an
 * execution for that as well.
 */
export async function answerRequest(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const {
		method,
		originalUrl: target,
		headers,
	}: Omit<IncomingRequest, 'target'> & { originalUrl: string } = context.getRequestObject();
	const response: ServerResponse = context.getResponseObject();
	const { respondentPage, onlyOnce, ...rules } = settingsOf(context);
	const request = readRequest(
		{ method, target, headers },
		{ ...rules, secret: await secretOf(context) },
	);
	if (!request.ok) {
		answerWithoutStart(response, request.reason, respondentPage, isTrial(context));
		return { noWebhookResponse: true };
	}
	showRespondentPage(response, respondentPage);
	if (onlyOnce && recordCompletion(context, request.value) === 'known') {
		return { noWebhookResponse: true };
	}
	const { crk, responseId, query } = request.value;
	const json = { crk, responseId, receivedAt: new Date().toISOString(), query: { ...query } };
	return { noWebhookResponse: true, workflowData: [[{ json }]] };
}
