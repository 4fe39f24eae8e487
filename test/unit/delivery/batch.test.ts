import { deliverBatch } from '../../../nodes/SurveyLab/delivery/batch';
import { SentKeyHistory } from '../../../nodes/SurveyLab/delivery/history';
import { KeyedMutex } from '../../../nodes/SurveyLab/delivery/keyedMutex';
import { Ledger, type LedgerStore } from '../../../nodes/SurveyLab/delivery/ledger';
import { newPace } from '../../../nodes/SurveyLab/delivery/limiter';
import { isFailure } from '../../../nodes/SurveyLab/delivery/outcome';
import type { OutgoingRequest } from '../../../nodes/SurveyLab/delivery/request';
import type { RawResponse } from '../../../nodes/SurveyLab/surveylab/responses';
import { success } from '../../../nodes/SurveyLab/surveylab/result';
import { SimulatedClock } from './simulatedClock';
import {
	BATCH_POLICY,
	EXECUTION,
	outcomesOf,
	PLACE,
	REQUEST_POLICY,
	World,
	type Delivered,
	type MannerName,
	type Plan,
	type Setting,
	type SimulatedOutcome,
} from './simulation';

async function delivered(
	items: Plan['items'],
	plan: Omit<Plan, 'items'> = {},
	setting: Setting = {},
): Promise<Delivered> {
	return await new World(setting).deliver({ items, ...plan });
}

const keysSent = ({ sent }: Delivered) => sent.map(({ key }) => key);

function only({ outcomes }: Delivered, index = 0): SimulatedOutcome {
	const outcome = outcomes[index];
	if (outcome === undefined) throw new RangeError(`Item ${index} has no outcome`);
	return outcome;
}

function reasonOf(outcome: SimulatedOutcome) {
	return isFailure(outcome) ? outcome.reason : undefined;
}

/** Delivers requests without a world: each is answered as told. */
async function answered(
	requests: readonly OutgoingRequest[],
	send: (request: OutgoingRequest) => Promise<RawResponse>,
	more: { store?: LedgerStore; cancelSignal?: AbortSignal; scrub?: (text: string) => string } = {},
) {
	const clock = new SimulatedClock();
	const { store = {}, scrub = (text: string) => text, cancelSignal } = more;
	const report = await clock.until(
		deliverBatch(
			requests.map((request) => ({ request })),
			{ ...BATCH_POLICY, stopAtFailure: false, pace: newPace() },
			{
				send,
				clock,
				random: () => 0,
				ledger: new Ledger(store, { execution: EXECUTION, place: PLACE }),
				keyLocks: new KeyedMutex(),
				history: new SentKeyHistory({
					name: 'none',
					record: async () => await Promise.reject(new TypeError('recorded')),
					forget: async () => await Promise.reject(new TypeError('forgotten')),
				}),
				scrub,
				...(cancelSignal === undefined ? {} : { cancelSignal }),
			},
		),
	);
	return report.delivered.map(({ outcome }) => outcome);
}

const requestOf = (idempotencyKey: string): OutgoingRequest => ({
	endpoint: 'api',
	url: 'https://surveylab.test/api.php',
	account: 'home',
	idempotencyKey,
	policy: REQUEST_POLICY,
});

const one = { policy: { maxConcurrency: 1 } };
const retryOnce = { policy: { repeatUnknownOnce: true } };

