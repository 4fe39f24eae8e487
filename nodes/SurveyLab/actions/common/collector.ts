import type { INodeProperties, INodePropertyModeValidation } from 'n8n-workflow';

import type { CollectorMode } from '../../surveylab/collectorReference';

const ID_MODE: CollectorMode = 'id';
const LINK_MODE: CollectorMode = 'url';

/**
 * n8n neither runs nor publishes a workflow in which this does not hold, and marks the field at once: a
 * workflow must never hold a token. Everything else that can be wrong with a collector is told when the
 * workflow runs, item by item, so that the error output works for it.
 */
const noToken: INodePropertyModeValidation = {
	type: 'regex',
	properties: {
		regex: '^(?![\\s\\S]*[aA][pP][iI][tT][oO][kK][eE][nN])[\\s\\S]*$',
		errorMessage:
			'This is an API link with your token in it. The token belongs only in the SurveyLab API credential. Enter the collector ID or a survey link instead.',
	},
};

/** The collector of an operation: by its id, or by a pasted survey link. */
export const collectorProperty: INodeProperties = {
	displayName: 'Collector',
	name: 'collectorId',
	type: 'resourceLocator',
	default: { mode: ID_MODE, value: '' },
	required: true,
	description: 'The collector of the survey. Its ID stands in the survey link, after /cId/.',
	modes: [
		{
			displayName: 'By ID',
			name: ID_MODE,
			type: 'string',
			placeholder: 'e.g. 94b92523228ba1957e5e837d9873e6eee4108bab3',
			validation: [noToken],
		},
		{
			// n8n's editor shows this label for every mode of this name, whatever stands here.
			displayName: 'By URL',
			name: LINK_MODE,
			type: 'string',
			placeholder: 'e.g. https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/94b9…',
			hint: 'Paste the link of the survey as SurveyLab shows it. Never paste an API link: it holds your token.',
			validation: [noToken],
		},
	],
};
