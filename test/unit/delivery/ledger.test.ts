import { Ledger, type LedgerStore, type RunOfNode } from '../../../nodes/SurveyLab/delivery/ledger';
import {
	duplicate,
	keyOfAnotherPerson,
	type Outcome,
} from '../../../nodes/SurveyLab/delivery/outcome';
import { hashOf } from '../../../nodes/SurveyLab/surveylab/hash';

const ACCEPTED: Outcome = {
	outcome: 'accepted',
	attempts: 2,
	statusCode: 200,
	notification: 'Contact was added',
};
const reason = { kind: 'cancelled' } as const;
const REJECTED: Outcome = { outcome: 'rejected', reason, attempts: 1 };
const UNKNOWN: Outcome = { outcome: 'unknown', reason, attempts: 1 };

const HERE: RunOfNode = { execution: '7', place: 'SurveyLab/0' };
const NEXT_ROUND: RunOfNode = { ...HERE, place: 'SurveyLab/1' };
const OTHER_NODE: RunOfNode = { ...HERE, place: 'SurveyLab1/0' };
/** The button Retry: another execution, which inherits the ledger. */
const RETRY: RunOfNode = { ...HERE, execution: '8' };

const a = { idempotencyKey: 'a', person: 'anna' };
const ofBen = { idempotencyKey: 'a', person: 'ben' };

function after(outcome: Outcome): LedgerStore {
	const store: LedgerStore = {};
	const ledger = new Ledger(store, HERE);
	ledger.begin(a);
	ledger.complete(a, outcome);
	return store;
}

describe('the ledger', () => {
	it('knows nothing of a key that was never sent', () => {
		expect(new Ledger({}, HERE).recall(a)).toBeUndefined();
		expect(new Ledger({}, HERE).belongsToAnother(a)).toBe(false);
	});

	it('has a key as being sent from before the request until after it', () => {
		const store: LedgerStore = {};
		const ledger = new Ledger(store, HERE);
		ledger.begin(a);
		expect(store).toEqual({ a: { state: 'sending', ...HERE, person: 'anna' } });
		ledger.complete(a, ACCEPTED);
		expect(store).toEqual({ a: { state: 'accepted', ...HERE, person: 'anna', outcome: ACCEPTED } });
	});

	it('finds by the item what went out under another key, for the same person in the same place', () => {
		const item = { itemKey: 'item', person: 'anna' };
		const store: LedgerStore = {};
		const ledger = new Ledger(store, HERE);
		ledger.begin({ ...item, idempotencyKey: 'a', responseKey: 'K-1' });
		ledger.complete({ ...item, idempotencyKey: 'a', responseKey: 'K-1' }, ACCEPTED);
		const later = { ...item, idempotencyKey: 'b', responseKey: 'K-2' };

		for (const run of [HERE, RETRY]) {
			expect(new Ledger(store, run).recall(later)).toEqual({ ...ACCEPTED, sentKey: 'K-1' });
		}
		expect(ledger.recall({ ...later, person: 'ben' })).toBeUndefined();
		expect(ledger.recall({ ...later, itemKey: 'another item' })).toBeUndefined();
		ledger.complete({ ...item, idempotencyKey: 'a' }, { outcome: 'notSent', reason, attempts: 1 });
		expect(store).toEqual({});
	});

	it('names nobody where a request is not about a person', () => {
		const store: LedgerStore = {};
		const ledger = new Ledger(store, HERE);
		ledger.begin({ idempotencyKey: 'tag' });
		expect(Object.keys(store.tag ?? {})).toEqual(['state', 'execution', 'place']);
		ledger.complete({ idempotencyKey: 'tag' }, ACCEPTED);
		expect(Object.keys(store.tag ?? {})).toEqual(['state', 'outcome', 'execution', 'place']);
	});

	it.each(['accepted', 'tagged', 'probablyAccepted', 'alreadySent'] as const)(
		'takes "%s" for accepted',
		(outcome) => {
			expect(after({ outcome, attempts: 1 }).a?.state).toBe('accepted');
		},
	);

	it.each([['rejected'], ['unknown']] as const)('keeps "%s" and what to tell', (outcome) => {
		const failure: Outcome = { outcome, reason, attempts: 1 };
		expect(after(failure).a).toEqual({
			state: outcome,
			...HERE,
			person: 'anna',
			outcome: failure,
		});
	});

	it.each(['notSent', 'invalid'] as const)('keeps nothing of "%s": it may be sent', (outcome) => {
		expect(after({ outcome, reason, attempts: 1 })).toEqual({});
	});

	it('survives being saved with the execution', () => {
		const store = after(ACCEPTED);
		const saved = JSON.parse(JSON.stringify(store)) as LedgerStore;
		expect(new Ledger(saved, HERE).recall(a)).toEqual(ACCEPTED);
	});
});

