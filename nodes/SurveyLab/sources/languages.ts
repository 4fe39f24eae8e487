/** ISO 639-1 codes of what senders write for a language: tags, names, country codes, lists. Pure. */

import { memoizeByText, once } from '../surveylab/memoize';

/** Text without case and accents. */
function plain(name: string): string {
	return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** The plain text without what stands in brackets: "Español (Latinoamérica)" → "espanol". */
function withoutBrackets(name: string): string {
	return plain(name.replace(/\([^()]*\)|（[^（）]*）/g, ''));
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Variants whose names do not begin with the language's: "Brazilian Portuguese", "Simplified Chinese". */
const VARIANTS = (
	'en-US en-GB en-AU en-CA es-419 es-ES es-MX fr-CA fr-CH fr-FR de-AT de-CH de-DE nl-BE pt-BR pt-PT ro-MD ' +
	'sr-Latn zh-Hans zh-Hant zh-CN zh-TW zh-HK'
).split(' ');

/** Codes that the platform takes for others (Tagalog for Filipino, Twi for Akan), and names it does not know. */
const MORE_NAMES: ReadonlyMap<string, string> = new Map(
	Object.entries({
		tl: ['tl', 'tgl', 'fil', 'tagalog', 'filipino', 'pilipino', 'filipinski'],
		tw: ['tw', 'twi'],
		id: ['bahasa', 'bahasa indonesia'],
		ms: ['bahasa melayu', 'bahasa malaysia'],
		es: ['castellano', 'castilian'],
		zh: ['mandarin', 'cantonese'],
		fa: ['farsi'],
		ca: ['valencian', 'valenciano'],
		pt: ['brazilian', 'brasileiro', 'portugues do brasil'],
		ro: ['moldovan'],
		nl: ['holenderski'],
		sl: ['slovene'],
	}).flatMap(([code, names]) => names.map((name) => [name, code] as const)),
);

/** Codes of countries that people use for their languages; none of them is a language's own code. */
const OF_COUNTRIES: ReadonlyMap<string, string> = new Map(
	(
		'cz:cs ua:uk dk:da gr:el jp:ja cn:zh hk:zh vn:vi rs:sr by:be us:en gb:en au:en nz:en at:de mx:es ir:fa ' +
		'il:he kz:kk ph:tl bd:bn pk:ur np:ne kh:km'
	)
		.split(' ')
		.map((pair) => [pair.slice(0, 2), pair.slice(3)]),
);

const displayNames = (language: string) =>
	new Intl.DisplayNames([language], { type: 'language', fallback: 'none' });

const englishNames = once(() => displayNames('en'));

/** ISO 639-1 codes by the languages' names: in English, in the language itself, and in Polish. */
const codesByName = once((): ReadonlyMap<string, string> => {
	const names = new Map<string, string>(MORE_NAMES);
	const known = [...LETTERS.flatMap((a) => LETTERS.map((b) => a + b)), ...VARIANTS].filter(
		(tag) => englishNames().of(tag) !== undefined && new Intl.Locale(tag).language.length === 2,
	);
	const polish = displayNames('pl');
	const named = [
		...known.flatMap((tag) =>
			[englishNames(), displayNames(tag)].map((list) => [list, tag] as const),
		),
		...known.map((tag) => [polish, tag] as const),
	];
	// A name with brackets has the one without them only where no language has it whole: "norweski (nynorsk)".
	for (const fold of [plain, withoutBrackets]) {
		for (const [list, tag] of named) {
			const name = fold(list.of(tag) ?? '');
			if (name !== '' && !names.has(name)) names.set(name, new Intl.Locale(tag).language);
		}
	}
	return names;
});

/** The language of a tag such as `en-US`, `pl_PL`, `pol` or `cz`. */
function languageOfTag(text: string): string | undefined {
	if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(text)) return undefined;
	const [written = ''] = text.toLowerCase().split(/[-_]/);
	const byHand = OF_COUNTRIES.get(written) ?? MORE_NAMES.get(written);
	if (byHand !== undefined) return byHand;
	try {
		const { language } = new Intl.Locale(text.replaceAll('_', '-'));
		const isKnown = language.length === 2 && englishNames().of(language) !== undefined;
		return isKnown ? language : undefined;
	} catch {
		return undefined;
	}
}

function tagOrName(text: string): string | undefined {
	const names = codesByName();
	return languageOfTag(text) ?? names.get(plain(text)) ?? names.get(withoutBrackets(text));
}

/** No list of a browser is longer; a longer text is something else. */
const LONGEST = 1000;

function read(text: string): string | undefined {
	const code = tagOrName(text);
	if (code !== undefined) return code;
	// A list as browsers send it, a region after the name, or both names: "pl;q=0.9,en", "Polish - Poland",
	// "pl (Poland)", "English US".
	for (const part of text.split(',')) {
		const [begin = ''] = part.split(/[;:/.@|(]|\s[-–—]\s/, 1);
		const first = begin.trim();
		const [, name = ''] = /^(\p{L}{4,})(?:[-_–—]| (?=\p{L}+$))/u.exec(first) ?? [];
		const found = tagOrName(first) ?? tagOrName(name);
		if (found !== undefined) return found;
	}
	return undefined;
}

const remembered = memoizeByText(read);

/**
 * The ISO 639-1 code of a language tag, or of a language's name in English, Polish or itself.
 * @returns two letters, or `undefined` where the language is not known
 */
export function languageCode(text: string): string | undefined {
	const trimmed = text.trim();
	return trimmed.length > LONGEST ? undefined : remembered(trimmed);
}
