/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { createServer, type Socket } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Fault, type Sandbox } from '../sandbox';
import { runWorkflow, ssrfProtection, UNSAVED } from './engine';
import {
	aroundNode,
	byId,
	CONTINUE,
	contactParameters,
	COPY,
	DONE,
	FAILED,
	failedOnceMore,
	inBatches,
	ITEMS,
	jsons,
	NODE,
	people,
	runNode,
	tagParameters,
	withCopy,
	type NodeSettings,
	outcomesOf,
} from './workflows';

/** Nobody listens at the port of "discard". */
const NOBODY = 'http://127.0.0.1:9';

describe('Delivery over real HTTP', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(() => {
		sandbox.reset();
		// No waiting in tests but what the service asks for.
		jest.spyOn(Math, 'random').mockReturnValue(0);
	});

	afterEach(() => jest.restoreAllMocks());

	afterAll(async () => await sandbox.close());

	async function contactOutcome(faults: Fault[], options: IDataObject = {}): Promise<IDataObject> {
		sandbox.script(...faults);
		const result = await runNode(sandbox, contactParameters(sandbox, options), people(1), {
			settings: CONTINUE,
		});
		expect(result.error).toBeUndefined();
		return jsons(result)[0]!;
	}

	describe('answers', () => {
		it.each<[string, Fault[], IDataObject]>([
			['SurveyLab’s JSON behind a byte order mark', [{ kind: 'bom' }], { outcome: 'accepted' }],
			['SurveyLab’s JSON called HTML', [{ kind: 'wrongType' }], { outcome: 'accepted' }],
			[
				'429 and then success',
				[{ kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
				{ outcome: 'accepted', attempts: 2 },
			],
			[
				'429 without Retry-After',
				[{ kind: 'status', status: 429 }],
				{ outcome: 'accepted', attempts: 2 },
			],
			[
				'429 with a malformed Retry-After',
				[{ kind: 'status', status: 429, headers: { 'retry-after': 'soon' } }],
				{ outcome: 'accepted', attempts: 2 },
			],
			[
				'503 with Retry-After',
				[{ kind: 'status', status: 503, headers: { 'retry-after': '0' } }],
				{ outcome: 'accepted', attempts: 2 },
			],
			[
				'Retry-After as a date that has come',
				[
					{
						kind: 'status',
						status: 429,
						headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' },
					},
				],
				{ outcome: 'accepted', attempts: 2 },
			],
		])('%s end in success', async (_, faults, expected) => {
			expect(await contactOutcome(faults)).toMatchObject(expected);
			expect(sandbox.contacts).toHaveLength(1);
		});

		it('Retry-After is waited for in both its forms', async () => {
			const inTwoSeconds = () => new Date(Date.now() + 2000).toUTCString();
			sandbox.faultFor((_, nth) =>
				nth === 1
					? { kind: 'status', status: 429, headers: { 'retry-after': '1' } }
					: nth === 2
						? { kind: 'status', status: 503, headers: { 'retry-after': inTwoSeconds() } }
						: undefined,
			);
			expect(await contactOutcome([])).toMatchObject({ outcome: 'accepted', attempts: 3 });
			const [first, second, third] = sandbox.requests.map(({ at }) => at) as [
				number,
				number,
				number,
			];
			expect(second - first).toBeGreaterThanOrEqual(990);
			expect(third - second).toBeGreaterThanOrEqual(900);
		});

		it.each<[string, Fault[], IDataObject]>([
			[
				'status false',
				[{ kind: 'rejected' }],
				{ outcome: 'rejected', statusCode: 200, attempts: 1 },
			],
			['a web page', [{ kind: 'html' }], { outcome: 'unknown', statusCode: 200, attempts: 1 }],
			['nothing', [{ kind: 'empty' }], { outcome: 'unknown', statusCode: 200, attempts: 1 }],
			[
				'far too much',
				[{ kind: 'huge', bytes: 3_000_000 }],
				{ outcome: 'unknown', statusCode: 200, attempts: 1 },
			],
			...[400, 404, 405, 410, 413, 414, 422, 431, 418].map(
				(status): [string, Fault[], IDataObject] => [
					`${status}`,
					[{ kind: 'status', status }],
					{ outcome: 'rejected', statusCode: status, attempts: 1 },
				],
			),
			...[401, 403].map((status): [string, Fault[], IDataObject] => [
				`${status}`,
				[{ kind: 'status', status }],
				{ outcome: 'rejected', statusCode: status, attempts: 1 },
			]),
			[
				'a redirect',
				[{ kind: 'redirect', to: 'https://new.example.com/api.php' }],
				{ outcome: 'rejected', statusCode: 302, attempts: 1 },
			],
			...[500, 502, 503, 504].map((status): [string, Fault[], IDataObject] => [
				`${status}`,
				[{ kind: 'status', status, accept: true }],
				{ outcome: 'unknown', statusCode: status, attempts: 1 },
			]),
			[
				'503 with a malformed Retry-After',
				[{ kind: 'status', status: 503, headers: { 'retry-after': '-3' } }],
				{ outcome: 'unknown', statusCode: 503, attempts: 1 },
			],
			['a reset before reading', [{ kind: 'resetBefore' }], { outcome: 'unknown', attempts: 1 }],
			[
				'a reset after reading',
				[{ kind: 'resetAfter', accept: true }],
				{ outcome: 'unknown', attempts: 1 },
			],
		])('%s is told apart and never sent again', async (_, faults, details) => {
			const failed = await contactOutcome(faults);

			expect(failed).toEqual({
				error: expect.any(String),
				details: expect.objectContaining(details),
			});
			expect(sandbox.requests).toHaveLength(1);
		});

		it('that do not come in time are unknown', async () => {
			expect(await contactOutcome([{ kind: 'hang' }], { timeout: 1 })).toMatchObject({
				error: 'SurveyLab did not answer in time, so it may or may not have been accepted',
				details: { outcome: 'unknown', attempts: 1 },
			});
		});

		it('that begin and never end are unknown', async () => {
			expect(await contactOutcome([{ kind: 'trickle', ms: 50 }], { timeout: 1 })).toMatchObject({
				details: { outcome: 'unknown', attempts: 1 },
			});
		});

		it('with 429 each time end as not sent after Max Attempts', async () => {
			sandbox.faultFor(() => ({ kind: 'status', status: 429, headers: { 'retry-after': '0' } }));
			expect(await contactOutcome([], { maxAttempts: 3 })).toMatchObject({
				error: 'SurveyLab is receiving too many requests',
				details: {
					outcome: 'notSent',
					statusCode: 429,
					attempts: 3,
					reason: expect.stringContaining('tried 3 times'),
				},
			});
			expect(sandbox.requests).toHaveLength(3);
		});

		it('that ask for a longer wait than allowed end the item at once, and name the time', async () => {
			expect(
				await contactOutcome([{ kind: 'status', status: 429, headers: { 'retry-after': '90' } }], {
					maxWait: 60,
				}),
			).toMatchObject({
				error: 'SurveyLab asks to wait 90 seconds',
				details: { outcome: 'notSent', attempts: 1 },
			});
		});

		it('of a redirect name the new host, and the token goes nowhere', async () => {
			const other = await startSandbox();
			const failed = await contactOutcome([
				{ kind: 'redirect', to: `${other.url}/api.php?copied=\${url}` },
			]);

			expect(failed.error).toBe(`SurveyLab redirects to ${new URL(other.url).host}`);
			expect(JSON.stringify(failed)).toContain('change Base URL');
			expect(other.requests).toHaveLength(0);
			await other.close();
		});
	});

	describe('connections', () => {
		it('that are refused are tried up to Max Attempts and then not sent', async () => {
			const baseUrl = NOBODY;
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxAttempts: 2 }),
				people(1),
				{
					credential: { apiToken: sandbox.token, baseUrl },
					settings: CONTINUE,
				},
			);

			expect(jsons(result)).toMatchObject([
				{
					error: 'SurveyLab cannot be reached',
					details: {
						outcome: 'notSent',
						attempts: 2,
						reason: expect.stringContaining('ECONNREFUSED'),
					},
				},
			]);
		});

		it('to a host without a name are not sent', async () => {
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxAttempts: 1 }),
				people(1),
				{
					credential: { apiToken: sandbox.token, baseUrl: 'https://no-such-host.invalid' },
					settings: CONTINUE,
				},
			);

			expect(jsons(result)).toMatchObject([
				{ error: 'SurveyLab cannot be reached', details: { outcome: 'notSent' } },
			]);
		});

		it('that cannot be encrypted are not sent, and not tried again', async () => {
			const port = new URL(sandbox.url).port;
			const result = await runNode(sandbox, contactParameters(sandbox), people(1), {
				credential: { apiToken: sandbox.token, baseUrl: `https://127.0.0.1:${port}` },
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{
					error: "SurveyLab's certificate is not trusted",
					details: { outcome: 'notSent', attempts: 1 },
				},
			]);
		});
	});

	it('a handshake that is broken off has sent nothing, and the next execution asks the person', async () => {
		const server = createServer((socket) => {
			socket.on('error', () => {});
			socket.once('data', () => socket.end());
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as { port: number };
		const workflowId = `workflow-${Date.now()}-handshake`;
		const options = { sendOnce: true, maxAttempts: 1 };
		try {
			for (const execution of ['first', 'second']) {
				const result = await runNode(sandbox, contactParameters(sandbox, options), people(1), {
					credential: { apiToken: sandbox.token, baseUrl: `https://127.0.0.1:${port}` },
					settings: CONTINUE,
					workflowId,
				});
				expect([execution, jsons(result)]).toMatchObject([
					execution,
					[{ error: 'SurveyLab cannot be reached', details: { outcome: 'notSent', attempts: 1 } }],
				]);
			}
		} finally {
			server.close();
		}
	});

	describe('an unknown outcome with "Retry Once"', () => {
		const retryOnce = { onUnknownOutcome: 'retryOnce' };

		it('is sent once more with the same parameters', async () => {
			expect(await contactOutcome([{ kind: 'status', status: 502 }], retryOnce)).toMatchObject({
				outcome: 'accepted',
				attempts: 2,
			});
			const [first, second] = sandbox.requests;
			expect(second?.rawUrl).toBe(first?.rawUrl);
		});

		it('is probably accepted when the repeat is refused', async () => {
			expect(await contactOutcome([{ kind: 'resetAfter', accept: true }], retryOnce)).toMatchObject(
				{
					outcome: 'probablyAccepted',
					attempts: 2,
				},
			);
			expect(sandbox.contacts).toHaveLength(1);
			expect(sandbox.refusedRepeats).toHaveLength(1);
		});

		it('stays unknown when the repeat ends unknown, too', async () => {
			const faults: Fault[] = [
				{ kind: 'resetAfter', accept: true },
				{ kind: 'status', status: 500 },
			];
			expect(await contactOutcome(faults, retryOnce)).toMatchObject({
				details: { outcome: 'unknown', attempts: 2 },
			});
			expect(sandbox.requests).toHaveLength(2);
		});
	});

	describe('a batch', () => {
		it('stops at a refused token: the rest is not sent', async () => {
			sandbox.faultFor((_, nth) => (nth === 3 ? { kind: 'status', status: 401 } : undefined));
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxConcurrency: 1 }),
				people(6),
				{ settings: CONTINUE },
			);

			expect(outcomesOf(jsons(result))).toEqual([
				'accepted',
				'accepted',
				'rejected',
				'notSent',
				'notSent',
				'notSent',
			]);
			expect(sandbox.requests).toHaveLength(3);
		});

		it('pauses as a whole on 429, and loses nothing', async () => {
			sandbox.limit({ perSecond: 20 });
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxConcurrency: 10 }),
				people(50),
			);

			expect(jsons(result).map(({ outcome }) => outcome)).toEqual(people(50).map(() => 'accepted'));
			expect(sandbox.contacts).toHaveLength(50);
			expect(sandbox.refusedRepeats).toHaveLength(0);
			expect(result.rounds(NODE)[0]?.hints).toEqual([
				{
					message: expect.stringMatching(
						/^SurveyLab: 50 accepted\. Waited \d+ seconds? for SurveyLab\.$/,
					),
					type: 'info',
					location: 'outputPane',
				},
			]);
		});

		it('sends a repeated key once, and tells the outcomes in a hint', async () => {
			const items = [...people(2), ...people(2), { email: 'bad', key: 'x' }];
			const result = await runNode(sandbox, contactParameters(sandbox), items, {
				settings: CONTINUE,
			});

			expect(jsons(result).map((json) => json.outcome)).toEqual([
				'accepted',
				'accepted',
				'duplicate',
				'duplicate',
				undefined,
			]);
			expect(jsons(result)[2]).toEqual({
				outcome: 'duplicate',
				collectorId: sandbox.collectorId,
				email: 'person-0@example.com',
				crk: 'key-0',
				fields: {},
				attempts: 0,
			});
			expect(sandbox.requests).toHaveLength(2);
			expect(result.rounds(NODE)[0]?.hints).toMatchObject([
				{ message: 'SurveyLab: 2 accepted, 2 duplicate, 1 with invalid values.' },
			]);
		});

		it('has no more requests under way than the option says', async () => {
			sandbox.faultFor(() => ({ kind: 'delay', ms: 20 }));
			await runNode(sandbox, contactParameters(sandbox, { maxConcurrency: 7 }), people(40));

			expect(sandbox.peakConcurrency).toBeLessThanOrEqual(7);
			expect(sandbox.peakConcurrency).toBeGreaterThan(2);
			expect(sandbox.contacts).toHaveLength(40);
		});

		it('that the person stops sends nothing further', async () => {
			sandbox.faultFor((_, nth) => (nth > 3 ? { kind: 'delay', ms: 3000 } : undefined));
			const workflow = aroundNode(contactParameters(sandbox, { maxConcurrency: 2 }), CONTINUE);
			let stop = () => {};
			const watch = setInterval(() => {
				if (sandbox.requests.length >= 5) stop();
			}, 5);
			const result = await runWorkflow(workflow, {
				credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
				pinned: { [ITEMS]: people(50) },
				onStart: (_, running) => {
					stop = () => running.cancel();
				},
			});
			clearInterval(watch);

			expect(result.run.status).toBe('canceled');
			const sent = sandbox.requests.length;
			await new Promise((resolve) => setTimeout(resolve, 200));
			expect(sandbox.requests).toHaveLength(sent);
			expect(sent).toBeLessThanOrEqual(6);
		});
	});

	describe('"Retry On Fail"', () => {
		const settings: NodeSettings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

		const keysAtTheService = () => sandbox.requests.map(({ query }) => query.crk);

		it.each<[string, number, Fault]>([
			['the first item is rejected', 1, { kind: 'rejected' }],
			['a later item is rejected', 3, { kind: 'rejected' }],
			['the first item ends unknown', 1, { kind: 'resetAfter', accept: true }],
			['a later item ends unknown', 3, { kind: 'status', status: 500, accept: true }],
		])('sends every key once although %s', async (_, at, fault) => {
			sandbox.faultFor((__, nth) => (nth === at ? fault : undefined));
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxConcurrency: 1 }),
				people(5),
				{ settings },
			);

			expect(result.error).toBeDefined();
			expect(new Set(keysAtTheService()).size).toBe(keysAtTheService().length);
			expect(sandbox.refusedRepeats).toHaveLength(0);
		});

		it('together with "Continue On Fail" sends every key once, and tells again what was accepted', async () => {
			sandbox.faultFor((_, nth) => (nth === 1 ? { kind: 'resetAfter', accept: true } : undefined));
			const result = await runNode(sandbox, contactParameters(sandbox), people(5), {
				settings: { ...settings, ...CONTINUE },
			});

			expect(sandbox.requests).toHaveLength(5);
			expect(outcomesOf(jsons(result))).toEqual([
				'unknown',
				'accepted',
				'accepted',
				'accepted',
				'accepted',
			]);
			expect(jsons(result)[1]).toMatchObject({
				attempts: 1,
				statusCode: 200,
				notification: 'Action process correctly',
			});
		});

		it('sends again what was refused before any work was done', async () => {
			sandbox.faultFor((_, nth) =>
				nth <= 2 ? { kind: 'status', status: 429, headers: { 'retry-after': '0' } } : undefined,
			);
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxAttempts: 1 }),
				people(1),
				{ settings },
			);

			expect(jsons(result)).toMatchObject([{ outcome: 'accepted' }]);
			expect(sandbox.contacts).toHaveLength(1);
		});

		describe('where an expression gives another value at each try', () => {
			const changingKey = { crk: '={{ $json.key }}-{{ $now.toMillis() }}-{{ Math.random() }}' };
			const slow = { ...settings, waitBetweenTries: 20 };

			it('invites each person once, and tells the key that went out', async () => {
				sandbox.faultFor(({ query }, nth) =>
					query.crk?.startsWith('key-1') === true && nth === 2
						? { kind: 'status', status: 429, headers: { 'retry-after': '0' } }
						: undefined,
				);
				const options = { maxConcurrency: 1, maxAttempts: 1 };
				const result = await runNode(
					sandbox,
					contactParameters(sandbox, options, changingKey),
					people(2),
					{ settings: slow },
				);

				expect(sandbox.requests).toHaveLength(3);
				expect(jsons(result).map(({ crk }) => crk)).toEqual(sandbox.contacts.map(({ crk }) => crk));
			});

			it('tags each response once, and tells the key that went out', async () => {
				// n8n repeats the node where its first item has failed.
				sandbox.faultFor(({ rawUrl }) => {
					if (rawUrl.includes('key-0')) return { kind: 'status', status: 404 };
					return rawUrl.includes('key-1') ? { kind: 'resetAfter', accept: true } : undefined;
				});
				const result = await runNode(
					sandbox,
					tagParameters(
						sandbox,
						{ maxConcurrency: 1 },
						{ ...changingKey, fields: { custom1: '={{ $json.key }}' } },
					),
					people(3),
					{ settings: { ...slow, ...CONTINUE } },
				);

				expect(sandbox.requests).toHaveLength(3);
				const [refused, unknown, tagged] = jsons(result);
				expect(refused).toMatchObject({ details: { outcome: 'rejected', statusCode: 404 } });
				expect(unknown).toMatchObject({ details: { outcome: 'unknown' } });
				expect(tagged).toMatchObject({ outcome: 'tagged', crk: sandbox.tags.at(-1)?.fields.crk });
				// The address of the last try was never called.
				expect(tagged).not.toHaveProperty('url');
			});

			it.each(['contact', 'tag'])('leaves a %s that may have counted as it is', async (kind) => {
				sandbox.faultFor((_, nth) =>
					nth === 2 ? { kind: 'status', status: 500, accept: true } : undefined,
				);
				const parameters =
					kind === 'contact'
						? contactParameters(sandbox, { maxConcurrency: 1 }, changingKey)
						: tagParameters(
								sandbox,
								{ maxConcurrency: 1 },
								{ fields: { custom1: '={{ $json.key }}', custom2: '={{ $now.toISO() }}' } },
							);
				const first = await runNode(sandbox, parameters, people(2), { settings: slow });
				expect(first.error).toBeDefined();
				expect(sandbox.requests).toHaveLength(2);

				// So does the button Retry.
				await runNode(sandbox, parameters, people(2), { retryOf: first });
				expect(sandbox.requests).toHaveLength(2);
			});

			it('ends as failed where the token was refused, and says so', async () => {
				sandbox.faultFor(() => ({ kind: 'status', status: 401 }));
				const result = await runNode(
					sandbox,
					contactParameters(sandbox, { maxConcurrency: 1 }, changingKey),
					people(2),
					{ settings: slow },
				);

				expect(sandbox.requests).toHaveLength(1);
				expect(result.error).toMatchObject({
					message: 'SurveyLab refused the token',
					description: expect.stringContaining('1 refused by SurveyLab, 1 not sent'),
				});
			});
		});
	});

	describe('loops', () => {
		const run = { pinned: { [ITEMS]: [...people(3), ...people(2)] } };

		it('share what was sent: a key of an earlier round is a duplicate', async () => {
			const result = await runWorkflow(inBatches(contactParameters(sandbox)), {
				...run,
				credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
			});

			const outcomes = result.rounds(NODE).map(({ data }) => data?.main?.[0]?.[0]?.json.outcome);
			expect(outcomes).toEqual(['accepted', 'accepted', 'accepted', 'duplicate', 'duplicate']);
			expect(sandbox.requests).toHaveLength(3);
		});

		it('go on with the pause that SurveyLab asked for in an earlier round', async () => {
			sandbox.faultFor((_, nth) =>
				nth === 1 ? { kind: 'status', status: 429, headers: { 'retry-after': '2' } } : undefined,
			);
			const result = await runWorkflow(
				inBatches(contactParameters(sandbox, { maxAttempts: 1 }), CONTINUE),
				{
					pinned: { [ITEMS]: people(2) },
					credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
				},
			);

			const rounds = result.rounds(NODE).map(({ data }) => data?.main?.[0]?.[0]?.json);
			expect(rounds).toMatchObject([
				{ error: 'SurveyLab is receiving too many requests' },
				{ outcome: 'accepted' },
			]);
			const [refused, next] = sandbox.requests;
			expect(next!.at - refused!.at).toBeGreaterThanOrEqual(1_990);
		});

		it('may bring back what was not sent, but never what may have been accepted', async () => {
			sandbox.faultFor(({ query }, nth) => {
				if (nth > 3) return undefined;
				if (query.crk === 'key-0')
					return { kind: 'status', status: 429, headers: { 'retry-after': '0' } };
				return query.crk === 'key-1' ? { kind: 'resetAfter', accept: true } : { kind: 'rejected' };
			});
			const result = await runWorkflow(
				failedOnceMore(contactParameters(sandbox, { maxAttempts: 1, maxConcurrency: 1 }), 1),
				{
					pinned: { [ITEMS]: people(3) },
					credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
				},
			);

			expect(sandbox.requests.map(({ query }) => query.crk)).toEqual([
				'key-0',
				'key-1',
				'key-2',
				'key-0',
				'key-2',
			]);
			expect(jsons(result, 0, DONE).map(({ crk }) => crk)).toEqual(['key-0', 'key-2']);
			expect(jsons(result, 0, FAILED)).toMatchObject([
				{ key: 'key-1', details: { outcome: 'unknown' } },
			]);
		});
	});

	describe('"Invite Each Key Once"', () => {
		const once = (more: IDataObject = {}) =>
			contactParameters(sandbox, { sendOnce: true, ...more });
		let workflowId = '';

		beforeEach(() => {
			workflowId = `workflow-${Date.now()}-${Math.floor(performance.now() * 1000)}`;
		});

		it('knows the keys of earlier executions', async () => {
			await runNode(sandbox, once(), people(3), { workflowId });
			const again = await runNode(sandbox, once(), people(4), { workflowId });

			expect(jsons(again).map(({ outcome }) => outcome)).toEqual([
				'alreadySent',
				'alreadySent',
				'alreadySent',
				'accepted',
			]);
			expect(sandbox.requests).toHaveLength(4);
		});

		it('remembers all keys of a batch although many are sent at once', async () => {
			await runNode(sandbox, once({ maxConcurrency: 20 }), people(60), { workflowId });
			const again = await runNode(sandbox, once({ maxConcurrency: 20 }), people(60), {
				workflowId,
			});

			expect(new Set(jsons(again).map(({ outcome }) => outcome))).toEqual(new Set(['alreadySent']));
		});

		it('sends a key again that was proven not to be accepted', async () => {
			sandbox.script({ kind: 'rejected' });
			await runNode(sandbox, once(), people(1), { workflowId, settings: CONTINUE });
			const again = await runNode(sandbox, once(), people(1), { workflowId });

			expect(jsons(again)).toMatchObject([{ outcome: 'accepted' }]);
		});

		it('keeps a key whose outcome is unknown, and says so', async () => {
			sandbox.script({ kind: 'resetBefore' });
			const first = await runNode(sandbox, once(), people(1), { workflowId, settings: CONTINUE });
			const again = await runNode(sandbox, once(), people(1), { workflowId });

			expect(jsons(first)).toMatchObject([
				{
					details: {
						outcome: 'unknown',
						reason: expect.stringContaining('The key stays remembered'),
					},
				},
			]);
			expect(jsons(again)).toMatchObject([{ outcome: 'alreadySent', attempts: 0 }]);
		});

		it('asks to save a workflow that is not saved, and sends nothing', async () => {
			const result = await runNode(sandbox, once(), people(1), {
				workflowId: UNSAVED,
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{
					error: 'Invite Each Key Once needs a saved workflow',
					details: { outcome: 'notSent' },
				},
			]);
			expect(sandbox.requests).toHaveLength(0);
		});
	});

	describe('options', () => {
		let workflowId = '';

		beforeEach(() => {
			workflowId = `workflow-${Date.now()}-${Math.floor(performance.now() * 1000)}`;
		});

		/** Runs items whose options hold expressions, and goes on after those that fail. */
		const run = async (options: IDataObject, items: IDataObject[]) =>
			jsons(
				await runNode(sandbox, contactParameters(sandbox, options), items, {
					workflowId,
					settings: CONTINUE,
				}),
			);
		const withValue = (...values: Array<string | number | boolean>) =>
			people(values.length).map((person, index) => ({ ...person, value: values[index] }));
		const byExpression = '={{ $json.value }}';

		it('hold for their own item: Invite Each Key Once', async () => {
			const items = withValue(false, true);
			await run({ sendOnce: byExpression }, items);
			const again = await run({ sendOnce: byExpression }, items);

			expect(outcomesOf(again)).toEqual(['rejected', 'alreadySent']);
			expect(sandbox.requests).toHaveLength(3);
		});

		it('remember a key for the item that asks for it, also where another item sent it', async () => {
			const [person] = people(1);
			const items = [false, true].map((value) => ({ ...person, value }));
			await run({ sendOnce: byExpression }, items);
			const again = await run({ sendOnce: true }, people(1));

			expect(outcomesOf(again)).toEqual(['alreadySent']);
			expect(sandbox.requests).toHaveLength(1);
		});

		it('that cannot be used in the first item leave the others their own', async () => {
			const items = withValue(99, 4, 4);
			const options = { sendOnce: true, maxAttempts: byExpression };
			const first = await run(options, items);
			const again = await run(options, items);

			expect(outcomesOf(first)).toEqual(['invalid', 'accepted', 'accepted']);
			expect(first[0]).toMatchObject({ error: 'Max Attempts is not a number from 1 to 8' });
			expect(outcomesOf(again)).toEqual(['invalid', 'alreadySent', 'alreadySent']);
			expect(sandbox.requests).toHaveLength(2);
		});

		it('hold for their own item: If the Connection Breaks', async () => {
			sandbox.script({ kind: 'resetBefore' }, { kind: 'resetBefore' });
			const items = withValue('retryOnce', 'doNotRetry');
			const output = await run({ onUnknownOutcome: byExpression }, items);

			expect(outcomesOf(output)).toEqual(['accepted', 'unknown']);
			expect(sandbox.requests.map(({ query }) => query.crk).sort()).toEqual([
				'key-0',
				'key-0',
				'key-1',
			]);
		});

		it('hold for their own item: Max Attempts', async () => {
			sandbox.faultFor(() => ({ kind: 'status', status: 503, headers: { 'retry-after': '0' } }));
			const output = await run({ maxAttempts: byExpression }, withValue(1, 3));

			expect(output).toMatchObject([{ details: { attempts: 1 } }, { details: { attempts: 3 } }]);
			expect(sandbox.requests).toHaveLength(4);
		});

		it('hold for their own item: Timeout', async () => {
			sandbox.faultFor(() => ({ kind: 'delay', ms: 2800 }));
			const output = await run({ timeout: byExpression }, withValue(30, 1));

			expect(outcomesOf(output)).toEqual(['accepted', 'unknown']);
		});
	});

	describe('a key of two people', () => {
		const two = [
			{ email: 'anna@example.com', key: 'order-7' },
			{ email: 'ben@example.com', key: 'order-7' },
		];
		const sentence = 'Two different people have this Response Key';

		it('is invalid for the second one, which says what a good key is', async () => {
			const result = await runNode(sandbox, contactParameters(sandbox), two, {
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{ outcome: 'accepted', email: 'anna@example.com' },
				{
					error: sentence,
					details: {
						outcome: 'invalid',
						crk: 'order-7',
						reason: expect.stringContaining('unique for every invitation'),
					},
				},
			]);
			expect(sandbox.requests).toHaveLength(1);
		});

		it('that differ in capitals only is a duplicate', async () => {
			const items = [two[0]!, { ...two[0], email: 'Anna@Example.com' }];
			const result = await runNode(sandbox, contactParameters(sandbox), items);

			expect(jsons(result).map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate']);
		});

		it('is invalid in a later round of a loop, too', async () => {
			const result = await runWorkflow(inBatches(contactParameters(sandbox), CONTINUE), {
				pinned: { [ITEMS]: two },
				credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
			});

			const rounds = result.rounds(NODE).map(({ data }) => data?.main?.[0]?.[0]?.json);
			expect(rounds).toMatchObject([{ outcome: 'accepted' }, { error: sentence }]);
			expect(sandbox.requests).toHaveLength(1);
		});
	});

	describe('two nodes of one execution', () => {
		it.each<[string, IDataObject]>([
			['without the history', {}],
			['with Invite Each Key Once', { sendOnce: true }],
		])('send a key once, %s', async (_, options) => {
			const result = await runWorkflow(withCopy(contactParameters(sandbox, options)), {
				pinned: { [ITEMS]: people(3) },
				credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
			});

			const outcomes = [NODE, COPY].map((name) =>
				jsons(result, 0, name).map((json) => json.outcome),
			);
			expect(outcomes).toEqual([
				['accepted', 'accepted', 'accepted'],
				['duplicate', 'duplicate', 'duplicate'],
			]);
			expect(sandbox.requests).toHaveLength(3);
		});

		it('share the history of the workflow in later executions', async () => {
			const workflowId = `shared-${Date.now()}`;
			const parameters = contactParameters(sandbox, { sendOnce: true });
			await runNode(sandbox, parameters, people(2), { workflowId });
			const workflow = withCopy(parameters);
			// Only the copy is left.
			workflow.connections[ITEMS] = { main: [[{ node: COPY, type: 'main', index: 0 }]] };
			const later = await runWorkflow(workflow, {
				workflowId,
				pinned: { [ITEMS]: people(2) },
				credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
			});

			expect(later.error).toBeUndefined();
			expect(jsons(later, 0, COPY).map(({ outcome }) => outcome)).toEqual([
				'alreadySent',
				'alreadySent',
			]);
			expect(sandbox.requests).toHaveLength(2);
		});
	});

	describe('a workflow that stops at the first failure', () => {
		it('asks nobody when one item is invalid, and says what became of all', async () => {
			const items = [...people(2), { key: 'no-email' }, ...people(1, 'last')];
			const stopped = await runNode(sandbox, contactParameters(sandbox), items);

			expect(sandbox.requests).toHaveLength(0);
			expect(stopped.error).toMatchObject({
				message: 'Email is empty',
				description: expect.stringMatching(
					/Invite Each Key Once.*error output.* Of 4 items: 1 with invalid values, 3 not sent\.$/,
				),
			});
			expect(stopped.error).toHaveProperty('context.itemIndex', 2);

			const mended = [...people(2), { email: 'c@example.com', key: 'c' }, ...people(1, 'last')];
			const again = await runNode(sandbox, contactParameters(sandbox), mended);
			expect(again.error).toBeUndefined();
			expect(sandbox.contacts).toHaveLength(4);
		});

		it('says at every stop what became of all items', async () => {
			sandbox.faultFor((_, nth) => (nth === 3 ? { kind: 'rejected' } : undefined));
			const { error } = await runNode(
				sandbox,
				contactParameters(sandbox, { maxConcurrency: 1 }),
				people(4),
			);

			expect(error).toMatchObject({
				message: 'SurveyLab did not accept the contact',
				description: expect.stringMatching(
					/Invite Each Key Once.* Of 4 items: 2 accepted, 1 refused by SurveyLab, 1 not sent\.$/,
				),
			});
		});

		it('shows its own message although the name of a host holds a code that n8n knows', async () => {
			sandbox.script({ kind: 'redirect', to: 'https://greenoenterprise.example/' });
			const { error } = await runNode(sandbox, contactParameters(sandbox), people(1));

			expect(error).toMatchObject({ message: 'SurveyLab redirects to greenoenterprise.example' });
		});

		it('tells the item that failed by itself, not one that was held back before it', async () => {
			sandbox.faultFor((_, nth) =>
				nth === 1
					? { kind: 'status', status: 503, headers: { 'retry-after': '30' } }
					: { kind: 'status', status: 401 },
			);
			const { error } = await runNode(sandbox, contactParameters(sandbox), people(2));

			expect(error).toMatchObject({ message: 'SurveyLab refused the token' });
			expect(error).toHaveProperty('context.itemIndex', 1);
		});
	});

	describe('the button Retry', () => {
		it.each<[string, Fault]>([
			['a wrong token', { kind: 'status', status: 401 }],
			['a wrong collector', { kind: 'status', status: 404 }],
			['a refused contact', { kind: 'rejected' }],
		])('asks anew after %s was mended, and leaves the rest as it is', async (_, fault) => {
			sandbox.faultFor((__, nth) =>
				nth === 2 ? { kind: 'resetAfter', accept: true } : nth === 3 ? fault : undefined,
			);
			const parameters = contactParameters(sandbox, { maxConcurrency: 1 });
			const first = await runNode(sandbox, parameters, people(4), { settings: CONTINUE });
			sandbox.faultFor(() => undefined);
			const asked = sandbox.requests.length;
			const retried = await runNode(sandbox, parameters, people(4), {
				settings: CONTINUE,
				retryOf: first,
			});

			expect(outcomesOf(jsons(retried))).toEqual(['accepted', 'unknown', 'accepted', 'accepted']);
			expect(jsons(retried).slice(0, 2)).toEqual(jsons(first).slice(0, 2));
			const keys = sandbox.requests.slice(asked).map(({ query }) => query.crk);
			expect(keys).toEqual(
				fault.kind === 'status' && fault.status === 401 ? ['key-2', 'key-3'] : ['key-2'],
			);
		});

		it('tags another response where the mended key names one', async () => {
			sandbox.faultFor((_, nth) => (nth === 2 ? { kind: 'status', status: 404 } : undefined));
			const parameters = (crk: string) =>
				tagParameters(sandbox, { maxConcurrency: 1 }, { crk, fields: { custom1: 'x' } });
			const first = await runNode(sandbox, parameters('wrong'), people(2));
			expect(first.error).toBeDefined();
			const retried = await runNode(sandbox, parameters('={{ $json.key }}'), people(2), {
				retryOf: first,
			});

			expect(jsons(retried).map(({ outcome, crk }) => [outcome, crk])).toEqual([
				['tagged', 'key-0'],
				['tagged', 'key-1'],
			]);
			expect(sandbox.tags.map(({ fields }) => fields.crk)).toEqual(['wrong', 'key-0', 'key-1']);
		});

		it('may wait as long as a new execution', async () => {
			sandbox.script(
				{ kind: 'status', status: 429, headers: { 'retry-after': '1' } },
				{ kind: 'status', status: 429, headers: { 'retry-after': '1' } },
			);
			const parameters = contactParameters(sandbox, { maxWait: 1 });
			const first = await runNode(sandbox, parameters, people(1), { settings: CONTINUE });
			expect(jsons(first)[0]).toMatchObject({ details: { outcome: 'notSent', attempts: 2 } });
			sandbox.script({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });
			const retried = await runNode(sandbox, parameters, people(1), { retryOf: first });
			expect(jsons(retried)[0]).toMatchObject({ outcome: 'accepted', attempts: 2 });
		});
	});

	it('a second execution of the process waits for what becomes of a key in the first one', async () => {
		const workflowId = `two-executions-${Date.now()}`;
		sandbox.faultFor((_, nth) =>
			nth === 1 ? { kind: 'status', status: 429, headers: { 'retry-after': '1' } } : undefined,
		);
		const execution = async (maxAttempts: number) =>
			await runNode(
				sandbox,
				contactParameters(sandbox, { sendOnce: true, maxAttempts }),
				people(1),
				{ workflowId, settings: CONTINUE },
			);
		const [first, second] = await Promise.all([execution(1), execution(1)]);

		expect([jsons(first), jsons(second)]).toMatchObject([
			[{ details: { outcome: 'notSent' } }],
			[{ outcome: 'accepted' }],
		]);
	});

	describe('accounts that differ from item to item', () => {
		let other: Sandbox;

		beforeAll(async () => {
			other = await startSandbox();
		});

		afterAll(async () => await other.close());

		const credential = () => ({ apiToken: sandbox.token, baseUrl: '={{ $json.host }}' });
		const from = (box: Sandbox, key: string) => ({
			email: 'anna@example.com',
			key,
			host: box.url,
		});

		it('may have the same collector and key', async () => {
			const items = [from(sandbox, 'a'), from(other, 'a'), from(sandbox, 'a')];
			const result = await runNode(sandbox, contactParameters(sandbox), items, {
				credential: credential(),
			});

			expect(jsons(result).map(({ outcome }) => outcome)).toEqual([
				'accepted',
				'accepted',
				'duplicate',
			]);
			expect([sandbox.requests, other.requests].map(({ length }) => length)).toEqual([1, 1]);
		});

		it('do not stop each other when one token is refused', async () => {
			other.reset();
			sandbox.faultFor(() => ({ kind: 'status', status: 401 }));
			const items = [from(sandbox, 'b'), from(other, 'c'), from(sandbox, 'd'), from(other, 'e')];
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxConcurrency: 1 }),
				items,
				{ credential: credential(), settings: CONTINUE },
			);

			expect(outcomesOf(jsons(result))).toEqual(['rejected', 'accepted', 'notSent', 'accepted']);
			expect([sandbox.requests, other.requests].map(({ length }) => length)).toEqual([1, 2]);
		});
	});

	describe('what comes between n8n and SurveyLab', () => {
		/** A server that speaks as told to whoever connects. */
		async function withServer(
			says: string,
			use: (url: string, connections: () => number) => Promise<void>,
			breaksOff = false,
		): Promise<void> {
			const sockets = new Set<Socket>();
			const server = createServer((socket) => {
				sockets.add(socket);
				socket.on('error', () => {});
				socket.once('data', () => (breaksOff ? socket.end(says) : socket.write(says)));
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const { port } = server.address() as { port: number };
			await use(`http://127.0.0.1:${port}`, () => sockets.size).finally(() => {
				for (const socket of sockets) socket.destroy();
				server.close();
			});
		}

		it.each(['contact', 'tag'])('an answer of 101 ends under Timeout: %s', async (operation) => {
			const says = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n';
			await withServer(says, async (url, connections) => {
				const options = { timeout: 1, ...(operation === 'tag' ? { surveyBaseUrl: url } : {}) };
				const result = await runNode(
					sandbox,
					operation === 'tag'
						? tagParameters(sandbox, options)
						: contactParameters(sandbox, options),
					[{ email: 'anna@example.com', key: 'a', custom1: 'a' }],
					{ credential: { apiToken: sandbox.token, baseUrl: url }, settings: CONTINUE },
				);

				expect(jsons(result)).toMatchObject([
					{
						error: 'SurveyLab did not answer in time, so it may or may not have been accepted',
						details: { outcome: 'unknown', attempts: 1 },
					},
				]);
				expect(connections()).toBe(1);
			});
		});

		it('a refused token is one although the body of the answer breaks off', async () => {
			const use = async (url: string) => {
				const result = await runNode(
					sandbox,
					contactParameters(sandbox, { maxConcurrency: 1 }),
					people(2),
					{ credential: { apiToken: sandbox.token, baseUrl: url }, settings: CONTINUE },
				);
				expect(jsons(result)).toMatchObject([
					{ error: 'SurveyLab refused the token', details: { outcome: 'rejected' } },
					{ details: { outcome: 'notSent', attempts: 0 } },
				]);
			};
			await withServer('HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\nno', use, true);
		});

		it('a survey page that never ends ends under Timeout', async () => {
			sandbox.faultFor(() => ({ kind: 'trickle', ms: 50 }));
			const result = await runNode(
				sandbox,
				tagParameters(sandbox, { timeout: 1 }),
				[{ custom1: 'a' }],
				{ settings: CONTINUE },
			);

			expect(jsons(result)).toMatchObject([{ details: { outcome: 'unknown', attempts: 1 } }]);
		});

		it.each([301, 302, 304])('a %i without a Location is final: one request', async (status) => {
			sandbox.faultFor(() => ({ kind: 'status', status }));
			const result = await runNode(sandbox, tagParameters(sandbox), [{ custom1: 'a' }], {
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{
					error: 'SurveyLab answered with a redirect',
					details: { outcome: 'rejected', statusCode: status, attempts: 1 },
				},
			]);
			expect(sandbox.requests).toHaveLength(1);
		});

		it('a Retry-After of more digits than fit is a long wait: the item ends after one request', async () => {
			const failed = await contactOutcome([
				{ kind: 'status', status: 429, headers: { 'retry-after': '9'.repeat(25) } },
			]);

			expect(failed).toMatchObject({
				error: expect.stringMatching(/^SurveyLab asks to wait [\d,]+ days$/),
				details: { outcome: 'notSent', attempts: 1 },
			});
			expect(sandbox.requests).toHaveLength(1);
		});

		it('a 407 is the word of a proxy: the item was not sent', async () => {
			expect(await contactOutcome([{ kind: 'status', status: 407 }])).toMatchObject({
				error: 'A proxy between this n8n and SurveyLab refused the request',
				details: { outcome: 'notSent', statusCode: 407, attempts: 1 },
			});
			expect(sandbox.requests).toHaveLength(1);
		});

		it.each(['contact', 'tag'])(
			"n8n's own protection against requests into its network means not sent, and is named: %s",
			async (operation) => {
				const protection = ssrfProtection();
				const workflowId = `ssrf-${operation}-${Date.now()}`;
				const once = async () =>
					await runNode(
						sandbox,
						operation === 'tag'
							? tagParameters(sandbox)
							: contactParameters(sandbox, { sendOnce: true }),
						[{ email: 'anna@example.com', key: 'a', custom1: 'a' }],
						{ workflowId, settings: CONTINUE },
					);
				protection.enabled = true;
				const blocked = await once().finally(() => {
					protection.enabled = false;
				});

				expect(jsons(blocked)).toMatchObject([
					{
						error: 'n8n does not allow requests to this address',
						details: {
							outcome: 'notSent',
							attempts: 1,
							reason: expect.stringContaining('N8N_SSRF_ALLOWED_HOSTNAMES'),
						},
					},
				]);
				expect(sandbox.requests).toHaveLength(0);
				// Nothing was sent, so nothing is remembered as sent.
				expect(jsons(await once())).toMatchObject([
					{ outcome: operation === 'tag' ? 'tagged' : 'accepted' },
				]);
			},
		);
	});

	it.each([
		['turnOn', 'turnedOn'],
		['turnOff', 'turnedOff'],
	])('%s is told as "%s" each time that it is asked for', async (operation, outcome) => {
		const parameters = {
			resource: 'collector',
			operation,
			collectorId: byId(sandbox.collectorId),
			options: {},
		};
		const result = await runNode(sandbox, parameters, people(2));

		expect(jsons(result).map((json) => json.outcome)).toEqual([outcome, outcome]);
		expect(sandbox.requests).toHaveLength(2);
		expect(result.rounds(NODE)[0]?.hints).toMatchObject([
			{ message: `SurveyLab: 2 turned ${operation === 'turnOn' ? 'on' : 'off'}.` },
		]);
	});

	it('stops a batch of tags at 403, as it does for contacts', async () => {
		sandbox.faultFor(() => ({ kind: 'status', status: 403 }));
		const items = people(3).map(({ key }) => ({ custom1: key }));
		const result = await runNode(sandbox, tagParameters(sandbox, { maxConcurrency: 1 }), items, {
			settings: CONTINUE,
		});

		expect(jsons(result).map((json) => (json.details as IDataObject).outcome)).toEqual([
			'rejected',
			'notSent',
			'notSent',
		]);
		expect(sandbox.requests).toHaveLength(1);
	});
});
