/** Which field a column's title means, in whatever way people write it. Pure. */

import { SURVEY_FIELDS, type FieldName, type SurveyField } from '../surveylab/catalogue';
import { memoizeByText, once } from '../surveylab/memoize';

/** `name` is SurveyLab's own word for the first name, and in most tables the full one: see `nameIn`. */
export type Meaning = FieldName | 'name' | 'fullName' | 'lastNameFirst';

/** Titles of a column that holds first and last name. */
const FULL_NAME_COLUMNS = [
	'Full Name',
	'Name and Surname',
	'First and Last Name',
	'First Name and Last Name',
	'Name & Surname',
	'First & Last Name',
	'First Name & Last Name',
	'Imię i nazwisko',
	'Imię nazwisko',
];

/** Titles of a column that holds the last name and then the first name. */
const LAST_NAME_FIRST_COLUMNS = [
	'Surname and Name',
	'Last Name and First Name',
	'Last Name, First Name',
	'Nazwisko i imię',
	'Nazwisko imię',
];

/** Words about whose data it is, in front of a title of somebody's name, address, phone or language: "Your Email". */
export const OWNERS_IN_FRONT = ['Your', 'Customer', 'Contact', 'Client', 'Twoje', 'Twoja', 'Twój'];

/** Words about whose data it is, at the end of a title: "Telefon klienta". */
export const OWNERS_BEHIND = ['klienta', 'kontaktowy', 'kontaktowego', 'do kontaktu'];

/** What forms write after a label to say whether an answer is needed. */
const OPTIONAL =
	/\((?:optional|required|opcjonalnie|opcjonaln[aey]|(?:pole )?wymagan[aey]|(?:nie)?obowiązkow[aey])\)/giu;

/** What n8n's Notion node puts in front of a property's title. */
export const NOTION_PROPERTY = 'property_';

/** What stands before a label: a question's number, and what n8n's Notion node puts there. */
const BEFORE_LABEL = new RegExp(`^\\s*(?:\\d+[.)]|${NOTION_PROPERTY})\\s*`);

/** A title without case, accents, blanks and punctuation: "Adres e-mail:" → "adresemail". */
export function foldedTitle(title: string): string {
	return title
		.toLowerCase()
		.replace(BEFORE_LABEL, '')
		.replace(OPTIONAL, '')
		.replaceAll('ł', 'l')
		.normalize('NFD')
		.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Every title of a field that the table of fields knows. */
export function titlesOf({ name, label, path, columns }: SurveyField): string[] {
	return [name, label, path, ...columns];
}

/** What each title means. The map is made when the first table comes: n8n loads the package at every start. */
const meaningsByTitle = once(
	(): ReadonlyMap<string, Meaning> =>
		new Map([
			...SURVEY_FIELDS.flatMap((field) =>
				titlesOf(field).map((title) => [foldedTitle(title), field.name] as const),
			),
			...FULL_NAME_COLUMNS.map((title) => [foldedTitle(title), 'fullName'] as const),
			...LAST_NAME_FIRST_COLUMNS.map((title) => [foldedTitle(title), 'lastNameFirst'] as const),
			['name', 'name'],
		]),
);

const IN_FRONT = OWNERS_IN_FRONT.map(foldedTitle);
const BEHIND = OWNERS_BEHIND.map(foldedTitle);

/** The title without the words about whose data it is: each way that is possible. */
function withoutOwner(title: string): string[] {
	return [
		...IN_FRONT.filter((word) => title.startsWith(word)).map((word) => title.slice(word.length)),
		...BEHIND.filter((word) => title.endsWith(word)).map((word) => title.slice(0, -word.length)),
	];
}

/** What a title means that says whose data it is. Keys, links and custom fields are nobody's. */
const OF_SOMEBODY: { readonly [meaning in Meaning]?: Meaning } = {
	email: 'email',
	phone: 'phone',
	language: 'language',
	firstName: 'firstName',
	lastName: 'lastName',
	// A customer's name is the full one.
	name: 'fullName',
	fullName: 'fullName',
	lastNameFirst: 'lastNameFirst',
};

/** What a title says. */
export interface TitleReading {
	readonly meaning: Meaning;
	/** The title also says whose data it is. A title that does not say so goes before it. */
	readonly namesOwner: boolean;
}

function read(title: string): TitleReading | undefined {
	const known = meaningsByTitle().get(title);
	if (known !== undefined) return { meaning: known, namesOwner: false };
	const [bare] = withoutOwner(title).flatMap((rest) => meaningsByTitle().get(rest) ?? []);
	const meaning = bare && OF_SOMEBODY[bare];
	return meaning && { meaning, namesOwner: true };
}

/** Every row has the same titles. */
const remembered = memoizeByText((title) => read(foldedTitle(title)));

/** What a title says, if it is known. */
export function readTitle(title: string): TitleReading | undefined {
	return title.length > 100 ? undefined : remembered(title);
}
