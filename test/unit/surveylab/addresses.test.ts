import fc from 'fast-check';

import {
	SURVEY_FIELDS,
	type FieldTexts,
	type SurveyField,
} from '../../../nodes/SurveyLab/surveylab/catalogue';
import {
	collectorActionAddress,
	contactAddress,
	hasEncodedSlash,
	MAX_ADDRESS_BYTES,
	surveyAddress,
	withMaskedToken,
	type AddressReason,
	type SlashTreatment,
} from '../../../nodes/SurveyLab/surveylab/addresses';
import { failure, type Result } from '../../../nodes/SurveyLab/surveylab/result';
import { TOKEN_MASK } from '../../../nodes/SurveyLab/surveylab/token';
import { client, useSandbox } from '../sandbox/client';
import { asSent, hostile, mixedUnit, textOf, withoutNul } from './hostileTexts';
import { runs } from '../../properties';

const BASE = 'https://www.mysurveylab.com';
const ID = '94b92523228ba1957e5e837d9873e6eee4108bab3';
const PATH = '/pageTag/SurveyCampaign/cId/';
const RUNS = runs(10_000);
const PATIENCE = 120_000;

type Address = Result<string, AddressReason>;

/** The address, where there is one. */
function built(address: Address): string {
	if (!address.ok) throw new Error(`Refused as ${address.reason.kind}`);
	return address.value;
}

/** Why there is none. */
function reasonOf(address: Address): AddressReason {
	if (address.ok) throw new Error(`Not refused: ${address.value}`);
	return address.reason;
}

const refused = (kind: 'onlyDots' | 'nul', label: string) =>
	failure<AddressReason>({ kind, label });

const UNRESERVED = new Set(
	Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'),
);

function encodedLength(text: string): number {
	let length = 0;
	for (const byte of Buffer.from(text, 'utf8')) length += UNRESERVED.has(byte) ? 1 : 3;
	return length;
}

const text = fc.oneof(
	{ weight: 60, arbitrary: textOf(mixedUnit.filter(withoutNul)).filter(withoutNul) },
	{ weight: 1, arbitrary: textOf(mixedUnit) },
	{
		weight: 1,
		arbitrary: fc
			.tuple(hostile, fc.integer({ min: 50, max: 3000 }))
			.map(([part, times]) => part.repeat(times)),
	},
);

function fieldsOf(value: fc.Arbitrary<string>): fc.Arbitrary<FieldTexts> {
	const model = Object.fromEntries(SURVEY_FIELDS.map(({ name }) => [name, value]));
	return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<FieldTexts>;
}

const fields = fieldsOf(text);
const collectorId = fc.oneof(
	fc.constant(ID),
	fc.string({ unit: fc.constantFrom(...'abcXYZ0189-_'), minLength: 1, maxLength: 40 }),
);
const baseUrl = fc.constantFrom(
	BASE,
	'http://127.0.0.1:5678',
	'https://survey.example.com/a/b',
	'https://x.example/%C5%BC',
);
const slashTreatment = fc.constantFrom<SlashTreatment>('encode', 'encodeTwice', 'replace');

interface Expected {
	readonly field: SurveyField;
	/** As the far side is to read it. */
	readonly value: string;
	readonly bytes: number;
}

function expectTooLong(
	address: Address,
	bytes: number,
	expected: Expected[],
	id: string,
	base: string,
	baseLabel: string,
): void {
	const lengths = [
		...expected.map(({ field, bytes: length }) => ({ label: field.label, length })),
		{ label: 'Collector', length: id.length },
		{ label: baseLabel, length: base.length },
	];
	const most = Math.max(...lengths.map(({ length }) => length));
	const longest = lengths.filter(({ length }) => length === most).map(({ label }) => label);
	const reason = reasonOf(address);
	expect(reason).toEqual({ kind: 'addressTooLong', label: expect.any(String), bytes });
	expect(longest).toContain(reason.label);
}

/** The given fields in the table's order, empty ones left out. */
function given(texts: FieldTexts): Array<{ field: SurveyField; text: string }> {
	return SURVEY_FIELDS.flatMap((field) => {
		const value = texts[field.name];
		return value === undefined || value === '' ? [] : [{ field, text: value }];
	});
}

