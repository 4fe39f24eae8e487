/**
 * Sends the items of one input: in order, so many at once, each one exactly as far as the delivery
 * rules allow. Knows n8n only through its ports, so that a simulated clock and service can drive it.
 */

import { answerMessage, heldMessages, historyMessages, type Message } from '../messages';
import { readAnswer, type Answer, type Endpoint, type Reply } from '../surveylab/responses';
import { parseUrl } from '../surveylab/hosts';
import { Intake, READ_AHEAD } from './intake';
import type { Ledger, LedgerEntry } from './ledger';
import { isFailure, type Failure, type Outcome, type Success } from './outcome';
import { Pace, type Clock, type Held } from './limiter';
import { decide, stopsBatch, waitAfter, type DeliveryPolicy } from './policy';
import type { SentKeys } from './history';

/** One request, ready to be sent as often as the policy allows, always the same. */
export interface Call {
	readonly endpoint: Endpoint;
	/** Without the token. */
	readonly url: string;
	/** What must not be sent twice in this execution. */
	readonly identity: string;
	/** The key for the history across executions; absent without `sendOnce`. */
	readonly historyKey?: string;
	/** Send although the history knows the key. */
	readonly ignoreHistory?: boolean;
	readonly slashInValue: boolean;
	/** It is the collector itself that is to change, not a contact. */
	readonly changesCollector?: boolean;
}

/** What an item asks for: a request, or an outcome that is known without one. */
export type Order = { readonly call: Call } | { readonly outcome: Outcome };

export interface DeliveryPorts {
	/** Sends once. Never rejects. */
	send(call: Call, index: number): Promise<Reply>;
	readonly clock: Clock;
	/** From 0 (included) to 1 (excluded). */
	random(): number;
	readonly ledger: Ledger;
	readonly sentKeys?: SentKeys;
	/** Takes secrets out of a text that comes from outside. */
	scrub(text: string): string;
	/** Aborts when the person stops the execution. */
	readonly cancelSignal?: AbortSignal;
}

export interface Delivery {
	readonly count: number;
	/** Called once for each index, one after another in their order. */
	prepare(index: number): Promise<Order>;
	/** Called once for each index, unless a failure ends the delivery before. */
	settle(index: number, outcome: Outcome): void;
	/** The first item that fails ends the delivery. */
	readonly stopAtFailure: boolean;
	readonly policy: DeliveryPolicy;
}

export interface DeliveryReport {
	/** Milliseconds during which anybody waited for the service. */
	readonly waitedMs: number;
	/** With `stopAtFailure`: the first item, in the input's order, that failed by itself. */
	readonly failed?: { readonly index: number; readonly failure: Failure };
}

/** What is told about an item's requests, whatever became of it. */
type Facts = Pick<Success, 'attempts' | 'statusCode'>;

