import fc from 'fast-check';

import {
	SURVEY_FIELDS,
	type FieldTexts,
	type SurveyField,
} from '../../../nodes/SurveyLab/surveylab/catalogue';
import {
	contactAddress as addressOfContact,
	MAX_ADDRESS_BYTES,
	surveyAddress as addressOfSurvey,
	TOKEN_MASK,
	withMaskedToken,
	type Contact,
	type SlashRule,
	type SlashTreatment,
	type SurveyTag,
} from '../../../nodes/SurveyLab/surveylab/addresses';
import { encodeText, toWellFormed } from '../../../nodes/SurveyLab/surveylab/encoding';
import { client, useSandbox } from '../sandbox/client';

const BASE = 'https://www.mysurveylab.com';
const ID = '94b92523228ba1957e5e837d9873e6eee4108bab3';
const PATH = '/pageTag/SurveyCampaign/cId/';
const RUNS = { numRuns: 10_000 };
const PATIENCE = 120_000;

/** Either address or its fault, for tests that look at both. */
interface Address {
	readonly url?: string;
	readonly fault?: string | undefined;
	readonly label?: string;
	readonly bytes?: number;
}

const contactAddress = (contact: Contact): Address => addressOfContact(contact);
const surveyAddress = (tag: SurveyTag): Address => addressOfSurvey(tag);

const encode: SlashRule = { treatment: 'encode', replacement: '_' };

/** Node's own UTF-8 writes U+FFFD for half a surrogate pair. */
function asSent(text: string): string {
	return Buffer.from(text, 'utf8').toString('utf8');
}

const UNRESERVED = new Set(
	Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'),
);

function encodedLength(text: string): number {
	let length = 0;
	for (const byte of Buffer.from(text, 'utf8')) length += UNRESERVED.has(byte) ? 1 : 3;
	return length;
}

const hostile = fc.constantFrom(
	...[
		'.',
		'..',
		'/',
		'//',
		'\\',
		'%',
		'%%',
		'%2F',
		'%2f',
		'%252F',
		'%00',
		'%2e',
		'%2e%2e',
		'%',
		'+',
		'?',
		'#',
		'&',
		'=',
	],
	...[
		' ',
		'\n',
		'\r\n',
		'\t',
		'\0',
		'\u0085',
		'\u2028',
		'\uFEFF',
		'\u{1F600}',
		'👩‍👩‍👧',
		'ż',
		'漢',
		'\uD800',
		'\uDC00',
	],
	...[
		'!',
		"'",
		'(',
		')',
		'*',
		'"',
		'<',
		'>',
		';',
		':',
		'@',
		',',
		'$',
		'$&',
		'~',
		'|',
		'[',
		']',
		'{',
		'}',
		'^',
		'`',
	],
);
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
const withoutNul = (text: string) => !text.includes('\0');

function textOf(unit: fc.Arbitrary<string>): fc.Arbitrary<string> {
	return fc.oneof(
		{ weight: 4, arbitrary: hostile },
		{ weight: 8, arbitrary: fc.string({ unit, maxLength: 12 }) },
		{ weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).filter(withoutNul) },
	);
}

const mixedUnit = fc.oneof(hostile, anyUnit);
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
const slashRule: fc.Arbitrary<SlashRule> = fc.record({
	treatment: fc.constantFrom<SlashTreatment>('encode', 'encodeTwice', 'replace', 'refuse'),
	replacement: fc
		.oneof(fc.constantFrom('_', '', '-', '%2F', '$&', '$$', '.'), textOf(mixedUnit))
		.filter((t) => !t.includes('/')),
});

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
	expect(address).toEqual({ fault: 'tooLong', label: expect.any(String), bytes });
	expect(longest).toContain(address.label);
}

/** The given fields in the table's order, empty ones left out. */
function given(texts: FieldTexts): Array<{ field: SurveyField; text: string }> {
	return SURVEY_FIELDS.flatMap((field) => {
		const value = texts[field.name];
		return value === undefined || value === '' ? [] : [{ field, text: value }];
	});
}

