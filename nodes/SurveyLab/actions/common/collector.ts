import type { INodeProperties } from 'n8n-workflow';

import type { CollectorMode } from '../../surveylab/collectorReference';

const ID_MODE: CollectorMode = 'id';
const LINK_MODE: CollectorMode = 'url';

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
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^\\s*[A-Za-z0-9_-]+\\s*$',
						errorMessage: 'A collector ID consists of letters, digits, "-" and "_". For a link choose By Survey Link.',
					},
				},
			],
		},
		{
			displayName: 'By Survey Link',
			name: LINK_MODE,
			type: 'string',
			placeholder: 'e.g. https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/94b9…',
			hint: 'Paste the link of the survey as SurveyLab shows it. Never paste an API link: it holds your token.',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^(?!.*[aA][pP][iI][tT][oO][kK][eE][nN]).*/pageTag/SurveyCampaign/cId/[A-Za-z0-9_-]+.*$',
						errorMessage:
							'A survey link contains /pageTag/SurveyCampaign/cId/ and the ID of the collector, and no API token',
					},
				},
			],
		},
	],
};
