/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { Agent } from 'node:http';

import type { Fault } from '../../sandbox';
import {
	arrived,
	client,
	contactPath,
	failureOf,
	get,
	getRaw,
	tagPath,
	until,
	useSandbox,
} from './client';

const sandbox = useSandbox();

const ACCEPTED = { status: true, notification: 'Action process correctly' };

const add = (changes?: Record<string, string>) => get(sandbox(), contactPath(sandbox(), changes));
const addRaw = () => getRaw(sandbox(), contactPath(sandbox()));
const lastRequest = () => sandbox().requests.at(-1);

function expectNothingAccepted(): void {
	expect(sandbox().contacts).toHaveLength(0);
	expect(lastRequest()?.accepted).toBe(false);
}

function expectOneAccepted(): void {
	expect(sandbox().contacts).toHaveLength(1);
	expect(lastRequest()?.accepted).toBe(true);
}

describe('the queue of faults', () => {
	it('gives one fault to each next request of either address, then the normal answer', async () => {
		sandbox().script({ kind: 'status', status: 500 }, { kind: 'status', status: 503 });
		const statuses = [
			(await add()).status,
			(await get(sandbox(), tagPath(sandbox()))).status,
			(await add()).status,
		];
		expect(statuses).toEqual([500, 503, 200]);
		expect(sandbox().requests.map(({ fault, status }) => [fault, status])).toEqual([
			['status', 500],
			['status', 503],
			[undefined, 200],
		]);
	});

	it('grows with every further script', async () => {
		sandbox().script({ kind: 'status', status: 500 });
		sandbox().script({ kind: 'ok' }, { kind: 'status', status: 502 });
		expect((await add()).status).toBe(500);
		expect((await add()).data).toEqual(ACCEPTED);
		expect(lastRequest()?.fault).toBe('ok');
		expect((await add({ crk: 'K-2' })).status).toBe(502);
	});

	it('is not used up by other pages', async () => {
		sandbox().script({ kind: 'status', status: 500 });
		await get(sandbox(), '/');
		await get(sandbox(), '/requests.json');
		expect((await add()).status).toBe(500);
	});

	it.each<[string, unknown]>([
		['an unknown kind', { kind: 'explode' }],
		['no kind', {}],
		['no object', 'hang'],
		['an inherited name', { kind: 'constructor' }],
		['a missing part', { kind: 'delay' }],
		['a wrong part', { kind: 'status', status: '500' }],
		['an impossible status', { kind: 'status', status: 42 }],
		['an unknown part', { kind: 'hang', ms: 5 }],
		['an impossible header', { kind: 'status', status: 500, headers: { 'x-y': 'a\nb' } }],
		['headers in a list', { kind: 'status', status: 500, headers: [] }],
	])('refuses %s as a whole', async (_case, fault) => {
		expect(() => sandbox().script({ kind: 'empty' }, fault as Fault)).toThrow();
		expect((await add()).data).toEqual(ACCEPTED);
	});
});

describe('a deciding function', () => {
	it('is asked for every request, with its number, while the queue is empty', async () => {
		const asked: Array<[string | undefined, number]> = [];
		sandbox().script({ kind: 'ok' });
		sandbox().faultFor((request, nth) => {
			asked.push([request.query.crk, nth]);
			return nth === 2 ? { kind: 'status', status: 500 } : undefined;
		});
		const statuses: number[] = [];
		for (const crk of ['K-0', 'K-1', 'K-2', 'K-3']) statuses.push((await add({ crk })).status);

		expect(statuses).toEqual([200, 200, 500, 200]);
		expect(asked).toEqual([
			['K-1', 1],
			['K-2', 2],
			['K-3', 3],
		]);
	});

	it('is dropped by calling without one', async () => {
		sandbox().faultFor(() => ({ kind: 'status', status: 500 }));
		expect((await add()).status).toBe(500);
		sandbox().faultFor();
		expect((await add()).status).toBe(200);
	});

	it('that throws or decides nonsense is plain to see', async () => {
		sandbox().faultFor(() => {
			throw new Error('typing mistake');
		});
		const answer = await add();
		expect(answer.status).toBe(599);
		expect(answer.data).toContain('typing mistake');
		sandbox().faultFor(() => ({ kind: 'explode' }) as unknown as Fault);
		expect((await add()).status).toBe(599);
	});
});