describe('what the ledger knows of', () => {
	const unknownEarlier: Outcome = {
		outcome: 'unknown',
		reason: { kind: 'unknownEarlier' },
		attempts: 0,
	};
	const sending: LedgerStore = { a: { state: 'sending', ...HERE, person: 'anna' } };

	it.each<[string, LedgerStore, Array<Outcome | undefined>]>([
		['an accepted key', after(ACCEPTED), [ACCEPTED, duplicate, duplicate, ACCEPTED]],
		['a refused key', after(REJECTED), [REJECTED, undefined, undefined, undefined]],
		['an unknown key', after(UNKNOWN), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]],
		[
			'a key whose request was broken off',
			sending,
			[unknownEarlier, unknownEarlier, unknownEarlier, unknownEarlier],
		],
	])(
		'%s is right for a repeat, a later round, another node and the button Retry',
		(_, store, told) => {
			expect(
				[HERE, NEXT_ROUND, OTHER_NODE, RETRY].map((run) => new Ledger(store, run).recall(a)),
			).toEqual(told);
		},
	);

	it.each<[string, LedgerStore]>([
		['accepted', after(ACCEPTED)],
		['unknown', after(UNKNOWN)],
		['under way', sending],
	])('a key that is %s for one person cannot stand for another', (_, store) => {
		for (const run of [HERE, NEXT_ROUND, OTHER_NODE, RETRY]) {
			expect(new Ledger(store, run).belongsToAnother(ofBen)).toBe(true);
			expect(new Ledger(store, run).recall(ofBen)).toEqual(keyOfAnotherPerson);
		}
	});

	it('a key that was refused for one person may stand for another', () => {
		expect(new Ledger(after(REJECTED), NEXT_ROUND).belongsToAnother(ofBen)).toBe(false);
		expect(new Ledger(after(REJECTED), NEXT_ROUND).recall(ofBen)).toBeUndefined();
	});
});

describe('an account whose token was refused', () => {
	it('stays stopped when the node is repeated, and nowhere else: the person may have mended it', () => {
		const store: LedgerStore = {};
		new Ledger(store, HERE).stopAccount('home');
		expect(
			[HERE, NEXT_ROUND, OTHER_NODE, RETRY].map((run) =>
				new Ledger(store, run).isAccountStopped('home'),
			),
		).toEqual([true, false, false, false]);
		expect(new Ledger(store, HERE).isAccountStopped('elsewhere')).toBe(false);
	});

	it('is no key of the ledger', () => {
		const store: LedgerStore = {};
		new Ledger(store, HERE).stopAccount('home');
		expect(new Ledger(store, HERE).recall({ idempotencyKey: 'home' })).toBeUndefined();
	});
});

describe('the hash of an idempotency key', () => {
	it('is short, and holds nothing of the key', () => {
		const hash = hashOf(['contact', 'collector', 'KEY-1']);
		expect(hash).toMatch(/^[\w-]{16}$/);
		expect(hash).not.toContain('KEY');
	});

	it('keeps apart what runs together when written side by side', () => {
		expect(hashOf(['a', 'bc'])).not.toBe(hashOf(['ab', 'c']));
		expect(hashOf(['a", "b'])).not.toBe(hashOf(['a', 'b']));
	});

	it('is the same for the same parts', () => {
		expect(hashOf(['a', 'b'])).toBe(hashOf(['a', 'b']));
	});
});
