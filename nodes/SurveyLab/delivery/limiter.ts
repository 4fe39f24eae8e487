/**
 * How fast an execution may send. A limiter limits the requests under way at once, makes all of them pause when the
 * service asks for it, and keeps a budget for waiting. It belongs to one batch and hands its pace on to the next.
 */

import { failure, success, type Result } from '../surveylab/result';
import type { BlockedReason } from './outcome';
import { RECOVER_AFTER, type BatchPolicy, type Wait } from './policy';

export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after the time, or at once when the signal aborts; never rejects. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What outlives a batch: the next one of the execution goes on from it. Plain data, which n8n can save. */
export interface Pace {
	/** Milliseconds that the execution has waited for the service. */
	waitedMs: number;
	/** In milliseconds since 1970. */
	pausedUntil: number;
	/** The service has asked for the pause. */
	pauseAsked: boolean;
	/** How many requests may be under way at once, where that is fewer than the person allows. */
	reducedLimit?: number;
}

/** The pace of an execution that has not sent anything. */
export function newPace(): Pace {
	return { waitedMs: 0, pausedUntil: 0, pauseAsked: false };
}

/** A task whose turn has not come. */
interface QueuedTask {
	readonly account: string;
	start(): Promise<void>;
	block(reason: BlockedReason): void;
}

export type StopReason = Extract<BlockedReason, { kind: 'batchStopped' | 'cancelled' }>;

export class AdaptiveLimiter {
	private active = 0;
	private successesInARow = 0;
	private pausing = false;
	private reducedAt = -Infinity;
	private readonly queue: QueuedTask[] = [];

	private stopReason: StopReason | undefined;
	private readonly stoppedAccounts = new Set<string>();
	/** Each sleep has its own signal, because Node warns of a signal with many listeners. */
	private readonly sleepers = new Set<AbortController>();

	// Waits of several items overlap. What counts is the time during which at least one item waited.
	private waiting = 0;
	private waitingSince = 0;
	private endedWaitsMs = 0;

	/** @param pace what earlier batches of the execution have left; it is kept up to date */
	constructor(
		private readonly clock: Clock,
		private readonly policy: BatchPolicy,
		private readonly pace: Pace,
	) {}

	/** Milliseconds that this batch has waited for the service so far. */
	get waitedMs(): number {
		return this.endedWaitsMs + this.currentWaitMs;
	}

	/** Of a wait that has not ended. */
	private get currentWaitMs(): number {
		return this.waiting > 0 ? this.clock.now() - this.waitingSince : 0;
	}

	/** How many requests may be under way at once. */
	private get limit(): number {
		const { maxConcurrency } = this.policy;
		return Math.min(maxConcurrency, this.pace.reducedLimit ?? maxConcurrency);
	}

	/** Lets nothing more go out, and ends every wait. */
	stop(reason: StopReason): void {
		this.stopReason ??= reason;
		this.wakeAll();
	}

	/** Lets nothing more go out for one account, and ends its waits. */
	stopAccount(account: string): void {
		this.stoppedAccounts.add(account);
		this.wakeAll();
	}

	/** The reason why nothing may go out for an account, or `undefined`. */
	reasonToStop(account: string): BlockedReason | undefined {
		if (this.stopReason !== undefined) return this.stopReason;
		return this.stoppedAccounts.has(account) ? { kind: 'accountStopped' } : undefined;
	}

	/**
	 * Runs the task when its turn comes, in the order of asking.
	 * The task starts in the very moment of its turn, so that no stop or pause can fall in between.
	 * @returns what the task gives, or why it did not run
	 */
	async run<Value>(
		account: string,
		task: () => Promise<Value>,
	): Promise<Result<Value, BlockedReason>> {
		return await new Promise((resolve, reject) => {
			this.queue.push({
				account,
				start: async () => await task().then((value) => resolve(success(value)), reject),
				block: (reason) => resolve(failure(reason)),
			});
			this.startNext();
		});
	}

	/** The reason why a wait is not possible: it is longer than what is left of the budget. */
	reasonAgainst({ milliseconds, asked }: Wait): BlockedReason | undefined {
		const waitedMs = this.pace.waitedMs + this.currentWaitMs;
		if (waitedMs + milliseconds <= this.policy.maxWaitMs) return undefined;
		return asked
			? { kind: 'askedToWaitTooLong', askedMs: milliseconds }
			: { kind: 'waitedEnough', waitedMs };
	}

