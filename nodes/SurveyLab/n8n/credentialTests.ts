import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { secretFault } from '../completion/secret';
import { connectionFaultOf } from './connectionFault';
import {
	baseUrlMessage,
	credentialTest,
	secretFits,
	secretMessages,
	tokenMessages,
	type Message,
} from '../messages';
import { readAnswer, type Answer, type HttpReply, type Reply } from '../surveylab/responses';
import { readBaseUrl } from '../surveylab/hosts';
import { tokenFault } from '../surveylab/token';

const TIMEOUT_MS = 15_000;

function failed(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}

function inOneLine({ message, description }: Message): string {
	return `${message}. ${description}`;
}

/** n8n gives a credential test nothing but its older request helper. */
type RequestHelper = ICredentialTestFunctions['helpers'];

/**
 * Calls `api.php` with the token and nothing else: without collector, email and key SurveyLab cannot
 * add anybody, whatever else it makes of the request.
 */
async function callWithTokenOnly(
	helpers: RequestHelper,
	baseUrl: string,
	apiToken: string,
): Promise<Reply> {
	try {
		const response = (await helpers.request({
			method: 'GET',
			uri: `${baseUrl}/api.php`,
			qs: { apiToken },
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
			timeout: TIMEOUT_MS,
		})) as { statusCode: number; headers: HttpReply['headers'] };
		return { status: response.statusCode, headers: response.headers };
	} catch (error) {
		return { connectionFault: connectionFaultOf(error) };
	}
}

function judged(answer: Answer, host: string): INodeCredentialTestResult {
	const code = answer.connectionFault?.code ?? '';
	switch (answer.reason) {
		case 'tokenRefused':
			return failed(credentialTest.refused(answer.statusCode ?? 401));
		case 'redirected':
			return failed(credentialTest.redirected(host, answer.newHost));
		case 'certificate':
			return failed(credentialTest.certificate(host, code));
		case 'timedOut':
			return failed(credentialTest.timedOut(host));
		case 'unreachable':
		case 'connectionLost':
			return failed(credentialTest.unreachable(host, code));
		default:
			return { status: 'OK', message: credentialTest.passed };
	}
}

/** n8n's credential dialog calls this; it tells the ways apart in which a credential cannot work. */
export async function surveyLabApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const { apiToken, baseUrl } = credential.data ?? {};
	const fault = tokenFault(apiToken);
	if (fault !== undefined) return failed(inOneLine(tokenMessages[fault]));
	const base = readBaseUrl(baseUrl);
	if (base.fault !== undefined) return failed(inOneLine(baseUrlMessage('Base URL', base.fault)));
	const reply = await callWithTokenOnly(this.helpers, base.url, String(apiToken));
	return judged(readAnswer('api', reply, Date.now()), new URL(base.url).host);
}

/** The same for the trigger's credential: nobody is asked, only the secret's own shape can be judged. */
export async function surveyLabTriggerApiTest(
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const fault = secretFault(credential.data?.secret);
	return fault === undefined
		? { status: 'OK', message: secretFits }
		: failed(inOneLine(secretMessages[fault]));
}
