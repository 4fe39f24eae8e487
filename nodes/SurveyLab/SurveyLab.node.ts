import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { SURVEY_LAB_API } from '../../credentials/names';
import { authenticatedResources, nodeProperties, subtitle } from './actions/operations';
import { router } from './actions/router';
import { surveyLabApiTest } from './n8n/credentialTest';

export class SurveyLab implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SurveyLab',
		name: 'surveyLab',
		icon: { light: 'file:surveyLab.svg', dark: 'file:surveyLab.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitle(),
		description: 'Invite respondents and attach data to survey responses in SurveyLab',
		defaults: { name: 'SurveyLab' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: SURVEY_LAB_API,
				required: true,
				displayOptions: { show: { resource: authenticatedResources() } },
				testedBy: 'surveyLabApiTest',
			},
		],
		properties: nodeProperties(),
	};

	methods = { credentialTest: { surveyLabApiTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}
}
