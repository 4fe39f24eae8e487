/**
 * How fast an execution may send. A limiter bounds the requests under way at once, makes all of them pause when the
 * service asks for it, and keeps a budget for waiting. It belongs to one batch and hands its pace on to the next.
 */

import { memoizeByObject } from '../surveylab/memoize';
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
	/** In milliseconds since 1970. */
	reducedAt: number;
	/** Accepted requests since the last 429 or the last change of the limit. */
	successesInARow: number;
}

/** The pace of an execution that has not sent anything. */
export function newPace(): Pace {
	return {
		waitedMs: 0,
		pausedUntil: 0,
		pauseAsked: false,
		reducedAt: 0,
		successesInARow: 0,
	};
}

/** Counts the time during which at least one of several waits runs. */
class Stopwatch {
	private running = 0;
	private since = 0;

	constructor(private readonly total: { waitedMs: number }) {}

	begin(now: number): void {
		if (this.running === 0) this.since = now;
		this.running += 1;
	}

	end(now: number): void {
		this.running -= 1;
		if (this.running === 0) this.total.waitedMs += now - this.since;
	}

	waitedMs(now: number): number {
		return this.total.waitedMs + (this.running > 0 ? now - this.since : 0);
	}
}

/** Batches at the same time, such as tool calls of an AI agent, share the stopwatch of their execution. */
const stopwatchOf = memoizeByObject((pace: Pace) => new Stopwatch(pace));

/** A task whose turn has not come. */
interface QueuedTask {
	readonly account: string;
	start(): Promise<void>;
	block(reason: BlockedReason): void;
}

export type StopReason = Extract<BlockedReason, { kind: 'batchStopped' | 'cancelled' }>;

export class AdaptiveLimiter {
	private active = 0;
	private pausing = false;
	private readonly queue: QueuedTask[] = [];

	private stopReason: StopReason | undefined;
	private readonly stoppedAccounts = new Set<string>();
	/** Each sleep has its own signal, because Node warns of a signal with many listeners. */
	private readonly sleepers = new Set<AbortController>();

	private readonly waitsOfBatch = new Stopwatch({ waitedMs: 0 });
	private readonly waitsOfExecution: Stopwatch;

	/** @param pace what earlier batches of the execution have left; it is kept up to date */
	constructor(
		private readonly clock: Clock,
		private readonly policy: BatchPolicy,
		private readonly pace: Pace,
	) {
		this.waitsOfExecution = stopwatchOf(pace);
	}

	/** Milliseconds that this batch has waited for the service so far. */
	get waitedMs(): number {
		return this.waitsOfBatch.waitedMs(this.clock.now());
	}

	/** Milliseconds until the end of the pause; not above 0 where there is none. */
	private get pauseLeftMs(): number {
		return this.pace.pausedUntil - this.clock.now();
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

	/** True when a request of the account may go out at this moment. */
	isOpen(account: string): boolean {
		return this.reasonToStop(account) === undefined && this.pauseLeftMs <= 0;
	}

	/** The reason why a wait is not possible: it is longer than what is left of the budget. */
	reasonAgainst({ milliseconds, asked }: Wait): BlockedReason | undefined {
		const waitedMs = this.waitsOfExecution.waitedMs(this.clock.now());
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
		if (milliseconds > this.pauseLeftMs) {
			this.pace.pausedUntil = now + milliseconds;
			this.pace.pauseAsked = asked;
		}
		this.pace.successesInARow = 0;
		if (sentAt < this.pace.reducedAt) return;
		this.pace.reducedAt = now;
		this.pace.reducedLimit = Math.max(1, Math.floor(this.limit / 2));
	}

	/** A request was accepted. After enough of them one more may be under way. */
	recordSuccess(): void {
		this.pace.successesInARow += 1;
		if (this.pace.successesInARow < RECOVER_AFTER) return;
		if (this.limit >= this.policy.maxConcurrency) return;
		this.pace.successesInARow = 0;
		this.pace.reducedLimit = this.limit + 1;
	}

	private startNext(): void {
		const milliseconds = this.pauseLeftMs;
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
		const stopwatches = [this.waitsOfBatch, this.waitsOfExecution];
		for (const stopwatch of stopwatches) stopwatch.begin(this.clock.now());
		let reason = reasonToStop();
		while (reason === undefined && this.clock.now() < until) {
			const sleeper = new AbortController();
			this.sleepers.add(sleeper);
			await this.clock.sleep(until - this.clock.now(), sleeper.signal);
			this.sleepers.delete(sleeper);
			reason = reasonToStop();
		}
		for (const stopwatch of stopwatches) stopwatch.end(this.clock.now());
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
