/** What sources write in their own ways, brought into the one that SurveyLab reads. Pure. */

/**
 * A number as n8n shows it, but in full digits: `1e21` is no ticket number. Beyond 2^53 the shown digits
 * differ from the exact value, and a person compares with what n8n shows.
 */
export function inDigits(value: number): string {
	const shown = String(value);
	return shown.includes('e+') ? BigInt(value).toString() : shown;
}

/** Text without case, accents and what stands in brackets: "Español (Latinoamérica)" → "espanol". */
function folded(name: string): string {
	return name
		.replace(/\([^()]*\)|（[^（）]*）/g, '')
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.trim();
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Variants whose names do not begin with the language's: "Brazilian Portuguese", "Simplified Chinese". */
const VARIANTS = [
	'en-US',
	'en-GB',
	'en-AU',
	'en-CA',
	'es-419',
	'es-ES',
	'es-MX',
	'fr-CA',
	'fr-CH',
	'fr-FR',
	'de-AT',
	'de-CH',
	'de-DE',
	'nl-BE',
	'pt-BR',
	'pt-PT',
	'ro-MD',
	'sr-Latn',
	'zh-Hans',
	'zh-Hant',
	'zh-CN',
	'zh-TW',
	'zh-HK',
];

/** Two codes of ISO 639-1 that the platform takes for others: Tagalog for Filipino, and Twi for Akan. */
const TAKEN_FOR_OTHERS: ReadonlyMap<string, string> = new Map([
	...['tl', 'tgl', 'fil', 'tagalog', 'filipino'].map((name) => [name, 'tl'] as const),
	...['tw', 'twi'].map((name) => [name, 'tw'] as const),
]);

let codesByName: Map<string, string> | undefined;

/** ISO 639-1 codes by the languages' names, in English and in the language itself, as the platform knows them. */
function languageNames(): Map<string, string> {
	if (codesByName !== undefined) return codesByName;
	const names = new Map<string, string>(TAKEN_FOR_OTHERS);
	const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
	const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
	for (const tag of [...codes, ...VARIANTS]) {
		const inEnglish = english.of(tag);
		if (inEnglish === undefined) continue;
		const inItself = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' }).of(tag);
		const code = new Intl.Locale(tag).language;
		if (code.length !== 2) continue;
		for (const name of [inEnglish, inItself]) {
			if (name === undefined) continue;
			const key = folded(name);
			if (!names.has(key)) names.set(key, code);
			// Some write the region behind the name, without brackets.
			if (tag === 'pt-BR') names.set(`${key} do brasil`, code);
		}
	}
	codesByName = names;
	return names;
}

function isKnownCode(code: string): boolean {
	return (
		/^[a-z]{2}$/.test(code) &&
		new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code) !== undefined
	);
}

/** The language of a tag such as `en-US`, `pl_PL` or `pol`. */
function languageOfTag(text: string): string | undefined {
	if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(text)) return undefined;
	try {
		const { language } = new Intl.Locale(text.replaceAll('_', '-'));
		const [written = ''] = text.toLowerCase().split(/[-_]/);
		const code = TAKEN_FOR_OTHERS.get(written) ?? language;
		return isKnownCode(code) ? code : undefined;
	} catch {
		return undefined;
	}
}

/**
 * The ISO 639-1 code of a language tag, or of a language's name in English or in itself.
 * @returns two letters, or `undefined` where the language is not known
 */
export function languageCode(text: string): string | undefined {
	const trimmed = text.trim();
	return languageOfTag(trimmed) ?? languageNames().get(folded(trimmed));
}

/** `shop.example.com/orders/7` → with `https://`; everything that is no bare address stays as it is. */
export function withScheme(text: string): string {
	return /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:[/?#]|$)/i.test(text)
		? `https://${text}`
		: text;
}

export interface PersonName {
	readonly first?: string;
	readonly last?: string;
}

/** Splits a full name at its last space; a single word is a first name. */
export function splitName(full: string): PersonName {
	const name = full.trim().replace(/\s+/g, ' ');
	// tawk.to calls a visitor who gave no name "V" and a number.
	if (name === '' || /^V\d{6,}$/.test(name)) return {};
	const space = name.lastIndexOf(' ');
	return space < 0 ? { first: name } : { first: name.slice(0, space), last: name.slice(space + 1) };
}
