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
}

export type Held =
	| { readonly held: 'halted' }
	| { readonly held: 'asksTooLong'; readonly askedMs: number }
	| { readonly held: 'waitedEnough' };

export class Pace {
	private limit: number;
	private active = 0;
	private goodInARow = 0;
	private pausedUntil = 0;
	private slowedDownAt = -Infinity;
	private readonly queue: Array<() => void> = [];
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

	/** Lets nothing further go out, and ends every wait. */
	halt(): void {
		this.stop.abort();
		this.wakeAll();
	}

	/** Resolves to `undefined` when a request may go out; it must be followed by `release`. */
	async turn(): Promise<Held | undefined> {
		for (;;) {
			if (this.halted) return { held: 'halted' };
			const rest = this.pausedUntil - this.clock.now();
			if (rest > 0) {
				const held = await this.wait(rest);
				if (held !== undefined) {
					// Whoever woke this one meant it for somebody who goes.
					this.queue.shift()?.();
					return held;
				}
			} else if (this.active < this.limit) {
				this.active += 1;
				return undefined;
			} else {
				await new Promise<void>((resolve) => this.queue.push(resolve));
			}
		}
	}

	release(): void {
		this.active -= 1;
		this.queue.shift()?.();
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
		this.queue.shift()?.();
	}

	private wakeAll(): void {
		for (const wake of this.queue.splice(0)) wake();
	}
}
