import fc from 'fast-check';

import { runs } from '../../properties';
import { languageCode } from '../../../nodes/SurveyLab/sources/languages';

/** ISO 639-1, from the standard's own table: not from the platform that the code asks. */
const ISO_639_1 = [
	...[
		'aa',
		'ab',
		'ae',
		'af',
		'ak',
		'am',
		'an',
		'ar',
		'as',
		'av',
		'ay',
		'az',
		'ba',
		'be',
		'bg',
		'bi',
		'bm',
		'bn',
		'bo',
		'br',
		'bs',
	],
	...[
		'ca',
		'ce',
		'ch',
		'co',
		'cr',
		'cs',
		'cu',
		'cv',
		'cy',
		'da',
		'de',
		'dv',
		'dz',
		'ee',
		'el',
		'en',
		'eo',
		'es',
		'et',
		'eu',
	],
	...[
		'fa',
		'ff',
		'fi',
		'fj',
		'fo',
		'fr',
		'fy',
		'ga',
		'gd',
		'gl',
		'gn',
		'gu',
		'gv',
		'ha',
		'he',
		'hi',
		'ho',
		'hr',
		'ht',
		'hu',
		'hy',
		'hz',
	],
	...[
		'ia',
		'id',
		'ie',
		'ig',
		'ii',
		'ik',
		'io',
		'is',
		'it',
		'iu',
		'ja',
		'jv',
		'ka',
		'kg',
		'ki',
		'kj',
		'kk',
		'kl',
		'km',
		'kn',
		'ko',
		'kr',
	],
	...[
		'ks',
		'ku',
		'kv',
		'kw',
		'ky',
		'la',
		'lb',
		'lg',
		'li',
		'ln',
		'lo',
		'lt',
		'lu',
		'lv',
		'mg',
		'mh',
		'mi',
		'mk',
		'ml',
		'mn',
		'mr',
		'ms',
	],
	...[
		'mt',
		'my',
		'na',
		'nb',
		'nd',
		'ne',
		'ng',
		'nl',
		'nn',
		'no',
		'nr',
		'nv',
		'ny',
		'oc',
		'oj',
		'om',
		'or',
		'os',
		'pa',
		'pi',
		'pl',
		'ps',
	],
	...[
		'pt',
		'qu',
		'rm',
		'rn',
		'ro',
		'ru',
		'rw',
		'sa',
		'sc',
		'sd',
		'se',
		'sg',
		'si',
		'sk',
		'sl',
		'sm',
		'sn',
		'so',
		'sq',
		'sr',
		'ss',
		'st',
	],
	...[
		'su',
		'sv',
		'sw',
		'ta',
		'te',
		'tg',
		'th',
		'ti',
		'tk',
		'tl',
		'tn',
		'to',
		'tr',
		'ts',
		'tt',
		'tw',
		'ty',
		'ug',
		'uk',
		'ur',
		'uz',
	],
	...['ve', 'vi', 'vo', 'wa', 'wo', 'xh', 'yi', 'yo', 'za', 'zh', 'zu'],
];

