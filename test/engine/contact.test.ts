import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox';
import { sourceParameters } from './requests';
import {
	byId,
	byLink,
	CONTINUE,
	contactParameters,
	DONE,
	ERROR_OUTPUT,
	FAILED,
	jsons,
	NODE,
	people,
	runNode,
} from './workflows';

describe('Add contact to collector', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(() => sandbox.reset());

	afterAll(async () => await sandbox.close());

	it('adds one contact for every item, in order, each paired with its item', async () => {
		const items = people(40);
		const result = await runNode(sandbox, contactParameters(sandbox), items);

		expect(result.error).toBeUndefined();
		expect(result.items(NODE)).toEqual(
			items.map(({ email, key }, item) => ({
				json: {
					outcome: 'accepted',
					email,
					crk: key,
					fields: {},
					collectorId: sandbox.collectorId,
					notification: 'Action process correctly',
					statusCode: 200,
					attempts: 1,
				},
				pairedItem: { item },
			})),
		);
		expect(jsons(result).map((json) => Object.keys(json))).toEqual(
			items.map(() => [
				...['outcome', 'email', 'crk', 'fields', 'collectorId'],
				...['notification', 'statusCode', 'attempts'],
			]),
		);
		expect(sandbox.requests.map(({ query }) => query.crk)).toHaveLength(40);
		expect(new Set(sandbox.contacts.map(({ crk }) => crk)).size).toBe(40);
		expect(sandbox.peakConcurrency).toBeLessThanOrEqual(5);
	});

	it('sends every field under the name SurveyLab documents', async () => {
		const additionalFields = {
			referrer: '=https://example.com/t/{{ $json.key }}?a=b&c=d#e',
			language: 'pl',
			firstName: 'Zażółć',
			lastName: "O'Neill & Söhne",
			phone: '+48 600 100 200',
			...Object.fromEntries(
				[1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`custom${n}`, `value ${n} = 50% / 2`]),
			),
		};
		const parameters = contactParameters(sandbox, {}, { additionalFields });
		const result = await runNode(sandbox, parameters, people(1));

		expect(jsons(result)).toMatchObject([
			{ fields: { ...additionalFields, referrer: 'https://example.com/t/key-0?a=b&c=d#e' } },
		]);
		expect(sandbox.contacts).toEqual([
			{
				collectorId: sandbox.collectorId,
				email: 'person-0@example.com',
				crk: 'key-0',
				...additionalFields,
				referrer: 'https://example.com/t/key-0?a=b&c=d#e',
				at: expect.any(Number),
			},
		]);
	});

	it('takes the id from a pasted link, and sends the token to the Base URL alone', async () => {
		const link = `https://feedback.surveylab.com/lng/pl/pageTag/SurveyCampaign/cId/${sandbox.collectorId}/custom1/x`;
		const parameters = contactParameters(sandbox, {}, { collectorId: byLink(link) });
		const result = await runNode(sandbox, parameters, people(1));

		expect(jsons(result)).toMatchObject([
			{ outcome: 'accepted', collectorId: sandbox.collectorId },
		]);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('understands a survey link under "By ID", and an API link with the placeholder of SurveyLab', async () => {
		const link = `https://feedback.surveylab.com/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`;
		const apiLink = `https://www.mysurveylab.com/api.php?apiToken=[API TOKEN]&cId=${sandbox.collectorId}&email=[EMAIL]`;
		for (const collectorId of [byId(link), byId(apiLink), byLink(apiLink)]) {
			sandbox.reset();
			const parameters = contactParameters(sandbox, {}, { collectorId });
			const result = await runNode(sandbox, parameters, people(1));

			expect(jsons(result)).toMatchObject([
				{ outcome: 'accepted', collectorId: sandbox.collectorId },
			]);
			expect(sandbox.contacts).toHaveLength(1);
		}
	});

	it('overrules whom a source does not invite by an Email under Additional Fields', async () => {
		const json = { 'ticket.id': '7', 'ticket.requester.email': 'no-reply@example.com' };
		const run = async (additionalFields: IDataObject) => {
			sandbox.reset();
			const parameters = sourceParameters(sandbox, 'zendesk', {}, { additionalFields });
			return jsons(await runNode(sandbox, parameters, [json], { settings: CONTINUE }));
		};

		expect(await run({})).toMatchObject([
			{
				error:
					'Email in the data from Zendesk belongs to a machine that takes no reply, or to nobody',
				details: { outcome: 'invalid' },
			},
		]);
		expect(sandbox.requests).toHaveLength(0);
		expect(await run({ email: 'ann@example.com' })).toMatchObject([
			{ outcome: 'accepted', email: 'ann@example.com', crk: '7' },
		]);
	});

	it('puts the prefix in front of a key that is mapped, set beside a source or typed', async () => {
		const json = {
			'ticket.id': '7',
			'ticket.requester.email': 'ann@example.com',
			email: 'a@example.com',
			key: 7,
		};
		const options = { crkPrefix: 'zd-' };
		const own = { additionalFields: { crk: 8 } };
		for (const [parameters, key] of [
			[sourceParameters(sandbox, 'zendesk', options), 'zd-7'],
			[sourceParameters(sandbox, 'zendesk', options, own), 'zd-8'],
			[contactParameters(sandbox, options), 'zd-7'],
		] as const) {
			sandbox.reset();
			const result = await runNode(sandbox, parameters, [json]);
			expect(jsons(result)).toMatchObject([{ outcome: 'accepted', crk: key }]);
		}
	});

	it('takes numbers and booleans as text', async () => {
		const items = [
			{ email: 'a@example.com', key: 48213 },
			{ email: 'b@example.com', key: true },
		];
		const result = await runNode(sandbox, contactParameters(sandbox), items);

		expect(jsons(result)).toMatchObject([{ crk: '48213' }, { crk: 'true' }]);
	});

	it('keeps a Base URL with a path prefix', async () => {
		const result = await runNode(sandbox, contactParameters(sandbox), people(1), {
			credential: { apiToken: sandbox.token, baseUrl: `${sandbox.url}/prefix/` },
			settings: CONTINUE,
		});

		expect(jsons(result)).toMatchObject([{ details: { statusCode: 404, outcome: 'rejected' } }]);
	});

	describe('preview', () => {
		it('shows the request with the token masked, and calls nobody', async () => {
			const result = await runNode(
				sandbox,
				contactParameters(
					sandbox,
					{},
					{ previewOnly: true, additionalFields: { firstName: 'Ann' } },
				),
				people(2),
			);

			expect(jsons(result)).toEqual(
				[0, 1].map((n) => ({
					outcome: 'preview',
					email: `person-${n}@example.com`,
					crk: `key-${n}`,
					fields: { firstName: 'Ann' },
					collectorId: sandbox.collectorId,
					url: `${sandbox.url}/api.php?apiToken=***&cId=${sandbox.collectorId}&email=person-${n}%40example.com&firstName=Ann&crk=key-${n}`,
				})),
			);
			expect(Object.keys(jsons(result)[0]!)).toEqual([
				...['outcome', 'email', 'crk', 'fields', 'collectorId', 'url'],
			]);
			expect(sandbox.requests).toHaveLength(0);
		});

		it('may be chosen for each item by an expression', async () => {
			const items = [
				...people(1, 'live'),
				...people(1, 'test').map((person) => ({ ...person, test: true })),
			];
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, {}, { previewOnly: '={{ $json.test }}' }),
				items,
			);

			expect(jsons(result)).toMatchObject([{ outcome: 'accepted' }, { outcome: 'preview' }]);
			expect(sandbox.contacts).toMatchObject([{ crk: 'live-0' }]);
		});
	});

	describe('what cannot be sent', () => {
		const good = { email: 'good@example.com', key: 'good' };

		it.each([
			['an empty email', { email: '', key: 'k' }, 'Email is empty'],
			['a blank email', { email: ' \t ', key: 'k' }, 'Email is empty'],
			['an email that is missing', { key: 'k' }, 'Email is empty'],
			[
				'an email without @',
				{ email: 'example.com', key: 'k' },
				'Email is not a single valid email address',
			],
			[
				'an email with a blank',
				{ email: 'a b@example.com', key: 'k' },
				'Email is not a single valid email address',
			],
			[
				'a line break in the email',
				{ email: 'a@example.com\r\nBcc: b@example.com', key: 'k' },
				'Email is not a single valid email address',
			],
			[
				'two emails',
				{ email: 'a@example.com,b@example.com', key: 'k' },
				'Email is not a single valid email address',
			],
			[
				'an email that is a list',
				{ email: ['a@example.com'], key: 'k' },
				'Email is a list, not a text',
			],
			[
				'an email that is an object',
				{ email: { value: 'a@example.com' }, key: 'k' },
				'Email is an object, not a text',
			],
			['an empty response key', { email: 'a@example.com', key: '' }, 'Response Key is empty'],
			[
				'a response key that is null',
				{ email: 'a@example.com', key: null },
				'Response Key is empty',
			],
			[
				'a response key of 65 characters',
				{ email: 'a@example.com', key: 'x'.repeat(65) },
				'Response Key is 65 characters long',
			],
			[
				'a response key with NUL',
				{ email: 'a@example.com', key: 'a\0b' },
				'Response Key holds a character that no web address can carry',
			],
		])(
			'refuses %s before anything is sent, and goes on with the other items',
			async (_, bad, message) => {
				const result = await runNode(sandbox, contactParameters(sandbox), [bad, good], {
					settings: CONTINUE,
				});

				const [failed, sent] = jsons(result);
				expect(failed).toEqual({
					error: message,
					details: expect.objectContaining({ outcome: 'invalid', attempts: 0 }),
				});
				expect(sent).toMatchObject({ outcome: 'accepted', crk: 'good' });
				expect(sandbox.requests).toHaveLength(1);
			},
		);

		it.each([
			['an id that turns out empty', byId('={{ $json.nothing }}'), 'Collector is empty'],
			[
				'an id with other characters',
				byId('abc def'),
				'Collector holds characters that no collector ID has',
			],
			[
				'a link without a collector',
				byLink('https://www.mysurveylab.com/'),
				'The link in Collector names no collector',
			],
			[
				'an API link',
				byLink('={{ "https://www.mysurveylab.com/api.php?apiToken=secret-7&cId=12" }}'),
				'Collector holds an API link with a token in it',
			],
			[
				'an API link as id',
				byId('={{ "https://www.mysurveylab.com/api.php?apiToken=secret-7&cId=12" }}'),
				'Collector holds an API link with a token in it',
			],
		])('refuses %s', async (_, collectorId, message) => {
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, {}, { collectorId }),
				people(1),
				{ settings: CONTINUE },
			);

			expect(jsons(result)).toMatchObject([
				{ error: message, details: { outcome: 'invalid', crk: 'key-0' } },
			]);
			expect(JSON.stringify(result.items(NODE))).not.toContain('secret-7');
			expect(sandbox.requests).toHaveLength(0);
		});

		it.each([byId, byLink])(
			'does not even start when an API link stands in the workflow, and says where the token belongs',
			async (locator) => {
				const collectorId = locator('https://www.mysurveylab.com/api.php?apiToken=secret-7&cId=12');

				await expect(
					runNode(sandbox, contactParameters(sandbox, {}, { collectorId }), people(1)),
				).rejects.toThrow('The token belongs only in the SurveyLab API credential');
			},
		);

		it('refuses an address that is too long, naming the longest field', async () => {
			const additionalFields = { custom1: 'short', referrer: '={{ "x".repeat(8100) }}' };
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, {}, { additionalFields }),
				people(1),
				{ settings: CONTINUE },
			);

			expect(jsons(result)).toMatchObject([
				{ error: 'The address for this item is too long, mostly because of Referrer' },
			]);
			expect(sandbox.requests).toHaveLength(0);
		});

		it.each([
			['timeout', 0, 'Timeout is not a number from 1 to 300'],
			['maxConcurrency', 51, 'Max Concurrent Requests is not a number from 1 to 50'],
			['maxAttempts', 'many', 'Max Attempts is not a number from 1 to 8'],
			[
				'onUnknownOutcome',
				'always',
				'If the Connection Breaks is set to a choice that does not exist',
			],
		])('refuses the option %s = %p', async (option, value, message) => {
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { [option]: value }),
				people(1),
				{ settings: CONTINUE },
			);

			expect(jsons(result)).toMatchObject([{ error: message, details: { outcome: 'invalid' } }]);
			expect(sandbox.requests).toHaveLength(0);
		});

		it.each([
			[{ apiToken: '', baseUrl: '' }, 'API Token is empty'],
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
				{ apiToken: 'token', baseUrl: 'https://a:b@www.mysurveylab.com' },
				'Base URL holds a user name or password',
			],
			[
				{ apiToken: 'token', baseUrl: 'https://www.mysurveylab.com?x=1' },
				'Base URL holds more than an address',
			],
		])('refuses a credential that cannot work: %p', async (credential, message) => {
			const result = await runNode(sandbox, contactParameters(sandbox), people(1), {
				credential,
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([{ error: message }]);
			expect(sandbox.requests).toHaveLength(0);
		});

		it('tells what n8n says when the credential cannot be read', async () => {
			const credential = { apiToken: '={{ $("Nowhere").item.json.token }}', baseUrl: sandbox.url };
			const result = await runNode(sandbox, contactParameters(sandbox), people(1), {
				credential,
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{
					error: 'The SurveyLab API credential could not be read',
					details: { outcome: 'invalid', crk: 'key-0' },
				},
			]);
		});

		it('tells what n8n says when an expression cannot be evaluated', async () => {
			const parameters = contactParameters(
				sandbox,
				{},
				{ crk: '={{ $("Nowhere").item.json.key }}' },
			);
			const result = await runNode(sandbox, parameters, people(1), { settings: CONTINUE });

			expect(jsons(result)).toMatchObject([
				{
					error: 'Response Key could not be read',
					details: { outcome: 'invalid', reason: expect.stringContaining('Referenced node') },
				},
			]);
		});
	});

	describe('a failed item', () => {
		const oneBad = [...people(2), { email: 'nobody', key: 'bad' }, ...people(1, 'after')];

		it('ends the execution before anybody is asked when nothing else is set', async () => {
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxConcurrency: 1 }),
				oneBad,
			);

			expect(result.error).toMatchObject({
				message: 'Email is not a single valid email address',
				description: expect.stringMatching(
					/^The value is "nobody"\. Use a single address such as name@example\.com.* Of 4 items: 1 with invalid values, 3 not sent\.$/,
				),
				context: { itemIndex: 2 },
			});
			expect(result.error?.description).toContain(
				'To run the workflow again safely, have the option Invite Each Key Once switched on, or set On Error to "Continue (using error output)"',
			);
			expect(sandbox.requests).toHaveLength(0);
		});

		it('that SurveyLab refuses ends the execution, and tells what became of all items', async () => {
			sandbox.script({ kind: 'ok' }, { kind: 'ok' }, { kind: 'rejected' });
			const parameters = contactParameters(sandbox, { maxConcurrency: 1 });
			const result = await runNode(sandbox, parameters, people(4));

			expect(result.error).toMatchObject({
				message: 'SurveyLab did not accept the contact',
				description: expect.stringMatching(
					/ Of 4 items: 2 accepted, 1 refused by SurveyLab, 1 not sent\.$/,
				),
				context: { itemIndex: 2 },
			});
			expect(sandbox.contacts.map(({ crk }) => crk)).toEqual(['key-0', 'key-1']);
			expect(sandbox.requests).toHaveLength(3);
		});

		it('stands in its place with "Continue On Fail"', async () => {
			const result = await runNode(sandbox, contactParameters(sandbox), oneBad, {
				settings: CONTINUE,
			});

			expect(jsons(result).map(({ outcome, error }) => outcome ?? error)).toEqual([
				'accepted',
				'accepted',
				'Email is not a single valid email address',
				'accepted',
			]);
			expect(result.items(NODE)[2]).toEqual({
				json: { error: 'Email is not a single valid email address', details: expect.any(Object) },
				pairedItem: { item: 2 },
			});
		});

		it('goes to the error output together with the fields of its input', async () => {
			const result = await runNode(sandbox, contactParameters(sandbox), oneBad, {
				settings: ERROR_OUTPUT,
			});

			expect(jsons(result, 0, DONE)).toHaveLength(3);
			expect(jsons(result, 0, FAILED)).toEqual([
				{
					email: 'nobody',
					key: 'bad',
					error: 'Email is not a single valid email address',
					details: {
						reason: expect.stringContaining('Use a single address'),
						collectorId: sandbox.collectorId,
						crk: 'bad',
						attempts: 0,
						outcome: 'invalid',
					},
				},
			]);
		});
	});

	it('reads a credential whose fields are expressions for each item', async () => {
		const second = await startSandbox({ tokens: ['second-token'] });
		const items = people(2).map((person, n) => ({
			...person,
			token: n === 0 ? sandbox.token : 'second-token',
			base: n === 0 ? sandbox.url : second.url,
		}));
		const credential = { apiToken: '={{ $json.token }}', baseUrl: '={{ $json.base }}' };
		const result = await runNode(sandbox, contactParameters(sandbox), items, { credential });

		expect(result.error).toBeUndefined();
		expect(sandbox.contacts).toMatchObject([{ crk: 'key-0' }]);
		expect(second.contacts).toMatchObject([{ crk: 'key-1' }]);
		await second.close();
	});

	it('reads a credential without expressions once', async () => {
		const onCredentialRead = jest.fn();
		await runNode(sandbox, contactParameters(sandbox), people(7), { onCredentialRead });

		expect(sandbox.contacts).toHaveLength(7);
		expect(onCredentialRead).toHaveBeenCalledTimes(1);
	});

	it.each(['apiToken', 'baseUrl'])(
		'reads it for each item where only %s is an expression',
		async (field) => {
			const onCredentialRead = jest.fn();
			const credential = {
				apiToken: sandbox.token,
				baseUrl: sandbox.url,
				[field]: '={{ $json.value }}',
			};
			const value = field === 'apiToken' ? sandbox.token : sandbox.url;
			await runNode(
				sandbox,
				contactParameters(sandbox),
				people(7).map((person) => ({ ...person, value })),
				{ credential, onCredentialRead },
			);

			expect(sandbox.contacts).toHaveLength(7);
			expect(onCredentialRead).toHaveBeenCalledTimes(7);
		},
	);

	it('does nothing for no items', async () => {
		const result = await runNode(sandbox, contactParameters(sandbox), []);

		expect(result.error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(0);
	});
});
