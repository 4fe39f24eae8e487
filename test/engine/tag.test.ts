import { startSandbox, type Sandbox } from '../sandbox';
import { byId, byLink, CONTINUE, jsons, NODE, runNode, tagParameters } from './workflows';

describe('Tag survey response', () => {
	let sandbox: Sandbox;
	let other: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
		other = await startSandbox();
	});

	beforeEach(() => {
		sandbox.reset();
		other.reset();
	});

	afterAll(async () => {
		await sandbox.close();
		await other.close();
	});

	const allFields = {
		referrer: 'https://example.com/t/7?a=b#c',
		email: 'name@example.com',
		phone: '+48 600',
		firstName: 'Zażółć',
		lastName: 'Gęślą',
		language: 'pl',
		...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`custom${n}`, `(value) ${n}!`])),
	};
	const crk = '48213';

	it('attaches every field under its path name, the response key last, without token or credential', async () => {
		const result = await runNode(
			sandbox,
			tagParameters(sandbox, {}, { fields: allFields, crk }),
			[{}],
			{
				credential: undefined as never,
			},
		);

		expect(result.error).toBeUndefined();
		const { firstName, lastName, ...same } = allFields;
		expect(sandbox.tags).toMatchObject([
			{
				collectorId: sandbox.collectorId,
				fields: { ...same, name: firstName, surname: lastName, crk },
			},
		]);
		const [request] = sandbox.requests;
		expect(request?.rawUrl).toMatch(/\/crk\/48213\/$/);
		expect(request?.rawUrl).toContain('/referrer/https%3A%2F%2Fexample.com%2Ft%2F7%3Fa%3Db%23c/');
		expect(request?.rawUrl).toContain('/custom1/%28value%29%201%21/');
		expect(request?.token).toBeUndefined();
		expect(result.items(NODE)).toEqual([
			{
				json: {
					outcome: 'tagged',
					crk,
					fields: allFields,
					collectorId: sandbox.collectorId,
					url: sandbox.url + request?.rawUrl,
					statusCode: 200,
					attempts: 1,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(Object.keys(jsons(result)[0]!)).toEqual([
			...['outcome', 'crk', 'fields', 'collectorId', 'url', 'statusCode', 'attempts'],
		]);
	});

	it.each([
		[{ referrer: ' ', custom1: '' }, undefined],
		[{}, undefined],
		[{}, ' '],
	])('refuses to attach nothing: %j with the key %j', async (fields, key) => {
		const more = { fields, ...(key === undefined ? {} : { crk: key }) };
		const result = await runNode(sandbox, tagParameters(sandbox, {}, more), [{}], {
			settings: CONTINUE,
		});

		expect(jsons(result)).toMatchObject([
			{
				error: 'There is nothing to attach',
				details: {
					reason: expect.stringContaining('Add under Fields'),
					collectorId: sandbox.collectorId,
					outcome: 'invalid',
					attempts: 0,
				},
			},
		]);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('names the response of an item whose data cannot be attached', async () => {
		const more = { crk: 'ticket-7', fields: { custom1: '={{ $json.list }}' } };
		const result = await runNode(sandbox, tagParameters(sandbox, {}, more), [{ list: [1, 2] }], {
			settings: CONTINUE,
		});

		expect(jsons(result)).toMatchObject([{ details: { crk: 'ticket-7', outcome: 'invalid' } }]);
	});

	it('asks nobody when one item is invalid and the workflow stops at it', async () => {
		const items = [{ custom1: 'a' }, { custom1: '..' }, { custom1: 'c' }];
		const result = await runNode(sandbox, tagParameters(sandbox, { maxConcurrency: 1 }), items);

		expect(result.error).toMatchObject({
			message: 'Custom 1 is only dots, which a survey address cannot carry',
			description: expect.stringMatching(
				/ To run the workflow again safely, set On Error to .* Of 3 items: 1 with invalid values, 2 not sent\.$/,
			),
			context: { itemIndex: 1 },
		});
		expect(sandbox.requests).toHaveLength(0);
	});

	it('fails with the key that would have gone out, where slashes are replaced', async () => {
		const result = await runNode(
			sandbox,
			tagParameters(sandbox, { slashes: 'replace' }, { crk: 'INV/7', fields: { custom1: '..' } }),
			[{}],
			{ settings: CONTINUE },
		);
		expect(jsons(result)).toMatchObject([{ details: { outcome: 'invalid', crk: 'INV_7' } }]);
	});

	it('sends each of several items with the same data', async () => {
		const items = Array.from({ length: 12 }, () => ({ referrer: 'same', custom1: 'data' }));
		const result = await runNode(sandbox, tagParameters(sandbox), items);

		expect(jsons(result).map(({ outcome }) => outcome)).toEqual(items.map(() => 'tagged'));
		expect(sandbox.tags).toHaveLength(12);
	});

	it('leaves an empty field out together with its name', async () => {
		await runNode(sandbox, tagParameters(sandbox), [{ referrer: ' ', custom1: 'data' }]);

		expect(sandbox.tags).toMatchObject([{ fields: { custom1: 'data' } }]);
	});

	it("goes to the pasted link's own address", async () => {
		const link = `${other.url}/lng/pl/pageTag/SurveyCampaign/cId/${other.collectorId}/custom8/old`;
		const parameters = tagParameters(sandbox, { surveyBaseUrl: '' }, { collectorId: byLink(link) });
		await runNode(sandbox, parameters, [{ custom1: 'data' }]);

		expect(other.tags).toMatchObject([
			{ collectorId: other.collectorId, fields: { custom1: 'data' } },
		]);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('prefers the option Survey Base URL', async () => {
		const link = `${other.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`;
		await runNode(sandbox, tagParameters(sandbox, {}, { collectorId: byLink(link) }), [
			{ custom1: 'data' },
		]);

		expect(sandbox.tags).toHaveLength(1);
		expect(other.requests).toHaveLength(0);
	});

	it('previews the address of SurveyLab itself when nothing else is given', async () => {
		const parameters = tagParameters(sandbox, { surveyBaseUrl: '' }, { previewOnly: true });
		const result = await runNode(sandbox, parameters, [{ custom1: 'a b' }]);

		expect(jsons(result)).toEqual([
			{
				outcome: 'preview',
				fields: { custom1: 'a b' },
				collectorId: sandbox.collectorId,
				url: `https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/${sandbox.collectorId}/custom1/a%20b`,
			},
		]);
		expect(sandbox.requests).toHaveLength(0);
	});

	describe('slashes in values', () => {
		const items = [{ referrer: 'a/b', custom1: 'data' }];

		it.each([
			[{ slashes: 'encode' }, 'a/b'],
			[{ slashes: 'encodeTwice' }, 'a%2Fb'],
			[{ slashes: 'replace' }, 'a_b'],
		])('with %p arrive as %s', async (options, referrer) => {
			await runNode(sandbox, tagParameters(sandbox, options), items);

			expect(sandbox.tags).toMatchObject([{ fields: { referrer, custom1: 'data' } }]);
		});

		it('that a server does not take lead to the advice to try another setting', async () => {
			sandbox.script({ kind: 'refuseEncodedSlash' });
			const result = await runNode(sandbox, tagParameters(sandbox), items, { settings: CONTINUE });

			expect(jsons(result)).toMatchObject([
				{
					error: 'The survey address was not found',
					details: { reason: expect.stringContaining('try another setting of Slashes in Values') },
				},
			]);
		});
	});

	it.each(['.', '..'])('refuses %s as a value', async (custom1) => {
		const result = await runNode(sandbox, tagParameters(sandbox), [{ custom1 }], {
			settings: CONTINUE,
		});

		expect(jsons(result)).toMatchObject([
			{ error: 'Custom 1 is only dots, which a survey address cannot carry' },
		]);
		expect(sandbox.requests).toHaveLength(0);
	});

	it.each([
		['http://survey.example.com', 'Survey Base URL does not begin with https://'],
		['survey.example.com', 'Survey Base URL is not a web address'],
	])('refuses the Survey Base URL %s', async (surveyBaseUrl, message) => {
		const result = await runNode(sandbox, tagParameters(sandbox, { surveyBaseUrl }), [{}], {
			settings: CONTINUE,
		});

		expect(jsons(result)).toMatchObject([{ error: message, details: { outcome: 'invalid' } }]);
	});

	describe('redirects', () => {
		it('are followed on encrypted or local connections', async () => {
			sandbox.script({
				kind: 'redirect',
				to: `${other.url}/pageTag/SurveyCampaign/cId/${other.collectorId}/custom1/moved`,
			});
			const result = await runNode(sandbox, tagParameters(sandbox), [{ custom1: 'data' }]);

			expect(jsons(result)).toMatchObject([{ outcome: 'tagged', attempts: 1 }]);
			expect(other.tags).toMatchObject([{ fields: { custom1: 'moved' } }]);
		});

		it('that lead to an unencrypted connection are not followed, and the new host is named', async () => {
			sandbox.script({ kind: 'redirect', to: 'http://survey.example.com/x' });
			const result = await runNode(sandbox, tagParameters(sandbox), [{ custom1: 'data' }], {
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{
					error: 'The survey address redirects to survey.example.com',
					details: { statusCode: 302, outcome: 'rejected' },
				},
			]);
		});

		it('end after five', async () => {
			sandbox.faultFor(() => ({ kind: 'redirect', to: '${url}' }));
			const result = await runNode(sandbox, tagParameters(sandbox), [{ custom1: 'data' }], {
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([{ details: { outcome: 'rejected' } }]);
			expect(sandbox.requests).toHaveLength(6);
		});
	});

	it('refuses an unknown collector as SurveyLab does', async () => {
		const parameters = tagParameters(sandbox, {}, { collectorId: byId('unknown-1') });
		const result = await runNode(sandbox, parameters, [{ custom1: 'data' }], {
			settings: CONTINUE,
		});

		expect(jsons(result)).toEqual([
			{
				error: 'The survey address was not found',
				details: {
					reason: "Check Collector: copy the survey's link again from SurveyLab. (HTTP 404.)",
					collectorId: 'unknown-1',
					statusCode: 404,
					attempts: 1,
					outcome: 'rejected',
				},
			},
		]);
	});

	it('makes each call once although "Retry On Fail" runs the node again', async () => {
		sandbox.script({ kind: 'ok' }, { kind: 'ok' }, { kind: 'status', status: 500, accept: true });
		const items = [{ custom1: 'a' }, { custom1: 'b' }, { custom1: 'c' }];
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const result = await runNode(sandbox, tagParameters(sandbox, { maxConcurrency: 1 }), items, {
			settings,
		});

		expect(result.error?.message).toContain('may or may not have been accepted');
		expect(sandbox.requests).toHaveLength(3);
	});
});
