import { deliver } from '../../../nodes/SurveyLab/delivery/deliver';
import { Ledger } from '../../../nodes/SurveyLab/delivery/ledger';
import { heldMessages, historyMessages } from '../../../nodes/SurveyLab/messages';
import { isFailure, type Outcome } from '../../../nodes/SurveyLab/delivery/outcome';
import type { Reply } from '../../../nodes/SurveyLab/surveylab/responses';
import { SimulatedClock } from './simulatedClock';
import {
	outcomesOf,
	POLICY,
	World,
	type Delivered,
	type MannerName,
	type Plan,
	type Setting,
} from './simulation';

async function delivered(
	items: Plan['items'],
	plan: Omit<Plan, 'items'> = {},
	setting: Setting = {},
): Promise<Delivered> {
	return await new World(setting).deliver({ items, ...plan });
}

const keysSent = ({ sent }: Delivered) => sent.map(({ key }) => key);

function only({ settled }: Delivered, index = 0): Outcome {
	const [outcome, ...more] = settled[index] ?? [];
	if (outcome === undefined || more.length > 0)
		throw new RangeError(`Item ${index} was settled ${more.length} times more`);
	return outcome;
}

function textOf(outcome: Outcome) {
	return isFailure(outcome) ? outcome.text : undefined;
}

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
		expect(result.report).toEqual({ waitedMs: 0 });
	});

	it('is tagged when the survey address answers with success, whatever it says', async () => {
		const result = await delivered(['A'], { endpoint: 'survey' }, { behaviours: ['html'] });
		expect(only(result)).toEqual({ outcome: 'tagged', attempts: 1, statusCode: 200 });
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
	it('start in the order of the input, however long reading takes', async () => {
		const items = Array.from({ length: 20 }, (_, number) => ({
			key: `K-${number}`,
			readingTakesMs: (number * 7) % 20,
		}));
		const result = await delivered(items, { policy: { maxConcurrency: 8 } });
		expect(keysSent(result)).toEqual(items.map(({ key }) => key));
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
			text: heldMessages.asksTooLong(900_000),
			attempts: 1,
			statusCode: 503,
		});
		expect(result.waits).toEqual([]);
	});

	it('of a 429 beyond Longest Wait ends those behind as well, without asking again', async () => {
		const result = await delivered(['A', 'B', 'C'], one, { behaviours: ['429 Retry-After: 7200'] });
		expect(outcomesOf(result)).toEqual(['notSent', 'notSent', 'notSent']);
		expect(textOf(only(result, 2))).toEqual(heldMessages.asksTooLong(7_200_000));
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
	it('ends after five minutes together; what is left is not sent', async () => {
		const long = Array.from({ length: 10 }, (): MannerName => '429 Retry-After: 45');
		const result = await delivered(
			['A', 'B'],
			{ policy: { maxConcurrency: 1, maxAttempts: 8 } },
			{ behaviours: long },
		);
		expect(result.report.waitedMs).toBe(6 * 45_000);
		expect(only(result)).toMatchObject({
			outcome: 'notSent',
			attempts: 7,
			text: heldMessages.waitedEnough(270_000),
		});
		expect(only(result, 1)).toMatchObject({ outcome: 'notSent', attempts: 0 });
	});
});

