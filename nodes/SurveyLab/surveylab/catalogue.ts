/**
 * The table of SurveyLab's fields. Parameters, query names, path names, limits and the documents' table of fields
 * come from it: a new SurveyLab field is one row here.
 *
 * Sources of the facts: SurveyLab's help page on webhooks (both addresses, `custom1` … `custom8` and
 * the path names) and its public help pages (contact data in the query, the longest response key).
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
	/** What a person reads in n8n, in messages and in the documents. */
	readonly label: string;
	/** The parameter of `api.php`. */
	readonly query: string;
	/** The segment name of the survey address. */
	readonly path: string;
	/** Longest value SurveyLab documents, in characters. */
	readonly maxLength?: number;
	readonly placeholder: string;
	readonly help: string;
	/** Further titles of its column in people's tables and forms, in English and Polish. */
	readonly columns: readonly string[];
}

/** Longest response key that SurveyLab documents, in characters. */
export const MAX_KEY_LENGTH = 64;

/** In the order in which both addresses name them; the response key is last, because it ends a survey link. */
export const SURVEY_FIELDS: readonly SurveyField[] = [
	{
		name: 'referrer',
		label: 'Referrer',
		query: 'referrer',
		path: 'referrer',
		placeholder: 'e.g. https://example.com/tickets/48213',
		help: 'Any text that tells where the response comes from, for example the address of the ticket',
		columns: [
			'Referer',
			'Referrer URL',
			'Referrer Link',
			'Adres odsyłający',
			'Strona odsyłająca',
			'Odsyłacz',
		],
	},
	{
		name: 'email',
		label: 'Email',
		query: 'email',
		path: 'email',
		placeholder: 'name@email.com',
		help: 'The email address of the respondent',
		columns: [
			'Mail',
			'Email Address',
			'Mail Address',
			'Adres e-mail',
			'Adres mailowy',
			'Adres poczty elektronicznej',
		],
	},
	{
		name: 'phone',
		label: 'Phone',
		query: 'phone',
		path: 'phone',
		placeholder: 'e.g. +48 600 100 200',
		help: 'The phone number of the respondent',
		columns: [
			'Phone Number',
			'Phone No.',
			'Telephone',
			'Telephone Number',
			'Tel',
			'Mobile',
			'Mobile Phone',
			'Mobile Number',
			'Mobile Phone Number',
			'Cell Phone',
			'Telefon',
			'Numer telefonu',
			'Nr telefonu',
			'Nr tel.',
			'Tel. kom.',
			'Telefon komórkowy',
			'Numer telefonu komórkowego',
			'Komórka',
		],
	},
	{
		name: 'firstName',
		label: 'First Name',
		query: 'firstName',
		path: 'name',
		placeholder: 'e.g. Nathan',
		help: 'The first name of the respondent',
		columns: ['Given Name', 'Forename', 'Imię'],
	},
	{
		name: 'lastName',
		label: 'Last Name',
		query: 'lastName',
		path: 'surname',
		placeholder: 'e.g. Smith',
		help: 'The last name of the respondent',
		columns: ['Family Name', 'Nazwisko'],
	},
	{
		name: 'language',
		label: 'Language',
		query: 'language',
		path: 'language',
		placeholder: 'e.g. en',
		help: 'The language of the survey as an ISO code. The survey must have that language version.',
		columns: [
			'Lang',
			'Locale',
			'Language Code',
			'Survey Language',
			'Preferred Language',
			'Język',
			'Kod języka',
			'Język ankiety',
			'Język komunikacji',
			'Wersja językowa',
		],
	},
	...([1, 2, 3, 4, 5, 6, 7, 8] as const).map((number): SurveyField => ({
		name: `custom${number}`,
		label: `Custom ${number}`,
		query: `custom${number}`,
		path: `custom${number}`,
		placeholder: 'e.g. Returns',
		help: `Any text, shown in the reports as custom ${number}`,
		columns: [
			`Custom Field ${number}`,
			`Pole ${number}`,
			`Pole własne ${number}`,
			`Pole dodatkowe ${number}`,
		],
	})),
	{
		name: 'crk',
		label: 'Response Key',
		query: 'crk',
		path: 'crk',
		maxLength: MAX_KEY_LENGTH,
		placeholder: 'e.g. 48213',
		help: 'The key that identifies the response, for example the ticket number',
		columns: ['Survey Response Key', 'Klucz odpowiedzi', 'Klucz odpowiedzi ankiety'],
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
