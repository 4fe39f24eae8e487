/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the stand-in runs in Node itself, not inside n8n */
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { html, HTML_TYPE, json, JSON_TYPE, plainPage, type Answer } from './answers';
import type { Exchange } from './exchange';

/** `accept: true` records the contact, tag or action by the normal rules before the fault shows. */
export type Fault =
	| {
			kind: 'status';
			status: number;
			headers?: Record<string, string> | undefined;
			body?: string | undefined;
			accept?: boolean | undefined;
	  }
	| { kind: 'delay'; ms: number }
	| { kind: 'hang'; accept?: boolean | undefined }
	| { kind: 'resetBefore' }
	| { kind: 'resetAfter'; accept?: boolean | undefined }
	| { kind: 'html'; accept?: boolean | undefined }
	| { kind: 'empty'; accept?: boolean | undefined }
	| { kind: 'bom' }
	| { kind: 'wrongType' }
	| { kind: 'redirect'; to: string; status?: number | undefined }
	| { kind: 'refuseEncodedSlash' }
	| { kind: 'rejected'; notification?: string | undefined }
	| { kind: 'huge'; bytes: number }
	| { kind: 'trickle'; ms: number }
	| { kind: 'ok' };

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isAmount: Check = (value) =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isStatus: Check = (value) =>
	Number.isInteger(value) && (value as number) >= 200 && (value as number) <= 599;
const isHeaders: Check = (value) => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	for (const [name, text] of Object.entries(value)) {
		validateHeaderName(name);
		validateHeaderValue(name, text as string);
	}
	return true;
};

interface Shape {
	needs?: Record<string, Check>;
	allows?: Record<string, Check>;
}

const SHAPES: Record<Fault['kind'], Shape> = {
	status: {
		needs: { status: isStatus },
		allows: { headers: isHeaders, body: isText, accept: isFlag },
	},
	delay: { needs: { ms: isAmount } },
	hang: { allows: { accept: isFlag } },
	resetBefore: {},
	resetAfter: { allows: { accept: isFlag } },
	html: { allows: { accept: isFlag } },
	empty: { allows: { accept: isFlag } },
	bom: {},
	wrongType: {},
	redirect: { needs: { to: isText }, allows: { status: isStatus } },
	refuseEncodedSlash: {},
	rejected: { allows: { notification: isText } },
	huge: { needs: { bytes: isAmount } },
	trickle: { needs: { ms: isAmount } },
	ok: {},
};

/** Throws for anything but a fault: a mistyped script must not quietly test nothing. */
export function checkFault(value: unknown): Fault {
	if (typeof value !== 'object' || value === null) throw new TypeError('A fault is an object');
	const { kind, ...rest } = value as Record<string, unknown>;
	if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) {
		throw new TypeError(`Unknown fault ${String(kind)}`);
	}
	const { needs = {}, allows = {} } = SHAPES[kind as Fault['kind']];
	for (const name of Object.keys(needs)) {
		if (rest[name] === undefined) throw new TypeError(`Fault ${kind} needs ${name}`);
	}
	for (const [name, given] of Object.entries(rest)) {
		if (given === undefined) continue;
		const check = needs[name] ?? allows[name];
		if (check === undefined) throw new TypeError(`Fault ${kind} knows no ${name}`);
		if (!check(given)) throw new TypeError(`Fault ${kind} has a wrong ${name}`);
	}
	return value as Fault;
}

function statusAnswer(fault: Extract<Fault, { kind: 'status' }>): Answer {
	const { status, headers = {}, body } = fault;
	if (body === undefined) {
		return html(status, plainPage(`${status} ${STATUS_CODES[status] ?? ''}`.trim()), headers);
	}
	const type = /^\s*[[{]/.test(body) ? JSON_TYPE : HTML_TYPE;
	const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
	return { status, headers: { ...(named ? {} : { 'content-type': type }), ...headers }, body };
}

const HUGE_HEAD = '{"status":false,"notification":"';
const HUGE_TAIL = '"}';
const HUGE_CHUNK = 65_536;

function* hugeBody(bytes: number): Generator<string> {
	yield HUGE_HEAD;
	let left = bytes - HUGE_HEAD.length - HUGE_TAIL.length;
	for (; left > 0; left -= HUGE_CHUNK) yield 'x'.repeat(Math.min(left, HUGE_CHUNK));
	yield HUGE_TAIL;
}

async function sendHuge(exchange: Exchange, bytes: number): Promise<void> {
	const response = exchange.open(200, { 'content-type': JSON_TYPE });
	try {
		await pipeline(Readable.from(hugeBody(bytes)), response);
	} catch {
		// The client has heard enough and hung up.
	}
}

async function trickle(exchange: Exchange, ms: number): Promise<void> {
	const response = exchange.open(200, { 'content-type': JSON_TYPE });
	while (!response.destroyed && (await exchange.wait(ms))) response.write(' ');
}

/** Answers, or fails to, as the fault says. */
export async function play(fault: Fault, exchange: Exchange): Promise<void> {
	if ('accept' in fault && fault.accept === true) exchange.process();

	switch (fault.kind) {
		case 'ok':
			return exchange.send(exchange.process());
		case 'status':
			return exchange.send(statusAnswer(fault));
		case 'delay':
			// Worked on even when the client has gone by then, as a server behind a proxy does.
			if (await exchange.wait(fault.ms)) exchange.send(exchange.process());
			return;
		case 'hang':
			return;
		case 'resetBefore':
		case 'resetAfter':
			return exchange.reset();
		case 'html':
			return exchange.send(html(200, plainPage('SurveyLab', 'Please sign in.')));
		case 'empty':
			return exchange.send({ status: 200, headers: {}, body: '' });
		case 'bom': {
			const answer = exchange.process();
			return exchange.send({ ...answer, body: `\uFEFF \r\n\t${answer.body}\r\n ` });
		}
		case 'wrongType': {
			const answer = exchange.process();
			return exchange.send({
				...answer,
				headers: { ...answer.headers, 'content-type': HTML_TYPE },
			});
		}
		case 'redirect':
			return exchange.send(
				html(fault.status ?? 302, plainPage('Moved'), {
					location: fault.to.replaceAll('${url}', () => exchange.url),
				}),
			);
		case 'refuseEncodedSlash':
			return exchange.send(
				/%2f/i.test(exchange.rawPath) ? html(404, plainPage('404 Not Found')) : exchange.process(),
			);
		case 'rejected':
			return exchange.send(
				json(200, { status: false, notification: fault.notification ?? 'Action failed' }),
			);
		case 'huge':
			return sendHuge(exchange, fault.bytes);
		case 'trickle':
			return trickle(exchange, fault.ms);
	}
}
