import fc from 'fast-check';

import { failure, success } from '../../../nodes/SurveyLab/surveylab/result';
import { readToken, tokenScrubber } from '../../../nodes/SurveyLab/surveylab/token';
import { runs } from '../../properties';

describe('a token', () => {
	it.each([
		'abc',
		'A1b2-C3_d4.e5~',
		'94b92523228ba1957e5e837d9873e6eee4108bab3',
		'a+b/c',
		'c2VjcmV0',
		'c2VjcmU=',
		'c2VjcgA==',
		'ż',
		'%41',
		'a:b#c',
	])('is taken as it is: %s', (token) => {
		expect(readToken(token)).toEqual(success(token));
	});

	it.each([undefined, null, '', ' ', '\n\t', '\u00A0', 7, true, {}, ['abc']])(
		'is missing for %j',
		(token) => {
			expect(readToken(token)).toEqual(failure({ kind: 'tokenEmpty' }));
		},
	);

	it.each([' abc', 'abc ', 'abc\n', '\tabc', '\uFEFFabc', '\u00A0abc\r\n'])(
		'loses the blanks around it: %j',
		(typed) => {
			expect(readToken(typed)).toEqual(success('abc'));
		},
	);

	it.each(['a b', 'a\u00A0b', 'abc\r\ndef', 'a\tb', ' a b '])(
		'must not hold blanks inside: %j',
		(token) => {
			expect(readToken(token)).toEqual(failure({ kind: 'tokenBlanks' }));
		},
	);

	it.each([
		'https://www.mysurveylab.com/api.php?apiToken=abc',
		' https://www.mysurveylab.com ',
		'HTTP://x',
		'www.mysurveylab.com/api.php',
		'WWW.mysurveylab.com',
		'/api.php?apiToken=abc',
		'api.php?cId=1',
		'apiToken=abc',
		'abc&cId=1',
	])('is told to be a link: %s', (token) => {
		expect(readToken(token)).toEqual(failure({ kind: 'tokenLink' }));
	});
});

const TOKEN = `t0k/en+A b"c&d=é'(x)%`;

describe('a text that is scrubbed', () => {
	const scrub = tokenScrubber(TOKEN);

	it.each([
		['as it is', TOKEN],
		['percent-encoded', encodeURIComponent(TOKEN)],
		[
			'percent-encoded in lower case',
			encodeURIComponent(TOKEN).replace(/%../g, (hex) => hex.toLowerCase()),
		],
		['form-encoded', new URLSearchParams({ t: TOKEN }).toString().slice(2)],
		['JSON-escaped', JSON.stringify(TOKEN).slice(1, -1)],
		['JSON-escaped as PHP does it', JSON.stringify(TOKEN).slice(1, -1).replaceAll('/', '\\/')],
		['in other letters', TOKEN.toUpperCase()],
	])('shows a mask in the place of a token %s', (_, shown) => {
		expect(scrub(`before ${shown} after, ${shown}.`)).toBe('before *** after, ***.');
	});

	it.each([
		[
			'with every byte escaped',
			[...Buffer.from(TOKEN)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
		],
		[
			'escaped only where axios does',
			TOKEN.replaceAll('%', '%25').replaceAll(' ', '+').replaceAll('+A', '%2BA'),
		],
		['with other characters escaped', encodeURIComponent(TOKEN).replace('t', '%74')],
	])('goes altogether when the token stands there %s', (_, shown) => {
		expect(scrub(`before ${shown} after`)).toBe('***');
	});

	it('goes altogether when the mask itself would spell the token', () => {
		expect(tokenScrubber('********')('*************************')).toBe('***');
	});

	it('stays as it is without a token to look for', () => {
		expect(tokenScrubber('')('any text')).toBe('any text');
	});

	it.each([
		'',
		'SurveyLab says: "Action failed".',
		'100 % of +48 600, %zz %C5 \\u00e9',
		'ECONNREFUSED 127.0.0.1:443',
	])('stays as it is where no token stands: %s', (text) => {
		expect(scrub(text)).toBe(text);
	});
});

describe('whatever token and text', () => {
	const token = fc.oneof(
		fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 }),
		fc.string({ unit: 'grapheme', minLength: 8, maxLength: 24 }),
		fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 8, maxLength: 64 }),
		fc.base64String({ minLength: 8, maxLength: 64 }),
	);
	const around = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 20 }),
		fc.string({ maxLength: 20 }),
	);
	/** Base64 of nothing before or after: its padding is no part of the token. */
	const bare = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');

	/** Every spelling the rules name. */
	function spellings(secret: string): string[] {
		const percent = encodeURIComponent(secret);
		const strict = percent.replace(
			/[!'()*]/g,
			(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
		);
		return [
			secret,
			...[percent, strict].flatMap((text) => [
				text,
				text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
			]),
			...[percent, strict].map((text) => text.replaceAll('%20', '+')),
			new URLSearchParams({ t: secret }).toString().slice(2),
			JSON.stringify(secret).slice(1, -1),
			bare(secret),
			Buffer.from(secret).toString('base64url'),
			// Of a link inside a link, and of an encoding inside another one.
			encodeURIComponent(percent),
			encodeURIComponent(Buffer.from(secret).toString('base64')),
		];
	}

	it('no spelling of the token is left', () => {
		fc.assert(
			fc.property(token, around, around, around, (secret, before, between, after) => {
				const scrub = tokenScrubber(secret);
				const shown = spellings(secret);
				const left = shown.flatMap((spelling) => {
					const clean = scrub(before + spelling + between + spelling + after);
					return shown.filter((other) => clean.includes(other));
				});
				expect(left).toEqual([]);
			}),
			runs(2000),
		);
	}, 60_000);

	it('no base64 of a longer text shows the token', () => {
		const filling = fc.string({ unit: 'binary-ascii', minLength: 5, maxLength: 5 });
		fc.assert(
			fc.property(token, filling, around, (secret, filled, after) => {
				const scrub = tokenScrubber(secret);
				const left: string[] = [];
				for (let offset = 0; offset <= 5; offset += 1) {
					for (const encoding of ['base64', 'base64url'] as const) {
						const shown = Buffer.from(filled.slice(0, offset) + secret + after).toString(encoding);
						const from = Math.ceil((offset * 8) / 6);
						const upTo = Math.floor(((offset + Buffer.byteLength(secret)) * 8) / 6);
						const clean = scrub(`Basic ${shown}`);
						const decoded = Buffer.from(clean.slice(6), encoding);
						if (clean.includes(shown.slice(from, upTo)) || decoded.includes(secret))
							left.push(clean);
					}
				}
				expect(left).toEqual([]);
			}),
			runs(2000),
		);
	}, 60_000);

	it('innocent texts stay as they are', () => {
		fc.assert(
			fc.property(token, around, (secret, innocent) => {
				const plain = innocent.replaceAll('%', '');
				fc.pre(
					!spellings(secret).some((spelling) =>
						plain.toLowerCase().includes(spelling.toLowerCase()),
					),
				);
				fc.pre(!plain.replaceAll('+', ' ').includes(secret));
				expect(tokenScrubber(secret)(plain)).toBe(plain);
			}),
			runs(5000),
		);
	});
});