describe('an item', () => {
	it('is accepted when SurveyLab says so', async () => {
		const result = await delivered(['A']);
		expect(only(result)).toEqual({
			outcome: 'accepted',
			attempts: 1,
			statusCode: 200,
			notification: 'Contact was added',
		});
		expect(result.report.waitedMs).toBe(0);
	});

	it('is accepted when the survey address answers with success, whatever it says', async () => {
		const result = await delivered(['A'], { endpoint: 'survey' }, { behaviours: ['html'] });
		expect(only(result)).toEqual({ outcome: 'accepted', attempts: 1, statusCode: 200 });
	});

	it('keeps an outcome that is known without a request', async () => {
		const result = await delivered([{ kind: 'preview' }, { kind: 'invalid' }, 'A']);
		expect(outcomesOf(result)).toEqual(['preview', 'invalid', 'accepted']);
		expect(keysSent(result)).toEqual(['A']);
	});

	it.each<[MannerName, string, number]>([
		['status:false', 'rejected', 200],
		['html', 'unknown', 200],
		['empty', 'unknown', 200],
		['endless body', 'unknown', 200],
		['302', 'rejected', 302],
		['400', 'rejected', 400],
		['404', 'rejected', 404],
		['401', 'rejected', 401],
		['403', 'rejected', 403],
		['500', 'unknown', 500],
		['502', 'unknown', 502],
		['503', 'unknown', 503],
		['504', 'unknown', 504],
	])('that met "%s" is %s after one request', async (manner, outcome, statusCode) => {
		const result = await delivered(['A'], {}, { behaviours: [manner] });
		expect(only(result)).toMatchObject({ outcome, attempts: 1, statusCode });
		expect(keysSent(result)).toEqual(['A']);
	});

	it.each<[MannerName, string]>([
		['certificate', 'notSent'],
		['blocked by n8n', 'notSent'],
		['407', 'notSent'],
		['reset', 'unknown'],
		['timeout', 'unknown'],
	])('that met "%s" is %s after one request', async (manner, outcome) => {
		expect(only(await delivered(['A'], {}, { behaviours: [manner] }))).toMatchObject({
			outcome,
			attempts: 1,
		});
	});

	it.each<MannerName>([
		'429',
		'503 Retry-After: 3',
		'ECONNREFUSED',
		'ENOTFOUND',
		'ETIMEDOUT connecting',
	])('is sent again, with the same address, after "%s"', async (manner) => {
		const result = await delivered(['A'], {}, { behaviours: [manner, manner] });
		expect(only(result)).toMatchObject({ outcome: 'accepted', attempts: 3 });
		expect(new Set(result.sent.map(({ url }) => url)).size).toBe(1);
	});

	it('is not sent more often than Max Attempts', async () => {
		const result = await delivered(
			['A'],
			{ policy: { maxAttempts: 3 } },
			{ behaviours: ['429', '429', '429'] },
		);
		expect(only(result)).toMatchObject({ outcome: 'notSent', attempts: 3, statusCode: 429 });
	});
});

describe('requests', () => {
	it('start in the order of the input', async () => {
		const items = Array.from({ length: 20 }, (_, number) => `K-${number}`);
		const result = await delivered(items, { policy: { maxConcurrency: 8 } });
		expect(keysSent(result)).toEqual(items);
	});

	it('are never more at once than Max Concurrent Requests', async () => {
		const items = Array.from({ length: 40 }, (_, number) => `K-${number}`);
		expect((await delivered(items, { policy: { maxConcurrency: 7 } })).mostUnderWay).toBe(7);
	});
});

describe('Retry-After', () => {
	it.each<[MannerName, number]>([
		['429 Retry-After: 45', 45_000],
		['503 Retry-After: 3', 3000],
		['503 Retry-After: date in 4', 4000],
	])('of "%s" is waited for exactly', async (manner, waitMs) => {
		const result = await delivered(['A'], {}, { behaviours: [manner], random: [0.3] });
		expect(result.sent[1]?.at).toBe((result.sent[0]?.ended?.at ?? 0) + waitMs);
		expect(result.report.waitedMs).toBe(waitMs);
	});

	it('beyond Longest Wait ends the item at once, which says how long SurveyLab asks for', async () => {
		const result = await delivered(['A'], {}, { behaviours: ['503 Retry-After: 900'] });
		expect(only(result)).toEqual({
			outcome: 'notSent',
			reason: { kind: 'askedToWaitTooLong', askedMs: 900_000 },
			attempts: 1,
			statusCode: 503,
		});
		expect(result.waits).toEqual([]);
	});

	it('of a 429 beyond Longest Wait ends those behind as well, without asking again', async () => {
		const result = await delivered(['A', 'B', 'C'], one, { behaviours: ['429 Retry-After: 7200'] });
		expect(outcomesOf(result)).toEqual(['notSent', 'notSent', 'notSent']);
		expect(reasonOf(only(result, 2))).toEqual({ kind: 'askedToWaitTooLong', askedMs: 7_200_000 });
		expect(keysSent(result)).toEqual(['A']);
	});
});

describe('a 429', () => {
	it('holds back everybody, a 503 only its own item', async () => {
		const afterA = async (manner: MannerName) => {
			const { sent } = await delivered(
				['A', 'B', 'C'],
				{ policy: { maxConcurrency: 2 } },
				{
					behaviours: [
						{ does: manner, takesMs: 10 },
						{ does: 'accept', takesMs: 20 },
					],
				},
			);
			const start = sent[0]?.at ?? 0;
			return sent.map(({ key, at }) => [key, at - start]);
		};
		expect(await afterA('503 Retry-After: 3')).toEqual([
			['A', 0],
			['B', 0],
			['C', 20],
			['A', 3010],
		]);
		expect(await afterA('429 Retry-After: 2')).toEqual([
			['A', 0],
			['B', 0],
			['A', 2010],
			['C', 2110],
		]);
	});

	it('halves the requests at once, one time for a burst', async () => {
		const items = Array.from({ length: 30 }, (_, number) => `K-${number}`);
		const burst = Array.from({ length: 8 }, (): MannerName => '429 Retry-After: 2');
		const { sent } = await delivered(
			items,
			{ policy: { maxConcurrency: 8 } },
			{ behaviours: burst },
		);
		const afterPause = sent[8]?.at;
		expect(sent.filter(({ at }) => at === afterPause)).toHaveLength(4);
	});
});

