import fc from 'fast-check';

import { fieldNamed, SURVEY_FIELDS } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { failure, success, type Result } from '../../../nodes/SurveyLab/surveylab/result';
import {
	fieldText,
	fieldTexts,
	toText,
	type ValueReason,
} from '../../../nodes/SurveyLab/surveylab/values';
import { runs } from '../../properties';

const email = fieldNamed('email');
const crk = fieldNamed('crk');
const referrer = fieldNamed('referrer');

type Reading = Result<string | undefined, ValueReason>;

/** What is sent of a value, where it may be sent. */
function sent(reading: Reading): string | undefined {
	if (!reading.ok) throw new Error(`Refused as ${reading.reason.kind}`);
	return reading.value;
}

const nul = (label: string) => failure({ kind: 'nul', label });
const missing = success(undefined);

describe('a value becomes a text', () => {
	it.each([
		['abc', 'abc'],
		['  abc \n', 'abc'],
		[0, '0'],
		[-0, '0'],
		[-7, '-7'],
		[48213, '48213'],
		[1.5, '1.5'],
		[1e21, '1000000000000000000000'],
		[-1.5e22, '-15000000000000000000000'],
		[123456789012345680000, '123456789012345680000'],
		[820982911946154500, '820982911946154500'],
		[2 ** 53, '9007199254740992'],
		[123n, '123'],
		[12345678901234567890n, '12345678901234567890'],
		[true, 'true'],
		[false, 'false'],
	])('%p as %s', (value, text) => {
		expect(toText('Referrer', value)).toEqual(success(text));
		expect(fieldText(referrer, value)).toEqual(success(text));
	});

	it.each([undefined, null, '', ' ', '\n\t\r', '\u00A0', '\uFEFF'])('or nothing: %j', (value) => {
		expect(toText('Referrer', value)).toEqual(missing);
		expect(fieldText(referrer, value)).toEqual(missing);
	});

	it.each(['\u0001', '\u007F\u0085', '\u2028'])(
		'or nothing where there are only control characters: %j',
		(value) => {
			expect(fieldText(referrer, value)).toEqual(missing);
			expect(fieldText(crk, value, 'zd-')).toEqual(missing);
		},
	);

	it.each([
		[NaN, 'invalidNumber'],
		[Infinity, 'invalidNumber'],
		[-Infinity, 'invalidNumber'],
		[[], 'list'],
		[['abc'], 'list'],
		[{}, 'object'],
		[{ id: 7 }, 'object'],
		[new Date(0), 'object'],
		[Symbol('x'), 'object'],
		[() => 'abc', 'object'],
	] as const)('or is refused: %p is %s', (value, what) => {
		for (const reading of [toText('Referrer', value), fieldText(referrer, value)])
			expect(reading).toEqual(failure({ kind: 'notText', label: 'Referrer', what }));
	});
});

describe('an email', () => {
	it.each([
		'ann@example.com',
		' ann@example.com\n',
		'ann+tag@example.com',
		"o'hara@example.co.uk",
		'a.b-c_d@sub.example.com',
		'ann@localhost',
		'żółć@przykład.pl',
		'用户@例子.公司',
		'a!#$%&*/=?^`{|}~b@example.com',
		'1@2.3',
	])('is taken: %j', (value) => {
		expect(fieldText(email, value)).toEqual(success(value.trim()));
	});

	it.each([
		'ann',
		'ann.example.com',
		'@example.com',
		'ann@',
		'@',
		'ann@@example.com',
		'ann@b@example.com',
		'ann @example.com',
		'ann@ example.com',
		'ann@exam ple.com',
		'ann@example.com bob@example.com',
		'ann@example.com,bob@example.com',
		'ann@example.com, bob@example.com',
		'ann@example.com;bob@example.com',
		'ann@example.com\r\nBcc: bob@example.com',
		'ann@example.com\nbob@example.com',
		'ann\r@example.com',
		'ann@example.com\tx',
		'ann\u0001@example.com',
		'ann\u007F@example.com',
		'ann\u0085@example.com',
		'ann\u00A0x@example.com',
		'ann\u2028@example.com',
		'ann\u200B@example.com',
		'ann\0@example.com',
		'Ann <ann@example.com>',
		'<ann@example.com>',
		'"Ann" <ann@example.com>',
		'mailto:ann@example.com',
		'(ann)ann@example.com',
		'ann\\@example.com',
		7,
		true,
	])('is refused by its label, with what the field gave: %j', (value) => {
		expect(fieldText(email, value)).toEqual(
			failure({ kind: 'notAnEmail', label: 'Email', given: String(value).trim() }),
		);
	});

	it('that is taken never holds blanks, control characters or a second address', () => {
		const unit = fc.oneof(
			fc.constantFrom('@', 'a', '.', ' ', ',', ';', '\n', '\u0000', '\u0085', '\uD800'),
			fc.string({ unit: 'binary', maxLength: 1 }),
		);
		fc.assert(
			fc.property(
				fc.string({ unit, maxLength: 12 }),
				fc.string({ unit, maxLength: 6 }),
				(before, after) => {
					const reading = fieldText(email, `${before}@${after}`);
					if (!reading.ok || reading.value === undefined) return;
					expect(reading.value.split('@')).toHaveLength(2);
					expect(reading.value).not.toMatch(/[\s\p{Cc},;<>]/u);
				},
			),
			runs(5000),
		);
	});
});