describe('status', () => {
	it('is answered as a page of its name, with nothing accepted', async () => {
		sandbox().script({ kind: 'status', status: 502 });
		const answer = await add();
		expect(answer.status).toBe(502);
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(answer.data).toContain('502 Bad Gateway');
		expectNothingAccepted();
	});

	it('carries the given headers and body', async () => {
		sandbox().script({
			kind: 'status',
			status: 503,
			headers: { 'Retry-After': '7', 'Content-Type': 'text/plain' },
			body: 'busy',
		});
		const answer = await add();
		expect(answer.headers['retry-after']).toBe('7');
		expect(answer.headers['content-type']).toBe('text/plain');
		expect(answer.data).toBe('busy');
	});

	it('takes a JSON body for JSON', async () => {
		sandbox().script({ kind: 'status', status: 400, body: '{"status":false}' });
		const answer = await add();
		expect(answer.headers['content-type']).toMatch(/^application\/json/);
		expect(answer.data).toEqual({ status: false });
	});

	it('may come after the work was done', async () => {
		sandbox().script({ kind: 'status', status: 502, accept: true });
		expect((await add()).status).toBe(502);
		expectOneAccepted();
		expect((await add()).data).toEqual({ status: false, notification: 'Action failed' });
		expect(sandbox().refusedRepeats).toHaveLength(1);
	});

	it('accepts no more than the rules do', async () => {
		sandbox().script({ kind: 'status', status: 502, accept: true });
		expect((await add({ cId: 'nowhere' })).status).toBe(502);
		expectNothingAccepted();
	});

	it('may be one without a body', async () => {
		sandbox().script({ kind: 'status', status: 204 });
		const answer = await add();
		expect(answer.status).toBe(204);
		expect(answer.data).toBe('');
	});

	it('applies to tags alike', async () => {
		sandbox().script(
			{ kind: 'status', status: 500, accept: true },
			{ kind: 'status', status: 500 },
		);
		await get(sandbox(), tagPath(sandbox()));
		await get(sandbox(), tagPath(sandbox()));
		expect(sandbox().tags).toHaveLength(1);
		expect(sandbox().requests.map(({ accepted }) => accepted)).toEqual([true, false]);
	});
});

describe('delay', () => {
	it('holds the normal answer back', async () => {
		sandbox().script({ kind: 'delay', ms: 80 });
		const started = performance.now();
		expect((await add()).data).toEqual(ACCEPTED);
		expect(performance.now() - started).toBeGreaterThanOrEqual(75);
		expectOneAccepted();
	});

	it('still ends in the work being done when the client has gone', async () => {
		sandbox().script({ kind: 'delay', ms: 500 });
		const { failure, abort } = await arrived(sandbox(), contactPath(sandbox()));
		abort();
		expect(await failure).toBe('ERR_CANCELED');
		expect(sandbox().contacts).toHaveLength(0);
		await until(() => sandbox().contacts.length === 1);
		expect(lastRequest()).toMatchObject({ accepted: true });
		expect(lastRequest()?.status).toBeUndefined();
	});

	it('of before a reset leaves no trace after it', async () => {
		sandbox().script({ kind: 'delay', ms: 50 });
		const failure = failureOf(add());
		await until(() => sandbox().requests.length === 1);
		sandbox().reset();
		expect(await failure).toBe('ECONNRESET');
		await new Promise((resolve) => setTimeout(resolve, 80));
		expect(sandbox().contacts).toHaveLength(0);
	});

	it('may hold up many at once', async () => {
		const warnings: Error[] = [];
		const listen = (warning: Error) => warnings.push(warning);
		process.on('warning', listen);
		sandbox().faultFor(() => ({ kind: 'delay', ms: 40 }));
		await Promise.all(Array.from({ length: 40 }, (_, index) => add({ crk: `K-${index}` })));
		process.off('warning', listen);
		expect(sandbox().contacts).toHaveLength(40);
		expect(warnings).toEqual([]);
	});
});

