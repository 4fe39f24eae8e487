/**
 * How fast an execution may send: at most so many requests at once, a pause shared by all when the
 * service asks for one, and a budget for waiting. Clock and sleep are passed in.
 */

import { RECOVER_AFTER, TOTAL_WAIT_MS } from './policy';

export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after the time, or at once when the signal aborts; never rejects. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
	/** Resolves when whatever was ready to be done has had its turn. */
	breathe(): Promise<void>;
}

export type Held =
	| { readonly held: 'halted' }
	| { readonly held: 'asksTooLong'; readonly askedMs: number }
	| { readonly held: 'waitedEnough' };

/** Somebody whose turn has not come. */
interface Waiter {
	task(): Promise<object>;
	resolve(done: object): void;
	reject(reason: unknown): void;
}

export class Pace {
	private limit: number;
	private active = 0;
	private goodInARow = 0;
	private pausedUntil = 0;
	private sittingOut = false;
	private slowedDownAt = -Infinity;
	private readonly queue: Waiter[] = [];
	private readonly stop = new AbortController();

	// Waits of several items overlap; what counts is the time during which anybody waited.
	private waiting = 0;
	private waitingSince = 0;
	private waitedBefore = 0;

	constructor(
		private readonly clock: Clock,
		private readonly maxConcurrency: number,
		private readonly maxWaitMs: number,
	) {
		this.limit = maxConcurrency;
	}

	get halted(): boolean {
		return this.stop.signal.aborted;
	}

	/** Milliseconds spent waiting for the service so far. */
	get waitedMs(): number {
		return this.waitedBefore + (this.waiting > 0 ? this.clock.now() - this.waitingSince : 0);
	}

	/** Lets nothing further go out, and ends every wait; who queues hears of it when a request under way ends. */
	halt(): void {
		this.stop.abort();
	}

	/**
	 * Carries out the task when its turn comes, first come, first served, or tells why it does not come.
	 * The task starts in the very moment of its turn, so that no halt or pause can fall in between.
	 */
	async inTurn<T extends object>(task: () => Promise<T>): Promise<T | Held> {
		return await new Promise((resolve, reject) => {
			this.queue.push({ task, resolve, reject });
			this.letIn();
		});
	}

	/** Waits for the service, if limit and budget allow. */
	async wait(milliseconds: number): Promise<Held | undefined> {
		if (milliseconds > this.maxWaitMs) return { held: 'asksTooLong', askedMs: milliseconds };
		if (this.waitedMs + milliseconds > TOTAL_WAIT_MS) return { held: 'waitedEnough' };
		if (this.waiting === 0) this.waitingSince = this.clock.now();
		this.waiting += 1;
		await this.clock.sleep(milliseconds, this.stop.signal);
		this.waiting -= 1;
		if (this.waiting === 0) this.waitedBefore += this.clock.now() - this.waitingSince;
		return this.halted ? { held: 'halted' } : undefined;
	}

	/**
	 * The service has had too many requests: everybody pauses, and half as many go out at once.
	 * @param sentAt when the refused request went out: those of one burst count as one warning
	 */
	slowDown(pauseMs: number, sentAt: number): void {
		const now = this.clock.now();
		this.pausedUntil = Math.max(this.pausedUntil, now + pauseMs);
		this.goodInARow = 0;
		if (sentAt < this.slowedDownAt) return;
		this.slowedDownAt = now;
		this.limit = Math.max(1, Math.floor(this.limit / 2));
	}

	/** A request went through; after enough of them one more may be under way. */
	wentThrough(): void {
		this.goodInARow += 1;
		if (this.goodInARow < RECOVER_AFTER || this.limit >= this.maxConcurrency) return;
		this.goodInARow = 0;
		this.limit += 1;
	}

	private letIn(): void {
		if (this.halted) return this.sendAway({ held: 'halted' });
		const rest = this.pausedUntil - this.clock.now();
		if (rest > 0) return void this.sitOut(rest);
		while (this.active < this.limit) {
			const waiter = this.queue.shift();
			if (waiter === undefined) return;
			void this.carryOut(waiter);
		}
	}

	private async carryOut({ task, resolve, reject }: Waiter): Promise<void> {
		this.active += 1;
		await task().then(resolve, reject);
		this.active -= 1;
		this.letIn();
	}

	/** One sleep for all who queue: it keeps their order. */
	private async sitOut(rest: number): Promise<void> {
		if (this.sittingOut || this.queue.length === 0) return;
		this.sittingOut = true;
		const held = await this.wait(rest);
		this.sittingOut = false;
		if (held === undefined) this.letIn();
		else this.sendAway(held);
	}

	private sendAway(held: Held): void {
		for (const { resolve } of this.queue.splice(0)) resolve(held);
	}
}
