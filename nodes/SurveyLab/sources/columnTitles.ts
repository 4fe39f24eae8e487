/** Which field a column's title means, in whatever way people write it. Pure. */

import {
	FULL_NAME_COLUMNS,
	LAST_NAME_FIRST_COLUMNS,
	OWNERS_BEHIND,
	OWNERS_IN_FRONT,
	SURVEY_FIELDS,
	type FieldName,
	type SurveyField,
} from '../surveylab/catalogue';
import { memoizeByText } from '../surveylab/memoize';

/** `name` is SurveyLab's own word for the first name, and in most tables the full one: see `nameIn`. */
export type Meaning = FieldName | 'name' | 'fullName' | 'lastNameFirst';

/** What forms write behind a label to say whether an answer is needed. */
const OPTIONAL =
	/\((?:optional|required|opcjonalnie|opcjonaln[aey]|wymagan[aey]|(?:nie)?obowiązkow[aey])\)/giu;

/** A title without case, accents, blanks and punctuation: "Adres e-mail:" → "adresemail". */
export function folded(title: string): string {
	return title
		.toLowerCase()
		.replace(OPTIONAL, '')
		.replaceAll('ł', 'l')
		.normalize('NFD')
		.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Every title of a field that the table of fields knows. */
export function titlesOf({ name, label, path, columns }: SurveyField): string[] {
	return [name, label, path, ...columns];
}

let meanings: ReadonlyMap<string, Meaning> | undefined;

/** What each title means. The map is made when the first table comes: n8n loads the package at every start. */
function meaningsByTitle(): ReadonlyMap<string, Meaning> {
	return (meanings ??= new Map<string, Meaning>([
		...SURVEY_FIELDS.flatMap((field) =>
			titlesOf(field).map((title) => [folded(title), field.name] as const),
		),
		...FULL_NAME_COLUMNS.map((title) => [folded(title), 'fullName'] as const),
		...LAST_NAME_FIRST_COLUMNS.map((title) => [folded(title), 'lastNameFirst'] as const),
		['name', 'name'],
	]));
}

const IN_FRONT = OWNERS_IN_FRONT.map(folded);
const BEHIND = OWNERS_BEHIND.map(folded);

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
const remembered = memoizeByText((title) => read(folded(title)));

/** What a title says, if it is known. */
export function readTitle(title: string): TitleReading | undefined {
	return title.length > 100 ? undefined : remembered(title);
}
