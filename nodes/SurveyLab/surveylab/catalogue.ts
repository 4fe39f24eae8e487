/**
 * THE table of SurveyLab's fields. Descriptions, query names, path names, limits, the README's field
 * table and the tests all come from it: a new SurveyLab field is one line here.
 *
 * Sources of the facts: SurveyLab's help page on webhooks (both addresses, `custom1` … `custom8` and
 * the path names) and its public help pages (contact data in the query, the 64 characters of a key).
 */

export type FieldName =
	| 'email'
	| 'crk'
	| 'referrer'
	| 'language'
	| 'firstName'
	| 'lastName'
	| 'phone'
	| `custom${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

export interface SurveyField {
	/** The name workflows store. */
	readonly name: FieldName;
	/** What a person reads in n8n, in messages and in the README. */
	readonly label: string;
	/** The parameter of `api.php`. */
	readonly query: string;
	/** The segment name of the survey address. */
	readonly path: string;
	/** Longest value SurveyLab documents, in characters. */
	readonly maxLength?: number;
	readonly placeholder: string;
	readonly help: string;
}

/** In the order in which both addresses name them; the response key is last, because it ends a survey link. */
export const SURVEY_FIELDS: readonly SurveyField[] = [
	{
		name: 'referrer',
		label: 'Referrer',
		query: 'referrer',
		path: 'referrer',
		placeholder: 'e.g. https://example.com/tickets/48213',
		help: 'Any text that tells where the response comes from, for example the address of the ticket',
	},
	{
		name: 'email',
		label: 'Email',
		query: 'email',
		path: 'email',
		placeholder: 'name@email.com',
		help: 'The email address of the respondent',
	},
	{
		name: 'phone',
		label: 'Phone',
		query: 'phone',
		path: 'phone',
		placeholder: 'e.g. +48 600 100 200',
		help: 'The phone number of the respondent',
	},
	{
		name: 'firstName',
		label: 'First Name',
		query: 'firstName',
		path: 'name',
		placeholder: 'e.g. Nathan',
		help: 'The first name of the respondent',
	},
	{
		name: 'lastName',
		label: 'Last Name',
		query: 'lastName',
		path: 'surname',
		placeholder: 'e.g. Smith',
		help: 'The last name of the respondent',
	},
	{
		name: 'language',
		label: 'Language',
		query: 'language',
		path: 'language',
		placeholder: 'e.g. en',
		help: 'The language of the survey as an ISO code. The survey must have that language version.',
	},
	...([1, 2, 3, 4, 5, 6, 7, 8] as const).map((number): SurveyField => ({
		name: `custom${number}`,
		label: `Custom ${number}`,
		query: `custom${number}`,
		path: `custom${number}`,
		placeholder: 'e.g. Returns',
		help: `Any text, shown in the reports as custom ${number}`,
	})),
	{
		name: 'crk',
		label: 'Response Key',
		query: 'crk',
		path: 'crk',
		maxLength: 64,
		placeholder: 'e.g. 48213',
		help: 'The key that identifies the response, for example the ticket number',
	},
];

const BY_NAME = new Map(SURVEY_FIELDS.map((field) => [field.name, field]));

/** The table's row of a field. */
export function fieldNamed(name: FieldName): SurveyField {
	const field = BY_NAME.get(name);
	if (field === undefined) throw new RangeError(`Unknown SurveyLab field: ${name}`);
	return field;
}

/** Texts ready to be sent, by field; a field that is absent is left out of the address. */
export type FieldTexts = Partial<Record<FieldName, string>>;
