/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import axios from 'axios';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Webhook calls a second, and the most under way at once. */
export const POSTS_PER_SECOND = 60;
const POSTS_AT_ONCE = 20;
/** The last event of so many has the key of an earlier one. */
export const REPEATED = 10;
/** How many tens further ahead that is, every second time; otherwise right ahead. */
const FAR = 7;

export interface Event {
	readonly name: string;
	readonly key: string;
	/** Sent by hand once more, whatever n8n remembers of the key. */
	readonly again?: boolean;
}

/** No key comes more than twice. */
export function eventsOf(path: string, count: number): Event[] {
	const placeOfKey = (index: number): number => {
		if (index % REPEATED !== REPEATED - 1) return index;
		const ten = Math.floor(index / REPEATED);
		if (ten % 2 === 0) return index - 1;
		return (ten < FAR ? ten : ten - FAR) * REPEATED;
	};
	return Array.from({ length: count }, (_, index) => ({
		name: `event-${index}`,
		key: `${path}-${placeOfKey(index)}`,
	}));
}

/** Half of them with keys of their own, and after that one key after the other, each in two events at once. */
export function eventsWithTwins(path: string, count: number): Event[] {
	const half = Math.floor(count / 2);
	const placeOfKey = (index: number): number =>
		index < half ? index : half + Math.floor((index - half) / 2);
	return Array.from({ length: count }, (_, index) => ({
		name: `event-${index}`,
		key: `${path}-${placeOfKey(index)}`,
	}));
}

/** Posts at the given rate; gives back the events that n8n did not take. */
export async function postAll(url: string, events: readonly Event[]): Promise<Event[]> {
	const agent = new Agent({ keepAlive: true, maxSockets: POSTS_AT_ONCE });
	const client = axios.create({
		httpAgent: agent,
		proxy: false,
		timeout: 30_000,
		validateStatus: () => true,
	});
	const notTaken: Event[] = [];
	const post = async (event: Event): Promise<void> => {
		const { name, key, again = false } = event;
		const { status } = await client
			.post(url, {
				event: name,
				email: `${key}@example.com`,
				crk: key,
				// Its name in the example.
				response_key: key,
				again,
			})
			.catch(() => ({ status: 0 }));
		if (status !== 200) notTaken.push(event);
	};

	const since = Date.now();
	const underWay = new Set<Promise<unknown>>();
	for (const [index, event] of events.entries()) {
		await sleep(Math.max(0, since + (index * 1000) / POSTS_PER_SECOND - Date.now()));
		while (underWay.size >= POSTS_AT_ONCE) await Promise.race(underWay);
		const posted: Promise<unknown> = post(event).finally(() => underWay.delete(posted));
		underWay.add(posted);
	}
	await Promise.all(underWay);
	agent.destroy();
	return notTaken;
}
