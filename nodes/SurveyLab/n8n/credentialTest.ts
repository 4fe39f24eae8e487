import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { baseUrlMessage, credentialTestMessages, tokenMessage } from '../messages/account';
import { inOneLine } from '../messages/message';
import { readBaseUrl } from '../surveylab/hosts';
import {
	classifyResponse,
	type ClassifiedResponse,
	type RawResponse,
} from '../surveylab/responses';
import { readToken } from '../surveylab/token';
import { connectionErrorOf } from './connectionError';
import { Deadlines } from './deadlines';
import { headersOf } from './httpResponse';

const TIMEOUT_MS = 15_000;

const deadlines = new Deadlines();

function failed(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}

/** n8n gives a credential test nothing but its older request helper. */
type RequestHelper = ICredentialTestFunctions['helpers'];

/**
 * Calls `api.php` with the token and nothing else. Without collector, email and key SurveyLab cannot add anybody,
 * however it answers.
 */
async function callWithTokenOnly(
	helpers: RequestHelper,
	baseUrl: string,
	apiToken: string,
): Promise<RawResponse> {
	try {
		const response = await deadlines.within(TIMEOUT_MS, async (): Promise<unknown> => {
			return await helpers.request({
				method: 'GET',
				uri: `${baseUrl}/api.php`,
				qs: { apiToken },
				followRedirect: false,
				simple: false,
				resolveWithFullResponse: true,
				timeout: TIMEOUT_MS,
			});
		});
		// A cast at n8n's border: n8n types the result of this helper as `any`.
		const { statusCode, headers } = response as {
			statusCode: number;
			headers: Record<string, unknown>;
		};
		return { status: statusCode, headers: headersOf(headers) };
	} catch (error) {
		return { connectionError: connectionErrorOf(error) };
	}
}

function judged(response: ClassifiedResponse, host: string): INodeCredentialTestResult {
	const { connectionError, newHost, statusCode = 401 } = response;
	const code = connectionError?.code ?? '';
	switch (response.reason) {
		case 'tokenRefused':
			return failed(credentialTestMessages.refused(statusCode));
		case 'redirected':
			return failed(credentialTestMessages.redirected(host, newHost));
		case 'certificate':
			return failed(credentialTestMessages.certificate(host, code));
		case 'timedOut':
			return failed(credentialTestMessages.timedOut(host));
		case 'blockedByN8n':
			return failed(credentialTestMessages.blockedByN8n(host));
		case 'proxyRefused':
			return failed(credentialTestMessages.proxyRefused(host));
		case 'unreachable':
		case 'connectionLost':
			return failed(credentialTestMessages.unreachable(host, code));
		default:
			return { status: 'OK', message: credentialTestMessages.passed };
	}
}

/** n8n's credential dialog calls this. Each way in which a credential cannot work has a sentence of its own. */
export async function surveyLabApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const token = readToken(credential.data?.apiToken);
	if (!token.ok) return failed(inOneLine(tokenMessage(token.reason)));
	const base = readBaseUrl('Base URL', credential.data?.baseUrl);
	if (!base.ok) return failed(inOneLine(baseUrlMessage(base.reason)));
	const response = await callWithTokenOnly(this.helpers, base.value, token.value);
	return judged(classifyResponse('api', response, Date.now()), new URL(base.value).host);
}
