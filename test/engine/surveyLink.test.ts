import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox';
import {
	byId,
	byLink,
	CONTINUE,
	DONE,
	ERROR_OUTPUT,
	FAILED,
	jsons,
	NODE,
	runNode,
} from './workflows';

describe('Create survey link', () => {
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

	/** With the response key among the fields, which has a parameter of its own. */
	function linkParameters(
		{ crk = '', ...fields }: IDataObject,
		options: IDataObject = {},
		more: IDataObject = {},
	): IDataObject {
		return {
			resource: 'surveyLink',
			operation: 'create',
			collectorId: byId(sandbox.collectorId),
			crk,
			fields,
			options: { surveyBaseUrl: sandbox.url, ...options },
			...more,
		};
	}

	/** The link of one item; nobody may have been called for it. */
	async function linkFor(
		fields: IDataObject,
		options: IDataObject = {},
		item: IDataObject = {},
	): Promise<string> {
		const result = await runNode(sandbox, linkParameters(fields, options), [item], {
			credential: undefined as never,
		});
		expect(result.error).toBeUndefined();
		expect([...sandbox.requests, ...other.requests]).toEqual([]);
		const [json] = jsons(result);
		expect(json).toMatchObject({ outcome: 'created', collectorId: sandbox.collectorId });
		expect(Object.keys(json!)).toEqual([
			...['outcome', 'url'],
			...['email', 'crk'].filter((name) => json![name] !== undefined),
			...['fields', 'collectorId'],
		]);
		return json!.url as string;
	}

	/** What the survey gets to know when the link is opened. */
	async function openedWith(url: string): Promise<Record<string, string> | undefined> {
		const { status } = await axios.get(url);
		expect(status).toBe(200);
		return sandbox.tags.at(-1)?.fields;
	}

	const allFields = {
		referrer: 'https://example.com/t/7?a=b&c=d#e',
		email: 'name+tag@example.com',
		phone: '+48 600 100 200',
		firstName: 'Zażółć',
		lastName: "O'Neill & Söhne",
		language: 'pl',
		...Object.fromEntries(
			[1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`custom${n}`, `(value) ${n}! 50% = "x"; 表 🎉`]),
		),
		crk: '48213',
	};

	it('builds the link of every item, in order and paired, without a credential, and calls nobody', async () => {
		const items = Array.from({ length: 30 }, (_, n) => ({ key: `key-${n}` }));
		const result = await runNode(
			sandbox,
			linkParameters({ crk: '={{ $json.key }}', custom1: 'a' }),
			items,
			{
				credential: undefined as never,
			},
		);

		expect(result.items(NODE)).toEqual(
			items.map(({ key }, item) => ({
				json: {
					outcome: 'created',
					url: `${sandbox.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}/custom1/a/crk/${key}/`,
					crk: key,
					fields: { custom1: 'a' },
					collectorId: sandbox.collectorId,
				},
				pairedItem: { item },
			})),
		);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('carries every field under its path name, the key last and closed by a slash', async () => {
		const url = await linkFor(allFields);

		const start = `${sandbox.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}/`;
		expect(url.startsWith(start)).toBe(true);
		const names = url
			.slice(start.length)
			.split('/')
			.filter((_, n) => n % 2 === 0);
		expect(names).toEqual([
			...['referrer', 'email', 'phone', 'name', 'surname', 'language'],
			...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `custom${n}`),
			...['crk', ''],
		]);
		const { firstName, lastName, ...same } = allFields;
		expect(await openedWith(url)).toEqual({ ...same, name: firstName, surname: lastName });
	});

	it('tells email and key again for the mail that follows, and what else is in the link', async () => {
		const result = await runNode(sandbox, linkParameters(allFields), [{}]);
		const { email, crk, ...fields } = allFields as IDataObject;

		expect(jsons(result)).toEqual([
			{
				outcome: 'created',
				url: await linkFor(allFields),
				email,
				crk,
				fields,
				collectorId: sandbox.collectorId,
			},
		]);
	});

	it('ends without a slash where there is no key, and names the survey alone where there is nothing', async () => {
		const survey = `${sandbox.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`;

		expect(await linkFor({ custom1: 'a' })).toBe(`${survey}/custom1/a`);
		expect(await linkFor({ crk: '7' })).toBe(`${survey}/crk/7/`);
		expect(await linkFor({})).toBe(survey);
		expect(await linkFor({ custom1: ' ', crk: '={{ $json.absent }}', email: '={{ null }}' })).toBe(
			survey,
		);
	});

	describe('the text of the link', () => {
		it.each([
			['a b', 'a%20b'],
			['a+b', 'a%2Bb'],
			['50%', '50%25'],
			['a/b', 'a%2Fb'],
			['?a=b&c#d', '%3Fa%3Db%26c%23d'],
			["(it's) *here*!", '%28it%27s%29%20%2Ahere%2A%21'],
			['Zażółć', 'Za%C5%BC%C3%B3%C5%82%C4%87'],
			['🎉', '%F0%9F%8E%89'],
			['<a href="x">', '%3Ca%20href%3D%22x%22%3E'],
			['a\r\nb\tc', 'a%20b%20c'],
			['\uD800', '%EF%BF%BD'],
			['a.b-c_d~e', 'a.b-c_d~e'],
			[7, '7'],
			[true, 'true'],
		])('encodes %j as %s, and the survey reads it back', async (value, encoded) => {
			const url = await linkFor({ custom1: '={{ $json.value }}', crk: '7' }, {}, { value });

			expect(url).toBe(
				`${sandbox.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}/custom1/${encoded}/crk/7/`,
			);
			const read = String(value).replace(/\s+/g, ' ').replace('\uD800', '\uFFFD');
			expect(await openedWith(url)).toEqual({ custom1: read, crk: '7' });
		});

		it('has no character that a mail or a chat would end the link at', async () => {
			const everything = Array.from({ length: 0x250 }, (_, code) =>
				String.fromCharCode(code + 1),
			).join('');
			const url = await linkFor(
				{ custom1: '={{ $json.everything }}', crk: '7' },
				{},
				{ everything },
			);

			expect(url.replace(sandbox.url, '')).toMatch(/^[A-Za-z0-9/%._~-]+$/);
			expect(() => decodeURI(url)).not.toThrow();
		});

		it.each([
			[{ slashes: 'encode' }, 'a%2Fb', 'a/b'],
			[{ slashes: 'encodeTwice' }, 'a%252Fb', 'a%2Fb'],
			[{ slashes: 'replace' }, 'a_b', 'a_b'],
		])('treats slashes as set: %j', async (options, encoded, read) => {
			const url = await linkFor({ custom1: 'a/b' }, options);

			expect(url).toMatch(new RegExp(`/custom1/${encoded}$`));
			expect(await openedWith(url)).toEqual({ custom1: read });
		});
	});

	it('tells the texts that are in the link, where slashes are replaced', async () => {
		const result = await runNode(
			sandbox,
			linkParameters({ custom1: 'a/b' }, { slashes: 'replace' }, { crk: 'INV/2026/11' }),
			[{}],
		);
		expect(jsons(result)).toMatchObject([{ crk: 'INV_2026_11', fields: { custom1: 'a_b' } }]);
	});

	describe('where the link leads', () => {
		it("is the pasted link's own address", async () => {
			const link = `${other.url}/lng/pl/pageTag/SurveyCampaign/cId/${other.collectorId}/custom8/old?utm=x#top`;
			const result = await runNode(
				sandbox,
				linkParameters({ custom1: 'a' }, { surveyBaseUrl: '' }, { collectorId: byLink(link) }),
				[{}],
			);

			expect(jsons(result)).toEqual([
				{
					outcome: 'created',
					url: `${other.url}/pageTag/SurveyCampaign/cId/${other.collectorId}/custom1/a`,
					fields: { custom1: 'a' },
					collectorId: other.collectorId,
				},
			]);
		});

		it('is the option Survey Base URL before the pasted link', async () => {
			const link = `${other.url}/pageTag/SurveyCampaign/cId/abc`;
			const options = { surveyBaseUrl: 'https://feedback.example.com/path/' };
			const result = await runNode(
				sandbox,
				linkParameters({ custom1: 'a' }, options, { collectorId: byLink(link) }),
				[{}],
			);

			expect(jsons(result)[0]!.url).toBe(
				'https://feedback.example.com/path/pageTag/SurveyCampaign/cId/abc/custom1/a',
			);
		});

		it('is SurveyLab itself when nothing else is given', async () => {
			const result = await runNode(sandbox, linkParameters({}, { surveyBaseUrl: '' }), [{}]);

			expect(jsons(result)[0]!.url).toBe(
				`https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`,
			);
		});

		it('is never the Base URL of a credential', async () => {
			const credential = { apiToken: 'secret-7', baseUrl: 'https://app.surveylab.com' };
			const result = await runNode(
				sandbox,
				linkParameters({ custom1: 'a' }, { surveyBaseUrl: '' }),
				[{}],
				{ credential },
			);

			expect(jsons(result)[0]!.url).toMatch(/^https:\/\/www\.mysurveylab\.com\//);
			expect(JSON.stringify(result.run)).not.toContain('secret-7');
		});
	});

	describe('length', () => {
		/** A link of exactly so many characters. */
		async function ofLength(length: number) {
			const start = `${sandbox.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}/custom1/`;
			const items = [{ value: 'x'.repeat(length - start.length) }];
			return await runNode(sandbox, linkParameters({ custom1: '={{ $json.value }}' }), items, {
				settings: CONTINUE,
			});
		}

		const longLink = {
			message: expect.stringContaining(
				'A survey link is longer than 2,000 characters. Some mail and chat programs cut such links',
			),
			type: 'warning',
			location: 'outputPane',
		};

		it('up to 2,000 characters needs no hint', async () => {
			const result = await ofLength(2000);

			expect((jsons(result)[0]!.url as string).length).toBe(2000);
			expect(result.rounds(NODE)[0]?.hints ?? []).toEqual([]);
		});

		it.each([2001, 8000])(
			'of %i characters is warned about, and the link is there',
			async (length) => {
				const result = await ofLength(length);

				expect(jsons(result)).toMatchObject([{ outcome: 'created' }]);
				expect((jsons(result)[0]!.url as string).length).toBe(length);
				expect(result.rounds(NODE)[0]?.hints).toEqual([longLink]);
			},
		);

		it('is warned about once for many items', async () => {
			const items = Array.from({ length: 5 }, () => ({ value: 'x'.repeat(3000) }));
			const result = await runNode(
				sandbox,
				linkParameters({ custom1: '={{ $json.value }}' }),
				items,
			);

			expect(result.rounds(NODE)[0]?.hints).toEqual([
				longLink,
				expect.objectContaining({ message: 'SurveyLab: 5 created.', type: 'info' }),
			]);
		});

		it('above 8,000 characters is refused, naming the longest field', async () => {
			const result = await ofLength(8001);

			expect(jsons(result)).toEqual([
				{
					error: 'The address for this item is too long, mostly because of Custom 1',
					details: {
						reason: expect.stringContaining(
							'8,001 bytes, and web servers refuse more than 8,000. Shorten Custom 1.',
						),
						collectorId: sandbox.collectorId,
						attempts: 0,
						outcome: 'invalid',
					},
				},
			]);
		});

		it('counts what is sent: encoded characters, not typed ones', async () => {
			const result = await runNode(
				sandbox,
				linkParameters({ custom1: '={{ "ż".repeat(1400) }}' }),
				[{}],
				{ settings: CONTINUE },
			);

			expect(jsons(result)).toMatchObject([{ details: { outcome: 'invalid' } }]);
		});
	});

	describe('what cannot be in a link', () => {
		it.each([
			[{ custom1: '..' }, {}, 'Custom 1 is only dots, which a survey address cannot carry'],
			[
				{ custom1: '={{ "a\\0b" }}' },
				{},
				'Custom 1 holds a character that no web address can carry',
			],
			[{ custom1: '={{ [1] }}' }, {}, 'Custom 1 is a list, not a text'],
			[{ email: 'nobody' }, {}, 'Email is not a single valid email address'],
			[{ crk: 'x'.repeat(65) }, {}, 'Response Key is 65 characters long'],
			[
				{ custom1: 'a/b' },
				{ slashes: 'refuse' },
				'Slashes in Values is set to a choice that does not exist',
			],
			[
				{},
				{ surveyBaseUrl: 'http://survey.example.com' },
				'Survey Base URL does not begin with https://',
			],
			[{}, { surveyBaseUrl: 'survey.example.com' }, 'Survey Base URL is not a web address'],
		])('is told for its item: %j %j', async (fields, options, message) => {
			const result = await runNode(sandbox, linkParameters(fields, options), [{}], {
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([
				{ error: message, details: { outcome: 'invalid', collectorId: sandbox.collectorId } },
			]);
		});

		it.each([
			[byId('={{ $json.absent }}'), 'Collector is empty'],
			[
				byLink('={{ "https://www.mysurveylab.com/api.php?apiToken=secret-7&cId=12" }}'),
				'Collector holds an API link with a token in it',
			],
		])('is told of the collector, too: %j', async (collectorId, message) => {
			const result = await runNode(sandbox, linkParameters({}, {}, { collectorId }), [{}], {
				settings: CONTINUE,
			});

			expect(jsons(result)).toMatchObject([{ error: message, details: { outcome: 'invalid' } }]);
			expect(JSON.stringify(result.items(NODE))).not.toContain('secret-7');
		});

		it('goes to the error output while the other items get their links', async () => {
			const items = [{ value: 'a' }, { value: '.' }, { value: 'c' }];
			const result = await runNode(
				sandbox,
				linkParameters({ custom1: '={{ $json.value }}' }),
				items,
				{ settings: ERROR_OUTPUT },
			);

			expect(jsons(result, 0, DONE).map(({ url }) => (url as string).slice(-2))).toEqual([
				'/a',
				'/c',
			]);
			expect(jsons(result, 0, FAILED)).toMatchObject([
				{ value: '.', error: 'Custom 1 is only dots, which a survey address cannot carry' },
			]);
		});
	});
});
