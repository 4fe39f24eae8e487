import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { SURVEY_LAB_TRIGGER_API } from '../../credentials/names';
import { surveyLabTriggerApiTest } from './completion/credentialTest';
import { triggerProperties } from './completion/properties';
import { TRIAL_ENDING } from './completion/request';
import { answerRequest, assertReady } from './completion/trigger';

const TRY_OUT =
	'While you build: click the button above, then open the <b>Test URL</b> in a browser. A page says what is ' +
	'still missing: this, followed by your secret.<br />' +
	`<code>${TRIAL_ENDING.replaceAll('&', '&amp;')}</code><br /><br />`;

export class SurveyLabTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SurveyLab Trigger',
		name: 'surveyLabTrigger',
		icon: { light: 'file:surveyLab.svg', dark: 'file:surveyLab.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'survey completed',
		// n8n's node panel shows this text for both nodes.
		description: 'Invite people to a survey, or start the workflow when a survey is completed',
		defaults: { name: 'SurveyLab Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: SURVEY_LAB_TRIGGER_API, required: true, testedBy: 'surveyLabTriggerApiTest' },
		],
		webhooks: [
			{
				name: 'default',
				// All methods, so that a program that uses another than GET reads which one to use.
				httpMethod: 'GET,HEAD,POST,PUT,PATCH,DELETE',
				responseMode: 'onReceived',
				path: 'survey-completed',
				ndvHideMethod: true,
			},
		],
		triggerPanel: {
			header: 'Wait for a completed survey',
			executionsHelp: {
				inactive:
					`${TRY_OUT}For real respondents: publish the workflow and use the <b>Production URL</b> in ` +
					'SurveyLab.',
				active: `${TRY_OUT}Completed surveys come in at the <b>Production URL</b>; find them under Executions.`,
			},
			activationHint: {
				inactive: 'Publish the workflow so that completed surveys start it by themselves.',
				active:
					'Completed surveys start the published workflow by themselves; find them under Executions.',
			},
		},
		properties: triggerProperties,
	};

	methods = { credentialTest: { surveyLabTriggerApiTest } };

	webhookMethods = {
		default: {
			/** A person enters the address in SurveyLab; there is nothing to look up or to register there. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				await assertReady(this);
				return true;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerRequest(this);
	}
}