describe('the address that adds a contact', () => {
	it('names the collector first and the response key last, without a token', () => {
		const address = contactAddress({
			baseUrl: BASE,
			collectorId: ID,
			fields: {
				crk: '48213',
				email: 'ann+1@example.com',
				firstName: 'Ann',
				referrer: 'https://d.example/t/1?x=1&y',
			},
		});
		expect(built(address)).toBe(
			`${BASE}/api.php?cId=${ID}&referrer=https%3A%2F%2Fd.example%2Ft%2F1%3Fx%3D1%26y&email=ann%2B1%40example.com&firstName=Ann&crk=48213`,
		);
	});

	it('uses the query names of the catalogue for every field', () => {
		const all = Object.fromEntries(SURVEY_FIELDS.map(({ name }) => [name, 'x'])) as FieldTexts;
		const url = built(contactAddress({ baseUrl: BASE, collectorId: ID, fields: all }));
		expect([...new URL(url).searchParams.keys()]).toEqual([
			'cId',
			...SURVEY_FIELDS.map(({ query }) => query),
		]);
	});

	it(
		'carries exactly the collector and the given fields, whatever the texts are',
		() => {
			let carried = 0;
			fc.assert(
				fc.property(baseUrl, collectorId, fields, (base, id, texts) => {
					const address = contactAddress({ baseUrl: base, collectorId: id, fields: texts });
					const filled = given(texts);
					const withNul = filled.find((entry) => entry.text.includes('\0'));
					if (withNul !== undefined) {
						expect(address).toEqual(refused('nul', withNul.field.label));
						return;
					}
					const expected = filled.map((entry): Expected => ({
						field: entry.field,
						value: asSent(entry.text),
						bytes: encodedLength(entry.text),
					}));
					const bytes = expected.reduce(
						(sum, part) => sum + 2 + part.field.query.length + part.bytes,
						`${base}/api.php?cId=${id}`.length,
					);
					if (bytes > MAX_ADDRESS_BYTES) {
						expectTooLong(address, bytes, expected, id, base, 'Base URL');
						return;
					}
					const url = built(address);
					expect(url).toHaveLength(bytes);
					expect(new URL(url).href).toBe(url);
					const [head, query = '', ...more] = url.split('?');
					expect(head).toBe(`${base}/api.php`);
					expect(more).toEqual([]);
					const pairs = query.split('&').map((pair) => pair.split('='));
					const wanted = [['cId', id], ...expected.map((part) => [part.field.query, part.value])];
					expect(pairs.map((pair) => pair.map((part) => decodeURIComponent(part)))).toEqual(wanted);
					// PHP's urldecode reads a plus as a blank.
					expect(
						pairs.map((pair) => pair.map((part) => decodeURIComponent(part.replaceAll('+', ' ')))),
					).toEqual(wanted);
					carried += 1;
				}),
				RUNS,
			);
			expect(carried).toBeGreaterThan(RUNS.numRuns / 2);
		},
		PATIENCE,
	);

	it.each([
		['Referrer', { referrer: 'r'.repeat(8000), email: 'a@b.c', crk: 'k' }],
		['Custom 3', { custom3: 'ż'.repeat(1500), referrer: 'r'.repeat(3000), crk: 'k' }],
		['Response Key', { crk: '/'.repeat(3000), custom3: 'x'.repeat(4000) }],
	] as Array<[string, FieldTexts]>)(
		'that is too long names %s, its longest part',
		(label, texts) => {
			expect(
				reasonOf(contactAddress({ baseUrl: BASE, collectorId: ID, fields: texts })),
			).toMatchObject({ kind: 'addressTooLong', label });
		},
	);

	it('names the collector or the Base URL where they are the longest', () => {
		const longId = { baseUrl: BASE, collectorId: 'x'.repeat(9000), fields: {} };
		expect(reasonOf(contactAddress(longId)).label).toBe('Collector');
		const longBase = { baseUrl: `${BASE}/${'p'.repeat(9000)}`, collectorId: ID, fields: {} };
		expect(reasonOf(contactAddress(longBase)).label).toBe('Base URL');
		expect(reasonOf(surveyAddress({ ...longBase, slashes: 'encode' })).label).toBe(
			'Survey Base URL',
		);
	});

	it('takes 8,000 bytes and not one more', () => {
		const filled = (length: number) =>
			contactAddress({ baseUrl: BASE, collectorId: ID, fields: { referrer: 'r'.repeat(length) } });
		const room = MAX_ADDRESS_BYTES - built(filled(1)).length + 1;
		expect(built(filled(room))).toHaveLength(8000);
		expect(reasonOf(filled(room + 1))).toEqual({
			kind: 'addressTooLong',
			label: 'Referrer',
			bytes: 8001,
		});
	});

	it('shows a mask where the token will stand', () => {
		const url = built(contactAddress({ baseUrl: BASE, collectorId: ID, fields: { crk: 'what?' } }));
		expect(withMaskedToken(url)).toBe(
			`${BASE}/api.php?apiToken=${TOKEN_MASK}&cId=${ID}&crk=what%3F`,
		);
	});
});