	/** Waits for the service on behalf of one request. Returns the reason why it may not go out, or `undefined`. */
	async wait(account: string, wait: Wait): Promise<BlockedReason | undefined> {
		return await this.sleepUnless(wait, () => this.reasonToStop(account));
	}

	/**
	 * The service has had too many requests: all requests pause, and half as many may be under way afterwards.
	 * @param sentAt when the refused request went out, in milliseconds since 1970; one that went out before the
	 * last reduction does not reduce again
	 */
	recordRateLimit({ milliseconds, asked }: Wait, sentAt: number): void {
		const now = this.clock.now();
		if (now + milliseconds > this.pace.pausedUntil) {
			this.pace.pausedUntil = now + milliseconds;
			this.pace.pauseAsked = asked;
		}
		this.successesInARow = 0;
		if (sentAt < this.reducedAt) return;
		this.reducedAt = now;
		this.pace.reducedLimit = Math.max(1, Math.floor(this.limit / 2));
	}

	/** A request was accepted. After enough of them one more may be under way. */
	recordSuccess(): void {
		this.successesInARow += 1;
		if (this.successesInARow < RECOVER_AFTER || this.limit >= this.policy.maxConcurrency) return;
		this.successesInARow = 0;
		this.pace.reducedLimit = this.limit + 1;
	}

	private startNext(): void {
		const milliseconds = this.pace.pausedUntil - this.clock.now();
		if (this.stopReason === undefined && milliseconds > 0) {
			return void this.pause({ milliseconds, asked: this.pace.pauseAsked });
		}
		while (this.active < this.limit || this.stopReason !== undefined) {
			const task = this.queue.shift();
			if (task === undefined) return;
			const reason = this.reasonToStop(task.account);
			if (reason === undefined) void this.start(task);
			else task.block(reason);
		}
	}

	private async start(task: QueuedTask): Promise<void> {
		this.active += 1;
		await task.start();
		this.active -= 1;
		this.startNext();
	}

	/** One sleep for the whole queue, which keeps its order. */
	private async pause(wait: Wait): Promise<void> {
		if (this.pausing || this.queue.length === 0) return;
		this.pausing = true;
		const reason = await this.sleepUnless(wait, () => this.blockStoppedTasks());
		this.pausing = false;
		if (reason === undefined || reason.kind === 'accountStopped') this.startNext();
		else this.blockAll(reason);
	}

	/** Sleeps until the time is over or there is a reason to stop. It looks for one again whenever it is woken. */
	private async sleepUnless(
		wait: Wait,
		reasonToStop: () => BlockedReason | undefined,
	): Promise<BlockedReason | undefined> {
		const tooLong = this.reasonAgainst(wait);
		if (tooLong !== undefined) return tooLong;
		const until = this.clock.now() + wait.milliseconds;
		if (this.waiting === 0) this.waitingSince = this.clock.now();
		this.waiting += 1;
		let reason = reasonToStop();
		while (reason === undefined && this.clock.now() < until) {
			const sleeper = new AbortController();
			this.sleepers.add(sleeper);
			await this.clock.sleep(until - this.clock.now(), sleeper.signal);
			this.sleepers.delete(sleeper);
			reason = reasonToStop();
		}
		this.waiting -= 1;
		if (this.waiting === 0) {
			const waitedMs = this.clock.now() - this.waitingSince;
			this.endedWaitsMs += waitedMs;
			this.pace.waitedMs += waitedMs;
		}
		return reason;
	}

	/** Ends every sleep, so that each one checks whether it may go on. */
	private wakeAll(): void {
		for (const sleeper of this.sleepers) sleeper.abort();
	}

	/** Blocks the tasks of stopped accounts. Returns the reason why the pause ends early, or `undefined`. */
	private blockStoppedTasks(): BlockedReason | undefined {
		for (const task of this.queue.splice(0)) {
			const reason = this.reasonToStop(task.account);
			if (reason === undefined) this.queue.push(task);
			else task.block(reason);
		}
		return this.queue.length === 0 ? { kind: 'accountStopped' } : this.stopReason;
	}

	private blockAll(reason: BlockedReason): void {
		for (const task of this.queue.splice(0)) task.block(reason);
	}
}
