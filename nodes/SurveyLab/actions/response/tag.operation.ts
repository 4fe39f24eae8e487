import { surveyTexts } from '../../messages/response';
import { defined } from '../../surveylab/defined';
import { hashOf } from '../../surveylab/hash';
import { furtherFields } from '../common/fields';
import { tagOptions } from '../common/options';
import { previewNotice, previewOnly } from '../common/preview';
import { readSurveyTag, surveyTagProperties } from '../common/surveyTag';
import { invalid, previewed, requestFacts, type Operation } from '../operation';

/** Attaches data to a survey response, by calling the survey's own address. Takes no token. */
export const tag: Operation = {
	shown: {
		name: 'Tag',
		action: 'Tag survey response',
		description: 'Attach data to a survey response, so that it appears in the reports',
	},
	properties: [
		...surveyTagProperties,
		previewOnly,
		previewNotice('Running this step attaches the data to a real survey.'),
		tagOptions,
	],
	authenticated: false,
	acceptedAs: 'tagged',
	texts: surveyTexts,

	async prepare(item) {
		const reading = readSurveyTag(item);
		const preview = item.previewOnly();
		if (!reading.tag.ok) return invalid(reading.tag, reading.echo);
		if (!preview.ok) return invalid(preview, reading.echo);
		const { url, fields, options } = reading.tag.value;
		if (Object.keys(fields).length === 0) {
			return invalid(
				{ reason: { origin: 'fields', reason: { kind: 'nothingToAttach' } } },
				reading.echo,
			);
		}
		const echo = { ...reading.echo, fields: furtherFields(fields, 'crk') };
		if (preview.value) return previewed(echo);
		const { origin } = new URL(url);
		const { collectorId = '', crk = '' } = echo;
		return {
			echo,
			request: {
				endpoint: 'survey',
				url,
				account: origin,
				// Two items may carry the same data, so the key names the item and the response. It leaves the other
				// data out, because an expression such as `$now` gives another value whenever the node is repeated.
				idempotencyKey: hashOf(['tag', origin, collectorId, crk, item.position]),
				// After the button Retry, which starts another execution, a corrected key is another response.
				itemKey: hashOf(['tag', origin, collectorId, 'item', item.execution, item.position]),
				responseKey: item.scrub(crk),
				policy: options.policy,
			},
		};
	},

	answer(successful, { collectorId = '', crk, fields = {}, url }) {
		const { outcome } = successful;
		const called = defined({ outcome, crk, fields: { ...fields }, collectorId, url });
		return outcome === 'preview' ? called : { ...called, ...requestFacts(successful) };
	},
};