describe('the address that turns a collector on or off', () => {
	it.each(['turnOnCollector', 'turnOffCollector'] as const)(
		'names the collector, the action %s and where it comes from, without a token',
		(action) => {
			const url = built(collectorActionAddress({ baseUrl: BASE, collectorId: ID, action }));
			expect(url).toBe(`${BASE}/api.php?cId=${ID}&action=${action}&source=n8n`);
			expect(withMaskedToken(url)).toBe(
				`${BASE}/api.php?apiToken=***&cId=${ID}&action=${action}&source=n8n`,
			);
		},
	);

	it('is refused where the collector makes it too long', () => {
		const collectorId = 'x'.repeat(9000);
		expect(
			collectorActionAddress({ baseUrl: BASE, collectorId, action: 'turnOnCollector' }),
		).toEqual({
			ok: false,
			reason: { kind: 'addressTooLong', label: 'Collector', bytes: expect.any(Number) as number },
		});
	});
});

describe('the survey address', () => {
	const address = (texts: FieldTexts, slashes: SlashTreatment = 'encode') =>
		surveyAddress({ baseUrl: BASE, collectorId: ID, fields: texts, slashes });

	it('attaches name and value as pairs of segments and ends with the response key and a slash', () => {
		const texts = {
			crk: 'K 1',
			referrer: 'desk',
			firstName: 'Ann',
			lastName: 'Smith',
			custom8: 'x',
		};
		expect(built(address(texts))).toBe(
			`${BASE}${PATH}${ID}/referrer/desk/name/Ann/surname/Smith/custom8/x/crk/K%201/`,
		);
	});

	it('is the bare survey link when there is nothing to attach', () => {
		expect(built(address({}))).toBe(`${BASE}${PATH}${ID}`);
		expect(built(address({ referrer: '', crk: '' }))).toBe(`${BASE}${PATH}${ID}`);
	});

	it.each([
		['encode', 'a%2Fb%252Fc'],
		['encodeTwice', 'a%252Fb%252Fc'],
		['replace', 'a_b%252Fc'],
	] as Array<[SlashTreatment, string]>)('treats slashes by "%s"', (treatment, sent) => {
		expect(built(address({ referrer: 'a/b%2Fc' }, treatment))).toBe(
			`${BASE}${PATH}${ID}/referrer/${sent}`,
		);
	});

	it.each(['.', '..'])('refuses the value %s, which every client would remove', (dots) => {
		for (const { name, label } of SURVEY_FIELDS)
			expect(address({ [name]: dots })).toEqual(refused('onlyDots', label));
	});

	it.each(['%2e', '%2e%2E', '.%2e', '...', '. ', './', '../x'])(
		'carries %s, which only looks like it',
		(value) => {
			const url = built(address({ referrer: value, crk: 'k' }));
			expect(new URL(url).href).toBe(url);
			expect(decodeURIComponent(url.split('/')[8] ?? '')).toBe(value);
		},
	);

	it('counts slashes at the length they are sent in when it names the longest part', () => {
		const texts = { referrer: '/'.repeat(1000), custom1: 'x'.repeat(4000) };
		expect(reasonOf(address(texts, 'encodeTwice')).label).toBe('Referrer');
		expect(address(texts, 'encode').ok).toBe(true);
		const replacing = { referrer: '/'.repeat(7000), custom1: 'x'.repeat(8000) };
		expect(reasonOf(address(replacing, 'replace')).label).toBe('Custom 1');
		expect(reasonOf(address(replacing, 'encode')).label).toBe('Referrer');
	});

	it(
		'carries exactly the collector and the given pairs, whatever the texts are',
		() => {
			let carried = 0;
			fc.assert(
				fc.property(baseUrl, collectorId, fields, slashTreatment, (base, id, texts, slashes) => {
					const address = surveyAddress({ baseUrl: base, collectorId: id, fields: texts, slashes });
					const expected: Expected[] = [];
					for (const { field, text: typed } of given(texts)) {
						const value = slashes === 'replace' ? typed.split('/').join('_') : typed;
						if (value.includes('\0')) {
							expect(address).toEqual(refused('nul', field.label));
							return;
						}
						if (value === '.' || value === '..') {
							expect(address).toEqual(refused('onlyDots', field.label));
							return;
						}
						const twice = slashes === 'encodeTwice';
						const read = twice ? value.split('/').join('%2F') : value;
						expected.push({ field, value: asSent(read), bytes: encodedLength(read) });
					}
					const closed = expected.at(-1)?.field.name === 'crk';
					const bytes = expected.reduce(
						(sum, part) => sum + 2 + part.field.path.length + part.bytes,
						`${base}${PATH}${id}`.length + (closed ? 1 : 0),
					);
					if (bytes > MAX_ADDRESS_BYTES) {
						expectTooLong(address, bytes, expected, id, base, 'Survey Base URL');
						return;
					}
					const url = built(address);
					expect(url).toHaveLength(bytes);
					// Nothing that a client would normalise away.
					expect(new URL(url).href).toBe(url);
					expect(url.startsWith(base + PATH)).toBe(true);
					const segments = url.slice(base.length + 1).split('/');
					if (closed) expect(segments.pop()).toBe('');
					expect(segments).not.toContain('');
					expect(segments.map((part) => decodeURIComponent(part))).toEqual([
						'pageTag',
						'SurveyCampaign',
						'cId',
						id,
						...expected.flatMap((part) => [part.field.path, part.value]),
					]);
					carried += 1;
				}),
				RUNS,
			);
			expect(carried).toBeGreaterThan(RUNS.numRuns / 4);
		},
		PATIENCE,
	);
});

