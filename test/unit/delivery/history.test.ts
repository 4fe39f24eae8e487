/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import {
	SentKeyHistory,
	type KeyStore,
	type StoreReason,
} from '../../../nodes/SurveyLab/delivery/history';
import { failure, success, type Result } from '../../../nodes/SurveyLab/surveylab/result';

const NEVER = new Promise<never>(() => {});
const UNUSABLE = { ok: false, reason: { kind: 'historyUnusable' } };

let stores = 0;

/** A store that reads and writes as a whole, with time in between, and fails as told. */
function storeOf(options: { keys?: string[]; fails?: StoreReason[]; name?: string } = {}) {
	let keys: readonly string[] = options.keys ?? [];
	const fails = [...(options.fails ?? [])];
	let busy = 0;
	const seen = { most: 0, calls: [] as string[], keys: () => keys };
	async function work<T>(
		call: string,
		change: (read: readonly string[]) => T,
	): Promise<Result<T, StoreReason>> {
		busy += 1;
		seen.most = Math.max(seen.most, busy);
		seen.calls.push(call);
		const read = keys;
		for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
		busy -= 1;
		const reason = fails.shift();
		return reason === undefined ? success(change(read)) : failure(reason);
	}
	const store: KeyStore = {
		name: options.name ?? `store ${(stores += 1)}`,
		record: async (asked) =>
			await work(`record ${asked.join(' ')}`, (read) => {
				keys = [...read, ...asked.filter((key) => !read.includes(key))];
				return asked.some((key) => read.includes(key)) ? 'known' : 'new';
			}),
		forget: async (key) => {
			await work(`forget ${key}`, (read) => {
				keys = read.filter((other) => other !== key);
			});
		},
	};
	return { store, seen };
}

