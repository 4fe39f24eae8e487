import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { triggerProperties } from './completion/settings';
import { answerCall, assertReady } from './completion/trigger';
import { surveyLabTriggerApiTest } from './n8n/credentialTests';

const TRY_OUT =
	'While you build: click the button above, then open the <b>Test URL</b> in a browser, with this and your secret behind it:<br /><code>?crk=test&amp;rid=1&amp;key=</code><br /><br />';

export class SurveyLabTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SurveyLab Trigger',
		name: 'surveyLabTrigger',
		icon: { light: 'file:surveyLab.svg', dark: 'file:surveyLab.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'survey completed',
		description: 'Starts the workflow when a respondent has completed a survey in SurveyLab',
		defaults: { name: 'SurveyLab Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'surveyLabTriggerApi', required: true, testedBy: 'surveyLabTriggerApiTest' },
		],
		webhooks: [
			{
				name: 'default',
				// All of them, so that what is not a respondent's browser gets a clear answer.
				httpMethod: 'GET,HEAD,POST,PUT,PATCH,DELETE',
				responseMode: 'onReceived',
				path: 'survey-completed',
				ndvHideMethod: true,
			},
		],
		triggerPanel: {
			header: 'Wait for a completed survey',
			executionsHelp: {
				inactive: `${TRY_OUT}For real respondents: publish the workflow and use the <b>Production URL</b> in SurveyLab.`,
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
		return await answerCall(this);
	}
}
