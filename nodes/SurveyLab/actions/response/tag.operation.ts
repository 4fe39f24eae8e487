import { identityHash } from '../../delivery/ledger';
import { addressMessage, baseUrlMessage } from '../../delivery/messages';
import { SURVEY_FIELDS, type FieldTexts } from '../../fields/catalogue';
import { fieldTexts, Refusal } from '../../fields/validate';
import { surveyAddress } from '../../surveylab/addresses';
import type { CollectorReference } from '../../surveylab/collectorReference';
import { DEFAULT_BASE_URL, readBaseUrl } from '../../surveylab/hosts';
import { collectorProperty } from '../common/collector';
import { fieldCollection } from '../common/fields';
import { tagOptions, type Options } from '../common/options';
import type { ItemParameters } from '../itemParameters';
import { known, previewed, refused, type Operation } from '../operation';

const fieldsProperty = fieldCollection(
	{
		displayName: 'Fields',
		name: 'fields',
		description: 'The data to attach to the survey response, shown in the reports',
	},
	SURVEY_FIELDS,
);

function readFields(item: ItemParameters): FieldTexts | Refusal {
	const values = item.collection(fieldsProperty);
	return values instanceof Refusal ? values : fieldTexts(SURVEY_FIELDS, values);
}

/** The option, else the pasted link's own origin, else SurveyLab's usual address. */
function surveyBaseUrl(options: Options, collector: CollectorReference): string | Refusal {
	if (options.surveyBaseUrl === '') return collector.origin ?? DEFAULT_BASE_URL;
	const base = readBaseUrl(options.surveyBaseUrl);
	return base.fault === undefined ? base.url : new Refusal(baseUrlMessage('Survey Base URL', base.fault));
}

/** Attaches data to a survey response, by calling the survey's own address. Takes no token. */
export const tag: Operation = {
	properties: [collectorProperty, fieldsProperty, tagOptions],
	authenticated: false,

	async prepare(item) {
		const collector = item.collector();
		const fields = readFields(item);
		const options = item.options();
		const echo = known({
			collectorId: collector instanceof Refusal ? collector : collector.id,
			crk: fields instanceof Refusal ? fields : fields.crk,
		});
		if (collector instanceof Refusal) return refused(collector, echo);
		if (fields instanceof Refusal) return refused(fields, echo);
		if (options instanceof Refusal) return refused(options, echo);
		const baseUrl = surveyBaseUrl(options, collector);
		if (baseUrl instanceof Refusal) return refused(baseUrl, echo);
		const { slashes } = options;
		const address = surveyAddress({ baseUrl, collectorId: collector.id, fields, slashes });
		if (address.fault !== undefined) return refused(new Refusal(addressMessage(address)), echo);
		const shown = { ...echo, url: address.url };
		if (options.previewOnly) return previewed(shown);
		return {
			echo: shown,
			order: {
				call: {
					endpoint: 'survey',
					url: address.url,
					// Two items may well carry the same data: what is not repeated is this item of this round.
					identity: identityHash(['tag', address.url, item.position]),
					unique: false,
					slashInValue: Object.values(fields).some((text) => text.includes('/')),
				},
			},
		};
	},

	answer({ outcome, statusCode, attempts }, { collectorId = '', url = '' }) {
		if (outcome === 'preview') return { outcome, collectorId, url };
		return { outcome, collectorId, url, ...(statusCode === undefined ? {} : { statusCode }), attempts };
	},
};
