/**
 * Takes items in, one after another in their order: when somebody asks for one, and a few ahead
 * while everybody waits for the service, so that a free slot need not wait for an item to be read.
 */

/** What a service that lets some fifty requests through a second takes at once after a pause, and as much again. */
export const READ_AHEAD = 100;

export class Intake<T> {
	private next = 0;
	private closed = false;
	private readingAhead = false;
	private last: Promise<unknown> = Promise.resolve();
	private readonly ahead: Array<Promise<T>> = [];

	/**
	 * @param read never called again before it has settled
	 * @param most how many items may lie ready
	 * @param breathe resolves after whatever else is ready to be done: an answer, a request to be written
	 */
	constructor(
		private readonly count: number,
		private readonly read: (index: number) => Promise<T>,
		private readonly most: number,
		private readonly breathe: () => Promise<unknown>,
	) {}

	/** The next item, if there is one; rejects once `read` has. */
	take(): Promise<T> | undefined {
		if (this.closed) return undefined;
		const ready = this.ahead.shift();
		return ready !== undefined || this.next >= this.count ? ready : this.readNext();
	}

	/** Nobody will ask any more. */
	close(): void {
		this.closed = true;
	}

	/** Reads on until enough items lie ready; not before half of them are gone, so as not to slow down a burst. */
	async readAhead(): Promise<void> {
		if (this.readingAhead || this.ahead.length > this.most / 2) return;
		this.readingAhead = true;
		while (this.ahead.length < this.most && this.next < this.count) {
			const { next } = this;
			await this.breathe();
			if (this.closed) break;
			// Whoever found nothing ready is reading already: there is no time to spare.
			if (this.next !== next) continue;
			const item = this.readNext();
			this.ahead.push(item);
			// Whoever takes the item hears of it.
			await item.catch(() => undefined);
		}
		this.readingAhead = false;
	}

	private readNext(): Promise<T> {
		const index = this.next++;
		const item = this.last.then(async () => await this.read(index));
		this.last = item;
		return item;
	}
}