describe('waiting', () => {
	it('ends after Longest Wait together; what is left is not sent', async () => {
		const long = Array.from({ length: 10 }, (): MannerName => '429 Retry-After: 45');
		const result = await delivered(
			['A', 'B'],
			{ policy: { maxConcurrency: 1, maxAttempts: 8, maxWaitMs: 300_000 } },
			{ behaviours: long },
		);
		expect(result.report.waitedMs).toBe(6 * 45_000);
		expect(only(result)).toMatchObject({
			outcome: 'notSent',
			attempts: 7,
			reason: { kind: 'askedToWaitTooLong', askedMs: 45_000 },
		});
		expect(only(result, 1)).toMatchObject({ outcome: 'notSent', attempts: 0 });
	});

	it('that nobody asked for ends with it, too, and says how long was waited', async () => {
		const result = await delivered(
			['A'],
			{ policy: { maxAttempts: 8, maxWaitMs: 2000 } },
			{ behaviours: ['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED'], random: [0.5] },
		);
		expect(only(result)).toEqual({
			outcome: 'notSent',
			attempts: 3,
			reason: { kind: 'waitedEnough', waitedMs: 1500 },
		});
	});

	it('is as long as asked for, however many digits the server sends', async () => {
		const result = await delivered(['A'], {}, { behaviours: ['429 Retry-After: 11 digits'] });
		expect(only(result)).toMatchObject({
			outcome: 'notSent',
			attempts: 1,
			reason: { kind: 'askedToWaitTooLong', askedMs: 99_999_999_999_000 },
		});
		expect(keysSent(result)).toEqual(['A']);
	});
});

describe('a refused token', () => {
	it.each<MannerName>(['401', '403'])('stops the batch: %s', async (manner) => {
		const result = await delivered(['A', 'B', 'C'], one, { behaviours: ['accept', manner] });
		expect(outcomesOf(result)).toEqual(['accepted', 'rejected', 'notSent']);
		expect(reasonOf(only(result, 2))).toEqual({ kind: 'accountStopped' });
		expect(keysSent(result)).toEqual(['A', 'B']);
	});

	it('leaves what is under way its own outcome, and ends waits', async () => {
		const result = await delivered(
			['A', 'B', 'C'],
			{},
			{
				behaviours: [
					'503 Retry-After: 50',
					{ does: '401', takesMs: 200 },
					{ does: 'accept', takesMs: 900 },
				],
			},
		);
		expect(outcomesOf(result)).toEqual(['notSent', 'rejected', 'accepted']);
		expect(result.report.waitedMs).toBe(100);
	});
});

describe('two accounts', () => {
	const a = (key: string) => ({ key, account: 'a' });
	const b = (key: string) => ({ key, account: 'b' });

	it('do not stop each other when one token is refused', async () => {
		const result = await delivered([a('1'), b('2'), a('3'), b('4')], one, {
			behaviours: ['401'],
		});
		expect(outcomesOf(result)).toEqual(['rejected', 'accepted', 'notSent', 'accepted']);
		expect(reasonOf(only(result, 2))).toEqual({ kind: 'accountStopped' });
		expect(keysSent(result)).toEqual(['1', '2', '4']);
	});

	it('may have the same key', async () => {
		const result = await delivered([a('1'), b('1'), a('1')]);
		expect(outcomesOf(result)).toEqual(['accepted', 'accepted', 'duplicate']);
	});

	it('wait for the service together: the one that goes on does so in its order', async () => {
		const result = await delivered(
			[a('1'), a('2'), b('3'), b('4')],
			{ policy: { maxConcurrency: 3 } },
			{
				behaviours: [
					'429 Retry-After: 45',
					{ does: '401', takesMs: 300 },
					{ does: 'accept', takesMs: 400 },
				],
			},
		);
		expect(outcomesOf(result)).toEqual(['notSent', 'rejected', 'accepted', 'accepted']);
		expect(result.sent[3]?.at).toBe((result.sent[0]?.ended?.at ?? 0) + 45_000);
	});

	it('leave no wait behind that nobody waits for', async () => {
		const world = new World({
			behaviours: ['429 Retry-After: 45', { does: '401', takesMs: 300 }],
		});
		const result = await world.deliver({ items: ['A', 'B'] });
		expect(outcomesOf(result)).toEqual(['notSent', 'rejected']);
		expect(result.report.waitedMs).toBe(200);
		expect(world.clock.pending).toBe(0);
	});
});