describe('a text in an address', () => {
	it('is encoded down to the unreserved characters of RFC 3986', () => {
		expect(encodeText("a-Z_0.9~!*'() +/?#%&=ż")).toBe(
			'a-Z_0.9~%21%2A%27%28%29%20%2B%2F%3F%23%25%26%3D%C5%BC',
		);
	});

	it('gets U+FFFD for half a surrogate pair and keeps whole pairs', () => {
		expect(toWellFormed('a\uD83Db\uDE00c\u{1F600}')).toBe('a\uFFFDb\uFFFDc\u{1F600}');
		expect(encodeText('\uD83D')).toBe('%EF%BF%BD');
	});

	it('is encoded into nothing but unreserved characters and escapes, and back into itself', () => {
		fc.assert(
			fc.property(textOf(mixedUnit), (value) => {
				const encoded = encodeText(value);
				expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
				expect(decodeURIComponent(encoded)).toBe(asSent(value));
			}),
			RUNS,
		);
	});
});

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
		expect(address.url).toBe(
			`${BASE}/api.php?cId=${ID}&referrer=https%3A%2F%2Fd.example%2Ft%2F1%3Fx%3D1%26y&email=ann%2B1%40example.com&firstName=Ann&crk=48213`,
		);
	});

	it('uses the query names of the catalogue for every field', () => {
		const all = Object.fromEntries(SURVEY_FIELDS.map(({ name }) => [name, 'x'])) as FieldTexts;
		const { url = '' } = contactAddress({ baseUrl: BASE, collectorId: ID, fields: all });
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
						expect(address).toEqual({ fault: 'nul', label: withNul.field.label });
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
					const { url = '' } = address;
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
			expect(contactAddress({ baseUrl: BASE, collectorId: ID, fields: texts })).toMatchObject({
				fault: 'tooLong',
				label,
			});
		},
	);

	it('names the collector or the Base URL where they are the longest', () => {
		expect(
			contactAddress({ baseUrl: BASE, collectorId: 'x'.repeat(9000), fields: {} }),
		).toMatchObject({ label: 'Collector' });
		const long = `${BASE}/${'p'.repeat(9000)}`;
		expect(contactAddress({ baseUrl: long, collectorId: ID, fields: {} })).toMatchObject({
			label: 'Base URL',
		});
		const rule = { collectorId: ID, fields: {}, slashes: encode };
		expect(surveyAddress({ baseUrl: long, ...rule })).toMatchObject({ label: 'Survey Base URL' });
	});

	it('takes 8,000 bytes and not one more', () => {
		const empty =
			contactAddress({ baseUrl: BASE, collectorId: ID, fields: { referrer: 'r' } }).url ?? '';
		const room = MAX_ADDRESS_BYTES - empty.length + 1;
		const filled = (length: number) =>
			contactAddress({ baseUrl: BASE, collectorId: ID, fields: { referrer: 'r'.repeat(length) } });
		expect(filled(room).url).toHaveLength(8000);
		expect(filled(room + 1)).toEqual({ fault: 'tooLong', label: 'Referrer', bytes: 8001 });
	});

	it('shows a mask where the token will stand', () => {
		const { url = '' } = contactAddress({
			baseUrl: BASE,
			collectorId: ID,
			fields: { crk: 'what?' },
		});
		expect(withMaskedToken(url)).toBe(
			`${BASE}/api.php?apiToken=${TOKEN_MASK}&cId=${ID}&crk=what%3F`,
		);
	});
});