describe('the history of sent keys', () => {
	it('tells new keys from known ones', async () => {
		const history = new SentKeyHistory(storeOf({ keys: ['a'] }).store);
		expect(await history.claim('a')).toEqual(success('known'));
		expect(await history.claim('b')).toEqual(success('new'));
		expect(await history.claim('b')).toEqual(success('known'));
	});

	it('takes a key back', async () => {
		const { store, seen } = storeOf({ keys: ['a', 'b'] });
		await new SentKeyHistory(store).release('a');
		expect(seen.keys()).toEqual(['b']);
	});

	it('has one lock for all keys and all users of a store, so that no key is lost', async () => {
		const { store, seen } = storeOf({ keys: ['old'] });
		const [one, other] = [new SentKeyHistory(store), new SentKeyHistory({ ...store })];
		await Promise.all([
			one.claim('a'),
			other.claim('b'),
			one.release('old'),
			other.claim('c'),
			one.confirm(['d', 'e']),
		]);
		expect(seen.most).toBe(1);
		expect(seen.keys()).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(seen.calls).toEqual(['record a', 'record b', 'forget old', 'record c', 'record d e']);
	});

	it('lets the stores of two workflows be used at the same time', async () => {
		const log: string[] = [];
		let finishLarge = () => {};
		const large: KeyStore = {
			name: 'large workflow',
			record: async () => {
				await new Promise<void>((resolve) => {
					finishLarge = resolve;
				});
				log.push('large');
				return success('new');
			},
			forget: async () => await Promise.resolve(),
		};
		const slow = new SentKeyHistory(large).claim('a');
		await new SentKeyHistory(storeOf({ name: 'small workflow' }).store).claim('a');
		log.push('small');
		finishLarge();
		await slow;
		expect(log).toEqual(['small', 'large']);
	});

	it('opens the lock again after a failure', async () => {
		const { store } = storeOf({ fails: ['unusable'] });
		const keys = new SentKeyHistory(store);
		const [first, second] = await Promise.all([keys.claim('a'), keys.claim('b')]);
		expect(first).toEqual(UNUSABLE);
		expect(second).toEqual(success('new'));
	});

	it('tries once more when it met another process', async () => {
		const { store, seen } = storeOf({ fails: ['createdTwice'] });
		expect(await new SentKeyHistory(store).claim('a')).toEqual(success('new'));
		expect(seen.calls).toEqual(['record a', 'record a']);
	});

	it('gives up when that happens twice', async () => {
		const { store, seen } = storeOf({ fails: ['createdTwice', 'createdTwice'] });
		expect(await new SentKeyHistory(store).claim('a')).toEqual(UNUSABLE);
		expect(seen.calls).toHaveLength(2);
	});

	it('asks for a saved workflow when the database knows none', async () => {
		const { store, seen } = storeOf({ fails: ['unsavedWorkflow'] });
		expect(await new SentKeyHistory(store).claim('a')).toEqual({
			ok: false,
			reason: { kind: 'historyUnsavedWorkflow' },
		});
		expect(seen.calls).toHaveLength(1);
	});

	it('does not try again after another failure: the key may have been recorded and would look known', async () => {
		const { store, seen } = storeOf({ fails: ['unusable'] });
		expect(await new SentKeyHistory(store).claim('a')).toEqual(UNUSABLE);
		expect(seen.calls).toHaveLength(1);
	});

	it('keeps a key that cannot be taken back, and lets the batch go on', async () => {
		const { store, seen } = storeOf({ keys: ['a'], fails: ['unusable'] });
		await expect(new SentKeyHistory(store).release('a')).resolves.toBeUndefined();
		expect(seen.keys()).toEqual(['a']);
	});

	it('brings back a key that another process has overwritten, in one call for all', async () => {
		const { store, seen } = storeOf({ keys: ['b'] });
		await new SentKeyHistory(store).confirm(['a', 'b', 'c']);
		expect(seen.keys()).toEqual(['b', 'a', 'c']);
		expect(seen.calls).toEqual(['record a b c']);
	});

	it('asks the store for nothing where nothing was accepted, and lets the batch end well when it fails', async () => {
		const { store, seen } = storeOf({ fails: ['unusable'] });
		await new SentKeyHistory(store).confirm([]);
		expect(seen.calls).toEqual([]);
		await expect(new SentKeyHistory(store).confirm(['a'])).resolves.toBeUndefined();
	});
});

describe('holding a key', () => {
	it('lets all of a process who share the store in one after another', async () => {
		const { store } = storeOf();
		const log: string[] = [];
		const task = (name: string) => async () => {
			log.push(`${name} in`);
			await new Promise((resolve) => setImmediate(resolve));
			log.push(`${name} out`);
			return name;
		};
		const held = await Promise.all([
			new SentKeyHistory(store).whileHolding('k', NEVER, task('one')),
			new SentKeyHistory({ ...store }).whileHolding('k', NEVER, task('two')),
		]);
		expect(log).toEqual(['one in', 'one out', 'two in', 'two out']);
		expect(held).toEqual([success('one'), success('two')]);
	});

	it('keeps nobody with another key or another store waiting', async () => {
		const { store } = storeOf();
		const log: string[] = [];
		const history = new SentKeyHistory(store);
		const held = history.whileHolding('k', NEVER, async () => {
			await history.whileHolding('l', NEVER, async () => void log.push('another key'));
			await new SentKeyHistory(storeOf().store).whileHolding(
				'k',
				NEVER,
				async () => void log.push('another store'),
			);
		});
		expect(await held).toEqual(success(undefined));
		expect(log).toEqual(['another key', 'another store']);
	});

	it('ends waiting when the delivery is stopped', async () => {
		const history = new SentKeyHistory(storeOf().store);
		const task = jest.fn(async () => await Promise.resolve());
		void history.whileHolding('k', NEVER, async () => await NEVER);
		expect(await history.whileHolding('k', Promise.resolve(), task)).toEqual({
			ok: false,
			reason: 'stopped',
		});
		expect(task).not.toHaveBeenCalled();
	});
});
