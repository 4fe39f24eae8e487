import type { INodeProperties, INodePropertyModeValidation } from 'n8n-workflow';

/**
 * A workflow must never hold a token. n8n marks a field that does not match this expression, and neither runs nor
 * publishes its workflow. SurveyLab's placeholder, `apiToken=[API TOKEN]`, is no token. Everything else that can be
 * wrong with a collector is reported when the workflow runs, so that the item goes to the error output.
 */
const noToken: INodePropertyModeValidation = {
	type: 'regex',
	properties: {
		regex:
			'^(?![\\s\\S]*[aA][pP][iI][tT][oO][kK][eE][nN](?!\\s*=?\\s*(?:\\[[^\\]]*\\]|%5[bB].*?%5[dD])?\\s*(?:[&#]|$)))' +
			'[\\s\\S]*$',
		errorMessage:
			'This is an API link with your token in it. The token belongs only in the SurveyLab API credential. ' +
			'Enter the collector ID or a survey link instead.',
	},
};

/** The collector of an operation: a pasted survey link, or its id. */
export const collectorProperty: INodeProperties = {
	displayName: 'Collector',
	name: 'collectorId',
	type: 'resourceLocator',
	default: { mode: 'url', value: '' },
	required: true,
	description: 'The collector of the survey. Its ID stands in the survey link, after /cId/.',
	modes: [
		{
			// n8n's editor shows this label for every mode of this name, whatever stands here.
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/94b9…',
			hint: 'Paste the link of the survey as SurveyLab shows it. Never paste your API token.',
			validation: [noToken],
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 94b92523228ba1957e5e837d9873e6eee4108bab3',
			validation: [noToken],
		},
	],
};