describe('a refused token', () => {
	it.each<MannerName>(['401', '403'])('stops the batch: %s', async (manner) => {
		const result = await delivered(['A', 'B', 'C'], one, { behaviours: ['accept', manner] });
		expect(outcomesOf(result)).toEqual(['accepted', 'rejected', 'notSent']);
		expect(textOf(only(result, 2))).toBe(heldMessages.batchStopped);
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

describe('cancelling', () => {
	it('before the start sends nothing', async () => {
		const settled: Outcome[] = [];
		const clock = new SimulatedClock();
		await clock.until(
			deliver(
				{
					count: 1,
					stopAtFailure: false,
					policy: POLICY,
					prepare: async () =>
						await Promise.resolve({
							call: { endpoint: 'api', url: 'u', identity: 'A', slashInValue: false },
						}),
					settle: (_index, outcome) => settled.push(outcome),
				},
				{
					send: async () => await Promise.reject(new TypeError('sent')),
					clock,
					random: () => 0,
					ledger: new Ledger({}, 0),
					scrub: (text) => text,
					cancelSignal: AbortSignal.abort(),
				},
			),
		);
		expect(settled).toEqual([{ outcome: 'notSent', text: heldMessages.cancelled, attempts: 0 }]);
	});

	it('leaves what is under way to end, and sends nothing further', async () => {
		const result = await delivered(['A', 'B'], { ...one, cancelAfterMs: 50 });
		expect(outcomesOf(result)).toEqual(['accepted', 'notSent']);
		expect(textOf(only(result, 1))).toBe(heldMessages.cancelled);
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
			text: heldMessages.cancelled,
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
	it('the first failure ends the delivery and is told', async () => {
		const result = await delivered(
			['A', 'B', 'C'],
			{ ...one, stopAtFailure: true },
			{ behaviours: ['accept', '400'] },
		);
		expect(keysSent(result)).toEqual(['A', 'B']);
		expect(result.report.failed).toEqual({ index: 1, failure: only(result, 1) });
		expect(result.settled[2]).toEqual([]);
	});

	it('of several that failed by themselves the first of the input is told', async () => {
		const behaviours = [
			{ does: '400', takesMs: 300 },
			{ does: '404', takesMs: 100 },
		] as const;
		const result = await delivered(
			['A', 'B', 'C'],
			{ stopAtFailure: true, policy: { maxConcurrency: 2 } },
			{ behaviours },
		);
		expect(result.report.failed).toMatchObject({ index: 0, failure: { statusCode: 400 } });
		expect(keysSent(result)).toEqual(['A', 'B']);
	});

	it('an item that was only held back is not told', async () => {
		const behaviours = [
			{ does: '503 Retry-After: 50', takesMs: 10 },
			{ does: '401', takesMs: 100 },
		] as const;
		const result = await delivered(['A', 'B', 'C'], { stopAtFailure: true }, { behaviours });
		expect(result.report.failed).toMatchObject({ index: 1, failure: { statusCode: 401 } });
		expect(result.settled[0]).toEqual([]);
	});

	it('nothing is told when all went well', async () => {
		expect((await delivered(['A', 'A', 'B'], { stopAtFailure: true })).report).toEqual({
			waitedMs: 0,
		});
	});
});

describe('a key that stands several times in the input', () => {
	it('is sent once, whatever became of it', async () => {
		const result = await delivered(['A', 'B', 'A', 'B'], {}, { behaviours: ['accept', '400'] });
		expect(outcomesOf(result)).toEqual(['accepted', 'rejected', 'duplicate', 'duplicate']);
		expect(keysSent(result)).toEqual(['A', 'B']);
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
		expect(second.settled.slice(0, 3)).toEqual(first.settled.slice(0, 3));
		expect(keysSent(second)).toEqual(['D']);
	});

	it('in a later round of a loop knows duplicates, leaves the unknown, and sends what was refused', async () => {
		const world = new World({ behaviours });
		await world.deliver(plan);
		const later = await world.deliver({ ...plan, run: 1 });
		expect(outcomesOf(later)).toEqual(['duplicate', 'accepted', 'unknown', 'accepted']);
		expect(keysSent(later)).toEqual(['B', 'D']);
	});

	it('takes a request for unknown that was under way when everything ended', async () => {
		const clock = new SimulatedClock();
		const store = {};
		const settled: Outcome[] = [];
		const call = { endpoint: 'api' as const, url: 'u', identity: 'A', slashInValue: false };
		const run = async (send: () => Promise<Reply>) =>
			await deliver(
				{
					count: 1,
					stopAtFailure: false,
					policy: POLICY,
					prepare: async () => await Promise.resolve({ call }),
					settle: (_index, outcome) => settled.push(outcome),
				},
				{ send, clock, random: () => 0, ledger: new Ledger(store, 0), scrub: (text) => text },
			);
		await expect(run(async () => await Promise.reject(new TypeError('crash')))).rejects.toThrow(
			'crash',
		);
		await run(async () => await Promise.reject(new TypeError('sent again')));
		expect(settled).toEqual([
			{ outcome: 'unknown', text: heldMessages.unknownEarlier, attempts: 0 },
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

	it.each<MannerName>(['500', 'reset', 'timeout', 'html'])(
		'a key stays after "%s", and the item says so',
		async (manner) => {
			const result = await delivered(['A'], sendOnce, { behaviours: [manner] });
			expect([...result.historyAfter]).toEqual(['A']);
			expect(textOf(only(result))?.description).toContain(historyMessages.keptInHistory);
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

	it('Ignore History This Time sends all the same, and leaves an old key in the history whatever happens', async () => {
		const result = await delivered(
			['A', 'B', 'C'],
			{ ...sendOnce, ignoreHistory: true },
			{
				inHistory: ['A', 'B'],
				behaviours: ['accept', '400', '400'],
			},
		);
		expect(outcomesOf(result)).toEqual(['accepted', 'rejected', 'rejected']);
		expect([...result.historyAfter]).toEqual(['A', 'B']);
	});

	it('a workflow that is not saved is asked to be saved, and nothing is sent', async () => {
		const result = await delivered(['A'], sendOnce, { recording: ['FOREIGN KEY'] });
		expect(only(result)).toEqual({
			outcome: 'notSent',
			text: historyMessages.unsavedWorkflow,
			attempts: 0,
		});
		expect(result.sent).toEqual([]);
	});

	it('a store that met another process is asked once more', async () => {
		expect(outcomesOf(await delivered(['A'], sendOnce, { recording: ['UNIQUE'] }))).toEqual([
			'accepted',
		]);
	});

	it('many workers at once lose no key', async () => {
		const items = Array.from({ length: 12 }, (_, number) => `K-${number}`);
		const result = await delivered(items, { sendOnce: true, policy: { maxConcurrency: 12 } });
		expect([...result.historyAfter]).toEqual(items);
	});
});

it('takes secrets out of what the server says', async () => {
	const clock = new SimulatedClock();
	const settled: Outcome[] = [];
	const replies: Reply[] = [
		{ status: 200, headers: {}, body: '{"status":true,"notification":"hello s3cret"}' },
		{ status: 200, headers: {}, body: '{"status":false,"notification":"no s3cret"}' },
		{ status: 302, headers: { location: 'https://s3cret.example/' } },
	];
	await clock.until(
		deliver(
			{
				count: replies.length,
				stopAtFailure: false,
				policy: POLICY,
				prepare: async (index) =>
					await Promise.resolve({
						call: { endpoint: 'api', url: 'u', identity: `${index}`, slashInValue: false },
					}),
				settle: (_index, outcome) => settled.push(outcome),
			},
			{
				send: async (_call, index) =>
					await Promise.resolve(replies[index] ?? { status: 500, headers: {} }),
				clock,
				random: () => 0,
				ledger: new Ledger({}, 0),
				scrub: (text) => text.replaceAll('s3cret', '***'),
			},
		),
	);
	expect(JSON.stringify(settled)).not.toContain('s3cret');
	expect(JSON.stringify(settled).match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(3);
});
