import { historyMessages } from '../../../nodes/SurveyLab/messages';
import { sentKeys, type KeyStore } from '../../../nodes/SurveyLab/delivery/history';

const UNIQUE =
	'SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId, processed_data.context';
const UNIQUE_ON_POSTGRES =
	'duplicate key value violates unique constraint "PK_ca04b9d8dc72de268fe07a65773"';

/** A store that reads and writes as a whole, with time in between, and throws as told. */
function storeOf(options: { keys?: string[]; throws?: string[] } = {}) {
	let keys: readonly string[] = options.keys ?? [];
	const throws = [...(options.throws ?? [])];
	let busy = 0;
	const seen = { most: 0, calls: [] as string[], keys: () => keys };
	async function work<T>(call: string, change: (read: readonly string[]) => T): Promise<T> {
		busy += 1;
		seen.most = Math.max(seen.most, busy);
		seen.calls.push(call);
		const read = keys;
		for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
		busy -= 1;
		const error = throws.shift();
		if (error !== undefined) throw new TypeError(error);
		return change(read);
	}
	const store: KeyStore = {
		record: async (key) =>
			await work(`record ${key}`, (read) => {
				keys = read.includes(key) ? read : [...read, key];
				return read.includes(key) ? 'known' : 'new';
			}),
		forget: async (key) =>
			await work(`forget ${key}`, (read) => {
				keys = read.filter((other) => other !== key);
			}),
		count: async () => await work('count', (read) => read.length),
	};
	return { store, seen };
}

describe('the history of sent keys', () => {
	it('tells new keys from known ones', async () => {
		const { store } = storeOf({ keys: ['a'] });
		expect(await sentKeys(store).claim('a')).toBe('known');
		expect(await sentKeys(store).claim('b')).toBe('new');
		expect(await sentKeys(store).claim('b')).toBe('known');
	});

	it('takes a key back', async () => {
		const { store, seen } = storeOf({ keys: ['a', 'b'] });
		await sentKeys(store).release('a');
		expect(seen.keys()).toEqual(['b']);
	});

	it('has one lock for all keys and all users, so that no key is lost', async () => {
		const { store, seen } = storeOf({ keys: ['old'] });
		const [one, other] = [sentKeys(store), sentKeys(store)];
		await Promise.all([
			one.claim('a'),
			other.claim('b'),
			one.release('old'),
			other.claim('c'),
			one.count(),
		]);
		expect(seen.most).toBe(1);
		expect(seen.keys()).toEqual(['a', 'b', 'c']);
		expect(seen.calls).toEqual(['record a', 'record b', 'forget old', 'record c', 'count']);
	});

	it('opens the lock again after an error', async () => {
		const { store } = storeOf({ throws: ['SQLITE_BUSY'] });
		const keys = sentKeys(store);
		const [first, second] = await Promise.all([keys.claim('a'), keys.claim('b')]);
		expect(first).toEqual({ text: historyMessages.unusable });
		expect(second).toBe('new');
	});

	it.each([UNIQUE, UNIQUE_ON_POSTGRES])(
		'tries once more when it met another process: %s',
		async (error) => {
			const { store, seen } = storeOf({ throws: [error] });
			expect(await sentKeys(store).claim('a')).toBe('new');
			expect(seen.calls).toEqual(['record a', 'record a']);
		},
	);

	it('gives up when that happens twice', async () => {
		const { store, seen } = storeOf({ throws: [UNIQUE, UNIQUE] });
		expect(await sentKeys(store).claim('a')).toEqual({ text: historyMessages.unusable });
		expect(seen.calls).toHaveLength(2);
	});

	it('asks for a saved workflow when the database knows none', async () => {
		const { store, seen } = storeOf({
			throws: ['SQLITE_CONSTRAINT: FOREIGN KEY constraint failed'],
		});
		expect(await sentKeys(store).claim('a')).toEqual({ text: historyMessages.unsavedWorkflow });
		expect(seen.calls).toHaveLength(1);
	});

	it('does not try again after another error: the key may have been recorded and would look known', async () => {
		const { store, seen } = storeOf({ throws: ['Connection terminated unexpectedly'] });
		expect(await sentKeys(store).claim('a')).toEqual({ text: historyMessages.unusable });
		expect(seen.calls).toHaveLength(1);
	});

	it('keeps a key that cannot be taken back, and lets the batch go on', async () => {
		const { store, seen } = storeOf({ keys: ['a'], throws: ['SQLITE_BUSY'] });
		await expect(sentKeys(store).release('a')).resolves.toBeUndefined();
		expect(seen.keys()).toEqual(['a']);
	});

	it('counts, and counts nothing where the store cannot be read', async () => {
		expect(await sentKeys(storeOf({ keys: ['a', 'b'] }).store).count()).toBe(2);
		expect(await sentKeys(storeOf({ throws: ['SQLITE_BUSY'] }).store).count()).toBe(0);
	});
});
