/**
 * Items whose keys are called like the fields: rows of a table, forms, CSV, SQL, Airtable (below `fields`), webhooks
 * (below `body`). n8n's own nodes call this "Map Automatically". The titles come from the table of fields.
 */

import {
	FULL_NAME_COLUMNS,
	LAST_NAME_FIRST_COLUMNS,
	SURVEY_FIELDS,
	type FieldName,
	type FieldTexts,
	type SurveyField,
} from '../surveylab/catalogue';
import { failure, success } from '../surveylab/result';
import { inDigits, isObject } from '../surveylab/values';
import { languageCode } from './languages';
import { personLink } from './links';
import { namesOf, splitName, type PersonName } from './names';
import { child } from './path';
import { eventsIn, readingOf } from './read';
import type { SetByHand, Source } from './source';

/** `name` is SurveyLab's own word for the first name, and in most tables the full one: see `nameIn`. */
type Meaning = FieldName | 'name' | 'fullName' | 'lastNameFirst';

interface Column {
	/** As the table writes it. */
	readonly title: string;
	readonly text: string;
}

type Columns = ReadonlyMap<Meaning, readonly Column[]>;

/** What forms write behind a label to say whether an answer is needed. */
const OPTIONAL =
	/\((?:optional|required|opcjonalnie|opcjonalne|wymagane|nieobowiązkowe|obowiązkowe)\)/giu;

/** A title without case, accents, blanks and punctuation: "Adres e-mail:" → "adresemail". */
function folded(title: string): string {
	return title
		.toLowerCase()
		.replace(OPTIONAL, '')
		.replaceAll('ł', 'l')
		.normalize('NFD')
		.replace(/[^\p{L}\p{N}]/gu, '');
}

const titlesOf = ({ name, label, path, columns }: SurveyField) => [name, label, path, ...columns];

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
	...SURVEY_FIELDS.flatMap((field) =>
		titlesOf(field).map((title) => [folded(title), field.name] as const),
	),
	...FULL_NAME_COLUMNS.map((title) => [folded(title), 'fullName'] as const),
	...LAST_NAME_FIRST_COLUMNS.map((title) => [folded(title), 'lastNameFirst'] as const),
	['name', 'name'],
]);

const remembered = new Map<string, Meaning | undefined>();

/** The field that a title means. It is remembered, because every row has the same titles. */
function meaningOf(title: string): Meaning | undefined {
	if (title.length > 100) return undefined;
	if (!remembered.has(title)) {
		if (remembered.size >= 1000) remembered.clear();
		remembered.set(title, MEANINGS.get(folded(title)));
	}
	return remembered.get(title);
}

/** Databases give dates as objects. One that is no date, or an invalid one, says nothing. */
function isoDate(date: Date): string | undefined {
	try {
		return date.toISOString();
	} catch {
		return undefined;
	}
}

/** The text of a value: text, number, date, or a list of these. A switch counts only for custom fields. */
function textOf(value: unknown, meaning: Meaning): string | undefined {
	switch (typeof value) {
		case 'string':
			return value.trim() || undefined;
		case 'number':
			return Number.isFinite(value) ? inDigits(value) : undefined;
		case 'boolean':
			return meaning.startsWith('custom') ? String(value) : undefined;
		default:
			if (value instanceof Date) return isoDate(value);
			if (!Array.isArray(value)) return undefined;
	}
	// Airtable gives a lookup as a list with one entry. Of several choices in a form each one counts.
	const texts = value.map((entry) => (Array.isArray(entry) ? undefined : textOf(entry, meaning)));
	return texts.filter((text) => text !== undefined).join(', ') || undefined;
}

const NORMALISE: { readonly [name in Meaning]?: (text: string) => string | undefined } = {
	language: languageCode,
	referrer: personLink,
};

function columnsIn(roots: readonly unknown[]): Columns {
	const found = new Map<Meaning, Column[]>();
	for (const root of roots) {
		if (!isObject(root)) continue;
		for (const [title, value] of Object.entries(root)) {
			const meaning = meaningOf(title);
			if (meaning === undefined) continue;
			const written = textOf(value, meaning);
			const text = written && (NORMALISE[meaning] ?? String)(written);
			if (text !== undefined && text !== '')
				found.set(meaning, [...(found.get(meaning) ?? []), { title, text }]);
		}
	}
	return found;
}

