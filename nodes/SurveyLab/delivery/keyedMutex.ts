import { deferred } from '../surveylab/deferred';
import { failure, success, type Result } from '../surveylab/result';

interface Turn {
	/** No earlier task with the key is left. */
	readonly free: boolean;
	/** Resolves when every earlier task with the key has ended. */
	readonly earlier: Promise<unknown>;
	/** Lets the next task begin. */
	leave(): void;
}

/** Lets tasks with the same key run one after another, in the order of asking. */
export class KeyedMutex {
	private readonly tails = new Map<string, Promise<unknown>>();

	async run<Value>(key: string, task: () => Promise<Value>): Promise<Value> {
		const { earlier, leave } = this.enter(key);
		try {
			await earlier;
			return await task();
		} finally {
			leave();
		}
	}

	/** Like `run`, but a task that still waits when `stopped` resolves does not run. */
	async runUnless<Value>(
		stopped: Promise<unknown>,
		key: string,
		task: () => Promise<Value>,
	): Promise<Result<Value, 'stopped'>> {
		const { free, earlier, leave } = this.enter(key);
		try {
			const mayRun =
				free || (await Promise.race([earlier.then(() => true), stopped.then(() => false)]));
			return mayRun ? success(await task()) : failure('stopped');
		} finally {
			leave();
		}
	}

	private enter(key: string): Turn {
		const before = this.tails.get(key);
		const earlier = before ?? Promise.resolve();
		const { promise: left, resolve: leave } = deferred();
		const tail = Promise.all([earlier, left]).then(() => {
			// Without this, keys that nobody uses any more would stay for ever.
			if (this.tails.get(key) === tail) this.tails.delete(key);
		});
		this.tails.set(key, tail);
		return { free: before === undefined, earlier, leave };
	}
}
