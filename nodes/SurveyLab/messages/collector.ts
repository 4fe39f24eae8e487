import type { CollectorReason } from '../surveylab/collectorReference';
import { DEFAULT_BASE_URL } from '../surveylab/hosts';
import { TOKEN_PLACE } from './account';
import { unsent, type Message } from './message';
import { missingMessage } from './values';

/** What is wrong with the parameter Collector. */
const TEXTS: Readonly<Record<CollectorReason['kind'], Message>> = {
	collectorEmpty: missingMessage('Collector'),
	collectorNotText: unsent(
		'Collector is neither a text nor a whole number',
		'Choose one value for Collector, for example by dragging a single field from the input panel onto it.',
	),
	collectorCharacters: unsent(
		'Collector holds characters that no collector ID has',
		'A collector ID consists of letters, digits, "-" and "_". ' +
			"Copy it again from SurveyLab, or paste the survey's link.",
	),
	collectorApiLink: unsent(
		'Collector holds an API link with a token in it',
		`${TOKEN_PLACE}: a workflow with a token in it shows the token to everybody who opens or imports it. ` +
			'Remove the link, enter the collector ID or a survey link instead, and replace the token in ' +
			'SurveyLab if the workflow was shared.',
	),
	collectorUnreadableLink: unsent(
		'Collector does not hold a link that can be read',
		"Paste the survey's link as SurveyLab shows it, for example " +
			`${DEFAULT_BASE_URL}/pageTag/SurveyCampaign/cId/…`,
	),
	collectorNotInLink: unsent(
		'The link in Collector names no collector',
		'A survey link contains /pageTag/SurveyCampaign/cId/ followed by the ID. ' +
			'Copy the link of the survey again from SurveyLab, or enter the ID alone.',
	),
	collectorLinkNotHttps: unsent(
		'The link in Collector does not begin with https://',
		"Respondents' data is sent over encrypted connections only. " +
			'Paste the link with https:// in front.',
	),
};

export function collectorMessage({ kind }: CollectorReason): Message {
	return TEXTS[kind];
}
