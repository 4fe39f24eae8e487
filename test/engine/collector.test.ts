import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox';
import { runWorkflow } from './engine';
import {
	byId,
	byLink,
	CONTINUE,
	DONE,
	ERROR_OUTPUT,
	FAILED,
	inBatches,
	ITEMS,
	jsons,
	NODE,
	runNode,
} from './workflows';

const BOTH = [
	['turnOn', 'turnOnCollector', 'turnedOn', 'turned on'],
	['turnOff', 'turnOffCollector', 'turnedOff', 'turned off'],
] as const;

const WEB = 'web-collector-1';
/** What speaks of another operation than this one. */
const OF_CONTACTS = /contact|Response Key|email|invit|the data/i;

describe.each(BOTH)('Collector: %s', (operation, action, done, inWords) => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox({
			collectors: ['collector-1', 'collector-2', 'collector-3'],
			webCollectors: [WEB],
		});
	});

	beforeEach(() => sandbox.reset());

	afterAll(async () => await sandbox.close());

	function parameters(
		options: IDataObject = {},
		collectorId: unknown = '={{ $json.id }}',
		more: IDataObject = {},
	): IDataObject {
		return {
			resource: 'collector',
			operation,
			collectorId:
				typeof collectorId === 'string' ? byId(collectorId) : (collectorId as IDataObject),
			options,
			...more,
		};
	}

	const ids = ['collector-1', 'collector-2', 'collector-3'].map((id) => ({ id }));

	it('is recorded by SurveyLab with its action and source=n8n, and nothing besides', async () => {
		const result = await runNode(sandbox, parameters(), ids.slice(0, 1));

		expect(result.error).toBeUndefined();
		expect(sandbox.actions).toEqual([
			{ action, collectorId: 'collector-1', source: 'n8n', at: expect.any(Number) },
		]);
		expect(sandbox.requests.map(({ method, path, query }) => [method, path, query])).toEqual([
			['GET', '/api.php', { apiToken: sandbox.token, cId: 'collector-1', action, source: 'n8n' }],
		]);
		expect(sandbox.contacts).toEqual([]);
		expect(result.items(NODE)).toEqual([
			{
				json: {
					outcome: done,
					collectorId: 'collector-1',
					notification: 'Action process correctly',
					statusCode: 200,
					attempts: 1,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('takes each item for itself, also the same collector once more', async () => {
		const items = [...ids, ...ids];
		const result = await runNode(sandbox, parameters({ maxConcurrency: 1 }), items);

		expect(sandbox.actions.map(({ collectorId }) => collectorId)).toEqual(
			items.map(({ id }) => id),
		);
		expect(
			result
				.items(NODE)
				.map(({ json, pairedItem }) => [json.outcome, json.collectorId, pairedItem]),
		).toEqual(items.map(({ id }, item) => [done, id, { item }]));
		expect(result.rounds(NODE)[0]?.hints).toMatchObject([
			{ message: `SurveyLab: 6 ${inWords}.`, type: 'info' },
		]);
	});

	it('is done in every round of a loop', async () => {
		const workflow = inBatches(parameters());
		await runWorkflow(workflow, {
			credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
			pinned: { [ITEMS]: [ids[0]!, ids[0]!] },
		});

		expect(sandbox.actions).toHaveLength(2);
	});

	it('takes the id from a pasted link, and sends the token to the Base URL alone', async () => {
		const link = byLink(
			'https://feedback.surveylab.com/lng/pl/pageTag/SurveyCampaign/cId/collector-2/custom1/x',
		);
		const result = await runNode(sandbox, parameters({}, link), [{}]);

		expect(jsons(result)).toMatchObject([{ outcome: done, collectorId: 'collector-2' }]);
		expect(sandbox.actions).toMatchObject([{ collectorId: 'collector-2' }]);
	});

	it('previews the request with the token masked, and calls nobody', async () => {
		const result = await runNode(
			sandbox,
			parameters({}, undefined, { previewOnly: true }),
			ids.slice(0, 1),
		);

		expect(jsons(result)).toEqual([
			{
				outcome: 'preview',
				collectorId: 'collector-1',
				url: `${sandbox.url}/api.php?apiToken=***&cId=collector-1&action=${action}&source=n8n`,
			},
		]);
		expect(JSON.stringify(result.run)).not.toContain(sandbox.token);
		expect(sandbox.requests).toHaveLength(0);
	});

	describe('what went wrong is told of the collector', () => {
		/** The one failed item of a run. */
		async function failureOf(
			items: IDataObject[],
			options: IDataObject = {},
		): Promise<{ error: string; details: IDataObject }> {
			const result = await runNode(sandbox, parameters(options), items, { settings: CONTINUE });
			const [json, ...more] = jsons(result);
			expect(more).toEqual([]);
			expect(Object.keys(json!)).toEqual(['error', 'details']);
			const failure = json as { error: string; details: IDataObject };
			expect(`${failure.error} ${String(failure.details.reason)}`).not.toMatch(OF_CONTACTS);
			expect(JSON.stringify(result.run)).not.toContain(sandbox.token);
			return failure;
		}

		it('when SurveyLab does not accept it', async () => {
			expect(await failureOf([{ id: WEB }])).toEqual({
				error: 'SurveyLab did not change the collector',
				details: {
					reason:
						'Check that Collector is right and that the plan is Professional or Enterprise, then run the item again. SurveyLab says: "Action failed".',
					collectorId: WEB,
					statusCode: 200,
					attempts: 1,
					outcome: 'rejected',
				},
			});
		});

		it('when SurveyLab does not know it', async () => {
			expect(await failureOf([{ id: 'unknown-1' }])).toMatchObject({
				error: 'SurveyLab did not find the collector',
				details: {
					reason: expect.stringContaining('Check Collector'),
					collectorId: 'unknown-1',
					statusCode: 404,
					outcome: 'rejected',
				},
			});
		});

		it.each([
			['the server stumbles', { kind: 'status', status: 500 }, 500],
			[
				'the server stumbles after the work was done',
				{ kind: 'status', status: 502, accept: true },
				502,
			],
			['the connection ends', { kind: 'resetAfter', accept: true }, undefined],
			['the answer is a page', { kind: 'html', accept: true }, 200],
		] as const)(
			'when nobody knows whether it was done, because %s',
			async (_, fault, statusCode) => {
				sandbox.script(fault);
				const { error, details } = await failureOf(ids.slice(0, 1));

				expect(error).toContain('so it may or may not have been accepted');
				expect(details).toMatchObject({
					reason: expect.stringContaining(
						'Look in SurveyLab whether the collector is on or off now.',
					),
					outcome: 'unknown',
					attempts: 1,
				});
				expect(details.statusCode).toBe(statusCode);
				expect(sandbox.requests).toHaveLength(1);
			},
		);

		it('when it takes too long', async () => {
			sandbox.script({ kind: 'hang' });
			expect(await failureOf(ids.slice(0, 1), { timeout: 1 })).toMatchObject({
				error: 'SurveyLab did not answer in time, so it may or may not have been accepted',
				details: {
					reason: expect.stringContaining('whether the collector is on or off now'),
					outcome: 'unknown',
				},
			});
		});

		it.each([
			['', 'Collector is empty'],
			['a b', 'Collector holds characters that no collector ID has'],
			[
				'https://www.mysurveylab.com/api.php?apiToken=secret-7&cId=12',
				'Collector holds an API link with a token in it',
			],
		])('when %j is no collector, before anything is sent', async (id, error) => {
			expect(await failureOf([{ id }])).toMatchObject({
				error,
				details: { outcome: 'invalid', attempts: 0 },
			});
			expect(sandbox.requests).toHaveLength(0);
		});

		it('while the other items go on', async () => {
			const result = await runNode(sandbox, parameters(), [ids[0]!, { id: WEB }, ids[2]!], {
				settings: ERROR_OUTPUT,
			});

			expect(jsons(result, 0, DONE).map(({ collectorId }) => collectorId)).toEqual([
				'collector-1',
				'collector-3',
			]);
			expect(jsons(result, 0, FAILED)).toMatchObject([
				{ id: WEB, error: 'SurveyLab did not change the collector' },
			]);
		});
	});

	describe('the token', () => {
		it.each([
			[{ apiToken: '', baseUrl: 'https://www.mysurveylab.com' }, 'API Token is empty'],
			[
				{ apiToken: 'two words', baseUrl: 'https://www.mysurveylab.com' },
				'API Token contains blanks or line breaks',
			],
			[
				{ apiToken: 'https://x/api.php?apiToken=t', baseUrl: 'https://www.mysurveylab.com' },
				'API Token holds a link, not a token',
			],
			[
				{ apiToken: 'token', baseUrl: 'http://www.mysurveylab.com' },
				'Base URL does not begin with https://',
			],
			[
				{ apiToken: 'token', baseUrl: 'https://www.mysurveylab.com?x=1' },
				'Base URL holds more than an address',
			],
		])('or its place must be such that it can work: %j', async (credential, message) => {
			const result = await runNode(sandbox, parameters(), ids.slice(0, 1), {
				credential,
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{ error: message, details: { outcome: 'invalid', collectorId: 'collector-1' } },
			]);
			expect(sandbox.requests).toHaveLength(0);
		});

		it('that SurveyLab refuses stops the rest', async () => {
			const credential = { apiToken: 'other-token', baseUrl: sandbox.url };
			const result = await runNode(sandbox, parameters({ maxConcurrency: 1 }), ids, {
				credential,
				settings: CONTINUE,
			});

			expect(
				jsons(result).map(({ error, details }) => [error, (details as IDataObject).outcome]),
			).toEqual([
				['SurveyLab refused the token', 'rejected'],
				['Not sent, because SurveyLab refused an earlier request', 'notSent'],
				['Not sent, because SurveyLab refused an earlier request', 'notSent'],
			]);
			expect(sandbox.requests).toHaveLength(1);
			expect(JSON.stringify(result.run)).not.toContain('other-token');
		});

		it('is not carried on by a redirect', async () => {
			sandbox.script({ kind: 'redirect', to: 'https://elsewhere.example.com/api.php' });
			const result = await runNode(sandbox, parameters(), ids.slice(0, 1), { settings: CONTINUE });

			expect(jsons(result)).toMatchObject([
				{ error: 'SurveyLab redirects to elsewhere.example.com', details: { outcome: 'rejected' } },
			]);
			expect(sandbox.requests).toHaveLength(1);
		});
	});

	describe('once and no more', () => {
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

		it('with "Retry On Fail", what was accepted and what ended unknown', async () => {
			sandbox.script({ kind: 'ok' }, { kind: 'ok' }, { kind: 'status', status: 500, accept: true });
			const result = await runNode(sandbox, parameters({ maxConcurrency: 1 }), ids, { settings });

			expect(result.error?.message).toContain('may or may not have been accepted');
			expect(sandbox.actions.map(({ collectorId }) => collectorId)).toEqual(
				ids.map(({ id }) => id),
			);
			expect(sandbox.requests).toHaveLength(3);
			expect(JSON.stringify([result.error?.message, result.error?.description])).not.toMatch(
				OF_CONTACTS,
			);
		});

		it('with "Retry On Fail", while what was refused before any work is sent again', async () => {
			sandbox.script(
				{ kind: 'ok' },
				{ kind: 'status', status: 429, headers: { 'retry-after': '0' } },
			);
			const result = await runNode(
				sandbox,
				parameters({ maxConcurrency: 1, maxAttempts: 1 }),
				ids,
				{ settings },
			);

			expect(result.error).toBeUndefined();
			expect(jsons(result).map(({ outcome }) => outcome)).toEqual([done, done, done]);
			expect(sandbox.actions.map(({ collectorId }) => collectorId)).toEqual(
				ids.map(({ id }) => id),
			);
		});

		it('when SurveyLab refuses before doing anything, it is tried again', async () => {
			sandbox.script({ kind: 'status', status: 429, headers: { 'retry-after': '0' } });
			const result = await runNode(sandbox, parameters(), ids.slice(0, 1));

			expect(jsons(result)).toMatchObject([{ outcome: done, attempts: 2 }]);
			expect(sandbox.actions).toHaveLength(1);
		});
	});
});

describe('Collector', () => {
	it('is turned off and on again in the order of the workflow', async () => {
		const sandbox = await startSandbox();
		for (const operation of ['turnOff', 'turnOn', 'turnOff']) {
			const parameters = {
				resource: 'collector',
				operation,
				collectorId: byId(sandbox.collectorId),
				options: {},
			};
			await runNode(sandbox, parameters, [{}]);
		}

		expect(sandbox.actions.map(({ action }) => action)).toEqual([
			'turnOffCollector',
			'turnOnCollector',
			'turnOffCollector',
		]);
		await sandbox.close();
	});
});
