import fc from 'fast-check';

import { recordKey, type SeenStore } from '../../../nodes/SurveyLab/completion/seenKeys';
import { runs } from '../../properties';

let triggers = 0;
/** One that this process does not remember. */
const newTrigger = () => `workflow ${(triggers += 1)}`;

describe('a key', () => {
	it('comes first once', () => {
		const [trigger, store] = [newTrigger(), {}];
		expect(recordKey(trigger, store, 'a')).toBe('new');
		expect(recordKey(trigger, store, 'b')).toBe('new');
		expect(recordKey(trigger, store, 'a')).toBe('known');
	});

	it('is known to the store after a restart, and not as it is', () => {
		const store: SeenStore = {};
		recordKey(newTrigger(), store, 'ann@example.com');
		expect(store.seenKeys).toEqual([expect.stringMatching(/^[\w-]{16}$/)]);
		const stored = JSON.parse(JSON.stringify(store)) as SeenStore;
		expect(recordKey(newTrigger(), stored, 'ann@example.com')).toBe('known');
	});

	it('is known to this process while the store lags behind', () => {
		const trigger = newTrigger();
		expect(recordKey(trigger, {}, 'a')).toBe('new');
		expect(recordKey(trigger, {}, 'a')).toBe('known');
		const late: SeenStore = {};
		expect(recordKey(trigger, late, 'b')).toBe('new');
		expect(late.seenKeys).toHaveLength(2);
	});

	it('is kept apart by trigger', () => {
		expect(recordKey(newTrigger(), {}, 'a')).toBe('new');
		expect(recordKey(newTrigger(), {}, 'a')).toBe('new');
	});

	it('is forgotten after a thousand others', () => {
		const [trigger, store] = [newTrigger(), {} as SeenStore];
		for (let number = 0; number <= 1000; number += 1)
			expect(recordKey(trigger, store, `k${number}`)).toBe('new');
		expect(store.seenKeys).toHaveLength(1000);
		expect(recordKey(trigger, store, 'k1')).toBe('known');
		expect(recordKey(trigger, store, 'k0')).toBe('new');
		expect(store.seenKeys).toHaveLength(1000);
	});

	it('comes through once, in whatever order calls overlap', () => {
		const key = fc.constantFrom('a', 'b', 'c', 'd');
		fc.assert(
			fc.property(fc.array(fc.tuple(key, fc.nat(3)), { maxLength: 30 }), (calls) => {
				const trigger = newTrigger();
				const saved: SeenStore[] = [{}];
				const first = calls.filter(([name, lag]) => {
					const store = structuredClone(saved.at(-1 - Math.min(lag, saved.length - 1)) ?? {});
					const isNew = recordKey(trigger, store, name) === 'new';
					saved.push(store);
					return isNew;
				});
				expect(first.map(([name]) => name).sort()).toEqual(
					[...new Set(calls.map(([name]) => name))].sort(),
				);
			}),
			runs(1000),
		);
	});
});
