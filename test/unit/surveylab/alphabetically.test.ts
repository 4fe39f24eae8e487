import { alphabetically } from '../../../nodes/SurveyLab/surveylab/alphabetically';
import { SURVEY_FIELDS } from '../../../nodes/SurveyLab/surveylab/catalogue';

const sorted = (texts: readonly string[]) => [...texts].sort(alphabetically((text) => text));

describe('labels in alphabetical order', () => {
	it('come as the linter of n8n wants them, as far as the labels here go', () => {
		const labels = SURVEY_FIELDS.map(({ label }) => label);
		expect(sorted(labels)).toEqual([...labels].sort((one, other) => one.localeCompare(other)));
		expect(sorted(['Phone', 'Custom 1', 'Email'])).toEqual(['Custom 1', 'Email', 'Phone']);
	});

	it('are taken from what is sorted by a function', () => {
		const fields = [{ name: 'b' }, { name: 'a' }, { name: 'c' }];
		expect(fields.sort(alphabetically(({ name }) => name))).toEqual([
			{ name: 'a' },
			{ name: 'b' },
			{ name: 'c' },
		]);
	});

	it('do not depend on the language of the machine: the order is that of the code units', () => {
		expect(sorted(['ż', 'z', 'Z', 'a'])).toEqual(['Z', 'a', 'z', 'ż']);
	});
});
