import { identityHash, Ledger, type LedgerStore } from '../../../nodes/SurveyLab/delivery/ledger';
import { heldMessages } from '../../../nodes/SurveyLab/messages';
import type { Outcome } from '../../../nodes/SurveyLab/delivery/outcome';

const ACCEPTED: Outcome = {
	outcome: 'accepted',
	attempts: 2,
	statusCode: 200,
	notification: 'Contact was added',
};
const text = heldMessages.cancelled;

function ledgerOf(run: number, store: LedgerStore = {}) {
	return { store, ledger: new Ledger(store, run) };
}

describe('the ledger', () => {
	it('knows nothing of a key that was never sent', () => {
		expect(ledgerOf(0).ledger.find('a')).toBeUndefined();
	});

	it('has a key as being sent from before the request until after it', () => {
		const { ledger } = ledgerOf(3);
		ledger.begin('a');
		expect(ledger.find('a')).toEqual({ state: 'sending', run: 3 });
		ledger.complete('a', ACCEPTED);
		expect(ledger.find('a')).toEqual({ state: 'accepted', run: 3, outcome: ACCEPTED });
	});

	it.each([
		['accepted', 'accepted'],
		['tagged', 'accepted'],
		['probablyAccepted', 'accepted'],
		['alreadySent', 'accepted'],
	] as const)('takes "%s" for %s', (outcome, state) => {
		const { ledger } = ledgerOf(0);
		ledger.complete('a', { outcome, attempts: 1 });
		expect(ledger.find('a')?.state).toBe(state);
	});

	it.each([
		['rejected', 'refused'],
		['unknown', 'unknown'],
	] as const)('takes "%s" for %s and keeps what to tell', (outcome, state) => {
		const { ledger } = ledgerOf(0);
		const failure: Outcome = { outcome, text, attempts: 1 };
		ledger.complete('a', failure);
		expect(ledger.find('a')).toEqual({ state, run: 0, outcome: failure });
	});

	it.each(['notSent', 'invalid'] as const)(
		'keeps nothing to tell of "%s": it may be sent',
		(outcome) => {
			const { ledger } = ledgerOf(0);
			ledger.begin('a');
			ledger.complete('a', { outcome, text });
			expect(ledger.find('a')).toEqual({ state: 'notSent', run: 0 });
		},
	);

	it('tells a whole-node repeat, which keeps the number, from a later round of a loop', () => {
		const { store, ledger } = ledgerOf(0);
		ledger.complete('a', ACCEPTED);
		const entry = new Ledger(store, 0).find('a');
		expect(entry && new Ledger(store, 0).isOfThisRun(entry)).toBe(true);
		expect(entry && new Ledger(store, 1).isOfThisRun(entry)).toBe(false);
	});

	it('survives being saved with the execution', () => {
		const { store, ledger } = ledgerOf(0);
		ledger.complete('a', ACCEPTED);
		const saved = JSON.parse(JSON.stringify(store)) as LedgerStore;
		expect(new Ledger(saved, 0).find('a')).toEqual(ledger.find('a'));
	});
});

describe('the hash of an identity', () => {
	it('is short, and holds nothing of the key', () => {
		const hash = identityHash(['contact', 'collector', 'KEY-1']);
		expect(hash).toMatch(/^[\w-]{16}$/);
		expect(hash).not.toContain('KEY');
	});

	it('keeps apart what runs together when written side by side', () => {
		expect(identityHash(['a', 'bc'])).not.toBe(identityHash(['ab', 'c']));
		expect(identityHash(['a", "b'])).not.toBe(identityHash(['a', 'b']));
	});

	it('is the same for the same parts', () => {
		expect(identityHash(['a', 'b'])).toBe(identityHash(['a', 'b']));
	});
});
