/** One request, repeated as often as the policy allows, always unchanged. */

import { defined } from '../surveylab/defined';
import {
	classifyResponse,
	type ClassifiedResponse,
	type Endpoint,
	type RawResponse,
} from '../surveylab/responses';
import type { Ledger } from './ledger';
import type { AdaptiveLimiter, Clock } from './limiter';
import {
	isFailure,
	outcomeOf,
	type BlockedReason,
	type DeliveryReason,
	type FailedOutcome,
	type Outcome,
} from './outcome';
import { isRepeatable, stopsAccount, waitAfter, type RequestPolicy } from './policy';

export interface OutgoingRequest {
	readonly endpoint: Endpoint;
	/** Without the token. */
	readonly url: string;
	/** Whose requests stop together when one is refused: the account as a hash, or the origin of a survey address. */
	readonly account: string;
	/** One execution sends each key once. */
	readonly idempotencyKey: string;
	/** Names the item, so that a repeat of the node finds what went out for it; absent where the key does that. */
	readonly itemKey?: string;
	/** The response key in the address, free of secrets. */
	readonly responseKey?: string;
	/** Who gets the invitation, as a hash: one key must not stand for two people. */
	readonly person?: string;
	/** The key in the history across executions; absent without "Invite Each Key Once". */
	readonly historyKey?: string;
	readonly policy: RequestPolicy;
}

export interface RequestPorts {
	/** Sends once. Never rejects. */
	send(request: OutgoingRequest): Promise<RawResponse>;
	readonly clock: Clock;
	/** From 0 (included) to 1 (excluded). */
	random(): number;
	readonly ledger: Ledger;
	/** Takes secrets out of a text that comes from outside. */
	scrub(text: string): string;
}

/** How far a request has come. */
interface Progress {
	readonly attempts: number;
	readonly statusCode?: number;
	/** The outcome of an attempt that may have counted. */
	readonly unknown?: FailedOutcome<DeliveryReason>;
}

function progressAfter(
	{ attempts, unknown }: Progress,
	response: ClassifiedResponse,
	outcome: Outcome,
): Progress {
	const isUnknown = response.class === 'unknownOutcome' && isFailure(outcome);
	return {
		attempts: attempts + 1,
		...defined({ statusCode: response.statusCode, unknown: isUnknown ? outcome : unknown }),
	};
}

/** Sends once, and tells limiter and ledger what the response means for other requests. */
async function attempt(
	request: OutgoingRequest,
	attempts: number,
	limiter: AdaptiveLimiter,
	{ ledger, clock, send, random }: RequestPorts,
) {
	ledger.begin(request);
	const sentAt = clock.now();
	const raw = await send(request);
	const response = classifyResponse(request.endpoint, raw, clock.now());
	const wait = waitAfter(response, attempts, random());
	if (response.reason === 'rateLimited') limiter.recordRateLimit(wait, sentAt);
	if (response.class === 'accepted') limiter.recordSuccess();
	if (stopsAccount(response)) {
		ledger.stopAccount(request.account);
		limiter.stopAccount(request.account);
	}
	return { response, wait };
}

/** The outcome of a request that does not go out again. After an attempt that may have counted it stays unknown. */
function blocked(reason: BlockedReason, { attempts, statusCode, unknown }: Progress): Outcome {
	return {
		...(unknown ?? { outcome: 'notSent', reason }),
		attempts,
		...defined({ statusCode }),
	};
}

/** The first attempt, unless it turns out to be needless. `undefined`: a stop or a pause has come meanwhile. */
async function firstAttempt(
	request: OutgoingRequest,
	limiter: AdaptiveLimiter,
	ports: RequestPorts,
	admit: () => Promise<Outcome | undefined>,
) {
	const outcome = await admit();
	if (outcome !== undefined) return { outcome };
	return limiter.isOpen(request.account) ? await attempt(request, 1, limiter, ports) : undefined;
}

/**
 * Sends a request until it has an outcome.
 * @param admit called when the first turn comes, right before the request; gives an outcome where none is needed
 */
export async function sendRequest(
	request: OutgoingRequest,
	limiter: AdaptiveLimiter,
	ports: RequestPorts,
	admit?: () => Promise<Outcome | undefined>,
): Promise<Outcome> {
	const { account, policy, url } = request;
	let progress: Progress = { attempts: 0 };
	let toAdmit = admit;
	for (;;) {
		const attempts = progress.attempts + 1;
		const turn = await limiter.run(account, async () =>
			toAdmit === undefined
				? await attempt(request, attempts, limiter, ports)
				: await firstAttempt(request, limiter, ports, toAdmit),
		);
		toAdmit = undefined;
		if (!turn.ok) return blocked(turn.reason, progress);
		if (turn.value === undefined) continue;
		if ('outcome' in turn.value) return turn.value.outcome;
		const { response, wait } = turn.value;
		const afterUnknown = progress.unknown !== undefined;
		const outcome = outcomeOf(response, url, { attempts, afterUnknown }, ports.scrub);
		if (!isRepeatable(response, afterUnknown, policy)) return outcome;
		progress = progressAfter(progress, response, outcome);
		// Comes before the check of Max Attempts: the wait that SurveyLab asks for says more than the number of attempts.
		const tooLong = wait.asked ? limiter.reasonAgainst(wait) : undefined;
		if (tooLong !== undefined) return blocked(tooLong, progress);
		if (attempts >= policy.maxAttempts) return outcome;
		// After a 429 the limiter makes all requests pause. Any other wait is this request's own.
		if (response.reason === 'rateLimited') continue;
		const reason = await limiter.wait(account, wait);
		if (reason !== undefined) return blocked(reason, progress);
	}
}
