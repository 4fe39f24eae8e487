/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- tests run in Node itself, not inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 60_000;
const POLL_MS = 100;

/** Reads again until what is expected holds: a page shows things a little later. */
export async function soon<T>(
	read: () => T | Promise<T>,
	expected: (value: T) => void,
	waitMs = WAIT_MS,
): Promise<void> {
	const end = Date.now() + waitMs;
	for (;;) {
		try {
			expected(await read());
			return;
		} catch (error) {
			if (Date.now() > end) throw error;
		}
		await sleep(POLL_MS);
	}
}