describe('a slash in a survey address', () => {
	const address = (texts: FieldTexts, slashes: SlashTreatment) =>
		built(surveyAddress({ baseUrl: `${BASE}/a/b`, collectorId: ID, fields: texts, slashes }));

	it('is seen where it was encoded, once or twice', () => {
		expect(hasEncodedSlash(address({ referrer: 'a/b' }, 'encode'))).toBe(true);
		expect(hasEncodedSlash(address({ referrer: 'a/b' }, 'encodeTwice'))).toBe(true);
		expect(hasEncodedSlash(address({ referrer: 'a/b' }, 'replace'))).toBe(false);
		expect(hasEncodedSlash(address({ referrer: 'a b', crk: 'k' }, 'encode'))).toBe(false);
	});
});

describe('over real HTTP', () => {
	const sandbox = useSandbox({ tokens: ['demo token/+&=%2F'], collectors: ['col-1'] });
	const HTTP_RUNS = runs(300);
	const shortText = textOf(mixedUnit.filter(withoutNul)).filter(
		(value) => value !== '' && withoutNul(value),
	);
	const sent = fieldsOf(shortText);

	it('SurveyLab reads the contact that went in', async () => {
		await fc.assert(
			fc.asyncProperty(sent, shortText, shortText, async (more, email, crk) => {
				const texts: FieldTexts = { ...more, email, crk: [...crk].slice(0, 64).join('') };
				const url = built(
					contactAddress({ baseUrl: sandbox().url, collectorId: 'col-1', fields: texts }),
				);
				sandbox().reset();
				const { data } = await client.get(url, { params: { apiToken: sandbox().token } });
				expect(data).toMatchObject({ status: true });
				const wanted = Object.fromEntries(
					given(texts).map(({ field, text: typed }) => [field.query, asSent(typed)]),
				);
				expect(sandbox().contacts).toEqual([
					{ collectorId: 'col-1', ...wanted, at: expect.any(Number) },
				]);
				expect(sandbox().requests[0]?.query).toEqual({
					apiToken: sandbox().token,
					cId: 'col-1',
					...wanted,
				});
			}),
			HTTP_RUNS,
		);
	});

	it('SurveyLab reads the tags that went in', async () => {
		const inPlace: Record<string, string> = { encode: '/', encodeTwice: '%2F', replace: '_' };
		await fc.assert(
			fc.asyncProperty(sent, shortText, slashTreatment, async (more, crk, chosen) => {
				const texts: FieldTexts = { ...more, crk: [...crk].slice(0, 20).join('') };
				const address = surveyAddress({
					baseUrl: sandbox().url,
					collectorId: 'col-1',
					fields: texts,
					slashes: chosen,
				});
				const dots = given(texts).some(({ text: typed }) => typed === '.' || typed === '..');
				expect(address.ok ? undefined : address.reason.kind).toBe(dots ? 'onlyDots' : undefined);
				if (!address.ok) return;
				sandbox().reset();
				const { status } = await client.get(address.value);
				expect(status).toBe(200);
				const wanted = Object.fromEntries(
					given(texts).map(({ field, text: typed }) => [
						field.path,
						asSent(typed.split('/').join(inPlace[chosen])),
					]),
				);
				expect(sandbox().tags).toEqual([
					{
						collectorId: 'col-1',
						fields: wanted,
						rawPath: expect.stringContaining(PATH),
						at: expect.any(Number),
					},
				]);
			}),
			HTTP_RUNS,
		);
	});
});
