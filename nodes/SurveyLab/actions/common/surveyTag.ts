/** What tagging a response and creating a survey link share: they put data into a survey address. */

import type { INodeProperties } from 'n8n-workflow';

import type { InvalidReason } from '../../messages/reasons';
import { replacedSlashes, surveyAddress } from '../../surveylab/addresses';
import type { FieldTexts } from '../../surveylab/catalogue';
import type { CollectorReference } from '../../surveylab/collectorReference';
import { defined } from '../../surveylab/defined';
import { DEFAULT_BASE_URL, readBaseUrl } from '../../surveylab/hosts';
import { success, valueOf, withOrigin, type Result } from '../../surveylab/result';
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

/** What the person has set. */
function ownTexts(
	collection: Result<Readonly<Record<string, unknown>>, InvalidReason>,
	crk: Result<string | undefined, InvalidReason>,
): Result<FieldTexts, InvalidReason> {
	if (!collection.ok) return collection;
	if (!crk.ok) return crk;
	return withOrigin('value', fieldTexts({ ...collection.value, crk: crk.value }));
}

interface FieldsReading {
	readonly fields: Result<FieldTexts, InvalidReason>;
	/** The response key, also where the fields cannot be sent. */
	readonly key: string | undefined;
}

function readFields(item: Item): FieldsReading {
	const typed = readKey(item);
	const collection = item.collection(surveyFields);
	const own = ownTexts(collection, typed);
	const mapped = readMapping(item, valueOf(own) ?? {});
	const texts = valueOf(mapped)?.values;
	const key = typed.ok ? valueOf(fieldText(CRK, typed.value ?? texts?.crk)) : undefined;
	if (!own.ok) return { fields: own, key };
	if (!mapped.ok) return { fields: mapped, key };
	return { fields: withOrigin('value', fieldTexts({ ...texts, ...own.value })), key };
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
	const { fields: read, key } = readFields(item);
	const options = item.options();
	const slashes = valueOf(options)?.slashes ?? 'encode';
	const { crk } = replacedSlashes(defined({ crk: key }), slashes);
	const echo: Echo = defined({ collectorId: valueOf(collector)?.id, crk });
	if (!collector.ok) return { echo, tag: collector };
	if (!read.ok) return { echo, tag: read };
	if (!options.ok) return { echo, tag: options };
	const baseUrl = surveyBaseUrl(options.value, collector.value);
	if (!baseUrl.ok) return { echo, tag: baseUrl };
	const address = surveyAddress({
		baseUrl: baseUrl.value,
		collectorId: collector.value.id,
		fields: read.value,
		slashes,
	});
	if (!address.ok) return { echo, tag: withOrigin('address', address) };
	const fields = replacedSlashes(read.value, slashes);
	const tag = { url: address.value, fields, options: options.value };
	return { echo: { ...echo, url: tag.url }, tag: success(tag) };
}
