import fc from 'fast-check';

import { client, contactPath, get, statusOf, useSandbox } from './client';
import { runs } from '../../properties';

const sandbox = useSandbox({ collectors: ['mail-1', 'mail-2'], webCollectors: ['web-1'] });

const ACCEPTED = { status: true, notification: 'Action process correctly' };
const FAILED = { status: false, notification: 'Action failed' };

describe('adding a contact', () => {
	it('answers true in JSON and records all that was given', async () => {
		const details = {
			referrer: 'https://desk.example.com/tickets/7?x=1&y=2',
			language: 'pl',
			phone: '+48 123',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
			custom1: 'one',
			custom2: 'two',
			custom3: 'three',
			custom4: 'four',
			custom5: 'five',
			custom6: 'six',
			custom7: 'seven',
			custom8: 'eight',
		};
		const before = Date.now();
		const answer = await get(sandbox(), contactPath(sandbox(), details));

		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^application\/json/);
		expect(answer.data).toEqual(ACCEPTED);
		expect(sandbox().contacts).toEqual([
			{
				collectorId: 'mail-1',
				email: 'ann@example.com',
				crk: 'K-1',
				...details,
				at: expect.any(Number),
			},
		]);
		expect(sandbox().contacts[0]?.at).toBeGreaterThanOrEqual(before);
	});

	it('keeps absent details absent', async () => {
		await get(sandbox(), contactPath(sandbox()));
		const names = Object.keys(sandbox().contacts[0] ?? {}).sort();
		expect(names).toEqual(['at', 'collectorId', 'crk', 'email']);
	});

	it('takes the named action and a source', async () => {
		const path = contactPath(sandbox(), { action: 'addContactToCollector', source: 'n8n' });
		expect((await get(sandbox(), path)).data).toEqual(ACCEPTED);
		expect(sandbox().contacts).toHaveLength(1);
		expect(sandbox().actions).toHaveLength(0);
	});

	it('records the request raw and decoded, with its answer', async () => {
		const path = contactPath(sandbox(), { referrer: 'a b/c', email: 'ann+1@example.com' });
		await get(sandbox(), path);
		expect(sandbox().requests).toEqual([
			{
				method: 'GET',
				path: '/api.php',
				rawUrl: path,
				query: {
					apiToken: 'demo-token',
					cId: 'mail-1',
					email: 'ann+1@example.com',
					crk: 'K-1',
					referrer: 'a b/c',
				},
				headers: expect.objectContaining({ host: new URL(sandbox().url).host }),
				token: 'demo-token',
				at: expect.any(Number),
				status: 200,
				accepted: true,
			},
		]);
	});

	it('reads a plus sign as a blank', async () => {
		await get(sandbox(), `${contactPath(sandbox())}&firstName=Ann+Lee`);
		expect(sandbox().contacts[0]?.firstName).toBe('Ann Lee');
	});

	it('hands on any text unchanged', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
				async (text) => {
					fc.pre(!text.includes('\0'));
					sandbox().reset();
					await get(sandbox(), contactPath(sandbox(), { referrer: text }));
					expect(sandbox().contacts[0]?.referrer).toBe(text);
				},
			),
			runs(50),
		);
	});
});

describe('a response key', () => {
	it('is refused the second time on the same collector, and the repeat recorded', async () => {
		await get(sandbox(), contactPath(sandbox()));
		const repeat = await get(sandbox(), contactPath(sandbox(), { email: 'bob@example.com' }));

		expect(repeat.status).toBe(200);
		expect(repeat.data).toEqual(FAILED);
		expect(sandbox().contacts).toHaveLength(1);
		expect(sandbox().refusedRepeats).toEqual([
			{ collectorId: 'mail-1', crk: 'K-1', at: expect.any(Number) },
		]);
		expect(sandbox().requests.map(({ accepted }) => accepted)).toEqual([true, false]);
	});

	it('is free again on another collector', async () => {
		await get(sandbox(), contactPath(sandbox()));
		expect((await get(sandbox(), contactPath(sandbox(), { cId: 'mail-2' }))).data).toEqual(
			ACCEPTED,
		);
		expect(sandbox().refusedRepeats).toHaveLength(0);
	});

	it('is accepted only once among parallel requests', async () => {
		const answers = await Promise.all(
			Array.from({ length: 10 }, () => get(sandbox(), contactPath(sandbox()))),
		);
		expect(answers.filter(({ data }) => data.status === true)).toHaveLength(1);
		expect(sandbox().refusedRepeats).toHaveLength(9);
	});

	it('may have 64 characters and no more', async () => {
		expect((await get(sandbox(), contactPath(sandbox(), { crk: 'k'.repeat(64) }))).status).toBe(
			200,
		);
		const longer = await get(sandbox(), contactPath(sandbox(), { crk: 'k'.repeat(65) }));
		expect(longer.status).toBe(400);
		expect(longer.data.status).toBe(false);
		expect(sandbox().contacts).toHaveLength(1);
	});

	it('is counted in characters, not in bytes', async () => {
		expect((await get(sandbox(), contactPath(sandbox(), { crk: '😀'.repeat(64) }))).status).toBe(
			200,
		);
	});
});

