import { identityHash } from '../../delivery/ledger';
import { Refusal } from '../../refusal';
import { collectorProperty } from '../common/collector';
import { fieldMapping, sourceNotices } from '../common/fieldMapping';
import { tagOptions } from '../common/options';
import { readSurveyTag, surveyFields } from '../common/surveyTag';
import { previewed, refused, requestFacts, type Operation } from '../operation';

/** Attaches data to a survey response, by calling the survey's own address. Takes no token. */
export const tag: Operation = {
	properties: [collectorProperty, fieldMapping, ...sourceNotices, surveyFields, tagOptions],
	authenticated: false,

	async prepare(item) {
		const { echo, result } = readSurveyTag(item);
		if (result instanceof Refusal) return refused(result, echo);
		if (result.options.previewOnly) return previewed(echo);
		return {
			echo,
			order: {
				call: {
					endpoint: 'survey',
					url: result.url,
					// Two items may well carry the same data: what is not repeated is this item of this round.
					identity: identityHash(['tag', result.url, item.position]),
					slashInValue: /%(?:25)?2F/.test(result.url),
				},
			},
		};
	},

	answer(success, { collectorId = '', url = '' }) {
		const called = { outcome: success.outcome, collectorId, url };
		return success.outcome === 'preview' ? called : { ...called, ...requestFacts(success) };
	},
};