describe('the survey address', () => {
	const address = (texts: FieldTexts, slashes = encode) =>
		surveyAddress({ baseUrl: BASE, collectorId: ID, fields: texts, slashes });

	it('attaches name and value as pairs of segments and ends with the response key and a slash', () => {
		expect(
			address({ crk: 'K 1', referrer: 'desk', firstName: 'Ann', lastName: 'Smith', custom8: 'x' })
				.url,
		).toBe(`${BASE}${PATH}${ID}/referrer/desk/name/Ann/surname/Smith/custom8/x/crk/K%201/`);
	});

	it('is the bare survey link when there is nothing to attach', () => {
		expect(address({}).url).toBe(`${BASE}${PATH}${ID}`);
		expect(address({ referrer: '', crk: '' }).url).toBe(`${BASE}${PATH}${ID}`);
	});

	it.each([
		['encode', 'a%2Fb%252Fc'],
		['encodeTwice', 'a%252Fb%252Fc'],
		['replace', 'a_b%252Fc'],
	] as Array<[SlashTreatment, string]>)('treats slashes by "%s"', (treatment, sent) => {
		expect(address({ referrer: 'a/b%2Fc' }, { treatment, replacement: '_' }).url).toBe(
			`${BASE}${PATH}${ID}/referrer/${sent}`,
		);
	});

	it('refuses a slash by name where that is asked for', () => {
		const refuse: SlashRule = { treatment: 'refuse', replacement: '_' };
		expect(address({ email: 'a@b.c', custom2: 'a/b', crk: 'x/y' }, refuse)).toEqual({
			fault: 'slash',
			label: 'Custom 2',
		});
		expect(address({ custom2: 'a\\b%2F' }, refuse).url).toBe(
			`${BASE}${PATH}${ID}/custom2/a%5Cb%252F`,
		);
	});

	it.each(['$&', '$$', '$1', '$`', "$'", '$<x>'])(
		'puts the replacement %s in literally',
		(replacement) => {
			const { url = '' } = address({ referrer: 'a/b' }, { treatment: 'replace', replacement });
			expect(decodeURIComponent(url.split('/referrer/')[1] ?? '')).toBe(`a${replacement}b`);
		},
	);

	it('leaves a field out together with its name when replacing leaves nothing of it', () => {
		expect(
			address({ referrer: '//', crk: 'k' }, { treatment: 'replace', replacement: '' }).url,
		).toBe(`${BASE}${PATH}${ID}/crk/k/`);
	});

	it.each(['.', '..'])('refuses the value %s, which every client would remove', (dots) => {
		for (const { name, label } of SURVEY_FIELDS)
			expect(address({ [name]: dots })).toEqual({ fault: 'dotSegment', label });
	});

	it('refuses dots that only replacing brings about', () => {
		expect(address({ custom1: '/' }, { treatment: 'replace', replacement: '..' })).toEqual({
			fault: 'dotSegment',
			label: 'Custom 1',
		});
	});

	it.each(['%2e', '%2e%2E', '.%2e', '...', '. ', './', '../x'])(
		'carries %s, which only looks like it',
		(value) => {
			const { url = '' } = address({ referrer: value, crk: 'k' });
			expect(new URL(url).href).toBe(url);
			expect(decodeURIComponent(url.split('/')[8] ?? '')).toBe(value);
		},
	);

	it('counts slashes at the length they are sent in when it names the longest part', () => {
		const texts = { referrer: '/'.repeat(1000), custom1: 'x'.repeat(4000) };
		expect(address(texts, { treatment: 'encodeTwice', replacement: '_' })).toMatchObject({
			fault: 'tooLong',
			label: 'Referrer',
		});
		const replacing = { referrer: '/'.repeat(3000) + 'r'.repeat(100), custom1: 'x'.repeat(8000) };
		expect(address(replacing, { treatment: 'replace', replacement: '' })).toMatchObject({
			label: 'Custom 1',
		});
	});

	it(
		'carries exactly the collector and the given pairs, whatever the texts are',
		() => {
			let carried = 0;
			fc.assert(
				fc.property(baseUrl, collectorId, fields, slashRule, (base, id, texts, slashes) => {
					const built = surveyAddress({ baseUrl: base, collectorId: id, fields: texts, slashes });
					const expected: Expected[] = [];
					for (const { field, text: typed } of given(texts)) {
						if (slashes.treatment === 'refuse' && typed.includes('/')) {
							expect(built).toEqual({ fault: 'slash', label: field.label });
							return;
						}
						const value =
							slashes.treatment === 'replace' ? typed.split('/').join(slashes.replacement) : typed;
						if (value === '') continue;
						if (value.includes('\0')) {
							expect(built).toEqual({ fault: 'nul', label: field.label });
							return;
						}
						if (value === '.' || value === '..') {
							expect(built).toEqual({ fault: 'dotSegment', label: field.label });
							return;
						}
						const twice = slashes.treatment === 'encodeTwice';
						const read = twice ? value.split('/').join('%2F') : value;
						expected.push({ field, value: asSent(read), bytes: encodedLength(read) });
					}
					const closed = expected.at(-1)?.field.name === 'crk';
					const bytes = expected.reduce(
						(sum, part) => sum + 2 + part.field.path.length + part.bytes,
						`${base}${PATH}${id}`.length + (closed ? 1 : 0),
					);
					if (bytes > MAX_ADDRESS_BYTES) {
						expectTooLong(built, bytes, expected, id, base, 'Survey Base URL');
						return;
					}
					const { url = '' } = built;
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

describe('over real HTTP', () => {
	const sandbox = useSandbox({ tokens: ['demo token/+&=%2F'], collectors: ['col-1'] });
	const HTTP_RUNS = { numRuns: 300 };
	const shortText = textOf(mixedUnit.filter(withoutNul)).filter(
		(value) => value !== '' && withoutNul(value),
	);
	const sent = fieldsOf(shortText);

	it('SurveyLab reads the contact that went in', async () => {
		await fc.assert(
			fc.asyncProperty(sent, shortText, shortText, async (more, email, crk) => {
				const texts: FieldTexts = { ...more, email, crk: [...crk].slice(0, 64).join('') };
				const { url = '' } = contactAddress({
					baseUrl: sandbox().url,
					collectorId: 'col-1',
					fields: texts,
				});
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
		const treatment = fc.constantFrom<SlashTreatment>('encode', 'encodeTwice', 'replace');
		const inPlace: Record<string, string> = { encode: '/', encodeTwice: '%2F', replace: '_' };
		await fc.assert(
			fc.asyncProperty(sent, shortText, treatment, async (more, crk, chosen) => {
				const texts: FieldTexts = { ...more, crk: [...crk].slice(0, 20).join('') };
				const rule = { treatment: chosen, replacement: '_' };
				const built = surveyAddress({
					baseUrl: sandbox().url,
					collectorId: 'col-1',
					fields: texts,
					slashes: rule,
				});
				const dots = given(texts).some(({ text: typed }) => typed === '.' || typed === '..');
				expect(built.fault).toBe(dots ? 'dotSegment' : undefined);
				if (built.url === undefined) return;
				sandbox().reset();
				const { status } = await client.get(built.url);
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
