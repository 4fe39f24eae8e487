/** Tasks that begin within this time share a timer. A timer for each task costs as much as reading a response. */
const TOGETHER_MS = 1_000;

interface Deadline {
	readonly shareUntil: number;
	readonly onExpired: Set<() => void>;
}

/** Ends tasks that take too long. n8n's rules allow no timer but the one of `AbortSignal`. */
export class Deadlines {
	private readonly newest = new Map<number, Deadline>();

	/**
	 * Runs a task that must end within this time or up to a second later.
	 * @param task gets a function that registers what is to be destroyed at the deadline
	 * @throws what the task throws, or an error with the code ECONNABORTED
	 */
	async within<Value>(
		milliseconds: number,
		task: (atDeadline: (destroy: (error: Error) => void) => void) => Promise<Value>,
	): Promise<Value> {
		const { onExpired } = this.deadlineAfter(milliseconds);
		return await new Promise<Value>((resolve, reject) => {
			const expired = Object.assign(new Error('The answer did not end'), { code: 'ECONNABORTED' });
			let destroy: (error: Error) => void = () => {};
			const expire = () => {
				reject(expired);
				destroy(expired);
			};
			onExpired.add(expire);
			void task((destroyLate) => {
				destroy = destroyLate;
			})
				.then(resolve, reject)
				.then(() => onExpired.delete(expire));
		});
	}

	private deadlineAfter(milliseconds: number): Deadline {
		const now = Date.now();
		const newest = this.newest.get(milliseconds);
		if (newest !== undefined && now < newest.shareUntil) return newest;
		const deadline: Deadline = { shareUntil: now + TOGETHER_MS, onExpired: new Set() };
		const expireAll = () => {
			for (const expire of deadline.onExpired) expire();
		};
		const signal = AbortSignal.timeout(milliseconds + TOGETHER_MS);
		signal.addEventListener('abort', expireAll, { once: true });
		this.newest.set(milliseconds, deadline);
		return deadline;
	}
}
