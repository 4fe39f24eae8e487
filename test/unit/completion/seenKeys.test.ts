import fc from 'fast-check';

import { isFirstTime, type SeenStore } from '../../../nodes/SurveyLab/completion/seenKeys';
import { runs } from '../../properties';

let triggers = 0;
/** One that this process does not remember. */
const newTrigger = () => `workflow ${(triggers += 1)}`;

describe('a key', () => {
	it('comes first once', () => {
		const [trigger, store] = [newTrigger(), {}];
		expect(isFirstTime(trigger, store, 'a')).toBe(true);
		expect(isFirstTime(trigger, store, 'b')).toBe(true);
		expect(isFirstTime(trigger, store, 'a')).toBe(false);
	});

	it('is known to the store after a restart, and not as it is', () => {
		const store: SeenStore = {};
		isFirstTime(newTrigger(), store, 'ann@example.com');
		expect(store.seenKeys).toEqual([expect.stringMatching(/^[\w-]{16}$/)]);
		const stored = JSON.parse(JSON.stringify(store)) as SeenStore;
		expect(isFirstTime(newTrigger(), stored, 'ann@example.com')).toBe(false);
	});

	it('is known to this process while the store lags behind', () => {
		const trigger = newTrigger();
		expect(isFirstTime(trigger, {}, 'a')).toBe(true);
		expect(isFirstTime(trigger, {}, 'a')).toBe(false);
		const late: SeenStore = {};
		expect(isFirstTime(trigger, late, 'b')).toBe(true);
		expect(late.seenKeys).toHaveLength(2);
	});

	it('is kept apart by trigger', () => {
		expect(isFirstTime(newTrigger(), {}, 'a')).toBe(true);
		expect(isFirstTime(newTrigger(), {}, 'a')).toBe(true);
	});

	it('is forgotten after a thousand others', () => {
		const [trigger, store] = [newTrigger(), {} as SeenStore];
		for (let number = 0; number <= 1000; number += 1)
			expect(isFirstTime(trigger, store, `k${number}`)).toBe(true);
		expect(store.seenKeys).toHaveLength(1000);
		expect(isFirstTime(trigger, store, 'k1')).toBe(false);
		expect(isFirstTime(trigger, store, 'k0')).toBe(true);
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
					const isNew = isFirstTime(trigger, store, name);
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