describe('cancelling', () => {
	it('before the start sends nothing', async () => {
		expect(
			await answered([requestOf('A')], async () => await Promise.reject(new TypeError('sent')), {
				cancelSignal: AbortSignal.abort(),
			}),
		).toEqual([{ outcome: 'notSent', reason: { kind: 'cancelled' }, attempts: 0 }]);
	});

	it('leaves what is under way to end, and sends nothing further', async () => {
		const result = await delivered(['A', 'B'], { ...one, cancelAfterMs: 50 });
		expect(outcomesOf(result)).toEqual(['accepted', 'notSent']);
		expect(reasonOf(only(result, 1))).toEqual({ kind: 'cancelled' });
	});

	it('makes a request unknown that it breaks off, and does not repeat it', async () => {
		const result = await delivered(['A', 'B'], {
			policy: { maxConcurrency: 1, repeatUnknownOnce: true },
			cancelAfterMs: 50,
			cancelBreaksOff: true,
		});
		expect(outcomesOf(result)).toEqual(['unknown', 'notSent']);
		expect(keysSent(result)).toEqual(['A']);
	});

	it('ends a wait at once', async () => {
		const result = await delivered(
			['A', 'B'],
			{ ...one, cancelAfterMs: 1100 },
			{ behaviours: ['429 Retry-After: 45'] },
		);
		expect(outcomesOf(result)).toEqual(['notSent', 'notSent']);
		expect(result.report.waitedMs).toBe(1000);
		expect(only(result)).toEqual({
			outcome: 'notSent',
			reason: { kind: 'cancelled' },
			attempts: 1,
			statusCode: 429,
		});
	});

	it('while a key is being claimed takes it back: nothing was sent', async () => {
		const result = await delivered(
			['A'],
			{ sendOnce: true, cancelAfterMs: 5 },
			{ storeTakesMs: 10 },
		);
		expect(outcomesOf(result)).toEqual(['notSent']);
		expect(result.sent).toEqual([]);
		expect([...result.historyAfter]).toEqual([]);
	});
});

describe('without Continue On Fail', () => {
	it('the first failure ends the delivery', async () => {
		const result = await delivered(
			['A', 'B', 'C'],
			{ ...one, stopAtFailure: true },
			{ behaviours: ['accept', '400'] },
		);
		expect(keysSent(result)).toEqual(['A', 'B']);
		expect(outcomesOf(result)).toEqual(['accepted', 'rejected', 'notSent']);
		expect(reasonOf(only(result, 2))).toEqual({ kind: 'batchStopped' });
	});

	it('what is under way when another item fails keeps its own outcome', async () => {
		const behaviours = [
			{ does: '400', takesMs: 300 },
			{ does: '404', takesMs: 100 },
		] as const;
		const result = await delivered(
			['A', 'B', 'C'],
			{ stopAtFailure: true, policy: { maxConcurrency: 2 } },
			{ behaviours },
		);
		expect(only(result)).toMatchObject({ outcome: 'rejected', statusCode: 400 });
		expect(only(result, 1)).toMatchObject({ outcome: 'rejected', statusCode: 404 });
		expect(keysSent(result)).toEqual(['A', 'B']);
	});

	it('an item that was only held back says that it was', async () => {
		const behaviours = [
			{ does: '503 Retry-After: 50', takesMs: 10 },
			{ does: '400', takesMs: 100 },
		] as const;
		const result = await delivered(['A', 'B', 'C'], { stopAtFailure: true }, { behaviours });
		expect(only(result)).toEqual({
			outcome: 'notSent',
			reason: { kind: 'batchStopped' },
			attempts: 1,
			statusCode: 503,
		});
		expect(only(result, 1)).toMatchObject({ statusCode: 400 });
	});

	it('nobody is asked when one item is invalid, whichever it is', async () => {
		const result = await delivered(['A', 'B', { kind: 'invalid' }, 'C'], { stopAtFailure: true });
		expect(keysSent(result)).toEqual([]);
		expect(outcomesOf(result)).toEqual(['notSent', 'notSent', 'invalid', 'notSent']);
		expect(reasonOf(only(result))).toEqual({ kind: 'batchStopped' });
	});

	it('nobody is asked when two people have one key', async () => {
		const result = await delivered(['A', { key: 'K', person: 'x' }, { key: 'K', person: 'y' }], {
			stopAtFailure: true,
		});
		expect(keysSent(result)).toEqual([]);
		expect(outcomesOf(result)).toEqual(['notSent', 'notSent', 'invalid']);
	});

	it('nothing ends when all went well', async () => {
		const result = await delivered(['A', 'A', 'B'], { stopAtFailure: true });
		expect(outcomesOf(result)).toEqual(['accepted', 'duplicate', 'accepted']);
		expect(result.report.waitedMs).toBe(0);
	});
});

