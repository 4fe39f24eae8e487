/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { maskTokens } from '../../sandbox/masking';
import { startSandbox } from '../../sandbox';
import { client, contactPath, get, tagPath, useSandbox } from './client';

const sandbox = useSandbox({ collectors: ['mail-1'], tokens: ['secret token/1'] });

const post = (path: string, data?: unknown) => client.post(sandbox().url + path, data);
const page = async (): Promise<string> => (await get(sandbox(), '/')).data;

describe('the page', () => {
	it('is plain HTML that reloads itself, follows the colour scheme and loads nothing', async () => {
		const answer = await get(sandbox(), '/');
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
		expect(answer.data).toContain('<meta http-equiv="refresh" content="2">');
		expect(answer.data).toContain('prefers-color-scheme: dark');
		expect(answer.data).not.toMatch(/<script|https?:\/\/|src=|@import|url\(/);
		expect(answer.data.match(/Nothing yet\./g)).toHaveLength(4);
	});

	it('shows contacts, tags and actions with their counts', async () => {
		await get(
			sandbox(),
			contactPath(sandbox(), { firstName: 'Ann', lastName: 'Lee', custom3: 'gold' }),
		);
		await get(sandbox(), contactPath(sandbox()));
		await get(sandbox(), `/lng/pl${tagPath(sandbox(), '/custom1/silver')}`);
		await get(sandbox(), contactPath(sandbox(), { action: 'turnOnCollector', source: 'n8n' }));
		const text = await page();
		for (const cell of [
			'ann@example.com',
			'K-1',
			'Ann Lee',
			'custom3: gold',
			'pl',
			'custom1: silver',
			'turnOnCollector',
			'n8n',
		]) {
			expect(text).toContain(`<td>${cell}</td>`);
		}
		for (const count of [
			'<b>1</b>contacts',
			'<b>1</b>tagged responses',
			'<b>1</b>collector actions',
			'<b>1</b>refused repeats',
			'<b>4</b>requests',
		]) {
			expect(text).toContain(count);
		}
	});

	it('shows the newest first, and of many only the newest', async () => {
		for (let index = 0; index < 205; index += 1) {
			await get(sandbox(), contactPath(sandbox(), { crk: `K-${index}` }));
		}
		const keys = [...(await page()).matchAll(/<td>K-(\d+)<\/td>/g)].map(([, key]) => Number(key));
		expect(keys).toHaveLength(200);
		expect(keys[0]).toBe(204);
		expect(keys.at(-1)).toBe(5);
	});

	it('escapes every value', async () => {
		const evil = `<script>alert("1")</script>'&`;
		await get(
			sandbox(),
			contactPath(sandbox(), {
				email: evil,
				referrer: evil,
				custom1: evil,
				firstName: evil,
				crk: evil,
				phone: evil,
				language: evil,
			}),
		);
		await get(sandbox(), tagPath(sandbox(), `/referrer/${encodeURIComponent(evil)}`));
		await get(sandbox(), contactPath(sandbox(), { action: 'turnOnCollector', source: evil }));
		const text = await page();
		expect(text).not.toContain('<script');
		expect(
			text.match(/&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&#39;&amp;/g),
		).toHaveLength(9);
	});

	it('shows no token, even one that was sent as a value', async () => {
		await get(sandbox(), contactPath(sandbox(), { referrer: `see ${sandbox().token}` }));
		const text = await page();
		expect(text).toContain('see ***');
		expect(text).not.toContain(sandbox().token);
	});
});

describe('the records as JSON', () => {
	it('are complete, but for the tokens', async () => {
		await get(sandbox(), contactPath(sandbox()));
		await get(sandbox(), contactPath(sandbox(), { apiToken: 'other-secret' }), {
			headers: { authorization: 'Bearer abc', 'x-copy': 'other-secret' },
		});
		await get(sandbox(), tagPath(sandbox(), `/referrer/${encodeURIComponent(sandbox().token)}`));
		const { data } = await get(sandbox(), '/requests.json');

		expect(data.contacts).toEqual(sandbox().contacts);
		expect(data.requests).toHaveLength(3);
		expect(data.requests[0]).toMatchObject({ token: '***', status: 200, accepted: true });
		expect(data.requests[0].query).toMatchObject({ apiToken: '***', cId: 'mail-1' });
		expect(data.requests[0].rawUrl).toBe(
			'/api.php?apiToken=***&cId=mail-1&email=ann%40example.com&crk=K-1',
		);
		const text = JSON.stringify(data);
		for (const secret of [
			sandbox().token,
			encodeURIComponent(sandbox().token),
			'other-secret',
			'Bearer abc',
		]) {
			expect(text).not.toContain(secret);
		}
		expect(sandbox().requests[0]?.token).toBe('secret token/1');
	});

	it('mask a token in every spelling', () => {
		const token = 'to ken/é+1';
		const encoded = encodeURIComponent(token);
		const spellings = [
			token,
			encoded,
			encoded.toLowerCase(),
			encoded.replaceAll('%20', '+'),
			Buffer.from(token).toString('base64'),
		];
		for (const spelling of spellings) {
			expect(maskTokens({ deep: [`<${spelling}>`], [spelling]: 1 }, [token])).toEqual({
				deep: ['<***>'],
				'***': 1,
			});
		}
	});

	it('leave innocent text alone when a token is very short', () => {
		expect(maskTokens({ url: '/api.php?apiToken=a&b=a', text: 'banana' }, ['a'])).toEqual({
			url: '/api.php?apiToken=***&b=a',
			text: 'banana',
		});
	});
});

describe('another process', () => {
	it('can script faults', async () => {
		const answer = await post('/script', {
			faults: [{ kind: 'status', status: 502, accept: true }, { kind: 'rejected' }],
		});
		expect(answer.data).toEqual({ ok: true });
		expect((await get(sandbox(), contactPath(sandbox()))).status).toBe(502);
		expect((await get(sandbox(), contactPath(sandbox()))).data.status).toBe(false);
		expect(sandbox().contacts).toHaveLength(1);
	});

	it.each<[unknown]>([
		[{}],
		[{ faults: 'hang' }],
		[{ faults: [{ kind: 'explode' }] }],
		[undefined],
	])('is told when its script %j is wrong', async (body) => {
		const answer = await post('/script', body);
		expect(answer.status).toBe(400);
		expect(answer.data).toEqual({ ok: false, message: expect.any(String) });
	});

	it.each([
		['text/plain', '{"faults":[]}', 415],
		['application/json', '{"faults":', 400],
		['application/json', '', 400],
	])('is told when its script comes as %s: %s', async (type, body, status) => {
		const answer = await client.post(`${sandbox().url}/script`, body, {
			headers: { 'content-type': type },
			transformRequest: (data) => data,
		});
		expect(answer.status).toBe(status);
		expect(answer.data.message).toEqual(expect.any(String));
	});

	it('can set and lift the rate limit', async () => {
		expect((await post('/limit', { perSecond: 0, retryAfter: 'none' })).status).toBe(200);
		expect((await get(sandbox(), tagPath(sandbox()))).status).toBe(429);
		expect((await post('/limit', {})).status).toBe(200);
		expect((await get(sandbox(), tagPath(sandbox()))).status).toBe(200);
		expect((await post('/limit', { perSecond: 'many' })).status).toBe(400);
		await post('/limit', { perSecond: 0 });
		expect((await post('/limit')).status).toBe(200);
		expect((await get(sandbox(), tagPath(sandbox()))).status).toBe(200);
	});

	it('can reset', async () => {
		await get(sandbox(), tagPath(sandbox()));
		expect((await post('/reset')).data).toEqual({ ok: true });
		expect(sandbox().requests).toHaveLength(0);
		await get(sandbox(), tagPath(sandbox()));
		expect((await post('/reset', {})).status).toBe(200);
		expect(sandbox().requests).toHaveLength(0);
	});
});

it('nothing is logged', async () => {
	const writes: unknown[] = [];
	const spies = [process.stdout, process.stderr].map((stream) =>
		jest.spyOn(stream, 'write').mockImplementation((chunk) => writes.push(chunk) > 0),
	);
	const other = await startSandbox();
	other.script({ kind: 'status', status: 500 }, { kind: 'resetAfter' });
	await get(other, contactPath(other));
	await get(other, contactPath(other)).catch(() => undefined);
	await get(other, contactPath(other));
	await get(other, '/nothing');
	await other.close();
	for (const spy of spies) spy.mockRestore();
	expect(writes).toEqual([]);
});
