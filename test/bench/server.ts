/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a process of its own beside n8n, not part of the package */
/**
 * Answers as fast as Node can and counts. The stand-in of the tests checks and records every request, which
 * would be most of what is measured; this one takes a core of its own and as little of it as possible.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { UNHINDERED, type Ask, type Conditions, type Traffic } from './service';

const CONTACT_ANSWER = JSON.stringify({ status: true, notification: 'OK' });
const SURVEY_ANSWER = '<!doctype html><title>Survey</title><p>Thank you.</p>';
const REFUSAL = JSON.stringify({ status: false, notification: 'Too many requests' });
const WINDOW_MS = 1000;
/** HTTP Request opens a connection for every item at once; none is to wait for the system. */
const BACKLOG = 16_384;

const KEY = /[?&/]crk[=/]([^&/]*)/;

let conditions: Conditions = UNHINDERED;
let accepted = new Set<string>();
let traffic: Traffic;
let openSockets = 0;
let windowStart = -Infinity;
let passedInWindow = 0;

/** A fixed window of one second that opens with the first request after the last one. */
function isRefused(): boolean {
	const { perSecond } = conditions;
	if (perSecond === 0) return false;
	const now = Date.now();
	if (now - windowStart >= WINDOW_MS) {
		windowStart = now;
		passedInWindow = 0;
	}
	passedInWindow += 1;
	return passedInWindow > perSecond;
}

function answer(
	response: ServerResponse,
	status: number,
	type: string,
	body: string,
	more: Record<string, string> = {},
): void {
	response.writeHead(status, {
		'content-type': type,
		'content-length': Buffer.byteLength(body),
		...more,
	});
	response.end(body);
}

function accept(url: string, response: ServerResponse): void {
	const key = KEY.exec(url)?.[1] ?? '';
	if (accepted.has(key)) traffic.duplicates += 1;
	accepted.add(key);
	traffic.accepted += 1;
	if (url.startsWith('/api.php?')) answer(response, 200, 'application/json', CONTACT_ANSWER);
	else answer(response, 200, 'text/html', SURVEY_ANSWER);
}

const server = createServer({ keepAliveTimeout: 60_000 }, ({ url = '' }, response) => {
	traffic.requests += 1;
	if (isRefused()) {
		traffic.refused += 1;
		answer(response, 429, 'application/json', REFUSAL, { 'retry-after': '1' });
	} else if (conditions.latencyMs > 0) {
		setTimeout(() => accept(url, response), conditions.latencyMs);
	} else {
		accept(url, response);
	}
});

server.on('connection', (socket) => {
	openSockets += 1;
	traffic.mostSockets = Math.max(traffic.mostSockets, openSockets);
	socket.on('close', () => (openSockets -= 1));
});

function begin(wanted: Conditions): void {
	conditions = wanted;
	accepted = new Set();
	windowStart = -Infinity;
	// What is left of an earlier run is idle by now.
	server.closeIdleConnections();
	traffic = { requests: 0, accepted: 0, refused: 0, duplicates: 0, mostSockets: 0 };
}

process.on('message', (ask: Ask) => {
	if (ask.begin !== undefined) begin(ask.begin);
	process.send?.({ traffic });
});
process.on('disconnect', () => process.exit());

begin(UNHINDERED);
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
	process.send?.({ port: (server.address() as AddressInfo).port });
});