export async function deliver(delivery: Delivery, ports: DeliveryPorts): Promise<DeliveryReport> {
	const { policy } = delivery;
	const pace = new Pace(ports.clock, policy.maxConcurrency, policy.maxWaitMs);
	const seen = new Set<string>();
	let cancelled = false;
	let failed: DeliveryReport['failed'];

	function heldText(held: Held): Message {
		switch (held.held) {
			case 'asksTooLong':
				return heldMessages.asksTooLong(held.askedMs);
			case 'waitedEnough':
				return heldMessages.waitedEnough(pace.waitedMs);
			case 'halted':
				return cancelled ? heldMessages.cancelled : heldMessages.batchStopped;
		}
	}

	/** An item that did not get to a further request: after an unknown outcome it stays unknown. */
	function heldBack(held: Held, facts: Facts, unknown?: Failure): Failure {
		return { ...(unknown ?? { outcome: 'notSent', text: heldText(held) }), ...facts };
	}

	function afterLastAnswer(
		call: Call,
		answer: Answer,
		facts: Facts,
		earlierUnknown: boolean,
	): Outcome {
		const notification =
			answer.notification === undefined ? {} : { notification: ports.scrub(answer.notification) };
		if (answer.class === 'accepted') {
			return {
				outcome: call.endpoint === 'api' ? 'accepted' : 'tagged',
				...facts,
				...notification,
			};
		}
		// The repeat of an attempt nobody knows the end of was refused: most likely because the key is used.
		if (answer.class === 'rejected' && earlierUnknown) {
			return { outcome: 'probablyAccepted', ...facts, ...notification };
		}
		const { newHost, ...rest } = answer;
		const elsewhere = newHost !== undefined && newHost !== parseUrl(call.url)?.host;
		const told: Answer = {
			...rest,
			...notification,
			...(elsewhere ? { newHost: ports.scrub(newHost) } : {}),
		};
		const { endpoint, slashInValue, changesCollector = false } = call;
		const context = {
			endpoint,
			slashInValue,
			changesCollector,
			attempts: facts.attempts,
			earlierUnknown,
		};
		const text = answerMessage(told, context);
		return { outcome: failureOutcome(answer, earlierUnknown), text, ...facts };
	}

	/** Sends, and draws from the answer what concerns everybody. */
	async function attempt(call: Call, index: number, attempts: number) {
		ports.ledger.begin(call.identity);
		const sentAt = ports.clock.now();
		const reply = await ports.send(call, index);
		const answer = readAnswer(call.endpoint, reply, ports.clock.now());
		const waitMs = waitAfter(answer, attempts, policy, ports.random());
		if (answer.reason === 'rateLimited') pace.slowDown(waitMs, sentAt);
		if (answer.class === 'accepted') pace.wentThrough();
		if (stopsBatch(answer)) {
			ports.ledger.stopRun();
			pace.halt();
		}
		return { answer, waitMs };
	}

	async function request(call: Call, index: number): Promise<Outcome> {
		let unknown: Failure | undefined;
		let facts: Facts = { attempts: 0 };
		for (;;) {
			const attempts = facts.attempts + 1;
			const turn = await pace.inTurn(async () => await attempt(call, index, attempts));
			if ('held' in turn) return heldBack(turn, facts, unknown);
			const { answer, waitMs } = turn;
			facts = {
				attempts,
				...(answer.statusCode === undefined ? {} : { statusCode: answer.statusCode }),
			};

			const decision = decide(answer, attempts, unknown !== undefined, policy, waitMs);
			if (decision.kind === 'asksTooLong') {
				return heldBack({ held: 'asksTooLong', askedMs: decision.askedMs }, facts, unknown);
			}
			const ended = afterLastAnswer(call, answer, facts, unknown !== undefined);
			if (decision.kind === 'end') return ended;
			if (answer.class === 'unknownOutcome' && isFailure(ended)) unknown = ended;
			// A 429 holds everybody back at the next turn; any other wait is this item's own.
			if (answer.reason !== 'rateLimited') {
				const held = await pace.wait(decision.waitMs);
				if (held !== undefined) return heldBack(held, facts, unknown);
			}
		}
	}

	/** Claims the key in the history, sends, and gives the key back when nothing was accepted. */
	async function requestOnce(call: Call, index: number): Promise<Outcome> {
		const { historyKey } = call;
		const { sentKeys } = ports;
		if (historyKey === undefined || sentKeys === undefined) return await request(call, index);
		const verdict = await sentKeys.claim(historyKey);
		if (typeof verdict === 'object') return { outcome: 'notSent', text: verdict.text, attempts: 0 };
		if (verdict === 'known' && call.ignoreHistory !== true)
			return { outcome: 'alreadySent', attempts: 0 };
		const outcome = await request(call, index);
		if (!isFailure(outcome)) return outcome;
		if (outcome.outcome === 'unknown') return withNote(outcome, historyMessages.keptInHistory);
		if (verdict === 'new') await sentKeys.release(historyKey);
		return outcome;
	}

	/** What the ledger already answers, without a request. */
	function fromLedger(entry: LedgerEntry | undefined): Outcome | undefined {
		if (entry === undefined) return undefined;
		const ofThisRun = ports.ledger.isOfThisRun(entry);
		switch (entry.state) {
			case 'notSent':
				return undefined;
			case 'accepted':
				return ofThisRun ? entry.outcome : { outcome: 'duplicate', attempts: 0 };
			case 'refused':
				// In a later round of a loop the person may have mended what was refused.
				return ofThisRun ? entry.outcome : undefined;
			case 'sending':
			case 'unknown':
				return (
					entry.outcome ?? { outcome: 'unknown', text: heldMessages.unknownEarlier, attempts: 0 }
				);
		}
	}

	/** Reads an item and settles what can be settled without a request; in the input's order. */
	async function admit(index: number): Promise<Order> {
		const order = await delivery.prepare(index);
		if ('outcome' in order) return order;
		if (seen.has(order.call.identity)) return { outcome: { outcome: 'duplicate', attempts: 0 } };
		seen.add(order.call.identity);
		return order;
	}

	async function carryOut(call: Call, index: number): Promise<Outcome> {
		const known = fromLedger(ports.ledger.find(call.identity));
		if (known !== undefined) return known;
		if (pace.halted) return heldBack({ held: 'halted' }, { attempts: 0 });
		const outcome = await requestOnce(call, index);
		ports.ledger.complete(call.identity, outcome);
		return outcome;
	}

	function note(index: number, outcome: Outcome): void {
		// Held back because another item failed: that one is the failure to tell.
		const followsFailure = isFailure(outcome) && outcome.text === heldMessages.batchStopped;
		if (delivery.stopAtFailure && followsFailure) return;
		delivery.settle(index, outcome);
		if (!delivery.stopAtFailure || !isFailure(outcome)) return;
		intake.close();
		pace.halt();
		if (failed === undefined || index < failed.index) failed = { index, failure: outcome };
	}

	const intake = new Intake(
		delivery.count,
		async (index) => ({ index, order: await admit(index) }),
		READ_AHEAD,
		async () => await ports.clock.breathe(),
	);

	async function worker(): Promise<void> {
		for (let item = intake.take(); item !== undefined; item = intake.take()) {
			const { index, order } = await item;
			if ('outcome' in order) note(index, order.outcome);
			else {
				const carriedOut = carryOut(order.call, index);
				void intake.readAhead();
				note(index, await carriedOut);
			}
		}
	}

	const onCancel = () => {
		cancelled = true;
		pace.halt();
	};
	if (ports.ledger.runStopped) pace.halt();
	if (ports.cancelSignal?.aborted === true) onCancel();
	ports.cancelSignal?.addEventListener('abort', onCancel, { once: true });
	const workers = Math.min(policy.maxConcurrency, delivery.count);
	await Promise.all(Array.from({ length: workers }, worker));
	ports.cancelSignal?.removeEventListener('abort', onCancel);
	return { waitedMs: pace.waitedMs, ...(failed === undefined ? {} : { failed }) };
}

function failureOutcome(answer: Answer, earlierUnknown: boolean): Failure['outcome'] {
	switch (answer.class) {
		case 'unclear':
		case 'unknownOutcome':
			return 'unknown';
		case 'refusedBeforeWork':
			return earlierUnknown ? 'unknown' : 'notSent';
		default:
			if (earlierUnknown) return 'unknown';
			// No connection could be secured: SurveyLab has not said anything.
			return answer.reason === 'certificate' ? 'notSent' : 'rejected';
	}
}

function withNote(failure: Failure, sentence: string): Failure {
	const { message, description } = failure.text;
	return { ...failure, text: { message, description: `${description} ${sentence}` } };
}