describe('the policy of an item', () => {
	it('is its own: attempts', async () => {
		const result = await delivered(
			[
				{ key: 'A', policy: { maxAttempts: 1 } },
				{ key: 'B', policy: { maxAttempts: 2 } },
			],
			one,
			{ behaviours: ['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED'] },
		);
		expect(result.outcomes).toMatchObject([
			{ outcome: 'notSent', attempts: 1 },
			{ outcome: 'notSent', attempts: 2 },
		]);
	});

	it('is its own: what to do when the connection breaks', async () => {
		const result = await delivered(
			[
				{ key: 'A', policy: { repeatUnknownOnce: true } },
				{ key: 'B', policy: { repeatUnknownOnce: false } },
			],
			{},
			{ behaviours: ['reset', 'reset'] },
		);
		expect(outcomesOf(result)).toEqual(['accepted', 'unknown']);
		expect(keysSent(result)).toEqual(['A', 'B', 'A']);
	});

	it('is its own: the history', async () => {
		const result = await delivered(
			[
				{ key: 'A', sendOnce: false },
				{ key: 'B', sendOnce: true },
			],
			{},
			{ inHistory: ['A', 'B'] },
		);
		expect(outcomesOf(result)).toEqual(['accepted', 'alreadySent']);
	});
});

describe('a key that stands several times in the input', () => {
	it('is sent once, whatever became of it', async () => {
		const result = await delivered(['A', 'B', 'A', 'B'], {}, { behaviours: ['accept', '400'] });
		expect(outcomesOf(result)).toEqual(['accepted', 'rejected', 'duplicate', 'duplicate']);
		expect(keysSent(result)).toEqual(['A', 'B']);
	});

	it('for another person is invalid there: one of them would never be asked', async () => {
		const result = await delivered([
			{ key: 'K', person: 'anna' },
			{ key: 'K', person: 'ben' },
			{ key: 'K', person: 'anna' },
		]);
		expect(outcomesOf(result)).toEqual(['accepted', 'invalid', 'duplicate']);
		expect(only(result, 1)).toEqual({
			outcome: 'invalid',
			reason: { kind: 'keyOfAnotherPerson' },
			attempts: 0,
		});
		expect(keysSent(result)).toEqual(['K']);
	});
});

