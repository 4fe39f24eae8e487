import fc from 'fast-check';

import {
	encodeComponent,
	encodeText,
	percentDecoded,
	toWellFormed,
} from '../../../nodes/SurveyLab/surveylab/encoding';
import { asSent, mixedUnit, textOf } from './hostileTexts';
import { runs } from '../../properties';

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
			runs(10_000),
		);
	});
});

describe('an encoded component', () => {
	it('is what encodeURIComponent makes of it, and never throws', () => {
		expect(encodeComponent("a-Z_0.9~!*'() +/")).toBe("a-Z_0.9~!*'()%20%2B%2F");
		expect(encodeComponent('a\uD83D')).toBe('a%EF%BF%BD');
	});
});

describe('a percent-encoded text', () => {
	it.each([
		['a%20b', 'a b'],
		['%C5%bc', 'ż'],
		['%F0%9F%98%80', '\u{1F600}'],
		['100 %', '100 %'],
		['%zz%4', '%zz%4'],
		['%%41', '%A'],
		['a+b', 'a+b'],
		['%252F', '%2F'],
		['%C5', '\uFFFD'],
		['%C5x', '\uFFFDx'],
		['', ''],
	])('%j is decoded to %j', (encoded, text) => {
		expect(percentDecoded(encoded)).toBe(text);
	});

	it('is decoded to the text it was made of, whoever encoded it', () => {
		fc.assert(
			fc.property(textOf(mixedUnit), (text) => {
				expect(percentDecoded(encodeText(text))).toBe(asSent(text));
				expect(percentDecoded(encodeComponent(text))).toBe(asSent(text));
			}),
			runs(2000),
		);
	});
});
