import { checkFault, type Fault } from './faults';
import type { RecordedRequest } from './records';

export type Decide = (request: RecordedRequest, nth: number) => Fault | undefined;

/** Which fault the next request meets: the queue first, then the deciding function. */
export class Script {
	private queue: Fault[] = [];

	private decide: Decide | undefined;

	private asked = 0;

	add(faults: readonly unknown[]): void {
		// All are checked before the first is queued: half a script would mislead.
		this.queue.push(...faults.map(checkFault));
	}

	decideBy(decide?: Decide): void {
		this.decide = decide;
		this.asked = 0;
	}

	next(request: RecordedRequest): Fault | undefined {
		const queued = this.queue.shift();
		if (queued !== undefined || this.decide === undefined) return queued;
		this.asked += 1;
		const decided = this.decide(request, this.asked);
		return decided === undefined ? undefined : checkFault(decided);
	}

	clear(): void {
		this.queue = [];
		this.decideBy();
	}
}