describe('the ledger', () => {
	const items = ['A', 'B', 'C', 'D'];
	const behaviours: MannerName[] = [
		'accept',
		'status:false',
		'reset after accepting',
		'ECONNREFUSED',
	];
	const plan = { items, policy: { maxConcurrency: 1, maxAttempts: 1 } };

	it('has each key before its request goes out', async () => {
		const { sent } = await delivered(items);
		expect(sent.map(({ ledgerState }) => ledgerState)).toEqual(items.map(() => 'sending'));
	});

	it('tells again what was, when the whole node is run again, and sends only what is safe to send', async () => {
		const world = new World({ behaviours });
		const first = await world.deliver(plan);
		const second = await world.deliver(plan);
		expect(outcomesOf(first)).toEqual(['accepted', 'rejected', 'unknown', 'notSent']);
		expect(outcomesOf(second)).toEqual(['accepted', 'rejected', 'unknown', 'accepted']);
		expect(second.outcomes.slice(0, 3)).toEqual(first.outcomes.slice(0, 3));
		expect(keysSent(second)).toEqual(['D']);
	});

	it('in a later round of a loop knows duplicates, leaves the unknown, and sends what was refused', async () => {
		const world = new World({ behaviours });
		await world.deliver(plan);
		const later = await world.deliver({ ...plan, place: 'SurveyLab/1' });
		expect(outcomesOf(later)).toEqual(['duplicate', 'accepted', 'unknown', 'accepted']);
		expect(keysSent(later)).toEqual(['B', 'D']);
	});

	it('holds for a second node of the execution as for a later round', async () => {
		const world = new World({ behaviours });
		await world.deliver(plan);
		const other = await world.deliver({ ...plan, place: 'Copy of SurveyLab/0' });
		expect(outcomesOf(other)).toEqual(['duplicate', 'accepted', 'unknown', 'accepted']);
		expect(keysSent(other)).toEqual(['B', 'D']);
	});

	it('lets a key that was accepted or may have been stand for nobody else, in any round or node', async () => {
		const world = new World({ behaviours });
		await world.deliver(plan);
		const others = items.map((key) => ({ key, person: 'somebody else' }));
		for (const place of [PLACE, 'SurveyLab/1', 'Copy of SurveyLab/0']) {
			expect(
				outcomesOf(
					await world.deliver({ ...plan, items: [...others.slice(0, 1), others[2]!], place }),
				),
			).toEqual(['invalid', 'invalid']);
		}
		const later = await world.deliver({
			...plan,
			items: [others[1]!, others[3]!],
			place: 'SurveyLab/2',
		});
		expect(outcomesOf(later)).toEqual(['accepted', 'accepted']);
	});

	it('after the button Retry keeps what was accepted or unknown, and asks anew what was refused', async () => {
		const world = new World({ behaviours });
		const first = await world.deliver(plan);
		const retried = await world.deliver({ ...plan, execution: 'execution 2', retryOf: EXECUTION });
		expect(outcomesOf(retried)).toEqual(['accepted', 'accepted', 'unknown', 'accepted']);
		expect(keysSent(retried)).toEqual(['B', 'D']);
		expect([only(retried, 0), only(retried, 2)]).toEqual([only(first, 0), only(first, 2)]);
	});

	it('after the button Retry asks again at an account whose token was refused, unlike a whole-node repeat', async () => {
		const world = new World({ behaviours: ['401'] });
		const two = { items: ['A', 'B'], ...one };
		const first = await world.deliver(two);
		const repeated = await world.deliver(two);
		expect(repeated.outcomes).toEqual(first.outcomes);
		expect(repeated.sent).toEqual([]);
		const retried = await world.deliver({ ...two, execution: 'execution 2', retryOf: EXECUTION });
		expect(outcomesOf(retried)).toEqual(['accepted', 'accepted']);
	});

	it('is shared by calls at the same time: the second waits and is a duplicate', async () => {
		const world = new World();
		const calls = ['tool/0', 'tool/1', 'tool/2'].map((place) => ({ items: ['A'], place }));
		const delivered = await world.deliverTogether(calls);
		expect(delivered.map((one) => outcomesOf(one))).toEqual([
			['accepted'],
			['duplicate'],
			['duplicate'],
		]);
		expect(world.sent).toHaveLength(1);
	});

	it('lets the second of two calls at the same time send what was refused to the first', async () => {
		const world = new World({ behaviours: ['status:false'] });
		const calls = ['tool/0', 'tool/1'].map((place) => ({ items: ['A'], place }));
		const delivered = await world.deliverTogether(calls);
		expect(delivered.map((one) => outcomesOf(one))).toEqual([['rejected'], ['accepted']]);
	});

	it('takes a request for unknown that was under way when everything ended', async () => {
		const store: LedgerStore = {};
		const crash = async () => await Promise.reject(new TypeError('crash'));
		await expect(answered([requestOf('A')], crash, { store })).rejects.toThrow('crash');
		const again = async () => await Promise.reject(new TypeError('sent again'));
		expect(await answered([requestOf('A')], again, { store })).toEqual([
			{ outcome: 'unknown', reason: { kind: 'unknownEarlier' }, attempts: 0 },
		]);
	});
});

