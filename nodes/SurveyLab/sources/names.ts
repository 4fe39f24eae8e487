/** First and last names, made from whatever senders call a name. Pure. */

import { defined } from '../surveylab/defined';

export interface PersonName {
	readonly first?: string;
	readonly last?: string;
}

/** Legal forms that are no part of a name in any spelling; without their dots. */
const FORMS =
	'sp z ?o ?o|spółka z ?o ?o|spolka z ?o ?o|sp [jkp]|gmbh|gesmbh|mbh|kgaa|ohg|gbr|ltd|limited|pte|l ?l ?c|llp|plc|' +
	'inc|incorporated|corp|company|corporation|sdn bhd|spol s ?r ?o|s ?[aà] ?r ?l|srl|eurl|sasu|[as]/[as]|aps|oyj|uab|' +
	'kft|zrt|lda|ltda|eireli|pty|pvt|oü|eood|& co|s ?a de c ?v|s de r ?l|ооо|оао|зао|пао|тов|' +
	'sp(?:ó|o)łka (?:z ograniczoną odpowiedzialnością|akcyjna|jawna|komandytowa|cywilna|partnerska)';
/** Legal forms that could also be part of a name. They count only at the end, with dots or in capitals. */
const WITH_DOTS = 'sa sc ska psa sas spa snc srl sro sl slu kk bv nv doo as ek ev';
const IN_CAPITALS = 'SA SC SKA PSA SAS SPA SNC SpA SL BV NV AG KG UG AB AS ASA OY Oy SE SIA KK';
/** Legal forms that also stand before the owners' names. In small letters with dots they are nobody's initials. */
const IN_SMALL_LETTERS = 'sc ks vos';

const alternatives = (words: string, written: (word: string) => string) =>
	words.split(' ').map(written).join('|');
const dotted = (word: string) => `${[...word].join('\\.\\s?')}\\.?`;

const COMPANY = new RegExp(`(?:^|[\\s,])(?:${FORMS})(?=$|[\\s,])`, 'iu');
const COMPANY_WITH_DOTS = new RegExp(`[\\s,](?:${alternatives(WITH_DOTS, dotted)}|Co\\.)$`, 'iu');
const COMPANY_IN_SMALL_LETTERS = new RegExp(
	`[\\s,](?:${alternatives(IN_SMALL_LETTERS, dotted)})(?=$|[\\s,])`,
	'u',
);
const COMPANY_IN_CAPITALS = new RegExp(`[\\s,](?:${alternatives(IN_CAPITALS, String)})$`, 'u');
const COMPANY_IN_EASTERN_SCRIPT = /株式会社|有限会社|有限公司|주식회사/u;

function isCompany(text: string): boolean {
	return (
		COMPANY_IN_EASTERN_SCRIPT.test(text) ||
		COMPANY.test(
			text.replaceAll('.', ' ').replace(/\s+/gu, ' ').replaceAll(' o o', ' oo').trim(),
		) ||
		COMPANY_WITH_DOTS.test(text) ||
		COMPANY_IN_SMALL_LETTERS.test(text) ||
		COMPANY_IN_CAPITALS.test(text)
	);
}