describe('hang', () => {
	it.each([true, false, undefined])('never answers (accept: %s)', async (accept) => {
		sandbox().script({ kind: 'hang', accept });
		const { failure, abort } = await arrived(sandbox(), contactPath(sandbox()));
		await new Promise((resolve) => setTimeout(resolve, 60));
		abort();
		expect(await failure).toBe('ERR_CANCELED');
		expect(lastRequest()?.status).toBeUndefined();
		if (accept === true) expectOneAccepted();
		else expectNothingAccepted();
	});
});

describe('reset', () => {
	it('before anything is processed ends the connection', async () => {
		sandbox().script({ kind: 'resetBefore' });
		expect(await failureOf(add())).toBe('ECONNRESET');
		expectNothingAccepted();
		expect(lastRequest()).toMatchObject({ fault: 'resetBefore' });
	});

	it('after reading it accepts only when told to', async () => {
		sandbox().script({ kind: 'resetAfter' });
		expect(await failureOf(add())).toBe('ECONNRESET');
		expectNothingAccepted();

		sandbox().script({ kind: 'resetAfter', accept: true });
		expect(await failureOf(add())).toBe('ECONNRESET');
		expectOneAccepted();
		expect(lastRequest()?.status).toBeUndefined();
	});

	it('leaves the service able to answer', async () => {
		sandbox().script({ kind: 'resetAfter' });
		await failureOf(add());
		expect((await add()).data).toEqual(ACCEPTED);
	});
});

