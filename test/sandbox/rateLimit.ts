import { json, type Answer } from './answers';

export interface RateLimit {
	perSecond: number;
	/** How Retry-After is given; default seconds. */
	retryAfter?: 'seconds' | 'date' | 'none' | undefined;
}

const WINDOW = 1000;

/** Throws for anything but a rate limit; undefined and null mean "no limit". */
export function checkRateLimit(value: unknown): RateLimit | undefined {
	if (value === undefined || value === null) return undefined;
	const { perSecond, retryAfter } = value as Partial<RateLimit>;
	if (typeof perSecond !== 'number' || !(perSecond >= 0)) {
		throw new TypeError('perSecond must be a number from 0');
	}
	if (retryAfter !== undefined && !['seconds', 'date', 'none'].includes(retryAfter)) {
		throw new TypeError('retryAfter must be seconds, date or none');
	}
	return { perSecond, retryAfter };
}

/** A fixed window of one second that opens with the first request after the last one. */
export class RateLimiter {
	private limit: RateLimit | undefined;

	private windowStart = -Infinity;

	private passed = 0;

	set(limit?: RateLimit): void {
		this.limit = checkRateLimit(limit);
		this.windowStart = -Infinity;
		this.passed = 0;
	}

	/** The refusal, or undefined when the request may pass. */
	check(now: number): Answer | undefined {
		if (this.limit === undefined) return undefined;
		if (now - this.windowStart >= WINDOW) {
			this.windowStart = now;
			this.passed = 0;
		}
		if (this.passed < this.limit.perSecond) {
			this.passed += 1;
			return undefined;
		}
		return json(429, { status: false, notification: 'Too many requests' }, this.retryAfter());
	}

	private retryAfter(): Record<string, string> {
		switch (this.limit?.retryAfter ?? 'seconds') {
			case 'none':
				return {};
			case 'date': {
				// An HTTP date has whole seconds; rounded up, so that it is never before the window's end.
				const end = Math.ceil((this.windowStart + WINDOW) / 1000) * 1000;
				return { 'retry-after': new Date(end).toUTCString() };
			}
			default:
				return { 'retry-after': '1' };
		}
	}
}
