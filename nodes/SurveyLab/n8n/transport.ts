/** Sends one request by n8n's own helpers and reads what comes back. */

import type { IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { connectionFaultOf } from './connectionFault';
import type { Call } from '../delivery/deliver';
import type { HttpReply, Reply } from '../surveylab/responses';
import { isLoopback, parseUrl } from '../surveylab/hosts';
import { CREDENTIAL, type Accounts } from './accounts';

/**
 * SurveyLab's answer has some 60 bytes. Survey pages are larger; nothing of them is kept, but they are
 * read, because a server may drop its work when the caller hangs up.
 */
const MAX_BODY_BYTES = 256 * 1024;
const MAX_REDIRECTS = 5;

/** A response body as it comes: both of n8n's HTTP stacks give a readable stream. */
interface BodyStream {
	on(event: 'data', listener: (chunk: Uint8Array) => void): this;
	on(event: 'error', listener: (error: Error) => void): this;
	once(event: 'end' | 'close', listener: () => void): this;
	destroy(error?: Error): unknown;
}

function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'destroy' in body && 'on' in body;
}

/**
 * Reads at most `MAX_BODY_BYTES`. By events: making an asynchronous iterator took most of the time spent here.
 * @throws whatever ends the stream early
 */
async function readStream(body: BodyStream): Promise<Pick<HttpReply, 'body' | 'bodyCut'>> {
	return await new Promise((resolve, reject) => {
		const chunks: Uint8Array[] = [];
		let bytes = 0;
		body.on('data', (chunk) => {
			bytes += chunk.byteLength;
			chunks.push(chunk);
			if (bytes <= MAX_BODY_BYTES) return;
			resolve({ bodyCut: true });
			// Closes the connection, too.
			body.destroy();
		});
		let whole = false;
		body.once('end', () => {
			whole = true;
			resolve({ body: Buffer.concat(chunks).toString('utf8') });
		});
		body.on('error', reject);
		body.once('close', () => {
			if (!whole) reject(Object.assign(new Error('The answer broke off'), { code: 'ECONNRESET' }));
		});
	});
}

/** Bodies that begin within this time share a timer: one for each would cost as much as the reading. */
const TOGETHER_MS = 1_000;

/** Ends bodies that do not end by themselves: n8n's timeout ends with the headers. */
class BodyTimeout {
	private open = new Set<BodyStream>();
	private shareUntil = 0;

	constructor(private readonly timeoutMs: number) {}

	private bodiesOfNow(): Set<BodyStream> {
		const now = Date.now();
		if (now < this.shareUntil) return this.open;
		const bodies = new Set<BodyStream>();
		const giveUp = () => {
			for (const body of bodies)
				body.destroy(Object.assign(new Error('The answer did not end'), { code: 'ECONNABORTED' }));
		};
		AbortSignal.timeout(this.timeoutMs + TOGETHER_MS).addEventListener('abort', giveUp, {
			once: true,
		});
		this.open = bodies;
		this.shareUntil = now + TOGETHER_MS;
		return bodies;
	}

	/** Watches over the body while it is read. */
	async during<T>(body: BodyStream, read: (body: BodyStream) => Promise<T>): Promise<T> {
		const bodies = this.bodiesOfNow().add(body);
		try {
			return await read(body);
		} finally {
			bodies.delete(body);
		}
	}
}

export class Transport {
	private readonly bodyTimeout: BodyTimeout;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly accounts: Accounts,
		private readonly timeoutMs: number,
	) {
		this.bodyTimeout = new BodyTimeout(timeoutMs);
	}

	/** Sends one request. Never rejects: a connection that fails is a reply, too. */
	async send({ endpoint, url }: Call, index: number): Promise<Reply> {
		return endpoint === 'api' ? await this.sendWithToken(url, index) : await this.openSurvey(url);
	}

	private options(url: string): IHttpRequestOptions {
		return {
			method: 'GET',
			url,
			timeout: this.timeoutMs,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// Where a redirect leads is for the person to see (api.php) or for us to check (survey).
			disableFollowRedirect: true,
		};
	}

	private async sendWithToken(url: string, index: number): Promise<Reply> {
		try {
			const data = await this.accounts.of(index);
			const response = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				CREDENTIAL,
				this.options(url),
				{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data } },
			)) as IN8nHttpFullResponse;
			return await this.replyOf(response);
		} catch (error) {
			return { connectionFault: connectionFaultOf(error) };
		}
	}

	/** Follows redirects as far as the data stays on encrypted connections. */
	private async openSurvey(url: string): Promise<Reply> {
		let current = url;
		for (let redirects = 0; ; redirects += 1) {
			const reply = await this.openOnce(current);
			if ('connectionFault' in reply || reply.status < 300 || reply.status >= 400) return reply;
			const target = parseUrl(reply.headers.location ?? '', current);
			if (target === undefined) return reply;
			if (redirects === MAX_REDIRECTS || !mayFollow(new URL(current), target)) {
				return { status: reply.status, headers: { location: target.href } };
			}
			current = target.href;
		}
	}

	private async openOnce(url: string): Promise<Reply> {
		const signal = this.context.getExecutionCancelSignal?.();
		try {
			const response = (await this.context.helpers.httpRequest({
				...this.options(url),
				...(signal === undefined ? {} : { abortSignal: signal }),
			})) as IN8nHttpFullResponse;
			return await this.replyOf(response);
		} catch (error) {
			return { connectionFault: connectionFaultOf(error) };
		}
	}

	private async replyOf({ statusCode, headers, body }: IN8nHttpFullResponse): Promise<HttpReply> {
		const head = { status: statusCode, headers: headers as HttpReply['headers'] };
		if (isStream(body)) return { ...head, ...(await this.bodyTimeout.during(body, readStream)) };
		return { ...head, body: typeof body === 'string' ? body : JSON.stringify(body ?? '') };
	}
}

function mayFollow(from: URL, to: URL): boolean {
	if (to.protocol === 'https:') return true;
	return to.protocol === 'http:' && isLoopback(to.hostname) && isLoopback(from.hostname);
}
