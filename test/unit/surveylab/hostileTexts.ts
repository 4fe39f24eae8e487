/** Texts that make trouble in addresses: what encodings, paths, queries and clients treat as special. */

import fc from 'fast-check';

/** Node's own UTF-8 writes U+FFFD for half a surrogate pair. */
export function asSent(text: string): string {
	return Buffer.from(text, 'utf8').toString('utf8');
}

export const hostile = fc.constantFrom(
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
export const withoutNul = (text: string) => !text.includes('\0');

export function textOf(unit: fc.Arbitrary<string>): fc.Arbitrary<string> {
	return fc.oneof(
		{ weight: 4, arbitrary: hostile },
		{ weight: 8, arbitrary: fc.string({ unit, maxLength: 12 }) },
		{ weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).filter(withoutNul) },
	);
}

export const mixedUnit = fc.oneof(hostile, anyUnit);
