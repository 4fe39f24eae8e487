/** What tagging a response and creating a survey link share: they put data into a survey address. */

import type { INodeProperties } from 'n8n-workflow';

import type { InvalidReason } from '../../messages/reasons';
import { surveyAddress } from '../../surveylab/addresses';
import type { FieldTexts } from '../../surveylab/catalogue';
import type { CollectorReference } from '../../surveylab/collectorReference';
import { defined } from '../../surveylab/defined';
import { DEFAULT_BASE_URL, readBaseUrl } from '../../surveylab/hosts';
import { success, withOrigin, type Result } from '../../surveylab/result';
import { fieldText, fieldTexts } from '../../surveylab/values';
import type { Item } from '../item';
import type { Echo } from '../operation';
import { collectorProperty } from './collector';
import { fieldMapping, readMapping, sourceNotices } from './fieldMapping';
import { CRK, fieldCollection, fieldsWithout, optionalCrk } from './fields';
import type { ItemOptions } from './options';

const surveyFields = fieldCollection(
	{
		displayName: 'Fields',
		name: 'fields',
		description:
			'The data to attach to the survey response, shown in the reports. What is set here wins over mapped data.',
	},
	fieldsWithout('crk'),
);

/** What both operations show first. */
export const surveyTagProperties: readonly INodeProperties[] = [
	collectorProperty,
	...fieldMapping,
	...sourceNotices,
	optionalCrk,
	surveyFields,
];

/** The response key that the person has set. */
function readKey(item: Item): Result<string | undefined, InvalidReason> {
	const crk = item.value(optionalCrk);
	return crk.ok ? withOrigin('value', fieldText(CRK, crk.value)) : crk;
}

function readFields(
	item: Item,
	crk: Result<string | undefined, InvalidReason>,
): Result<FieldTexts, InvalidReason> {
	const collection = item.collection(surveyFields);
	if (!collection.ok) return collection;
	if (!crk.ok) return crk;
	const own = withOrigin('value', fieldTexts({ ...collection.value, crk: crk.value }));
	if (!own.ok) return own;
	const mapped = readMapping(item, own.value);
	if (!mapped.ok) return mapped;
	if (mapped.value === undefined) return own;
	return withOrigin('value', fieldTexts({ ...mapped.value.values, ...own.value }));
}

/** The option, else the pasted link's own origin, else SurveyLab's usual address. */
function surveyBaseUrl(
	{ surveyBaseUrl: typed }: ItemOptions,
	{ origin = DEFAULT_BASE_URL }: CollectorReference,
): Result<string, InvalidReason> {
	return typed === ''
		? success(origin)
		: withOrigin('surveyBaseUrl', readBaseUrl('Survey Base URL', typed));
}

interface SurveyTag {
	readonly url: string;
	readonly fields: FieldTexts;
	readonly options: ItemOptions;
}

interface SurveyTagReading {
	readonly echo: Echo;
	/** The address with its parts, or why it cannot be built. */
	readonly tag: Result<SurveyTag, InvalidReason>;
}

/** Reads one item and builds its survey address. */
export function readSurveyTag(item: Item): SurveyTagReading {
	const collector = item.collector();
	const ownKey = readKey(item);
	const fields = readFields(item, ownKey);
	const options = item.options();
	const crk = fields.ok ? fields.value.crk : ownKey.ok ? ownKey.value : undefined;
	const echo: Echo = {
		...(collector.ok ? { collectorId: collector.value.id } : {}),
		...defined({ crk }),
	};
	if (!collector.ok) return { echo, tag: collector };
	if (!fields.ok) return { echo, tag: fields };
	if (!options.ok) return { echo, tag: options };
	const baseUrl = surveyBaseUrl(options.value, collector.value);
	if (!baseUrl.ok) return { echo, tag: baseUrl };
	const address = surveyAddress({
		baseUrl: baseUrl.value,
		collectorId: collector.value.id,
		fields: fields.value,
		slashes: options.value.slashes,
	});
	if (!address.ok) return { echo, tag: withOrigin('address', address) };
	const tag = { url: address.value, fields: fields.value, options: options.value };
	return { echo: { ...echo, url: tag.url }, tag: success(tag) };
}
