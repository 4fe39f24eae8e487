import fc from 'fast-check';

import { fieldNamed, SURVEY_FIELDS } from '../../../nodes/SurveyLab/surveylab/catalogue';
import {
	fieldText,
	fieldTexts,
	missingField,
	toText,
} from '../../../nodes/SurveyLab/surveylab/values';
import { Refusal } from '../../../nodes/SurveyLab/refusal';

const email = fieldNamed('email');
const crk = fieldNamed('crk');
const referrer = fieldNamed('referrer');

function refusal(reading: unknown): { message: string; description: string } {
	expect(reading).toBeInstanceOf(Refusal);
	return (reading as Refusal).text;
}

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
		expect(toText('Referrer', value)).toBe(text);
		expect(fieldText(referrer, value)).toBe(text);
	});

	it.each([undefined, null, '', ' ', '\n\t\r', '\u00A0', '\uFEFF'])('or nothing: %j', (value) => {
		expect(toText('Referrer', value)).toBeUndefined();
		expect(fieldText(referrer, value)).toBeUndefined();
	});

	it.each(['\u0001', '\u007F\u0085', '\u2028'])(
		'or nothing where there are only control characters: %j',
		(value) => {
			expect(fieldText(referrer, value)).toBeUndefined();
			expect(fieldText(crk, value, 'zd-')).toBeUndefined();
		},
	);

	it.each([
		[NaN, 'Referrer is an invalid number, not a text'],
		[Infinity, 'Referrer is an invalid number, not a text'],
		[-Infinity, 'Referrer is an invalid number, not a text'],
		[[], 'Referrer is a list, not a text'],
		[['abc'], 'Referrer is a list, not a text'],
		[{}, 'Referrer is an object, not a text'],
		[{ id: 7 }, 'Referrer is an object, not a text'],
		[new Date(0), 'Referrer is an object, not a text'],
		[Symbol('x'), 'Referrer is an object, not a text'],
		[() => 'abc', 'Referrer is an object, not a text'],
	])('or is refused: %p', (value, message) => {
		for (const reading of [toText('Referrer', value), fieldText(referrer, value)]) {
			expect(refusal(reading)).toEqual({
				message,
				description: expect.stringContaining('Choose one value for Referrer'),
			});
		}
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
		expect(fieldText(email, value)).toBe(value.trim());
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
		'ann\0@example.com',
		'Ann <ann@example.com>',
		'<ann@example.com>',
		'"Ann" <ann@example.com>',
		'mailto:ann@example.com',
		'(ann)ann@example.com',
		'ann\\@example.com',
		7,
		true,
	])('is refused by its label: %j', (value) => {
		const { message, description } = refusal(fieldText(email, value));
		expect(message).toBe('Email is not a single valid email address');
		expect(description).toContain('name@example.com');
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
					if (reading === undefined || reading instanceof Refusal) return;
					expect(reading.split('@')).toHaveLength(2);
					expect(reading).not.toMatch(/[\s\p{Cc},;<>]/u);
				},
			),
			{ numRuns: 5000 },
		);
	});
});

