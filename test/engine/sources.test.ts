import type { IDataObject } from 'n8n-workflow';

import { SOURCES } from '../../nodes/SurveyLab/sources';
import type { FieldTexts } from '../../nodes/SurveyLab/surveylab/catalogue';
import { startSandbox, type Sandbox } from '../sandbox';
import { itemOf, SAMPLES } from '../sources/samples';
import { requestOf, sourceParameters } from './requests';
import {
	byId,
	contactParameters,
	CONTINUE,
	ERROR_OUTPUT,
	FAILED,
	jsons,
	NODE,
	people,
	runNode,
} from './workflows';

describe('Data Comes From', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(() => sandbox.reset());

	afterAll(async () => await sandbox.close());

	/** The contacts that arrived, without what every contact has. */
	function arrived(): IDataObject[] {
		return sandbox.contacts.map(({ collectorId, ...contact }) => {
			expect(collectorId).toBe(sandbox.collectorId);
			return Object.fromEntries(Object.entries(contact).filter(([name]) => name !== 'at'));
		});
	}

	const cases = SAMPLES.map((sample) => [sample.title, sample] as const);
	/** What the trigger's ticket says, field by field. */
	const ticket = SAMPLES.find(({ file }) => file === 'zendesk_trigger')!.expect;

	describe('table of requests for every sample', () => {
		it.each(cases)('%s', async (_, sample) => {
			const { request, sentence } = await requestOf(sandbox, sample);

			if (sample.refused !== undefined) {
				expect(sentence).toContain(sample.refused);
				expect(sandbox.requests).toHaveLength(0);
			} else if (sample.expect.email?.includes(', ') === true) {
				expect(sentence).toBe('Email is not a single valid email address');
			} else {
				expect(sentence).toBeUndefined();
				expect(request).toEqual(sample.expect);
				expect(arrived()).toEqual([sample.expect]);
			}
		});

		it('covers every source with at least one request', () => {
			const sent = SAMPLES.flatMap(({ source, refused }) =>
				refused === undefined ? [source] : [],
			);
			expect([...new Set(sent)].sort()).toEqual(SOURCES.map(({ id }) => id).sort());
		});
	});

	it('tells email and key again in the output, and the key where the email is missing', async () => {
		const items = [itemOf('zendesk_trigger', 0), itemOf('zendesk_trigger', 1)];
		const result = await runNode(sandbox, sourceParameters(sandbox, 'zendesk'), items, {
			settings: CONTINUE,
		});

		expect(result.items(NODE)).toMatchObject([
			{
				json: {
					outcome: 'accepted',
					email: 'zazolc.gesla+sklep@example.com',
					crk: '48213',
					attempts: 1,
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					error: 'Email is missing in the data from Zendesk',
					details: {
						reason: expect.stringContaining(
							'ticket.requester.email, ticket.via.source.from.address, via.source.from.address, email',
						),
						crk: '48213',
						collectorId: sandbox.collectorId,
						attempts: 0,
						outcome: 'invalid',
					},
				},
				pairedItem: { item: 1 },
			},
		]);
	});

	it('sends an item without an email to the error output with all of its input', async () => {
		const item = itemOf('jira_trigger_jsm', 1);
		const result = await runNode(sandbox, sourceParameters(sandbox, 'jira'), [item], {
			settings: ERROR_OUTPUT,
		});

		expect(jsons(result, 0, FAILED)).toEqual([
			{
				...item,
				error: 'Email is missing in the data from Jira',
				details: expect.objectContaining({ outcome: 'invalid', crk: 'HELP-78' }),
			},
		]);
	});

	it.each(['admin', 'bot', undefined])(
		'never invites an Intercom author whose type is %s',
		async (type) => {
			const item = itemOf('intercom_conversation_closed') as {
				body: { data: { item: { source: { author: IDataObject } } } };
			};
			item.body.data.item.source.author = {
				name: 'Łukasz Żbik',
				email: 'lukasz.zbik@support.example.com',
				...(type === undefined ? {} : { type }),
			};
			const result = await runNode(
				sandbox,
				sourceParameters(sandbox, 'intercom'),
				[item as unknown as IDataObject],
				{ settings: CONTINUE },
			);

			expect(jsons(result)).toMatchObject([
				{
					error: 'The person named in this Intercom item is not a customer',
					details: { outcome: 'invalid' },
				},
			]);
			expect(sandbox.requests).toHaveLength(0);

			const override = { additionalFields: { email: 'anna@example.com' } };
			await runNode(sandbox, sourceParameters(sandbox, 'intercom', {}, override), [
				item as unknown as IDataObject,
			]);
			expect(arrived()).toEqual([
				{ email: 'anna@example.com', crk: '215468700001234', referrer: expect.any(String) },
			]);
		},
	);

	it('asks for a Split Out where Zoho Desk posts several events at once', async () => {
		const item = itemOf('zohodesk_webhook');
		const [event] = item.body as unknown as [IDataObject];
		const result = await runNode(
			sandbox,
			sourceParameters(sandbox, 'zohoDesk'),
			[{ ...item, body: [event, event] }],
			{ settings: CONTINUE },
		);

		expect(jsons(result)).toMatchObject([
			{
				error: 'This item holds 2 events of Zoho Desk at once',
				details: { reason: expect.stringContaining('Split Out') },
			},
		]);
		expect(sandbox.requests).toHaveLength(0);

		await runNode(sandbox, sourceParameters(sandbox, 'zohoDesk'), [event]);
		expect(sandbox.contacts).toMatchObject([
			{ email: 'zazolc.gesla+zd@example.com', crk: '215', language: 'pl' },
		]);
	});

	it('refuses an email of the source that is none, and a key that is too long', async () => {
		const items = [
			{ ...itemOf('zendesk_trigger'), 'ticket.requester.email': 'Anna <anna@example.com>' },
			{ ...itemOf('zendesk_trigger'), 'ticket.id': 'x'.repeat(65) },
		];
		const result = await runNode(sandbox, sourceParameters(sandbox, 'zendesk'), items, {
			settings: CONTINUE,
		});

		expect(jsons(result)).toMatchObject([
			{ error: 'Email is not a single valid email address' },
			{ error: 'Response Key is 65 characters long' },
		]);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('refuses nobody whom a person maps by hand', async () => {
		const items = [
			{ email: 'no-reply@example.com', key: '1', role: 'Agent' },
			{ email: 'a@allegromail.pl', key: '2', HasOptedOutOfEmail: true },
		];
		await runNode(sandbox, contactParameters(sandbox), items);

		expect(arrived()).toEqual([
			{ email: 'no-reply@example.com', crk: '1' },
			{ email: 'a@allegromail.pl', crk: '2' },
		]);
	});

	it('refuses a source that nobody knows', async () => {
		const result = await runNode(
			sandbox,
			sourceParameters(sandbox, 'livechat'),
			[itemOf('zendesk_trigger')],
			{ settings: CONTINUE },
		);

		expect(jsons(result)).toMatchObject([
			{
				error: 'Data Comes From names a source that this node does not know',
				details: { outcome: 'invalid' },
			},
		]);
		expect(sandbox.requests).toHaveLength(0);
	});

	describe('what is set under Additional Fields', () => {
		const item = {
			...itemOf('zendesk_trigger'),
			other: 'other@example.com',
			key: 'own-key',
			blank: ' ',
			nothing: null,
		};

		it('wins over the source, field by field', async () => {
			const additionalFields = {
				email: '={{ $json.other }}',
				crk: '={{ $json.key }}',
				language: 'en',
				firstName: 'Anna',
				custom1: '={{ $json["ticket.brand.name"] }}',
				phone: '+48 600',
				referrer: 'elsewhere.example.com/7',
			};
			await runNode(sandbox, sourceParameters(sandbox, 'zendesk', {}, { additionalFields }), [
				item,
			]);

			expect(arrived()).toEqual([
				{
					email: 'other@example.com',
					crk: 'own-key',
					// Only what a source says is normalised.
					referrer: 'elsewhere.example.com/7',
					language: 'en',
					firstName: 'Anna',
					lastName: 'Gęślą',
					phone: '+48 600',
					custom1: 'ACME Shop',
				},
			]);
		});

		it.each(['', '  ', '={{ $json.blank }}', '={{ $json.nothing }}', '={{ $json.absent }}'])(
			'does not win when it is blank: %j',
			async (nothing) => {
				const names = [
					'email',
					'crk',
					'referrer',
					'language',
					'firstName',
					'lastName',
					'phone',
					'custom1',
				];
				const additionalFields = Object.fromEntries(names.map((name) => [name, nothing]));
				await runNode(sandbox, sourceParameters(sandbox, 'zendesk', {}, { additionalFields }), [
					item,
				]);

				expect(arrived()).toEqual([ticket]);
			},
		);

		it('fills what the source lacks', async () => {
			const withKey = sourceParameters(
				sandbox,
				'zendesk',
				{},
				{ additionalFields: { crk: 'user-1' } },
			);
			const withEmail = sourceParameters(
				sandbox,
				'zendesk',
				{},
				{ additionalFields: { email: 'other@example.com' } },
			);
			await runNode(sandbox, withKey, [itemOf('zendesk_node_user_get', 1)]);
			await runNode(sandbox, withEmail, [itemOf('zendesk_trigger', 1)]);

			expect(arrived()).toEqual([
				{
					email: 'madonna@example.com',
					crk: 'user-1',
					language: 'en',
					firstName: 'Madonna',
					phone: '+44 20 7946 0958',
				},
				{ email: 'other@example.com', crk: '48213' },
			]);
		});

		it.each([
			[{ email: 'nobody' }, 'Email is not a single valid email address'],
			[{ crk: 'x'.repeat(65) }, 'Response Key is 65 characters long'],
			[{ custom1: '={{ [1] }}' }, 'Custom 1 is a list, not a text'],
			[{ custom1: '={{ $("Nowhere").item.json.x }}' }, 'Custom 1 could not be read'],
		])('is refused by its label where it cannot be sent: %j', async (additionalFields, message) => {
			const result = await runNode(
				sandbox,
				sourceParameters(sandbox, 'zendesk', {}, { additionalFields }),
				[item],
				{ settings: CONTINUE },
			);

			expect(jsons(result)).toMatchObject([{ error: message, details: { outcome: 'invalid' } }]);
			expect(sandbox.requests).toHaveLength(0);
		});

		it.each<[string, IDataObject, IDataObject, string | undefined]>([
			['the key set by hand', { crk: 'own', email: 'nobody' }, {}, 'p-own'],
			["the source's key", { email: 'nobody' }, {}, 'p-48213'],
			['no key where the own one is too long', { crk: 'x'.repeat(65) }, {}, undefined],
			['the prefix although another option is wrong', { crk: 'own' }, { timeout: 999 }, 'p-own'],
			['no key whose prefix is not known', { crk: 'own' }, { crkPrefix: '={{ [1] }}' }, undefined],
		])('fails with %s in its details', async (_, additionalFields, options, crk) => {
			const result = await runNode(
				sandbox,
				sourceParameters(sandbox, 'zendesk', { crkPrefix: 'p-', ...options }, { additionalFields }),
				[item],
				{ settings: CONTINUE },
			);
			const [{ details = {} } = {}] = jsons(result);
			expect(details).toMatchObject({ outcome: 'invalid' });
			expect((details as IDataObject).crk).toBe(crk);
		});

		it('fails with the key set by hand where the source cannot be read', async () => {
			const result = await runNode(
				sandbox,
				sourceParameters(sandbox, 'columns', {}, { additionalFields: { crk: 'own' } }),
				[{ Email: 'a@example.com', 'e-mail': 'b@example.com' }],
				{ settings: CONTINUE },
			);
			expect(jsons(result)).toMatchObject([{ details: { outcome: 'invalid', crk: 'own' } }]);
		});

		it.each([
			['salesforce', { Id: '003', Email: 'jan@example.com', HasOptedOutOfEmail: true }],
			['shopify', { name: '#D1', email: 'jan@example.com' }],
			['wooCommerce', { number: '1', billing: { email: 'a@allegromail.pl' } }],
			['zendesk', { 'ticket.id': '1', 'ticket.requester.email': 'no-reply@example.com' }],
			[
				'zammad',
				{ ticket: { number: '1', customer: { email: 'a@example.com', roles: ['Agent'] } } },
			],
			['columns', { Email: 'a@example.com', 'e-mail': 'b@example.com', crk: '1' }],
		])('wins also over a refusal of %s', async (source, refused) => {
			const json = { ...refused, other: 'other@example.com' } as IDataObject;
			const without = await runNode(sandbox, sourceParameters(sandbox, source), [json], {
				settings: CONTINUE,
			});
			expect(jsons(without)).toMatchObject([{ details: { outcome: 'invalid' } }]);
			expect(sandbox.requests).toHaveLength(0);

			const additionalFields = { email: '={{ $json.other }}' };
			await runNode(sandbox, sourceParameters(sandbox, source, {}, { additionalFields }), [json]);
			expect(sandbox.contacts).toMatchObject([{ email: 'other@example.com' }]);
		});

		it('may be the refused address itself: a person has decided', async () => {
			const json = { Id: '003', Email: 'jan@example.com', HasOptedOutOfEmail: true };
			const additionalFields = { email: '={{ $json.Email }}' };
			await runNode(sandbox, sourceParameters(sandbox, 'salesforce', {}, { additionalFields }), [
				json,
			]);

			expect(arrived()).toEqual([{ email: 'jan@example.com', crk: '003' }]);
		});

		it('counts for email and key only beside a source', async () => {
			const additionalFields = { email: 'hidden@example.com', crk: 'hidden', custom1: 'shown' };
			await runNode(sandbox, contactParameters(sandbox, {}, { additionalFields }), people(1));

			expect(arrived()).toEqual([
				{ email: 'person-0@example.com', crk: 'key-0', custom1: 'shown' },
			]);
		});
	});

	describe('Response Key Prefix', () => {
		const long = 'x'.repeat(60);
		const zendesk = (crk: string) => ({ ...itemOf('zendesk_trigger'), 'ticket.id': crk });

		it('stands in front of a mapped, a typed and an overriding key alike', async () => {
			const options = { crkPrefix: 'zd-' };
			const override = { additionalFields: { crk: 'own' } };
			const results = [
				await runNode(sandbox, sourceParameters(sandbox, 'zendesk', options), [zendesk('1')]),
				await runNode(sandbox, contactParameters(sandbox, options), people(1)),
				await runNode(sandbox, sourceParameters(sandbox, 'zendesk', options, override), [
					zendesk('1'),
				]),
			];

			const keys = ['zd-1', 'zd-key-0', 'zd-own'];
			expect(sandbox.contacts.map(({ crk }) => crk)).toEqual(keys);
			expect(results.flatMap((result) => jsons(result)).map(({ crk }) => crk)).toEqual(keys);
		});

		it('may come from an expression for each item', async () => {
			const items = [zendesk('1'), zendesk('2')].map((item, n) => ({ ...item, brand: `b${n}-` }));
			await runNode(
				sandbox,
				sourceParameters(sandbox, 'zendesk', { crkPrefix: '={{ $json.brand }}' }),
				items,
			);

			expect(sandbox.contacts.map(({ crk }) => crk).sort()).toEqual(['b0-1', 'b1-2']);
		});

		it('keeps keys of two systems apart', async () => {
			const items = [zendesk('7')];
			await runNode(sandbox, sourceParameters(sandbox, 'zendesk', { crkPrefix: 'zd-' }), items);
			await runNode(sandbox, sourceParameters(sandbox, 'chatwoot', { crkPrefix: 'cw-' }), [
				{ id: 7, meta: { sender: { email: 'a@example.com' } } },
			]);

			expect(sandbox.contacts.map(({ crk }) => crk)).toEqual(['zd-7', 'cw-7']);
		});

		it('is no key by itself', async () => {
			const result = await runNode(
				sandbox,
				sourceParameters(sandbox, 'zendesk', { crkPrefix: 'zd-' }),
				[zendesk(' ')],
				{ settings: CONTINUE },
			);
			const typed = await runNode(
				sandbox,
				contactParameters(sandbox, { crkPrefix: 'zd-' }),
				[{ email: 'a@example.com', key: '' }],
				{
					settings: CONTINUE,
				},
			);

			expect(jsons(result)).toMatchObject([
				{ error: 'Response Key is missing in the data from Zendesk' },
			]);
			expect(jsons(typed)).toMatchObject([{ error: 'Response Key is empty' }]);
			expect(sandbox.requests).toHaveLength(0);
		});

		it.each([
			['a mapped key', (key: string) => sourceParameters(sandbox, 'zendesk', { crkPrefix: key })],
			[
				'an overriding key',
				(key: string) =>
					sourceParameters(
						sandbox,
						'zendesk',
						{ crkPrefix: key },
						{ additionalFields: { crk: long } },
					),
			],
			[
				'a typed key',
				(key: string) => contactParameters(sandbox, { crkPrefix: key }, { crk: long }),
			],
		])('counts towards the 64 characters of %s', async (_, parameters) => {
			const item = { ...zendesk(long), email: 'a@example.com' };
			const fits = await runNode(sandbox, parameters('1234'), [item], { settings: CONTINUE });
			const over = await runNode(sandbox, parameters('12345'), [item], { settings: CONTINUE });

			expect(jsons(fits)).toMatchObject([{ outcome: 'accepted', crk: `1234${long}` }]);
			expect(jsons(over)).toMatchObject([
				{
					error: 'Response Key is 65 characters long',
					details: {
						reason: expect.stringContaining('at most 64 characters, the prefix included'),
					},
				},
			]);
			expect(sandbox.contacts).toHaveLength(1);
		});
	});

	describe('of a tag and of a link', () => {
		const tagFields = ({ firstName, lastName, ...same }: FieldTexts): IDataObject => ({
			...same,
			...(firstName === undefined ? {} : { name: firstName }),
			...(lastName === undefined ? {} : { surname: lastName }),
		});

		const tag = (source: string, fields: IDataObject = {}): IDataObject => ({
			resource: 'response',
			operation: 'tag',
			collectorId: byId(sandbox.collectorId),
			fieldMapping: source,
			fields,
			options: { surveyBaseUrl: sandbox.url },
		});

		const create = (source: string, fields: IDataObject = {}): IDataObject => ({
			...tag(source, fields),
			resource: 'surveyLink',
			operation: 'create',
		});

		/** An item that cannot be read, or whose email is none, carries nothing. */
		const readable = cases.filter(
			([, { expect: values }]) =>
				Object.keys(values).length > 0 && values.email?.includes(', ') !== true,
		);

		it.each(readable)(
			'carries what the source says, and needs neither email nor key: %s',
			async (_, { source, item, expect: values }) => {
				const tagged = await runNode(sandbox, tag(source), [item]);
				const created = await runNode(sandbox, create(source), [item]);

				expect(jsons(tagged)).toMatchObject([{ outcome: 'tagged' }]);
				expect(sandbox.tags.map(({ fields }) => fields)).toEqual([tagFields(values)]);
				const { email, crk, ...fields } = values;
				expect(jsons(created)).toEqual([
					{
						outcome: 'created',
						url: jsons(tagged)[0]!.url,
						...(email === undefined ? {} : { email }),
						...(crk === undefined ? {} : { crk }),
						fields,
						collectorId: sandbox.collectorId,
					},
				]);
				expect(sandbox.requests).toHaveLength(1);
			},
		);

		it('takes what is set under Fields, but not what is blank', async () => {
			const fields = {
				email: ' ',
				custom1: 'data',
				language: 'en',
				firstName: '={{ $json.absent }}',
			};
			const json = itemOf('zendesk_trigger');
			await runNode(sandbox, { ...tag('zendesk', fields), crk: '={{ "own" }}' }, [json]);
			const created = await runNode(
				sandbox,
				{ ...create('zendesk', fields), crk: '={{ "own" }}' },
				[json],
			);

			const expected = tagFields({ ...ticket, crk: 'own', custom1: 'data', language: 'en' });
			expect(sandbox.tags.map(({ fields: sent }) => sent)).toEqual([expected]);
			expect(jsons(created)[0]!.url).toMatch(/\/custom1\/data\/crk\/own\/$/);
		});

		it('carries no agent of Intercom', async () => {
			const item = itemOf('intercom_conversation_closed') as {
				body: { data: { item: { source: { author: IDataObject } } } };
			};
			item.body.data.item.source.author = {
				type: 'admin',
				name: 'Łukasz Żbik',
				email: 'lukasz.zbik@support.example.com',
			};
			await runNode(sandbox, tag('intercom'), [item as unknown as IDataObject]);

			expect(sandbox.tags.map(({ fields }) => Object.keys(fields))).toEqual([['referrer', 'crk']]);
		});

		it('refuses several events at once, too', async () => {
			const item = itemOf('zohodesk_webhook');
			const body = [item.body, item.body].flat() as IDataObject[];
			for (const parameters of [tag('zohoDesk'), create('zohoDesk')]) {
				const result = await runNode(sandbox, parameters, [{ ...item, body }], {
					settings: CONTINUE,
				});
				expect(jsons(result)).toMatchObject([
					{ error: 'This item holds 2 events of Zoho Desk at once' },
				]);
			}
			expect(sandbox.requests).toHaveLength(0);
		});
	});

	it('reads thousands of items without an expression', async () => {
		const items = Array.from({ length: 2000 }, (_, n) => ({
			...itemOf('zendesk_trigger'),
			'ticket.id': `${n}`,
		}));
		const result = await runNode(
			sandbox,
			{ ...sourceParameters(sandbox, 'zendesk'), previewOnly: true },
			items,
		);

		expect(jsons(result).map(({ outcome, crk }) => [outcome, crk])).toEqual(
			items.map((_, n) => ['preview', `${n}`]),
		);
		expect(sandbox.requests).toHaveLength(0);
	});
});
