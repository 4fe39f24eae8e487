import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

import { SECRET_LENGTH } from '../nodes/SurveyLab/completion/secret';
import { SURVEY_LAB_TRIGGER_API } from './names';

/** The secret at the end of the trigger's address. Nobody without it can start the workflow. */
export class SurveyLabTriggerApi implements ICredentialType {
	name = SURVEY_LAB_TRIGGER_API;

	displayName = 'SurveyLab Trigger Secret API';

	icon: Icon = {
		light: 'file:../nodes/SurveyLab/surveyLab.svg',
		dark: 'file:../nodes/SurveyLab/surveyLab.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-surveylab/n8n-nodes-surveylab/blob/main/docs/trigger.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'Make this secret up yourself: SurveyLab does not give it to you. Keep a copy, because you need it once ' +
				'more, at the very end of the address that you paste into SurveyLab.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				`A text of your own, hard to guess: at least ${SECRET_LENGTH.shortest} letters and digits, for example ` +
				'from a password generator. Put the same text at the end of the address in SurveyLab. Not your API token.',
		},
	];
}
