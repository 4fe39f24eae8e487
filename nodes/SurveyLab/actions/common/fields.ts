import type { INodeProperties } from 'n8n-workflow';

import { alphabetically } from '../../surveylab/alphabetically';
import {
	fieldNamed,
	SURVEY_FIELDS,
	type FieldName,
	type FieldTexts,
	type SurveyField,
} from '../../surveylab/catalogue';

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

/** The texts of all fields but those named, in the table's order. */
export function furtherFields(texts: FieldTexts, ...named: FieldName[]): FieldTexts {
	const further: FieldTexts = {};
	for (const { name } of fieldsWithout(...named)) {
		const text = texts[name];
		if (text !== undefined) further[name] = text;
	}
	return further;
}

export const CRK = fieldNamed('crk');

/** The response key of a survey address, which may be left out. */
export const optionalCrk: INodeProperties = {
	...fieldProperty(CRK),
	description:
		'The key of the response that the data belongs to. What is set here wins over mapped data.',
	hint: 'Which response the data belongs to, for example the ticket number. Empty: SurveyLab makes a key.',
};
