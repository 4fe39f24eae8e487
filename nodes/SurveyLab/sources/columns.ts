/**
 * Items whose keys are called like the fields: rows of a table, forms, CSV, SQL, Airtable (below `fields`), webhooks
 * (below `body`). n8n's own nodes call this "Map Automatically". The titles come from the table of fields.
 */

import {
	fieldNamed,
	SURVEY_FIELDS,
	type FieldName,
	type FieldTexts,
	type SurveyField,
} from '../surveylab/catalogue';
import { failure, success } from '../surveylab/result';
import { inDigits, isBlank, isObject } from '../surveylab/values';
import {
	foldedTitle,
	NOTION_PROPERTY,
	OWNERS_BEHIND,
	OWNERS_IN_FRONT,
	readTitle,
	titlesOf,
	type Meaning,
	type TitleReading,
} from './columnTitles';
import { contradictingNames, nameIn } from './nameColumns';
import { child } from './path';
import { eventsIn, NORMALISE, readingOf } from './reading';
import type { Source } from './source';

interface Column extends TitleReading {
	/** As the table writes it. */
	readonly title: string;
	readonly text: string;
}

type Columns = ReadonlyMap<Meaning, readonly Column[]>;

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
			return isBlank(value) ? undefined : value.trim();
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

function columnsOf(root: unknown): Column[] {
	if (!isObject(root)) return [];
	return Object.entries(root).flatMap(([title, value]) => {
		const reading = readTitle(title);
		if (reading === undefined) return [];
		const { meaning } = reading;
		const written = textOf(value, meaning);
		const text = written && (NORMALISE[fieldOf(meaning)] ?? String)(written);
		return text === undefined || text === '' ? [] : [{ ...reading, title, text }];
	});
}

/** "anonymous" or "-" says nothing where another column has an address. A mistyped address is meant as one. */
const isNoAddress = ({ text }: Column) => !/@|\w\.\w{2}/.test(text);
/** n8n's Notion node calls the title of a page `name`. A property says more. */
const isProperty = ({ title }: Column) => title.startsWith(NOTION_PROPERTY);

function isWeakerThan(one: Column, other: Column): boolean {
	if (one.meaning !== other.meaning) return false;
	if (one.meaning === 'email' && isNoAddress(one) !== isNoAddress(other)) return isNoAddress(one);
	if (isProperty(one) !== isProperty(other)) return isProperty(other);
	return one.namesOwner && !other.namesOwner;
}

function columnsIn(roots: readonly unknown[]): Columns {
	const found = new Map<Meaning, Column[]>();
	const all = roots.flatMap(columnsOf);
	for (const column of all) {
		const { meaning } = column;
		if (all.some((other) => isWeakerThan(column, other))) continue;
		found.set(meaning, [...(found.get(meaning) ?? []), column]);
	}
	return found;
}

/** The text for a comparison of two columns: an email address without case, a phone number without its country. */
function comparableText(meaning: Meaning, text: string): string {
	if (meaning === 'email') return text.toLowerCase();
	return (meaning === 'phone' && text.replace(/\D/g, '').slice(-9)) || text;
}

function differ(meaning: Meaning, columns: readonly Column[]): boolean {
	const [first, ...others] = columns.map(({ text }) => comparableText(meaning, text));
	return others.some((other) => other !== first);
}

/** The field that a person sets to settle what these columns say. For a name of any kind it is First Name. */
function fieldOf(meaning: Meaning): FieldName {
	switch (meaning) {
		case 'name':
		case 'fullName':
		case 'lastNameFirst':
			return 'firstName';
		default:
			return meaning;
	}
}

/** Columns that say different things of one field, or of the person's name. */
function differing(columns: Columns, setByHand: FieldTexts) {
	for (const [meaning, found] of columns) {
		const field = fieldOf(meaning);
		if (setByHand[field] === undefined && differ(meaning, found)) {
			return { field, columns: found.map(({ title }) => title) };
		}
	}
	if (setByHand.firstName !== undefined) return undefined;
	const meanings = contradictingNames((meaning) => columns.get(meaning)?.[0]?.text);
	const titles = meanings.flatMap((meaning) => columns.get(meaning)?.[0]?.title ?? []);
	return titles.length === 0 ? undefined : { field: 'firstName' as const, columns: titles };
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

const SOURCE_NAME = 'a table or form';

/** A table may have a column called Body: several events come only with a webhook's headers beside them. */
function eventsOf(json: unknown): readonly unknown[] {
	const events = eventsIn(json);
	return events.length < 2 || isObject(child(json, 'headers')) ? events : [];
}

/** The titles of a field, each in one spelling. */
function placesOf(field: SurveyField) {
	const titles = new Map(titlesOf(field).map((title) => [foldedTitle(title), title]));
	return [...titles.values()].map((shown) => ({ shown }));
}

export const columns: Source = {
	id: 'columns',
	label: 'A Table or Form (Columns Called Like the Fields)',
	from: 'any node whose items have such columns',
	meaning: {},
	fills:
		'each field from the column called like it, such as Email, Response Key, First Name or Imię',
	note:
		'Case, blanks, hyphens, underscores and dots do not matter. Titles of names, addresses, phones and languages ' +
		`may begin with ${OWNERS_IN_FRONT.join(', ')} or end with ${OWNERS_BEHIND.join(', ')}. A row number or an id ` +
		'is never taken for the Response Key. Other columns are ignored.',
	get places() {
		return SURVEY_FIELDS.map((field) => ({ field: field.name, places: placesOf(field) }));
	},
	read(json, setByHand = {}) {
		const events = eventsOf(json);
		if (events.length > 1) {
			return failure({ kind: 'severalEvents', source: SOURCE_NAME, count: events.length });
		}
		const found = columnsIn([json, ...events].flatMap((root) => [root, child(root, 'fields')]));
		const unclear = differing(found, setByHand);
		if (unclear !== undefined) return failure({ kind: 'columnsDiffer', ...unclear });
		return success(
			readingOf(SOURCE_NAME, readColumns(found), undefined, (field) => ({
				kind: 'noColumn',
				field,
				names: placesOf(fieldNamed(field)).map(({ shown }) => shown),
			})),
		);
	},
};