describe('an unknown outcome', () => {
	it('is repeated once with Retry Once, with the same address', async () => {
		const result = await delivered(['A'], retryOnce, { behaviours: ['500'] });
		expect(only(result)).toMatchObject({ outcome: 'accepted', attempts: 2 });
		expect(new Set(result.sent.map(({ url }) => url)).size).toBe(1);
	});

	it('that is refused on the repeat has probably counted', async () => {
		const result = await delivered(['A'], retryOnce, { behaviours: ['timeout after accepting'] });
		expect(only(result)).toMatchObject({
			outcome: 'probablyAccepted',
			attempts: 2,
			notification: 'Key was used',
		});
	});

	it('stays unknown after a second one, and is left at that', async () => {
		const result = await delivered(['A'], retryOnce, { behaviours: ['reset', '502', 'accept'] });
		expect(only(result)).toMatchObject({ outcome: 'unknown', attempts: 2, statusCode: 502 });
	});

	it.each<MannerName>(['400', '302', 'html', 'certificate'])(
		'stays unknown when the repeat meets "%s"',
		async (manner) => {
			const result = await delivered(['A'], retryOnce, {
				behaviours: ['500 after accepting', manner],
			});
			expect(only(result)).toMatchObject({ outcome: 'unknown', attempts: 2 });
		},
	);

	it('may meet a 429 on the repeat, which did nothing and is waited for', async () => {
		const result = await delivered(['A'], retryOnce, { behaviours: ['500', '429 Retry-After: 2'] });
		expect(only(result)).toMatchObject({ outcome: 'accepted', attempts: 3 });
	});

	it('stays unknown when the repeat is held back, and tells all requests', async () => {
		const result = await delivered(
			['A', 'B'],
			{ policy: { maxConcurrency: 1, repeatUnknownOnce: true } },
			{
				behaviours: ['500 after accepting', '429 Retry-After: 7200'],
			},
		);
		expect(only(result)).toMatchObject({ outcome: 'unknown', attempts: 2 });
		expect(only(result, 1)).toMatchObject({ outcome: 'notSent', attempts: 0 });
	});

	it('is not repeated beyond Max Attempts', async () => {
		const result = await delivered(
			['A'],
			{ policy: { maxAttempts: 1, repeatUnknownOnce: true } },
			{ behaviours: ['500'] },
		);
		expect(only(result)).toMatchObject({ outcome: 'unknown', attempts: 1 });
	});
});