describe('a response key', () => {
	/** 65 characters of it. */
	const tooLong = (withPrefix: boolean): ValueReason => ({
		kind: 'tooLong',
		label: 'Response Key',
		length: 65,
		limit: 64,
		withPrefix,
	});

	it.each([
		'k',
		'x'.repeat(64),
		'ż'.repeat(64),
		'\u{1F600}'.repeat(64),
		`  ${'x'.repeat(64)}  `,
		'\uD800'.repeat(64),
	])('of up to 64 characters is taken (%#)', (value) => {
		expect(sent(fieldText(crk, value))).toBe(value.trim().replaceAll('\uD800', '\uFFFD'));
	});

	it.each(['x'.repeat(65), '\u{1F600}'.repeat(65), '\uD800'.repeat(65)])(
		'of 65 characters is refused (%#)',
		(value) => {
			expect(fieldText(crk, value)).toEqual(failure(tooLong(false)));
		},
	);

	it('gets the prefix in front, which counts', () => {
		expect(sent(fieldText(crk, 48213, 'zd-'))).toBe('zd-48213');
		expect(sent(fieldText(crk, 'x'.repeat(61), 'zd-'))).toBe(`zd-${'x'.repeat(61)}`);
		expect(sent(fieldText(crk, '\u{1F600}'.repeat(63), '\u{1F600}'))).toBe('\u{1F600}'.repeat(64));
		expect(fieldText(crk, 'x'.repeat(62), 'zd-')).toEqual(failure(tooLong(true)));
	});

	it.each([undefined, null, '', ' '])('is missing for %j, whatever the prefix is', (value) => {
		expect(fieldText(crk, value, 'zd-')).toEqual(missing);
	});

	it('and its prefix hold no NUL', () => {
		expect(fieldText(crk, 'a\0b')).toEqual(nul('Response Key'));
		expect(fieldText(crk, 'a', 'z\0')).toEqual(nul('Response Key'));
	});

	it('may be the number zero', () => {
		expect(fieldText(crk, 0)).toEqual(success('0'));
	});
});

describe('characters that cannot be sent', () => {
	it.each([
		['a\nb', 'a b'],
		['a\r\nb', 'a b'],
		['a\tb', 'a b'],
		['a\n\n\n\tb', 'a b'],
		['a\u0007b\u001Bc', 'a b c'],
		['a\u0085b\u009Fc', 'a b c'],
		['a\u2028b\u2029c', 'a b c'],
		['\u0001abc\u0001', 'abc'],
		['a  b', 'a  b'],
	])('%j becomes %j', (value, text) => {
		expect(fieldText(referrer, value)).toEqual(success(text));
	});

	it.each([
		['\uD83D', '\uFFFD'],
		['a\uDE00b', 'a\uFFFDb'],
		['\uDE00\uD83D', '\uFFFD\uFFFD'],
		['\u{1F600}', '\u{1F600}'],
	])('half a surrogate pair becomes U+FFFD: %j', (value, text) => {
		expect(fieldText(referrer, value)).toEqual(success(text));
	});

	it.each(
		SURVEY_FIELDS.filter(({ name }) => name !== 'email').map(
			(field) => [field.label, field] as const,
		),
	)('NUL is refused in %s, by its label', (label, field) => {
		expect(fieldText(field, 'a\0b')).toEqual(nul(label));
	});

	it('are never left, whatever comes in', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const reading = fieldText(referrer, value);
				if (!reading.ok || reading.value === undefined) return;
				expect(reading.value).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
				expect(reading.value).toBe(reading.value.trim());
				expect(reading.value).not.toBe('');
			}),
			runs(5000),
		);
	});
});

describe('several fields', () => {
	it('are read together, empty ones left out', () => {
		expect(
			fieldTexts({
				email: 'ann@example.com',
				crk: 7,
				phone: '',
				lastName: null,
				custom1: false,
				other: 'x',
			}),
		).toEqual(success({ email: 'ann@example.com', crk: '7', custom1: 'false' }));
	});

	it('have the prefix in front of the response key alone', () => {
		expect(fieldTexts({ crk: 7, custom1: 7 }, 'zd-')).toEqual(
			success({ crk: 'zd-7', custom1: '7' }),
		);
		expect(fieldTexts({ custom1: 7 }, 'zd-')).toEqual(success({ custom1: '7' }));
	});

	it('are refused by the first one that cannot be sent, in the order of the table', () => {
		expect(fieldTexts({ crk: [], email: 'nobody' })).toEqual(
			failure({ kind: 'notAnEmail', label: 'Email', given: 'nobody' }),
		);
	});
});
