import { hints } from '../../messages';
import { Refusal } from '../../refusal';
import { collectorProperty } from '../common/collector';
import { fieldMapping, sourceNotices } from '../common/fieldMapping';
import { linkOptions } from '../common/options';
import { readSurveyTag, surveyFields } from '../common/surveyTag';
import { previewed, refused, type Operation } from '../operation';

/** Mail programs and chats are safe up to about this many characters. */
const SAFE_LINK_LENGTH = 2000;

/** Builds a survey link with data in it, to be sent by mail or chat. Calls nobody. */
export const create: Operation = {
	properties: [collectorProperty, fieldMapping, ...sourceNotices, surveyFields, linkOptions],
	authenticated: false,

	async prepare(item) {
		const { echo, result } = readSurveyTag(item);
		if (result instanceof Refusal) return refused(result, echo);
		if (result.options.previewOnly) return previewed(echo);
		const long = result.url.length > SAFE_LINK_LENGTH;
		return {
			echo,
			order: { outcome: { outcome: 'created', attempts: 0 } },
			...(long ? { warning: hints.longLink(SAFE_LINK_LENGTH) } : {}),
		};
	},

	answer({ outcome }, { collectorId = '', url = '' }) {
		return { outcome, collectorId, url };
	},
};
