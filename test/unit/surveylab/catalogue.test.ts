import {
	fieldNamed,
	SURVEY_FIELDS,
	type FieldName,
} from '../../../nodes/SurveyLab/surveylab/catalogue';

describe('the table of fields', () => {
	it('holds every field with its name here, in the query and in the survey address', () => {
		const customs = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => [
			`custom${n}`,
			`custom${n}`,
			`custom${n}`,
			`Custom ${n}`,
		]);
		expect(SURVEY_FIELDS.map(({ name, query, path, label }) => [name, query, path, label])).toEqual(
			[
				['referrer', 'referrer', 'referrer', 'Referrer'],
				['email', 'email', 'email', 'Email'],
				['phone', 'phone', 'phone', 'Phone'],
				['firstName', 'firstName', 'name', 'First Name'],
				['lastName', 'lastName', 'surname', 'Last Name'],
				['language', 'language', 'language', 'Language'],
				...customs,
				['crk', 'crk', 'crk', 'Response Key'],
			],
		);
	});

	it('ends with the response key, because that ends a survey link', () => {
		expect(SURVEY_FIELDS.at(-1)?.name).toBe('crk');
	});

	it.each(['name', 'label', 'query', 'path'] as const)('gives no %s twice', (column) => {
		expect(new Set(SURVEY_FIELDS.map((field) => field[column])).size).toBe(SURVEY_FIELDS.length);
	});

	it('uses names that stand in an address as they are', () => {
		for (const { query, path } of SURVEY_FIELDS) {
			expect(query).toMatch(/^[A-Za-z0-9]+$/);
			expect(path).toMatch(/^[A-Za-z0-9]+$/);
			expect(['apiToken', 'cId', 'action', 'source']).not.toContain(query);
		}
	});

	it('limits the response key to 64 characters and nothing else', () => {
		expect(
			SURVEY_FIELDS.filter(({ maxLength }) => maxLength !== undefined).map(
				({ name, maxLength }) => [name, maxLength],
			),
		).toEqual([['crk', 64]]);
	});

	it.each(SURVEY_FIELDS.map(({ label, help, placeholder }) => [label, help, placeholder]))(
		'helps with %s by a sentence and an example',
		(_, help, placeholder) => {
			expect(help.length).toBeGreaterThan(15);
			expect(placeholder).not.toBe('');
		},
	);

	it('finds a row by its name, and no other', () => {
		for (const field of SURVEY_FIELDS) expect(fieldNamed(field.name)).toBe(field);
		expect(() => fieldNamed('nickname' as FieldName)).toThrow(RangeError);
	});
});