/** The text for a comparison of two columns: without case in an email address, without blanks in a phone number. */
function comparable(meaning: Meaning, text: string): string {
	if (meaning === 'email') return text.toLowerCase();
	return meaning === 'phone' ? text.replace(/[\s().-]/g, '') : text;
}

function differ(meaning: Meaning, columns: readonly Column[]): boolean {
	const [first, ...others] = columns.map(({ text }) => comparable(meaning, text));
	return others.some((other) => other !== first);
}

/** The field that the columns of a meaning fill. */
function fieldOf(meaning: Meaning): FieldName {
	switch (meaning) {
		case 'name':
			return 'firstName';
		case 'fullName':
		case 'lastNameFirst':
			return 'lastName';
		default:
			return meaning;
	}
}

function differing(columns: Columns, setByHand: SetByHand) {
	for (const [meaning, found] of columns) {
		const field = fieldOf(meaning);
		if (setByHand[field] === undefined && differ(meaning, found))
			return { field, columns: found.map(({ title }) => title) };
	}
	return undefined;
}

/** A name in which the last name stands first, with or without a comma. */
function lastNameFirst(text: string): PersonName {
	const [last = '', ...first] = text.split(/\s+/);
	return splitName(text.includes(',') || first.length === 0 ? text : `${last}, ${first.join(' ')}`);
}

/**
 * First and last name have their columns in most tables. A column called Name holds the first name where
 * another one holds the last name, as in SurveyLab, and otherwise the full name. A full name fills what its
 * row does not say by itself.
 */
function nameIn(text: (meaning: Meaning) => string | undefined): PersonName {
	const [first, last, name, fullName, reversed] = (
		['firstName', 'lastName', 'name', 'fullName', 'lastNameFirst'] as const
	).map(text);
	if (first !== undefined && last !== undefined) return namesOf(first, last);
	const full = fullName ?? name;
	const split = reversed === undefined ? splitName(full ?? '') : lastNameFirst(reversed);
	if (first === undefined && last === undefined) return split;
	if (first === undefined) {
		const isWhole = fullName !== undefined || name?.endsWith(` ${last}`) === true;
		return namesOf(isWhole || name === undefined ? split.first : name, last);
	}
	// Next to "Vorname" or "Prénom", a single word called Name is the last name.
	const isLast = split.last === undefined && split.first !== first;
	return namesOf(first, isLast ? split.first : split.last);
}

function readColumns(columns: Columns) {
	const text = (meaning: Meaning) => columns.get(meaning)?.[0]?.text;
	const values: FieldTexts = {};
	for (const { name } of SURVEY_FIELDS) {
		const value = name === 'firstName' || name === 'lastName' ? undefined : text(name);
		if (value !== undefined) values[name] = value;
	}
	const { first, last } = nameIn(text);
	if (first !== undefined) values.firstName = first;
	if (last !== undefined) values.lastName = last;
	return values;
}

const WHAT = 'a table or form';

export const columns: Source = {
	id: 'columns',
	label: 'A Table or Form (Columns Called Like the Fields)',
	from: 'any node whose items have such columns',
	meaning: {},
	note:
		'Case, blanks, hyphens, underscores and dots do not matter. A row number or an id is never taken for the ' +
		'Response Key. Other columns are ignored.',
	places: SURVEY_FIELDS.map((field) => ({
		field: field.name,
		places: [...new Map(titlesOf(field).map((title) => [folded(title), title])).values()].map(
			(shown) => ({ shown }),
		),
	})),
	read(json, setByHand) {
		const events = eventsIn(json);
		if (events.length > 1)
			return failure({ kind: 'severalEvents', source: WHAT, count: events.length });
		const found = columnsIn([json, ...events].flatMap((root) => [root, child(root, 'fields')]));
		const unclear = differing(found, setByHand);
		if (unclear !== undefined) return failure({ kind: 'columnsDiffer', ...unclear });
		return success(
			readingOf(WHAT, readColumns(found), undefined, (field) => ({
				kind: 'noColumn',
				field,
				names:
					columns.places.find((row) => row.field === field)?.places.map(({ shown }) => shown) ?? [],
			})),
		);
	},
};
