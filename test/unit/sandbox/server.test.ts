/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { Agent } from 'node:http';
import { createServer } from 'node:net';

import { startSandbox } from '../../sandbox';
import { arrived, contactPath, failureOf, get, tagPath, until, useSandbox } from './client';

const sandbox = useSandbox();

describe('starting', () => {
	it('listens on loopback at a free port, with the documented defaults', () => {
		expect(sandbox().url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		expect(sandbox().token).toBe('demo-token');
		expect(sandbox().collectorId).toBe('94b92523228ba1957e5e837d9873e6eee4108bab3');
	});

	it('takes the given port, tokens and collectors', async () => {
		const probe = createServer();
		await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
		const { port } = probe.address() as { port: number };
		await new Promise((resolve) => probe.close(resolve));

		const other = await startSandbox({
			port,
			tokens: ['first-token', 'second-token'],
			collectors: ['7', '8'],
		});
		try {
			expect(other).toMatchObject({
				url: `http://127.0.0.1:${port}`,
				token: 'first-token',
				collectorId: '7',
			});
			const path = contactPath(other, { apiToken: 'second-token', cId: '8' });
			expect((await get(other, path)).data.status).toBe(true);
			expect((await get(other, contactPath(other, { apiToken: 'demo-token' }))).status).toBe(401);
		} finally {
			await other.close();
		}
	});

	it('fails when the port is taken', async () => {
		const port = Number(new URL(sandbox().url).port);
		await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});

	it('keeps two apart', async () => {
		const other = await startSandbox();
		try {
			await get(other, contactPath(other));
			expect(other.contacts).toHaveLength(1);
			expect(sandbox().contacts).toHaveLength(0);
		} finally {
			await other.close();
		}
	});
});

describe('counting', () => {
	it('knows the most requests in flight at once', async () => {
		sandbox().faultFor(() => ({ kind: 'delay', ms: 60 }));
		await Promise.all([1, 2, 3, 4].map(() => get(sandbox(), tagPath(sandbox()))));
		await get(sandbox(), tagPath(sandbox()));
		expect(sandbox().peakConcurrency).toBe(4);
		sandbox().reset();
		expect(sandbox().peakConcurrency).toBe(0);
	});

	it('sees one at a time when they come one after the other', async () => {
		const httpAgent = new Agent({ keepAlive: true });
		for (let round = 0; round < 50; round += 1) {
			await get(sandbox(), tagPath(sandbox()), { httpAgent });
		}
		expect(sandbox().peakConcurrency).toBe(1);
		httpAgent.destroy();
	});

	it('counts a request no longer when its client has gone', async () => {
		sandbox().script({ kind: 'hang' }, { kind: 'resetAfter' });
		const { failure, abort } = await arrived(sandbox(), tagPath(sandbox()));
		abort();
		await failure;
		await failureOf(get(sandbox(), tagPath(sandbox())));
		await until(() => sandbox().openSockets() === 0);
		await get(sandbox(), tagPath(sandbox()));
		expect(sandbox().peakConcurrency).toBe(1);
	});

	it('does not count the control pages as requests in flight', async () => {
		await get(sandbox(), '/');
		expect(sandbox().peakConcurrency).toBe(0);
	});

	it('knows open and most open sockets', async () => {
		await until(() => sandbox().openSockets() === 0);
		sandbox().reset();
		const httpAgent = new Agent({ keepAlive: true });
		sandbox().faultFor(() => ({ kind: 'delay', ms: 40 }));
		await Promise.all([1, 2, 3].map(() => get(sandbox(), tagPath(sandbox()), { httpAgent })));
		expect(sandbox().openSockets()).toBe(3);
		httpAgent.destroy();
		await until(() => sandbox().openSockets() === 0);
		expect(sandbox().peakSockets).toBe(3);
	});
});

describe('a reset', () => {
	it('forgets records, used keys, faults and limits', async () => {
		const { contacts, tags, requests, actions, refusedRepeats } = sandbox();
		await get(sandbox(), contactPath(sandbox()));
		await get(sandbox(), contactPath(sandbox()));
		await get(sandbox(), contactPath(sandbox(), { action: 'turnOnCollector' }));
		await get(sandbox(), tagPath(sandbox()));
		expect([contacts, tags, actions, refusedRepeats].map(({ length }) => length)).toEqual([
			1, 1, 1, 1,
		]);
		expect(requests).toHaveLength(4);

		sandbox().script({ kind: 'status', status: 500 });
		sandbox().faultFor(() => ({ kind: 'status', status: 500 }));
		sandbox().limit({ perSecond: 0 });
		sandbox().reset();

		expect([contacts, tags, requests, actions, refusedRepeats].flat()).toEqual([]);
		expect((await get(sandbox(), contactPath(sandbox()))).data.status).toBe(true);
		expect(contacts).toHaveLength(1);
		expect(sandbox().contacts).toBe(contacts);
	});
});

describe('closing', () => {
	it('ends hanging, delayed, trickling and idle connections without waiting', async () => {
		const other = await startSandbox();
		const httpAgent = new Agent({ keepAlive: true });
		await get(other, tagPath(other), { httpAgent });
		other.script({ kind: 'hang' }, { kind: 'delay', ms: 60_000 }, { kind: 'trickle', ms: 60_000 });
		const failures = [1, 2, 3].map(() => failureOf(get(other, contactPath(other), { httpAgent })));
		await until(() => other.requests.length === 4);

		await other.close();
		for (const code of await Promise.all(failures))
			expect(code).toMatch(/ECONNRESET|ERR_BAD_RESPONSE/);
		expect(other.contacts).toHaveLength(0);
		expect(other.openSockets()).toBe(0);
		expect(await failureOf(get(other, '/'))).toBe('ECONNREFUSED');
		httpAgent.destroy();
	});

	it('may be asked for twice', async () => {
		const other = await startSandbox();
		await other.close();
		await expect(other.close()).resolves.toBeUndefined();
	});
});
