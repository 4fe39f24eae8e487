/** Sources that keep their values at known paths. Reading is pure and never throws. */

import type { FieldName, FieldTexts } from '../surveylab/catalogue';
import { defined } from '../surveylab/defined';
import { failure, success } from '../surveylab/result';
import { filledFrom, filledFromWhole, namesOf, splitName, type PersonName } from './names';
import { nestedAt, path, textAt, valueAt, type Path } from './path';
import { eventsIn, NORMALISE, readingOf } from './reading';
import type {
	Condition,
	FieldPlaces,
	Lookup,
	MappedField,
	NameLookup,
	Rule,
	Source,
	SourceTable,
} from './source';

type Roots = readonly unknown[];

function isCustomer(root: unknown, { customer }: Pick<Lookup, 'customer'>): boolean {
	if (customer === undefined) return true;
	const value = textAt(root, customer.path);
	if (value === undefined) return false;
	return 'sameAs' in customer
		? value.toLowerCase() === textAt(root, customer.sameAs)?.toLowerCase()
		: customer.values.includes(value);
}

function counts(root: unknown, roots: Roots, { beside, without = [], when }: Condition): boolean {
	return (
		(beside === undefined || textAt(root, beside) !== undefined) &&
		without.every((place) => roots.every((other) => textAt(other, place) === undefined)) &&
		(when === undefined || valueAt(root, when.path) === when.value)
	);
}

/** The text in this root, or else in another one: a shop's name may stand in a header. */
function textIn(root: unknown, roots: Roots, place: Path): string | undefined {
	const own = textAt(root, place);
	if (own !== undefined || roots.length === 1) return own;
	return roots.map((other) => textAt(other, place)).find((text) => text !== undefined);
}

function made(root: unknown, roots: Roots, { paths, make }: Lookup): string | undefined {
	if (make === undefined) return paths[0] && textAt(root, paths[0]);
	const texts = paths.map((place) => textIn(root, roots, place));
	return texts.every((text) => text !== undefined) ? make(...texts) : undefined;
}

/** The first text that is the customer's, and whether one of somebody else stood before it. */
function firstText(field: FieldName, roots: Roots, lookups: readonly Lookup[]) {
	const normalise = NORMALISE[field] ?? ((text) => text);
	let ofSomeoneElse = false;
	for (const entry of lookups) {
		for (const root of roots) {
			const text = counts(root, roots, entry) ? made(root, roots, entry) : undefined;
			const value = text === undefined ? undefined : normalise(text);
			if (value === undefined) continue;
			if (isCustomer(root, entry)) return { value, ofSomeoneElse };
			ofSomeoneElse = true;
		}
	}
	return { ofSomeoneElse };
}

function nameAt(root: unknown, { first, last, full }: NameLookup): PersonName {
	if (full !== undefined) return splitName(textAt(root, full) ?? '');
	return namesOf(first && textAt(root, first), last && textAt(root, last));
}

/** The first name that is the customer's. A half that it lacks comes from the next place that agrees with it. */
function firstName(roots: Roots, lookups: readonly NameLookup[]): PersonName {
	let name: PersonName = {};
	for (const entry of lookups) {
		for (const root of roots) {
			if (!counts(root, roots, entry) || !isCustomer(root, entry)) continue;
			const fill = entry.full === undefined ? filledFrom : filledFromWhole;
			name = fill(name, nameAt(root, entry));
			if (name.first !== undefined && name.last !== undefined) return name;
		}
	}
	return name;
}

/** A sign counts in either way of writing it: an address may be read from the other one. */
function applies(roots: Roots, { paths, applies: holds }: Rule): boolean {
	return roots.some((root) =>
		[valueAt, nestedAt].some((read) => holds(...paths.map((place) => read(root, place)))),
	);
}

type Fields = ReadonlyArray<readonly [MappedField, readonly Lookup[]]>;

function readValues(roots: Roots, fields: Fields, names: readonly NameLookup[]) {
	const values: FieldTexts = {};
	let emailOfSomeoneElse = false;
	for (const [field, lookups] of fields) {
		const { value, ofSomeoneElse } = firstText(field, roots, lookups);
		if (value !== undefined) values[field] = value;
		else if (field === 'email') emailOfSomeoneElse = ofSomeoneElse;
	}
	const { first, last } = firstName(roots, names);
	if (first !== undefined) values.firstName = first;
	if (last !== undefined) values.lastName = last;
	return { values, emailOfSomeoneElse };
}

/** Each once: several values may be made of what stands at one place, and under several conditions. */
function distinct(places: readonly string[]): string[] {
	return [...new Set(places)];
}

function placesOf(fields: Fields, names: readonly NameLookup[]): FieldPlaces[] {
	const isWhole = new Set(names.flatMap(({ full }) => full?.shown ?? []));
	const ofName = (pick: 'first' | 'last') =>
		distinct(names.flatMap((entry) => (entry.full ?? entry[pick])?.shown ?? [])).map((shown) => ({
			shown,
			...(isWhole.has(shown) ? { split: true as const } : {}),
		}));
	const rows: FieldPlaces[] = [
		...fields.map(([field, lookups]) => ({
			field,
			places: distinct(lookups.map(({ paths }) => paths.map(({ shown }) => shown).join(' + '))).map(
				(shown) => ({ shown }),
			),
		})),
		{ field: 'firstName', places: ofName('first') },
		{ field: 'lastName', places: ofName('last') },
	];
	return rows.filter(({ places }) => places.length > 0);
}

const FIELDS: readonly MappedField[] = ['email', 'crk', 'referrer', 'language', 'phone'];

function lookupsOf({ fields }: SourceTable): Fields {
	return FIELDS.flatMap((field) => {
		const lookups = (fields[field] ?? []).map((entry) =>
			typeof entry === 'string' ? { paths: [path(entry)] } : entry,
		);
		return lookups.length === 0 ? [] : [[field, lookups] as const];
	});
}

function triedFor(field: FieldName, fields: Fields): string[] {
	const [, lookups = []] = fields.find(([name]) => name === field) ?? [];
	return distinct(lookups.flatMap(({ paths }) => paths.map(({ shown }) => shown)));
}

function readItem(json: unknown, { label, names, rules = [] }: SourceTable, fields: Fields) {
	const events = eventsIn(json);
	if (events.length > 1) {
		return failure({ kind: 'severalEvents', source: label, count: events.length } as const);
	}
	const roots = events.length === 0 ? [json] : [json, events[0]];
	const { values, emailOfSomeoneElse } = readValues(roots, fields, names);
	const rule = rules.find((candidate) => applies(roots, candidate));
	const refused = rule?.kind ?? (emailOfSomeoneElse ? 'notTheCustomer' : undefined);
	const reading = readingOf(label, values, refused, (field) => ({
		kind: 'missing',
		source: label,
		field,
		tried: triedFor(field, fields),
	}));
	return success(reading);
}

/** A source that reads its values at known paths. */
export function pathSource(table: SourceTable): Source {
	const { id, label, from, keyIs, pageIs, notInvited, note, names } = table;
	const fields = lookupsOf(table);
	return {
		id,
		label,
		from,
		meaning: defined({ crk: keyIs, referrer: pageIs }),
		places: placesOf(fields, names),
		...defined({ notInvited, note }),
		read: (json) => readItem(json, table, fields),
	};
}