describe('a response key', () => {
	it.each([
		'k',
		'x'.repeat(64),
		'ż'.repeat(64),
		'\u{1F600}'.repeat(64),
		`  ${'x'.repeat(64)}  `,
		'\uD800'.repeat(64),
	])('of up to 64 characters is taken (%#)', (value) => {
		expect(fieldText(crk, value)).toBe(value.trim().replaceAll('\uD800', '\uFFFD'));
	});

	it.each(['x'.repeat(65), '\u{1F600}'.repeat(65), '\uD800'.repeat(65)])(
		'of 65 characters is refused (%#)',
		(value) => {
			expect(refusal(fieldText(crk, value))).toEqual({
				message: 'Response Key is 65 characters long',
				description: expect.stringContaining('at most 64 characters. '),
			});
		},
	);

	it('gets the prefix in front, which counts', () => {
		expect(fieldText(crk, 48213, 'zd-')).toBe('zd-48213');
		expect(fieldText(crk, 'x'.repeat(61), 'zd-')).toBe(`zd-${'x'.repeat(61)}`);
		expect(fieldText(crk, '\u{1F600}'.repeat(63), '\u{1F600}')).toBe('\u{1F600}'.repeat(64));
		expect(refusal(fieldText(crk, 'x'.repeat(62), 'zd-'))).toEqual({
			message: 'Response Key is 65 characters long',
			description: expect.stringContaining('at most 64 characters, the prefix included'),
		});
	});

	it.each([undefined, null, '', ' '])('is missing for %j, whatever the prefix is', (value) => {
		expect(fieldText(crk, value, 'zd-')).toBeUndefined();
	});

	it('and its prefix hold no NUL', () => {
		expect(refusal(fieldText(crk, 'a\0b')).message).toContain('Response Key holds a character');
		expect(refusal(fieldText(crk, 'a', 'z\0')).message).toContain('Response Key holds a character');
	});

	it('may be the number zero', () => {
		expect(fieldText(crk, 0)).toBe('0');
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
		expect(fieldText(referrer, value)).toBe(text);
	});

	it.each([
		['\uD83D', '\uFFFD'],
		['a\uDE00b', 'a\uFFFDb'],
		['\uDE00\uD83D', '\uFFFD\uFFFD'],
		['\u{1F600}', '\u{1F600}'],
	])('half a surrogate pair becomes U+FFFD: %j', (value, text) => {
		expect(fieldText(referrer, value)).toBe(text);
	});

	it.each(
		SURVEY_FIELDS.filter(({ name }) => name !== 'email').map(
			(field) => [field.label, field] as const,
		),
	)('NUL is refused in %s, by its label', (label, field) => {
		expect(refusal(fieldText(field, 'a\0b'))).toEqual({
			message: `${label} holds a character that no web address can carry`,
			description: expect.stringContaining(`Remove the NUL character from ${label}`),
		});
	});

	it('are never left, whatever comes in', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const reading = fieldText(referrer, value);
				if (reading === undefined || reading instanceof Refusal) return;
				expect(reading).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
				expect(reading).toBe(reading.trim());
				expect(reading).not.toBe('');
			}),
			{ numRuns: 5000 },
		);
	});
});

describe('a refusal', () => {
	it('stays the refusal it is', () => {
		const earlier = new Refusal({ message: 'Earlier', description: 'Earlier.' });
		expect(toText('Referrer', earlier)).toBe(earlier);
		expect(fieldText(email, earlier)).toBe(earlier);
		expect(fieldTexts([crk], { crk: earlier })).toBe(earlier);
	});
});

describe('several fields', () => {
	it('are read together, empty ones left out', () => {
		expect(
			fieldTexts(SURVEY_FIELDS, {
				email: 'ann@example.com',
				crk: 7,
				phone: '',
				lastName: null,
				custom1: false,
				other: 'x',
			}),
		).toEqual({
			email: 'ann@example.com',
			crk: '7',
			custom1: 'false',
		});
	});

	it('are refused by the first one that cannot be sent, in the order asked for', () => {
		const reading = fieldTexts([crk, email], { email: 'nobody', crk: [] });
		expect(refusal(reading).message).toBe('Response Key is a list, not a text');
	});

	it('must include the required ones', () => {
		expect(missingField({ email: 'a@b.c', crk: 'k' }, [email, crk])).toBeUndefined();
		expect(refusal(missingField({ crk: 'k' }, [email, crk])).message).toBe('Email is empty');
		expect(refusal(missingField({ email: 'a@b.c' }, [email, crk])).message).toBe(
			'Response Key is empty',
		);
		expect(refusal(missingField({}, [email, crk])).message).toBe('Email is empty');
	});
});
