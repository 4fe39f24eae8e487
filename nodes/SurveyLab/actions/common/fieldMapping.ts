/** The choice of a source, a notice that says which fields it fills, and its reading. */

import type { INodeProperties } from 'n8n-workflow';

import type { InvalidReason } from '../../messages/reasons';
import { sourceNotice } from '../../messages/sources';
import { sourceNamed, SOURCES, type SourceReading } from '../../sources';
import type { FieldTexts } from '../../surveylab/catalogue';
import { failure, success, withOrigin, type Result } from '../../surveylab/result';
import type { Item } from '../item';

const MANUAL = 'manual';

const choice: INodeProperties = {
	displayName: 'Data Comes From',
	name: 'fieldMapping',
	type: 'options',
	noDataExpression: true,
	default: MANUAL,
	displayOptions: { hide: { '@tool': [true] } },
	description:
		'Where the data of the respondent comes from. A source fills the fields by itself, without expressions.',
	options: [
		{
			name: 'Anything (Map Each Field)',
			value: MANUAL,
			description: 'Enter each field, or drag it from the input panel',
		},
		...SOURCES.map(({ id, label, from: sender }) => ({
			name: label,
			value: id,
			description: `Reads what comes from: ${sender}`,
		})),
	],
};

/**
 * The choice, and a hidden field in its place where the node is a tool: an AI model fills each field by itself.
 * The fields of "Anything" are shown only where the parameter has that value, so a tool needs it, too.
 */
export const fieldMapping: readonly INodeProperties[] = [
	choice,
	{
		displayName: choice.displayName,
		name: choice.name,
		type: 'hidden',
		default: MANUAL,
		displayOptions: { show: { '@tool': [true] } },
	},
];

export const sourceNotices: readonly INodeProperties[] = SOURCES.map((source) => ({
	displayName: sourceNotice(source),
	name: `${source.id}Notice`,
	type: 'notice',
	default: '',
	displayOptions: { show: { fieldMapping: [source.id] } },
}));

/** For parameters that are shown where a person maps each field, and for those where a source does it. */
export const whenManual = { show: { fieldMapping: [MANUAL] } };
export const whenFromSource = { hide: { fieldMapping: [MANUAL] } };

/**
 * Reads the respondent's data by the chosen source; `undefined` where each field is mapped by hand.
 * @param setByHand fields that the person has set beside the source, which overrule it
 */
export function readMapping(
	item: Item,
	setByHand: FieldTexts,
): Result<SourceReading | undefined, InvalidReason> {
	const id = item.value(choice);
	if (!id.ok) return id;
	if (id.value === undefined || id.value === null || id.value === MANUAL) return success(undefined);
	const source = typeof id.value === 'string' ? sourceNamed(id.value) : undefined;
	if (source === undefined) return withOrigin('source', failure({ kind: 'unknownSource' }));
	return withOrigin('source', source.read(item.json, setByHand));
}