describe('a language', () => {
	it('may be any of the 183 codes of ISO 639-1', () => {
		expect(new Set(ISO_639_1).size).toBe(183);
		expect(ISO_639_1.map((code) => languageCode(code))).toEqual(ISO_639_1);
		expect(ISO_639_1.map((code) => languageCode(` ${code.toUpperCase()}\n`))).toEqual(ISO_639_1);
	});

	it.each([
		'-US',
		'_US',
		'-us',
		'_us',
		'-419',
		'_001',
		'-Latn',
		'_Cyrl_RS',
		'-Latn-PL',
		'-US-posix',
	])('may be a tag that ends with %s', (end) => {
		expect(ISO_639_1.map((code) => languageCode(code + end))).toEqual(ISO_639_1);
		expect(ISO_639_1.map((code) => languageCode((code + end).toUpperCase()))).toEqual(ISO_639_1);
	});

	it.each(['', ' (Latin America)', '（中国）', ' (x) (y)'])(
		'may be called by its English name, followed by "%s"',
		(end) => {
			const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
			// The platform has one name for both of these pairs.
			const shared = new Set(['tl', 'tw']);
			const codes = ISO_639_1.filter((code) => !shared.has(code));
			const names = codes.map((code) => english.of(code) ?? code);
			expect(codes.filter((code, n) => names[n] === code)).toEqual([]);
			for (const change of [(name: string) => name, upper, lower]) {
				expect(names.map((name) => languageCode(change(name) + end))).toEqual(codes);
			}
		},
	);

	it('may be called by its own name, in any case and with or without accents', () => {
		const named = ISO_639_1.flatMap((code) => {
			const name = new Intl.DisplayNames([code], { type: 'language', fallback: 'none' }).of(code);
			return name === undefined || code === 'tl' || code === 'tw' ? [] : [[code, name] as const];
		});
		expect(named.length).toBeGreaterThan(100);
		for (const change of [(name: string) => name, upper, lower, plain]) {
			expect(named.map(([, name]) => languageCode(change(name)))).toEqual(
				named.map(([code]) => code),
			);
		}
	});

	it.each([
		// As helpdesks write them.
		['Polski', 'pl'],
		['polski', 'pl'],
		['Polish', 'pl'],
		['pl_PL', 'pl'],
		['pl-PL', 'pl'],
		['pol', 'pl'],
		['English', 'en'],
		['English (United States)', 'en'],
		['English (British)', 'en'],
		['British English', 'en'],
		['American English', 'en'],
		['Italiano', 'it'],
		['Danish', 'da'],
		['Dansk', 'da'],
		['Deutsch', 'de'],
		['Deutsch (Österreich)', 'de'],
		['Français', 'fr'],
		['Francais', 'fr'],
		['FRANÇAIS', 'fr'],
		['Français (Canada)', 'fr'],
		['Canadian French', 'fr'],
		['Español', 'es'],
		['Español (Latinoamérica)', 'es'],
		['Latin American Spanish', 'es'],
		['Português', 'pt'],
		['Português do Brasil', 'pt'],
		['Portugues do Brasil', 'pt'],
		['Brazilian Portuguese', 'pt'],
		['Portuguese (Brazil)', 'pt'],
		['Čeština', 'cs'],
		['Cestina', 'cs'],
		['Русский', 'ru'],
		['Українська', 'uk'],
		['Ελληνικά', 'el'],
		['Tiếng Việt', 'vi'],
		['Türkçe', 'tr'],
		['ไทย', 'th'],
		['हिन्दी', 'hi'],
		['العربية', 'ar'],
		['עברית', 'he'],
		['日本語', 'ja'],
		['한국어', 'ko'],
		['中文', 'zh'],
		['中文（简体）', 'zh'],
		['简体中文', 'zh'],
		['繁體中文', 'zh'],
		['Simplified Chinese', 'zh'],
		['Chinese (Traditional)', 'zh'],
		['zh-Hans-CN', 'zh'],
		['zh_TW', 'zh'],
		['Flemish', 'nl'],
		['Norsk', 'no'],
		['Norwegian', 'no'],
		['Norsk bokmål', 'nb'],
		['nob', 'nb'],
		['Filipino', 'tl'],
		['Tagalog', 'tl'],
		['fil', 'tl'],
		['fil-PH', 'tl'],
		['Twi', 'tw'],
		// Codes of countries, which people take for those of languages.
		['cz', 'cs'],
		['CZ', 'cs'],
		['cz-CZ', 'cs'],
		['ua', 'uk'],
		['dk', 'da'],
		['gr', 'el'],
		['jp', 'ja'],
		['cn', 'zh'],
		['vn', 'vi'],
		['us', 'en'],
		['gb', 'en'],
		// These are languages' own codes.
		['se', 'se'],
		['br', 'br'],
		['sv', 'sv'],
		['uk', 'uk'],
		// As browsers send it.
		['pl-PL,pl;q=0.9,en;q=0.8', 'pl'],
		['en;q=0.5, pl', 'en'],
		['*, de', 'de'],
		['pl,en', 'pl'],
		// With a region or a second name behind it.
		['Polish - Poland', 'pl'],
		['English US', 'en'],
		['Chinese Simplified', 'zh'],
		['Portuguese Brazil', 'pt'],
		['Polish – Poland', 'pl'],
		['Bahasa Melayu - Malaysia', 'ms'],
		['Traditional Chinese - Taiwan', 'zh'],
		['Simplified Chinese - China', 'zh'],
		['British English - United Kingdom', 'en'],
		['Canadian French - Canada', 'fr'],
		['Haitian Creole - Haiti', 'ht'],
		['Western Frisian - Netherlands', 'fy'],
		['pl (Poland)', 'pl'],
		['en (US)', 'en'],
		['Polish | Poland', 'pl'],
		['Polish-Poland', 'pl'],
		['English - United States', 'en'],
		['English/US', 'en'],
		['Chinese, Simplified', 'zh'],
		['Spanish; Castilian', 'es'],
		['Polski / Polish', 'pl'],
		['pl: Polski', 'pl'],
		['pl_PL.UTF-8', 'pl'],
		// In Polish, and names that the platform does not know.
		['angielski', 'en'],
		['Niemiecki', 'de'],
		['ukrainski', 'uk'],
		['norweski', 'no'],
		['norweski (nynorsk)', 'nn'],
		['norweski (bokmål)', 'nb'],
		['filipiński', 'tl'],
		['Bahasa Indonesia', 'id'],
		['Bahasa Melayu', 'ms'],
		['Castellano', 'es'],
		['Farsi', 'fa'],
		['Mandarin', 'zh'],
		// Codes of before 1989.
		['iw', 'he'],
		['in', 'id'],
		['ji', 'yi'],
	])('%j is %s', (text, code) => {
		expect(languageCode(text)).toBe(code);
	});

	it.each([
		...[
			'',
			' ',
			'xx',
			'zz',
			'qq',
			'xx-US',
			'zzz',
			'und',
			'mul',
			'root',
			'Klingon',
			'Bhojpuri',
			'unknown',
			'auto',
			'Auto-detect',
			'default',
			'browser',
			'*',
			'none',
			'-',
			'7',
			'1',
			'e',
			'en-',
			'-en',
		],
		...[
			'en US',
			'en--US',
			'en-US-US-US-',
			'Polski i angielski',
			'()',
			'(English)',
			'(Polski',
			'constructor',
			'__proto__',
			'toString',
			'English\nPolish',
		],
	])('that nobody knows is left out: %j', (text) => {
		expect(languageCode(text)).toBeUndefined();
	});

	it('is two small letters or nothing, whatever the text, and never takes long', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.string({ unit: 'grapheme' }),
					fc.stringMatching(/^[a-z]{2,3}([-_][a-zA-Z0-9]{1,8}){0,3}$/),
				),
				(text) => {
					expect(languageCode(text) ?? 'pl').toMatch(/^[a-z]{2}$/);
				},
			),
			runs(20_000),
		);
		const before = performance.now();
		for (const text of ['(', '（', '(a', 'a-', 'a', '\u0301', ' '])
			expect(languageCode(text.repeat(100_000))).toBeUndefined();
		expect(performance.now() - before).toBeLessThan(3000);
	});
});

function upper(name: string): string {
	return name.toUpperCase();
}

function lower(name: string): string {
	return name.toLowerCase();
}

function plain(name: string): string {
	return name.normalize('NFD').replace(/[\u0300-\u036F]/g, '');
}