/** "V1786031000123456" of tawk.to, "damp-forest-123" of Chatwoot, "Visitor 12345", "Guest". */
const GENERATED =
	/^(?:V\d{6,}|[a-z]+-[a-z]+-\d{1,4}|(?:visitor|guest|anonymous|unknown|customer|gość|anonim)(?:[\s#-]*\d+)?)$/iu;
const PHONE = /^[+(]?\d[\d\s()./-]{3,}$/u;
/** With a word in front or behind: "tel. 600 100 200", "Caller +48 600", "600 100 200 ext. 5"; not "Anna 1985". */
const PHONE_WITH_WORD = new RegExp(
	'^(?:[\\p{L}-]+[.:]*[\\s.:]\\s*)?(?!\\d{1,2}[./-]\\d{1,2}[./-]\\d{4})' +
		'(?:\\+\\d[\\d\\s()./-]{3,}|\\(?\\d(?:[\\s()./-]*\\d){6,}\\s*)(?:\\p{L}+[.:]*\\s*\\d*)?$',
	'u',
);
const ADDRESS = /@|^(?:https?:|www\.)/iu;

function isNoName(text: string): boolean {
	return (
		!/\p{L}/u.test(text) ||
		[ADDRESS, PHONE, PHONE_WITH_WORD, GENERATED].some((sign) => sign.test(text)) ||
		isCompany(text)
	);
}

/** Without "via Support" of Google Groups, brackets with what stands in them, and quotation marks. */
function tidied(text: string): string {
	return text
		.replace(/(?:\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}|<[^<>]*>|（[^（）]*）|【[^【】]*】)/gu, ' ')
		.replace(/["„“”«»‹›‟]/gu, '')
		.replace(/(^|\s)['‘‚`]{1,2}(.{1,100}?)['’`]{1,2}(?=\s|$)/gu, '$1$2')
		.replace(/(\S)\s+via\s+\S.*$/iu, '$1')
		.replace(/\s+/gu, ' ')
		.replace(/^[\s,;]+|[\s,;]+$/gu, '');
}

const PARTICLES = new Set(
	(
		'van von vom zu zum zur der den dem des de del della dello dei degli di da do dos das du la le las los el al ' +
		"bin ben ibn bint binti abu ter ten te 't op het af av und mac mc st st. saint بن ابن بنت أبو ابو آل"
	).split(' '),
);
const isParticle = (word: string) => PARTICLES.has(word.toLowerCase());
const isLowerCase = (word: string) => word === word.toLowerCase();
const isSmallParticle = (word: string) => isParticle(word) && isLowerCase(word);

const LETTERS: Readonly<Record<string, string>> = { ł: 'l', ß: 'ss', ø: 'o', æ: 'a', đ: 'd' };

/** Without case, accents and the letters that stand for them: "Jörg" and "Joerg" are the same. */
function comparableName(text: string): string {
	return text
		.toLowerCase()
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[łßøæđ]/gu, (letter) => LETTERS[letter] ?? letter)
		.replace(/([aou])e/gu, '$1');
}

/** First names go on with these: "María del Carmen", "Maria da Conceição". */
const DEVOTION = new Set(
	(
		'carmen carmo pilar rosario mar angeles anjos lourdes lurdes fatima conceicao concepcion guadalupe dolores dores ' +
		'mercedes jesus graca gracas grazia ceu luz gloria nazare paz nieves rocio soledad socorro consuelo asuncion ' +
		'encarnacion refugio sagrario montserrat milagros dios piedade aparecida'
	)
		.split(' ')
		.map(comparableName),
);

/** The small particle at which a last name of several words begins: "Maria | da Silva Santos"; else the last word. */
function beginOfSeveral(words: readonly string[]): number {
	const afterFirst = words.findIndex((word) => !isSmallParticle(word)) + 1;
	const begin = words.findIndex((word, at) => {
		if (at < afterFirst || !isSmallParticle(word)) return false;
		const next = words.slice(at, at + 3).find((other) => !isSmallParticle(other)) ?? '';
		return !DEVOTION.has(comparableName(next));
	});
	return begin > 0 ? begin : words.length - 1;
}

/** Where the last name begins: at the particles before it, but a first name stays. */
function beginOfLast(words: readonly string[]): number {
	let begin = beginOfSeveral(words);
	// "Ortega y Gasset", "Silva e Costa": the word before belongs to it, too.
	if (begin >= 3 && /^[ey]$/.test(words[begin - 1] ?? '')) begin -= 2;
	while (begin > 1 && isParticle(words[begin - 1] ?? '')) begin -= 1;
	// "van Gogh" has no first name; "Ben Affleck" and "Al Gore" have one.
	const [first = ''] = words;
	return begin === 1 && isParticle(first) && isLowerCase(first) ? 0 : begin;
}

function joined(words: readonly string[]): string | undefined {
	return words.length === 0 ? undefined : words.join(' ');
}

function named(first: string | undefined, last: string | undefined): PersonName {
	return defined({ first: first || undefined, last: last || undefined });
}

const SUFFIX = /^(?:jr|sr|junior|senior|ii|iii|iv|ph\.?\s?d|m\.?d|mba|esq)\.?$/iu;
/** Titles in front of a name. Those of the second group count only with their dot. */
const TITLE = new RegExp(
	'^(?:(?:mrs?|ms|mx|miss|dr|prof|professor|hab|inż|mgr|pan|pani|herr|frau|mme|mlle)\\.?|' +
		'(?:ing|dipl|dipl\\.-ing|mudr|mvdr|judr|phdr|rndr|ks|lek)\\.)$',
	'iu',
);

/** The words of a name, without titles in front and without suffixes. At least `least` words stay. */
function wordsOf(name: string, least: number): string[] {
	const words = name.split(' ').filter((word) => /\p{L}/u.test(word));
	while (words.length > least && TITLE.test(words[0] ?? '')) words.shift();
	while (words.length > least && SUFFIX.test(words.at(-1) ?? '')) words.pop();
	return words;
}

const FAMILY_NAME_FIRST =
	/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々\s]+$/u;

/** "Kowalski, Jan" and "Berg, Vincent van der". */
function turnedRound(text: string): PersonName | undefined {
	const [last = '', first = ''] = text.split(',').map((part) => part.trim());
	if (last === '' || first === '' || SUFFIX.test(first)) return undefined;
	const words = wordsOf(first, 1);
	let end = words.length;
	while (end > 1 && isSmallParticle(words[end - 1] ?? '')) end -= 1;
	return named(joined(words.slice(0, end)), joined([...words.slice(end), last]));
}

/**
 * Splits a full name. The last word is the last name, together with the particles before it. A single word is a
 * first name. A text that is no person's name gives no names.
 */
export function splitName(full: string): PersonName {
	const name = tidied(full);
	if (isNoName(name)) return {};
	if (name.includes(',')) {
		const turned = turnedRound(name);
		if (turned !== undefined) return turned;
	}
	const words = wordsOf(name.split(',', 1)[0] ?? '', 2);
	if (words.length === 1) return named(words[0], undefined);
	if (FAMILY_NAME_FIRST.test(name)) return named(joined(words.slice(1)), words[0]);
	const begin = beginOfLast(words);
	return named(joined(words.slice(0, begin)), joined(words.slice(begin)));
}

/** A first and a last name that came as two texts. A text that is no name is left out. */
export function namesOf(first = '', last = ''): PersonName {
	const whole = `${first} ${last}`.trim();
	if (isCompany(whole)) return {};
	// Some senders split "Kowalski, Jan" at its blank, or put all of it into one field.
	const inOneField =
		(first === '' || last === '') && /^[^\s,]+,\s*[^\s,]+(?:\s[^\s,]+)?$/u.test(whole);
	const turned = first.endsWith(',') || inOneField ? turnedRound(tidied(whole)) : undefined;
	if (turned !== undefined) return isNoName(tidied(whole)) ? {} : turned;
	const [a, b] = [first, last].map((part) => {
		const name = tidied(part);
		return isNoName(name) ? undefined : name;
	});
	return named(a, b);
}

/** A full name in which the last name stands first, with or without a comma: "van der Berg Vincent". */
export function splitReversed(full: string): PersonName {
	const words = full.trim().split(/\s+/u);
	const end = words.findIndex((word) => !isSmallParticle(word)) + 1;
	if (full.includes(',') || end === words.length) return splitName(full);
	return splitName(`${words.slice(0, end).join(' ')}, ${words.slice(end).join(' ')}`);
}

// --- Names out of two places ----------------------------------------------------------------------

const isSame = (a = '', b = '') => a !== '' && comparableName(a) === comparableName(b);

/** Both names as one text. */
export function wholeName({ first, last }: PersonName): string {
	return [first, last].filter((half) => half !== undefined).join(' ');
}

const isLatin = (text: string) => /\p{Script=Latin}/u.test(text);

/**
 * Whether two texts can be about one person: each word of the shorter one stands in the other one. Nobody can tell
 * where they are in two scripts.
 */
export function canBeOne(a: string, b: string): boolean {
	if (isLatin(a) !== isLatin(b)) return true;
	const [short = '', long = ''] = [a, b].map(comparableName).sort((x, y) => x.length - y.length);
	return short.split(' ').every((word) => long.includes(word));
}

/** The name with the half that it lacks, out of another place, where the half that it has stands as well. */
export function filledFrom(name: PersonName, other: PersonName): PersonName {
	const { first, last } = other;
	if (name.first === undefined && name.last === undefined) return other;
	return isSame(name.first, first) || isSame(name.last, last)
		? named(name.first ?? first, name.last ?? last)
		: name;
}

/** The words of a full name without a half of it, which stands at either end. */
function without(words: readonly string[], half: string): readonly string[] {
	const { length } = half.split(' ');
	const ends = [
		{ end: words.slice(0, length), rest: words.slice(length) },
		{ end: words.slice(-length), rest: words.slice(0, -length) },
	];
	return ends.find(({ end }) => isSame(end.join(' '), half))?.rest ?? [];
}

/** The name with the half that it lacks, out of a full name, in which the halves may stand in any order. */
export function filledFromWhole(name: PersonName, whole: PersonName): PersonName {
	const half = name.first ?? name.last;
	if (half === undefined) return whole;
	const rest = joined(without(wholeName(whole).split(' '), half));
	return named(name.first ?? rest, name.last ?? rest);
}
