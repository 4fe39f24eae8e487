/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
/** The trigger in a real n8n, and the browser of a respondent who comes to its address. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { INode, INodeParameters } from 'n8n-workflow';

import { PACKAGE } from './harness';
import { node, type CredentialReference } from './workflows';

export const TRIGGER_TYPE = `${PACKAGE}.surveyLabTrigger`;
export const TRIGGER_CREDENTIAL_TYPE = 'surveyLabTriggerApi';
export const TRIGGER_NAME = 'SurveyLab Trigger';

export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export function surveyLabTrigger(
	parameters: INodeParameters,
	credential: CredentialReference,
): INode {
	const settings = {
		webhookId: randomUUID(),
		credentials: { [TRIGGER_CREDENTIAL_TYPE]: credential },
	};
	return node(
		TRIGGER_NAME,
		TRIGGER_TYPE,
		1,
		{ event: 'surveyCompleted', respondentSees: 'page', options: {}, ...parameters },
		settings,
	);
}

/** Behind n8n's address; `mode` is "webhook", or "webhook-test" while somebody listens for a test event. */
export function pathOf(
	{ webhookId = '' }: INode,
	mode: 'webhook' | 'webhook-test' = 'webhook',
): string {
	return `/${mode}/${webhookId}/survey-completed`;
}

export interface BrowserRequest {
	readonly method?: string;
	/** As it stands in the request's first line, whatever it holds. */
	readonly target: string;
	/** More than one value: more than one line. */
	readonly headers?: Readonly<Record<string, string | readonly string[]>>;
	readonly body?: string;
}

export interface BrowserResponse {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

const PATIENCE_MS = 60_000;

function written(
	host: string,
	{ method = 'GET', target, headers = {}, body = '' }: BrowserRequest,
): string {
	const all = {
		host,
		'user-agent': BROWSER,
		...(body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` }),
		...headers,
		connection: 'close',
	};
	const lines = Object.entries(all).flatMap(([name, values]) =>
		[values].flat().map((value) => `${name}: ${value}`),
	);
	return [`${method} ${target} HTTP/1.1`, ...lines, '', body].join('\r\n');
}

/** Puts the pieces together of which `Transfer-Encoding: chunked` makes a body. */
function joined(body: Buffer): Buffer {
	const pieces: Buffer[] = [];
	for (let at = 0; at < body.length;) {
		const end = body.indexOf('\r\n', at);
		const length = Number.parseInt(body.toString('latin1', at, end), 16);
		if (!(length > 0)) break;
		pieces.push(body.subarray(end + 2, end + 2 + length));
		at = end + 2 + length + 2;
	}
	return Buffer.concat(pieces);
}

function read(answer: Buffer): BrowserResponse {
	const end = answer.indexOf('\r\n\r\n');
	const [first = '', ...lines] = answer.toString('latin1', 0, end).split('\r\n');
	const headers = Object.fromEntries(
		lines.map((line) => [
			line.slice(0, line.indexOf(':')).toLowerCase(),
			line.slice(line.indexOf(':') + 1).trim(),
		]),
	);
	const rest = answer.subarray(end + 4);
	const body = headers['transfer-encoding'] === 'chunked' ? joined(rest) : rest;
	return { status: Number(first.split(' ')[1]), headers, body: body.toString('utf8') };
}

/** Written by hand: a client of HTTP would put the worst of it right before it goes out. */
export async function call(origin: string, what: BrowserRequest): Promise<BrowserResponse> {
	const { host, hostname, port } = new URL(origin);
	const pieces: Buffer[] = [];
	return await new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname);
		socket.setTimeout(PATIENCE_MS, () =>
			socket.destroy(new Error(`No answer to ${what.target.slice(0, 200)}`)),
		);
		socket.on('data', (piece: Buffer) => pieces.push(piece));
		// Node refuses a request that is too large without reading all of it, and may reset the connection just behind its answer.
		socket.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'ECONNRESET' || pieces.length === 0) reject(error);
		});
		socket.once('close', () => resolve(read(Buffer.concat(pieces))));
		socket.write(written(host, what));
	});
}
