/** Tasks that begin within this time share a timer. A timer for each task costs as much as reading a response. */
const TOGETHER_MS = 1_000;

interface Deadline {
	readonly shareUntil: number;
	/** What ends each task that still runs. */
	readonly waiting: Set<() => void>;
}

type OnExpired = (error: Error) => void;

/** Ends tasks that take too long. n8n's rules allow no timer but the one of `AbortSignal`. */
export class Deadlines {
	private readonly newest = new Map<number, Deadline>();

	/**
	 * Runs a task that must end within this time or up to a second later.
	 * @param task gets a function that registers what happens at the deadline
	 * @throws what the task throws, or an error with the code ECONNABORTED
	 */
	async within<Value>(
		milliseconds: number,
		task: (atDeadline: (onExpired: OnExpired) => void) => Promise<Value>,
	): Promise<Value> {
		const { waiting } = this.deadlineAfter(milliseconds);
		return await new Promise<Value>((resolve, reject) => {
			const expired = Object.assign(new Error('The answer did not end'), { code: 'ECONNABORTED' });
			let onExpired: OnExpired = () => {};
			const expire = () => {
				reject(expired);
				onExpired(expired);
			};
			waiting.add(expire);
			const atDeadline = (registered: OnExpired) => {
				onExpired = registered;
			};
			void task(atDeadline)
				.then(resolve, reject)
				.then(() => waiting.delete(expire));
		});
	}

	private deadlineAfter(milliseconds: number): Deadline {
		const now = Date.now();
		const newest = this.newest.get(milliseconds);
		if (newest !== undefined && now < newest.shareUntil) return newest;
		const deadline: Deadline = { shareUntil: now + TOGETHER_MS, waiting: new Set() };
		const expireAll = () => {
			for (const expire of deadline.waiting) expire();
		};
		const signal = AbortSignal.timeout(milliseconds + TOGETHER_MS);
		signal.addEventListener('abort', expireAll, { once: true });
		this.newest.set(milliseconds, deadline);
		return deadline;
	}
}
