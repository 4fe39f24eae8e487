import type { INodeProperties } from 'n8n-workflow';

import { SURVEY_FIELDS, type FieldName, type SurveyField } from '../../surveylab/catalogue';
import { alphabetically } from './alphabetically';

/** A catalogue row as a parameter of the node. */
export function fieldProperty(field: SurveyField): INodeProperties {
	return {
		displayName: field.label,
		name: field.name,
		type: 'string',
		default: '',
		placeholder: field.placeholder,
		description: field.help,
	};
}

/** Every field of the catalogue but those named. */
export function fieldsWithout(...names: FieldName[]): SurveyField[] {
	return SURVEY_FIELDS.filter(({ name }) => !names.includes(name));
}

/** A collection that offers fields, in the alphabetical order n8n asks for. */
export function fieldCollection(
	collection: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	fields: readonly SurveyField[],
): INodeProperties {
	return {
		...collection,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: fields.map(fieldProperty).sort(alphabetically(({ displayName }) => displayName)),
	};
}