describe('turning a collector on and off', () => {
	it.each(['turnOnCollector', 'turnOffCollector'])('records %s with its source', async (action) => {
		const path = contactPath(sandbox(), {
			action,
			source: 'n8n',
			email: undefined,
			crk: undefined,
		});
		expect((await get(sandbox(), path)).data).toEqual(ACCEPTED);
		expect(sandbox().actions).toEqual([
			{ action, collectorId: 'mail-1', source: 'n8n', at: expect.any(Number) },
		]);
		expect(sandbox().contacts).toHaveLength(0);
		expect(sandbox().requests[0]?.accepted).toBe(true);
	});

	it('does not insist on a source', async () => {
		const path = contactPath(sandbox(), {
			action: 'turnOnCollector',
			email: undefined,
			crk: undefined,
		});
		await get(sandbox(), path);
		expect(sandbox().actions).toEqual([
			{ action: 'turnOnCollector', collectorId: 'mail-1', at: expect.any(Number) },
		]);
	});

	it('uses up no response key', async () => {
		await get(sandbox(), contactPath(sandbox(), { action: 'turnOnCollector' }));
		expect((await get(sandbox(), contactPath(sandbox()))).data).toEqual(ACCEPTED);
	});

	it('knows no other collector and no missing one', async () => {
		const action = 'turnOffCollector';
		expect((await get(sandbox(), contactPath(sandbox(), { action, cId: 'nowhere' }))).status).toBe(
			404,
		);
		expect((await get(sandbox(), contactPath(sandbox(), { action, cId: undefined }))).status).toBe(
			400,
		);
		expect((await get(sandbox(), contactPath(sandbox(), { action, cId: 'web-1' }))).data).toEqual(
			FAILED,
		);
		expect(sandbox().actions).toHaveLength(0);
	});
});

describe('a wrong request', () => {
	it.each<[string, Record<string, string | undefined>, number]>([
		['without a token', { apiToken: undefined }, 400],
		['with an empty token', { apiToken: '' }, 400],
		['with an unknown token', { apiToken: 'stolen-token' }, 401],
		['without a collector', { cId: undefined }, 400],
		['with an empty collector', { cId: '' }, 400],
		['with an unknown collector', { cId: 'nowhere' }, 404],
		['without an e-mail', { email: undefined }, 400],
		['with an empty e-mail', { email: '' }, 400],
		['without a response key', { crk: undefined }, 400],
		['with an empty response key', { crk: '' }, 400],
		['with an unknown parameter', { custom9: 'x' }, 400],
		['with a parameter in the wrong case', { Email: 'ann@example.com' }, 400],
		['with a name of the survey address', { surname: 'Lee' }, 400],
		['with an unknown action', { action: 'deleteCollector' }, 400],
		['with a NUL', { firstName: 'a\0b' }, 400],
	])('%s is refused in JSON', async (_case, changes, status) => {
		const answer = await get(sandbox(), contactPath(sandbox(), changes));
		expect(answer.status).toBe(status);
		expect(answer.data).toEqual({ status: false, notification: expect.any(String) });
		expect(sandbox().contacts).toHaveLength(0);
		expect(sandbox().requests[0]).toMatchObject({ status, accepted: false });
	});

	it('does not repeat an unknown token in its answer', async () => {
		const answer = await get(sandbox(), contactPath(sandbox(), { apiToken: 'stolen-token' }));
		expect(JSON.stringify(answer.data)).not.toContain('stolen-token');
	});

	it.each(['crk=K-2', 'email=', 'apiToken=demo-token', '%65mail=bob%40example.com'])(
		'that gives a parameter twice (%s) is refused',
		async (pair) => {
			expect((await get(sandbox(), `${contactPath(sandbox())}&${pair}`)).status).toBe(400);
			expect(sandbox().contacts).toHaveLength(0);
			expect(sandbox().requests[0]?.query.crk).toBe('K-1');
		},
	);

	it.each(['&firstName=%', '&firstName=%zz', '&firstName=%C3', '&%=x', '&', '&=x'])(
		'with the malformed pair %s is refused',
		async (pair) => {
			expect(await statusOf(sandbox(), contactPath(sandbox()) + pair)).toBe(400);
			expect(sandbox().requests[0]).toMatchObject({
				status: 400,
				rawUrl: contactPath(sandbox()) + pair,
			});
		},
	);

	it('without any query is refused', async () => {
		expect((await get(sandbox(), '/api.php')).status).toBe(400);
		expect((await get(sandbox(), '/api.php?')).status).toBe(400);
	});

	it('to a web collector gets a plain no', async () => {
		const answer = await get(sandbox(), contactPath(sandbox(), { cId: 'web-1' }));
		expect(answer.status).toBe(200);
		expect(answer.data).toEqual(FAILED);
		expect(sandbox().contacts).toHaveLength(0);
		expect(sandbox().refusedRepeats).toHaveLength(0);
	});

	it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])(
		'by %s is not allowed',
		async (method) => {
			const answer = await client.request({
				method,
				url: sandbox().url + contactPath(sandbox()),
				data: method === 'HEAD' || method === 'OPTIONS' ? undefined : '{broken',
				headers: { 'content-type': 'application/json' },
			});
			expect(answer.status).toBe(405);
			expect(answer.headers.allow).toBe('GET');
			expect(sandbox().requests[0]).toMatchObject({ method, status: 405, accepted: false });
			expect(sandbox().contacts).toHaveLength(0);
		},
	);

	it('over 8,190 bytes is too long', async () => {
		const long = (bytes: number) => `${contactPath(sandbox())}&referrer=`.padEnd(bytes, 'x');
		expect((await get(sandbox(), long(8191))).status).toBe(414);
		expect((await get(sandbox(), long(100_000))).status).toBe(414);
		expect((await get(sandbox(), long(8190))).status).toBe(200);
		expect(sandbox().contacts).toHaveLength(1);
	});
});
