/** What the trigger does with n8n: refuses to start unless it is ready, and answers the calls. */

import {
	NodeOperationError,
	type IHookFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { refusalPages, secretMessages, type Message } from '../messages';
import { readCall, type BrowserCall, type CallReading, type Completion } from './request';
import { knownSecret } from './knownSecret';
import { HEADERS, PAGE_HEADERS, pageOf } from './page';
import { secretFault } from './secret';
import { isFirstTime, type SeenStore } from './seenKeys';
import { readSettings, type Farewell, type Settings } from './settings';

const CREDENTIAL = 'surveyLabTriggerApi';

/** The part of Node's response that is needed; n8n hands on the one it has. */
interface HttpResponse {
	writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
	end(body?: string): unknown;
}

type Context = Pick<IHookFunctions & IWebhookFunctions, 'getNodeParameter' | 'getCredentials'>;

function settingsOf(context: Context): Settings {
	return readSettings((name) =>
		context.getNodeParameter(name, undefined, { rawExpressions: true }),
	);
}

/** The secret, if it is one; empty where nobody shall get in. */
async function readSecret(context: Context): Promise<string> {
	try {
		const { secret } = await context.getCredentials(CREDENTIAL);
		return typeof secret === 'string' && secretFault(secret) === undefined ? secret : '';
	} catch {
		return '';
	}
}

/** Names the node among all nodes of this n8n. */
function identityOf(context: IWebhookFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}

async function secretOf(context: IWebhookFunctions): Promise<string> {
	// A person who has just changed the secret tries the new one.
	if (context.getMode() === 'manual') return await readSecret(context);
	const { id } = context.getNode().credentials?.[CREDENTIAL] ?? {};
	return await knownSecret(`${identityOf(context)} ${id}`, async () => await readSecret(context));
}

/** @throws NodeOperationError when calls could not be answered as the person means it */
export async function assertReady(context: IHookFunctions): Promise<void> {
	const refuse = ({ message, description }: Message) =>
		new NodeOperationError(context.getNode(), message, { description });
	const { secret } = await context.getCredentials(CREDENTIAL);
	const fault = secretFault(secret);
	if (fault !== undefined) throw refuse(secretMessages[fault]);
	const settings = settingsOf(context);
	if (settings.fault !== undefined) throw refuse(settings.fault);
}

function sayFarewell(response: HttpResponse, farewell: Farewell): void {
	if (farewell.kind === 'redirect') response.writeHead(302, { ...HEADERS, location: farewell.url });
	else response.writeHead(200, PAGE_HEADERS);
	response.end(farewell.kind === 'page' ? pageOf(farewell) : undefined);
}

function answer(response: HttpResponse, reading: CallReading, farewell: Farewell): void {
	switch (reading.kind) {
		case 'completed':
		case 'otherKey':
		case 'preview':
			return sayFarewell(response, farewell);
		case 'prefetch':
			// Anything but success is thrown away by the browser, which then asks again.
			response.writeHead(503, HEADERS);
			response.end();
			return;
		case 'refused':
			response.writeHead(reading.status, {
				...PAGE_HEADERS,
				...(reading.status === 405 ? { allow: 'GET, HEAD' } : {}),
			});
			response.end(pageOf(refusalPages[reading.status]));
	}
}

function isNew(context: IWebhookFunctions, { crk, responseId }: Completion): boolean {
	// While a person tries the workflow out, every call counts.
	if (context.getMode() === 'manual') return true;
	const store = context.getWorkflowStaticData('node') as SeenStore;
	return isFirstTime(
		identityOf(context),
		store,
		crk === '' ? `response ${responseId}` : `key ${crk}`,
	);
}

/**
 * Answers a call, and starts the workflow if it is a completion. Never throws: n8n would start an
 * execution for that, too.
 */
export async function answerCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = context.getRequestObject() as unknown as {
		method: string;
		originalUrl: string;
		headers: BrowserCall['headers'];
	};
	const response = context.getResponseObject() as unknown as HttpResponse;
	const settings = settingsOf(context);
	const call = { method: request.method, target: request.originalUrl, headers: request.headers };
	const reading = readCall(call, { ...settings, secret: await secretOf(context) });
	answer(response, reading, settings.farewell);
	if (reading.kind !== 'completed') return { noWebhookResponse: true };
	if (settings.onlyOnce && !isNew(context, reading.completion)) return { noWebhookResponse: true };
	const { crk, responseId, query } = reading.completion;
	const json = { crk, responseId, receivedAt: new Date().toISOString(), query: { ...query } };
	return { noWebhookResponse: true, workflowData: [[{ json }]] };
}
