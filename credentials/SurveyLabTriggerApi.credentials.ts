import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

/** What stands at the end of the trigger's address, so that nobody else starts the workflow. */
export class SurveyLabTriggerApi implements ICredentialType {
	name = 'surveyLabTriggerApi';

	displayName = 'SurveyLab Trigger API';

	icon: Icon = {
		light: 'file:../nodes/SurveyLab/surveyLab.svg',
		dark: 'file:../nodes/SurveyLab/surveyLab.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-surveylab/n8n-nodes-surveylab#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'A text of your own, hard to guess: at least 16 letters and digits, for example from a password generator. Put the same text at the end of the address in SurveyLab. Not your API token.',
		},
	];
}