describe('a strange body', () => {
	it.each([true, undefined])('html is a page with 200 (accept: %s)', async (accept) => {
		sandbox().script({ kind: 'html', accept });
		const answer = await add();
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(answer.data).toContain('<html');
		if (accept === true) expectOneAccepted();
		else expectNothingAccepted();
	});

	it.each([true, undefined])('empty is nothing with 200 (accept: %s)', async (accept) => {
		sandbox().script({ kind: 'empty', accept });
		const answer = await addRaw();
		expect(answer.status).toBe(200);
		expect(answer.data).toHaveLength(0);
		if (accept === true) expectOneAccepted();
		else expectNothingAccepted();
	});

	it('bom is the normal JSON behind a byte order mark and white space', async () => {
		sandbox().script({ kind: 'bom' });
		const answer = await addRaw();
		expect([...answer.data.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		const text = answer.data.subarray(3).toString();
		expect(text).toMatch(/^\s+\{.*\}\s+$/);
		expect(JSON.parse(text)).toEqual(ACCEPTED);
		expectOneAccepted();
	});

	it('wrongType is the normal JSON called a page', async () => {
		sandbox().script({ kind: 'wrongType' });
		const answer = await addRaw();
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(JSON.parse(answer.data.toString())).toEqual(ACCEPTED);
		expectOneAccepted();
	});

	it('bom and wrongType keep to the rules', async () => {
		sandbox().script({ kind: 'bom' }, { kind: 'wrongType' });
		expect((await add({ cId: 'nowhere' })).status).toBe(404);
		expect((await add({ apiToken: 'stolen-token' })).status).toBe(401);
		expectNothingAccepted();
	});

	it('rejected says no, in words of choice', async () => {
		sandbox().script({ kind: 'rejected' }, { kind: 'rejected', notification: 'Plan too small' });
		expect((await add()).data).toEqual({ status: false, notification: 'Action failed' });
		const answer = await add();
		expect(answer.status).toBe(200);
		expect(answer.data).toEqual({ status: false, notification: 'Plan too small' });
		expectNothingAccepted();
	});

	it.each([200, 300_000])('huge has exactly %i bytes of JSON', async (bytes) => {
		sandbox().script({ kind: 'huge', bytes });
		const answer = await addRaw();
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^application\/json/);
		expect(answer.data).toHaveLength(bytes);
		expect(JSON.parse(answer.data.toString())).toMatchObject({ status: false });
		expectNothingAccepted();
	});

	it('huge stops when the client has had enough', async () => {
		sandbox().script({ kind: 'huge', bytes: 500_000_000 });
		const call = client.get(sandbox().url + contactPath(sandbox()), { maxContentLength: 100_000 });
		expect(await failureOf(call)).toBe('ERR_BAD_RESPONSE');
		await until(() => sandbox().openSockets() === 0);
	});

	it('trickle sends its headers at once, then a byte at a time without end', async () => {
		sandbox().script({ kind: 'trickle', ms: 10 });
		const abort = new AbortController();
		const answer = await client.get(sandbox().url + contactPath(sandbox()), {
			responseType: 'stream',
			signal: abort.signal,
		});
		expect(answer.status).toBe(200);
		let received = 0;
		const ended = new Promise((resolve) => answer.data.once('close', resolve));
		answer.data.on('data', (chunk: Buffer) => (received += chunk.length));
		answer.data.on('error', () => undefined);
		await until(() => received >= 5);
		expect(answer.data.readableEnded).toBe(false);
		abort.abort();
		await ended;
		await until(() => sandbox().openSockets() === 0);
		expectNothingAccepted();
	});
});

describe('redirect', () => {
	it('points where it is told and accepts nothing', async () => {
		sandbox().script({ kind: 'redirect', to: 'https://www.surveylab.com/api.php' });
		const answer = await add();
		expect(answer.status).toBe(302);
		expect(answer.headers.location).toBe('https://www.surveylab.com/api.php');
		expectNothingAccepted();
	});

	it('can copy the requested address, token and all', async () => {
		sandbox().script({ kind: 'redirect', to: 'http://127.0.0.1:9/?from=${url}', status: 301 });
		const answer = await add({ firstName: '$&' });
		expect(answer.status).toBe(301);
		expect(answer.headers.location).toBe(
			`http://127.0.0.1:9/?from=${sandbox().url}${contactPath(sandbox(), { firstName: '$&' })}`,
		);
	});

	it('can be followed within the service', async () => {
		sandbox().script({ kind: 'redirect', to: tagPath(sandbox(), '/custom1/moved') });
		const answer = await get(sandbox(), tagPath(sandbox()), { maxRedirects: 5 });
		expect(answer.status).toBe(200);
		expect(sandbox().tags.map(({ fields }) => fields)).toEqual([{ custom1: 'moved' }]);
	});
});

describe('refuseEncodedSlash', () => {
	it.each(['a%2Fb', 'a%2fb'])('answers 404 to %s, as a default Apache', async (value) => {
		sandbox().script({ kind: 'refuseEncodedSlash' });
		expect((await get(sandbox(), tagPath(sandbox(), `/referrer/${value}`))).status).toBe(404);
		expect(sandbox().tags).toHaveLength(0);
	});

	it.each(['a%252Fb', 'a_b'])('lets %s pass', async (value) => {
		sandbox().script({ kind: 'refuseEncodedSlash' });
		expect((await get(sandbox(), tagPath(sandbox(), `/referrer/${value}`))).status).toBe(200);
		expect(sandbox().tags).toHaveLength(1);
	});

	it('does not mind an encoded slash in a query', async () => {
		sandbox().script({ kind: 'refuseEncodedSlash' });
		expect((await add({ referrer: 'a/b' })).data).toEqual(ACCEPTED);
	});
});

it('a kept-alive connection survives everything that is answered', async () => {
	const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
	const faults: Fault[] = [
		{ kind: 'status', status: 502 },
		{ kind: 'status', status: 204 },
		{ kind: 'empty' },
		{ kind: 'huge', bytes: 100_000 },
		{ kind: 'rejected' },
		{ kind: 'ok' },
	];
	await until(() => sandbox().openSockets() === 0);
	sandbox().reset();
	sandbox().script(...faults);
	for (let round = 0; round < faults.length; round += 1) {
		await get(sandbox(), contactPath(sandbox()), { httpAgent });
	}
	expect(sandbox().requests.map(({ status }) => status)).toEqual([502, 204, 200, 200, 200, 200]);
	expect(sandbox().peakSockets).toBe(1);
	expect(sandbox().openSockets()).toBe(1);
	httpAgent.destroy();
});