describe('with sendOnce', () => {
	const sendOnce = { sendOnce: true, policy: { maxConcurrency: 1, maxAttempts: 1 } };

	it('a key that an earlier execution sent is not sent', async () => {
		const result = await delivered(['A', 'B'], sendOnce, { inHistory: ['A'] });
		expect(outcomesOf(result)).toEqual(['alreadySent', 'accepted']);
		expect(keysSent(result)).toEqual(['B']);
		expect([...result.historyAfter]).toEqual(['A', 'B']);
	});

	it.each<MannerName>(['status:false', '429', 'ECONNREFUSED', '400', '401', '302', 'certificate'])(
		'a key is taken back after "%s": nothing was accepted',
		async (manner) => {
			const result = await delivered(['A'], sendOnce, { behaviours: [manner] });
			expect(result.sent).toHaveLength(1);
			expect([...result.historyAfter]).toEqual([]);
		},
	);

	it.each([
		['accept', ['A']],
		['status:false', []],
	] as const)(
		'a key that another item sent without it is there after "%s": %j',
		async (manner, keys) => {
			const items = [
				{ key: 'A', sendOnce: false },
				{ key: 'A', sendOnce: true },
			];
			const result = await delivered(items, {}, { behaviours: [manner] });
			expect(outcomesOf(result)[1]).toBe('duplicate');
			expect([...result.historyAfter]).toEqual(keys);
		},
	);

	it.each<MannerName>(['500', 'reset', 'timeout', 'html'])(
		'a key stays after "%s", and the item says so',
		async (manner) => {
			const result = await delivered(['A'], sendOnce, { behaviours: [manner] });
			expect([...result.historyAfter]).toEqual(['A']);
			expect(reasonOf(only(result))).toMatchObject({ kind: 'response', keptInHistory: true });
		},
	);

	it('a key stays after a repeat that was refused', async () => {
		const policy = { ...sendOnce.policy, maxAttempts: 4, repeatUnknownOnce: true };
		const result = await delivered(
			['A'],
			{ sendOnce: true, policy },
			{ behaviours: ['timeout after accepting'] },
		);
		expect(outcomesOf(result)).toEqual(['probablyAccepted']);
		expect([...result.historyAfter]).toEqual(['A']);
	});

	it('a workflow that is not saved is asked to be saved, and nothing is sent', async () => {
		const result = await delivered(['A'], sendOnce, { recording: ['unsavedWorkflow'] });
		expect(only(result)).toEqual({
			outcome: 'notSent',
			reason: { kind: 'historyUnsavedWorkflow' },
			attempts: 0,
		});
		expect(result.sent).toEqual([]);
	});

	it('a key is recorded right before its request, and not before a pause', async () => {
		const world = new World({
			behaviours: ['429 Retry-After: 7200'],
			forgetting: ['unusable', 'unusable'],
		});
		await world.deliver({ ...sendOnce, items: ['A'] });
		const later = await world.deliver({ ...sendOnce, items: ['B'], place: 'SurveyLab/1' });
		expect(only(later)).toMatchObject({
			outcome: 'notSent',
			reason: { kind: 'askedToWaitTooLong' },
			attempts: 0,
		});
		expect([...later.historyAfter]).toEqual(['A']);
	});

	it('a store that met another process is asked once more', async () => {
		expect(outcomesOf(await delivered(['A'], sendOnce, { recording: ['createdTwice'] }))).toEqual([
			'accepted',
		]);
	});

	it('an execution that has the key at the same time waits for what becomes of it', async () => {
		const world = new World();
		const plans = ['execution 1', 'execution 2'].map((execution) => ({
			...sendOnce,
			items: ['A'],
			execution,
		}));
		const [first, second] = await world.deliverTogether(plans);
		expect(outcomesOf(first!)).toEqual(['accepted']);
		expect(outcomesOf(second!)).toEqual(['alreadySent']);
		expect(world.sent).toHaveLength(1);
	});

	it.each<MannerName>(['429', 'ECONNREFUSED', 'status:false', '400'])(
		'an execution that has the key at the same time sends it when the first one met "%s"',
		async (manner) => {
			const world = new World({ behaviours: [manner] });
			const plans = ['execution 1', 'execution 2'].map((execution) => ({
				...sendOnce,
				items: ['A'],
				execution,
			}));
			const [first, second] = await world.deliverTogether(plans);
			expect(isFailure(only(first!))).toBe(true);
			expect(outcomesOf(second!)).toEqual(['accepted']);
			expect(second!.sent[0]!.at).toBeGreaterThanOrEqual(first!.sent[0]!.ended!.at);
		},
	);

	it('an execution that waits for another one and is stopped sends nothing', async () => {
		const world = new World({ behaviours: [{ does: 'status:false', takesMs: 10_000 }] });
		const [, second] = await world.deliverTogether([
			{ ...sendOnce, items: ['A'], execution: 'execution 1' },
			{ ...sendOnce, items: ['A'], execution: 'execution 2', cancelAfterMs: 500 },
		]);
		expect(only(second!)).toEqual({
			outcome: 'notSent',
			reason: { kind: 'cancelled' },
			attempts: 0,
		});
		expect(world.sent).toHaveLength(1);
	});

	it('accepted keys are recorded once more at the end: another process may have written without them', async () => {
		const recorded: Array<readonly string[]> = [];
		const clock = new SimulatedClock();
		const policy = REQUEST_POLICY;
		const requests = ['A', 'B', 'C'].map((key) => ({
			request: { ...requestOf(key), historyKey: key, policy },
		}));
		await clock.until(
			deliverBatch(
				requests,
				{ ...BATCH_POLICY, stopAtFailure: false, pace: newPace() },
				{
					send: async ({ idempotencyKey }) =>
						await Promise.resolve({
							status: 200,
							headers: {},
							body: `{"status":${idempotencyKey !== 'B'}}`,
						}),
					clock,
					random: () => 0,
					ledger: new Ledger({}, { execution: EXECUTION, place: PLACE }),
					keyLocks: new KeyedMutex(),
					history: new SentKeyHistory({
						name: 'confirming',
						record: async (keys) => {
							recorded.push(keys);
							return await Promise.resolve(success('new' as const));
						},
						forget: async () => await Promise.resolve(),
					}),
					scrub: (text) => text,
				},
			),
		);
		expect(recorded).toEqual([['A'], ['B'], ['C'], ['A', 'C']]);
	});

	it('many workers at once lose no key', async () => {
		const items = Array.from({ length: 12 }, (_, number) => `K-${number}`);
		const result = await delivered(items, { sendOnce: true, policy: { maxConcurrency: 12 } });
		expect([...result.historyAfter]).toEqual(items);
	});
});

it('takes secrets out of what the server says', async () => {
	const responses: Record<string, RawResponse> = {
		accepted: { status: 200, headers: {}, body: '{"status":true,"notification":"hello s3cret"}' },
		refused: { status: 200, headers: {}, body: '{"status":false,"notification":"no s3cret"}' },
		redirected: { status: 302, headers: { location: 'https://s3cret.example/' } },
	};
	const outcomes = await answered(
		Object.keys(responses).map(requestOf),
		async ({ idempotencyKey }) => await Promise.resolve(responses[idempotencyKey]!),
		{ scrub: (text) => text.replaceAll('s3cret', '***') },
	);
	expect(JSON.stringify(outcomes)).not.toContain('s3cret');
	expect(JSON.stringify(outcomes).match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(3);
});
