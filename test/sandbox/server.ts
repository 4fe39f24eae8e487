/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the stand-in runs in Node itself, not inside n8n */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';

import { json, type Answer, type Ruling } from './answers';
import { answerApi, type Account } from './contacts';
import { controlPages } from './controlPages';
import { Exchange } from './exchange';
import { play, type Fault } from './faults';
import { Jump } from './jump';
import { Replay, type Recording } from './recording';
import { checkRateLimit, RateLimiter, type RateLimit } from './rateLimit';
import {
	Records,
	type RecordedAction,
	type RecordedCompletion,
	type RecordedContact,
	type RecordedRequest,
	type RecordedTag,
	type RefusedRepeat,
} from './records';
import { respondentPages } from './respondentPages';
import { Script, type Decide } from './script';
import { answerPageTag } from './surveyTags';
import { describeQuery, LONGEST_TARGET, parseTarget, serviceAddress, type Target } from './target';
import { Traffic } from './traffic';

export interface SandboxOptions {
	/** Default 0, a free port. The host is always 127.0.0.1. */
	port?: number | undefined;
	tokens?: string[] | undefined;
	/** Collectors of the e-mail invitation kind. */
	collectors?: string[] | undefined;
	/** Known, but not of the invitation kind: they take no contacts, only tags. */
	webCollectors?: string[] | undefined;
	rateLimit?: RateLimit | undefined;
	/** What a live service answered; where it has nothing to say, the stand-in answers by its own rules. */
	answers?: Recording | undefined;
}

export interface Sandbox {
	readonly url: string;
	/** The first valid one. */
	readonly token: string;
	/** The first valid one. */
	readonly collectorId: string;
	readonly contacts: RecordedContact[];
	readonly tags: RecordedTag[];
	readonly requests: RecordedRequest[];
	readonly actions: RecordedAction[];
	readonly refusedRepeats: RefusedRepeat[];
	/** By respondents, on the page at `/survey`. */
	readonly completions: RecordedCompletion[];
	/** Where a respondent's browser goes after the last page; `{crk}` and `{rid}` are filled in. Empty: nowhere. */
	jumpTo(address: string): void;
	/** Queues faults; each next request that is let through uses up one. */
	script(...faults: Fault[]): void;
	/** Asked while the queue is empty; `nth` counts from 1. Without an argument: nobody is asked. */
	faultFor(decide?: Decide): void;
	limit(rate?: RateLimit): void;
	/** The most requests in flight at once. */
	readonly peakConcurrency: number;
	openSockets(): number;
	readonly peakSockets: number;
	/** Forgets records, faults and where to jump to, and goes back to the rate limit of the start. */
	reset(): void;
	/** Also ends connections that hang. */
	close(): Promise<void>;
}

const HOST = '127.0.0.1';
const SERVICE_ROUTE = '/-/service';

// Above the longest target, so that the answer to a longer one is the 414 of a web server, not Node's 431.
const MAX_HEADER_SIZE = 1024 * 1024;

function tooLong(target: Target): Answer | undefined {
	return Buffer.byteLength(target.raw) > LONGEST_TARGET
		? json(414, { status: false, notification: 'Address too long' })
		: undefined;
}

function newLife(): AbortController {
	const life = new AbortController();
	// Each waiting request listens, and a load test has many.
	setMaxListeners(0, life.signal);
	return life;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const account: Account = {
		tokens: options.tokens ?? ['demo-token'],
		collectors: options.collectors ?? ['94b92523228ba1957e5e837d9873e6eee4108bab3'],
		webCollectors: options.webCollectors ?? [],
	};
	const startLimit = checkRateLimit(options.rateLimit);

	const records = new Records();
	const script = new Script();
	const jump = new Jump();
	const limiter = new RateLimiter();
	const replay = options.answers === undefined ? undefined : new Replay(options.answers);
	const traffic = new Traffic();
	let life = newLife();
	let url = '';

	limiter.set(startLimit);

	function reset(): void {
		records.clear();
		script.clear();
		jump.clear();
		limiter.set(startLimit);
		traffic.forgetPeaks();
		// A delayed request of before must not turn up in the new records.
		life.abort();
		life = newLife();
	}

	async function serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
		// The faults reach below what the framework can answer.
		reply.hijack();
		const target = parseTarget(request.originalUrl);
		const query = describeQuery(target.query);
		const record: RecordedRequest = {
			method: request.method,
			path: target.path,
			rawUrl: target.raw,
			query,
			headers: request.raw.headers,
			...(query.apiToken === undefined ? {} : { token: query.apiToken }),
			at: Date.now(),
			accepted: false,
		};
		records.requests.push(record);

		const answer = serviceAddress(target.raw) === 'api' ? answerApi : answerPageTag;
		const rule = (): Ruling => {
			const own = answer(request.method, target, account, records);
			const ruling = replay?.apply(own, target.raw) ?? own;
			ruling.record?.(ruling.accepted);
			return ruling;
		};
		const exchange = new Exchange({
			record,
			response: reply.raw,
			url: url + target.raw,
			rule,
			life: life.signal,
			leave: traffic.enter(reply.raw),
		});

		try {
			// Both are refusals of the web server in front, which the scripted service never hears of.
			const refusal = tooLong(target) ?? limiter.check(record.at);
			if (refusal !== undefined) {
				exchange.send(refusal);
				return;
			}
			const fault = script.next(record);
			if (fault !== undefined) record.fault = fault.kind;
			await play(fault ?? { kind: 'ok' }, exchange);
		} catch (error) {
			exchange.fail(error);
		}
	}

	const app: FastifyInstance = Fastify({
		forceCloseConnections: true,
		http: { maxHeaderSize: MAX_HEADER_SIZE },
		// The router would decode the path, and refuse some of what the rules have to judge.
		rewriteUrl: (request) => {
			const raw = request.url ?? '/';
			return serviceAddress(raw) === undefined ? raw : SERVICE_ROUTE;
		},
	});
	traffic.watch(app.server);

	app.all(
		SERVICE_ROUTE,
		{
			// Served before the framework parses a body, so that no body can change the answer.
			onRequest: async (request, reply) => {
				if (serviceAddress(request.originalUrl) === undefined) reply.callNotFound();
				else await serve(request, reply);
			},
		},
		() => undefined,
	);
	controlPages(app, { records, tokens: account.tokens, script, limiter, reset });
	respondentPages(app, records, jump);

	await app.listen({ port: options.port ?? 0, host: HOST });
	url = `http://${HOST}:${(app.server.address() as AddressInfo).port}`;

	return {
		url,
		token: account.tokens[0] ?? '',
		collectorId: account.collectors[0] ?? '',
		contacts: records.contacts,
		tags: records.tags,
		requests: records.requests,
		actions: records.actions,
		refusedRepeats: records.refusedRepeats,
		completions: records.completions,
		jumpTo: (address) => jump.set(address),
		script: (...faults) => script.add(faults),
		faultFor: (decide) => script.decideBy(decide),
		limit: (rate) => limiter.set(rate),
		get peakConcurrency() {
			return traffic.peakConcurrency;
		},
		openSockets: () => traffic.openSockets(),
		get peakSockets() {
			return traffic.peakSockets;
		},
		reset,
		close: async () => {
			life.abort();
			traffic.end();
			await app.close();
		},
	};
}
