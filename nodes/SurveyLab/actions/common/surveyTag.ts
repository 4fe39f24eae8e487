/** What tagging a response and creating a survey link have in common: fields that go into a survey address. */

import { SURVEY_FIELDS, type FieldTexts } from '../../surveylab/catalogue';
import { fieldTexts } from '../../surveylab/values';
import { addressMessage, baseUrlMessage } from '../../messages';
import { Refusal } from '../../refusal';
import { surveyAddress } from '../../surveylab/addresses';
import type { CollectorReference } from '../../surveylab/collectorReference';
import { DEFAULT_BASE_URL, readBaseUrl } from '../../surveylab/hosts';
import type { ItemParameters } from '../itemParameters';
import { known, type Echo } from '../operation';
import { readMapping } from './fieldMapping';
import { fieldCollection } from './fields';
import type { Options } from './options';

export const surveyFields = fieldCollection(
	{
		displayName: 'Fields',
		name: 'fields',
		description:
			'The data to attach to the survey response, shown in the reports. What is set here wins over Field Mapping.',
	},
	SURVEY_FIELDS,
);

function readFields(item: ItemParameters): FieldTexts | Refusal {
	const mapped = readMapping(item);
	if (mapped instanceof Refusal) return mapped;
	const own = item.collection(surveyFields);
	if (own instanceof Refusal) return own;
	const ownTexts = fieldTexts(SURVEY_FIELDS, own);
	if (ownTexts instanceof Refusal || mapped === undefined) return ownTexts;
	return fieldTexts(SURVEY_FIELDS, { ...mapped.values, ...ownTexts });
}

/** The option, else the pasted link's own origin, else SurveyLab's usual address. */
function surveyBaseUrl(options: Options, collector: CollectorReference): string | Refusal {
	if (options.surveyBaseUrl === '') return collector.origin ?? DEFAULT_BASE_URL;
	const base = readBaseUrl(options.surveyBaseUrl);
	return base.fault === undefined
		? base.url
		: new Refusal(baseUrlMessage('Survey Base URL', base.fault));
}

export interface SurveyTagReading {
	readonly echo: Echo;
	/** What stands in the way, or the address with the options it was built by. */
	readonly result: Refusal | { readonly url: string; readonly options: Options };
}

/** Reads one item and builds its survey address. */
export function readSurveyTag(item: ItemParameters): SurveyTagReading {
	const collector = item.collector();
	const fields = readFields(item);
	const options = item.options();
	const echo = known({
		collectorId: collector instanceof Refusal ? collector : collector.id,
		crk: fields instanceof Refusal ? fields : fields.crk,
	});
	const refused = (result: Refusal) => ({ echo, result });
	if (collector instanceof Refusal) return refused(collector);
	if (fields instanceof Refusal) return refused(fields);
	if (options instanceof Refusal) return refused(options);
	const baseUrl = surveyBaseUrl(options, collector);
	if (baseUrl instanceof Refusal) return refused(baseUrl);
	const { slashes } = options;
	const address = surveyAddress({ baseUrl, collectorId: collector.id, fields, slashes });
	if (address.fault !== undefined) return refused(new Refusal(addressMessage(address)));
	return { echo: { ...echo, url: address.url }, result: { url: address.url, options } };
}
