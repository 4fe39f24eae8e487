/** Sends a request by n8n's own helpers and reads the response. */

import type { IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { SURVEY_LAB_API } from '../../../credentials/names';
import type { OutgoingRequest } from '../delivery/request';
import { defined } from '../surveylab/defined';
import { isLoopback, isSafeTarget, parseUrl } from '../surveylab/hosts';
import {
	classifyConnectionError,
	holdsStatement,
	type Endpoint,
	type HttpResponse,
	type RawResponse,
} from '../surveylab/responses';
import type { Accounts } from './accounts';
import { connectionErrorOf } from './connectionError';
import { Deadlines } from './deadlines';
import { bodyText, headersOf, isBodyStream, readStream } from './httpResponse';

const MAX_REDIRECTS = 5;

function optionsFor(url: string, timeout: number): IHttpRequestOptions {
	return {
		method: 'GET',
		url,
		timeout,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A redirect of `api.php` would carry the token away. One of a survey is checked in `openSurvey`.
		disableFollowRedirect: true,
	};
}

/** Data that was sent over an encrypted connection is not sent on over another kind. */
function mayFollow(from: URL, to: URL): boolean {
	if (to.protocol === 'https:') return true;
	return isSafeTarget(to) && isLoopback(from.hostname);
}

function wasNotReached(response: RawResponse): boolean {
	return (
		'connectionError' in response &&
		classifyConnectionError(response.connectionError).reason === 'unreachable'
	);
}

/** The address to which a response redirects, if it names one. */
function redirectTarget(response: RawResponse, from: string): URL | undefined {
	if ('connectionError' in response || response.status < 300 || response.status >= 400) {
		return undefined;
	}
	const location = response.headers.location?.trim() ?? '';
	return location === '' ? undefined : parseUrl(location, from);
}

export class Transport {
	private readonly deadlines = new Deadlines();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly accounts: Accounts,
	) {}

	/** Sends one request. Never rejects: a connection that fails is a response, too. */
	async send({ endpoint, url, account, policy }: OutgoingRequest): Promise<RawResponse> {
		return endpoint === 'api'
			? await this.sendWithToken(url, account, policy.timeoutMs)
			: await this.openSurvey(url, policy.timeoutMs);
	}

	private async sendWithToken(
		url: string,
		account: string,
		timeoutMs: number,
	): Promise<RawResponse> {
		const data = this.accounts.credentialOf(account);
		return await this.exchange('api', timeoutMs, async () => {
			return await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				SURVEY_LAB_API,
				optionsFor(url, timeoutMs),
				{ credentialsDecrypted: { id: '', name: '', type: SURVEY_LAB_API, ...(data && { data }) } },
			);
		});
	}

	/**
	 * Follows redirects as far as the data stays on encrypted connections. Where a redirect leads to no server, the
	 * response is the redirect: the server before it has seen the data.
	 */
	private async openSurvey(url: string, timeoutMs: number): Promise<RawResponse> {
		let current = url;
		let redirect: HttpResponse | undefined;
		for (let redirects = 0; ; redirects += 1) {
			const response = await this.openOnce(current, timeoutMs);
			if (redirect !== undefined && wasNotReached(response)) return redirect;
			const target = redirectTarget(response, current);
			if (target === undefined || 'connectionError' in response) return response;
			redirect = { status: response.status, headers: { location: target.href } };
			if (redirects === MAX_REDIRECTS || !mayFollow(new URL(current), target)) return redirect;
			current = target.href;
		}
	}

	private async openOnce(url: string, timeoutMs: number): Promise<RawResponse> {
		const abortSignal = this.context.getExecutionCancelSignal?.();
		return await this.exchange('survey', timeoutMs, async () => {
			return await this.context.helpers.httpRequest({
				...optionsFor(url, timeoutMs),
				...defined({ abortSignal }),
			});
		});
	}

	/**
	 * One request and its response, within a deadline of our own: n8n's timeout ends with the headers, and after a
	 * response of status 101 its helper never ends.
	 */
	private async exchange(
		endpoint: Endpoint,
		timeoutMs: number,
		request: () => Promise<IN8nHttpFullResponse>,
	): Promise<RawResponse> {
		try {
			return await this.deadlines.within(timeoutMs, async (atDeadline) => {
				const { statusCode, headers, body } = await request();
				const head = { status: statusCode, headers: headersOf(headers) };
				if (!isBodyStream(body)) return { ...head, body: bodyText(body) };
				atDeadline((error) => body.destroy(error));
				const read = readStream(body);
				// Without a statement in it, it does not matter how the body ends.
				const whole = holdsStatement(endpoint, statusCode) ? read : read.catch(() => ({}));
				return { ...head, ...(await whole) };
			});
		} catch (error) {
			return { connectionError: connectionErrorOf(error) };
		}
	}
}
