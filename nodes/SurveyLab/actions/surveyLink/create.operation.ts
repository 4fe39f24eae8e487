import { grouped } from '../../messages/message';
import { surveyTexts } from '../../messages/response';
import { defined } from '../../surveylab/defined';
import { furtherFields } from '../common/fields';
import { linkOptions } from '../common/options';
import { readSurveyTag, surveyTagProperties } from '../common/surveyTag';
import { invalid, type Operation } from '../operation';

/** In characters. Mail programs and chats do not cut links up to about this length. */
const SAFE_LINK_LENGTH = 2000;

const longLink =
	`A survey link is longer than ${grouped(SAFE_LINK_LENGTH)} characters. ` +
	'Some mail and chat programs cut such links: leave out fields that the report does not need.';

/** Builds a survey link with data in it, to be sent by mail or chat. Makes no request. */
export const create: Operation = {
	shown: {
		name: 'Create',
		action: 'Create survey link',
		description:
			'Build a link to the survey that carries data, to be sent by mail or chat; nothing is called',
	},
	properties: [...surveyTagProperties, linkOptions],
	authenticated: false,
	acceptedAs: 'created',
	texts: surveyTexts,

	async prepare(item) {
		const { echo, tag } = readSurveyTag(item);
		if (!tag.ok) return invalid(tag, echo);
		const { url, fields } = tag.value;
		return {
			echo: {
				...echo,
				...defined({ email: fields.email }),
				fields: furtherFields(fields, 'email', 'crk'),
			},
			outcome: { outcome: 'created', attempts: 0 },
			...(url.length > SAFE_LINK_LENGTH ? { warning: longLink } : {}),
		};
	},

	answer({ outcome }, { url = '', email, crk, fields = {}, collectorId = '' }) {
		return defined({ outcome, url, email, crk, fields: { ...fields }, collectorId });
	},
};
