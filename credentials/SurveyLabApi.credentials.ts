import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type Icon,
} from 'n8n-workflow';

import { baseUrlMessage, tokenMessages } from '../nodes/SurveyLab/delivery/messages';
import { DEFAULT_BASE_URL, liesBelow, parseUrl, readBaseUrl } from '../nodes/SurveyLab/surveylab/hosts';

/** Adds the token to a request, and only to one that goes to the account's own Base URL. */
async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const base = readBaseUrl(credentials.baseUrl);
	if (base.fault !== undefined) {
		const { message, description } = baseUrlMessage('Base URL', base.fault);
		throw new UserError(message, { description });
	}
	// n8n's HTTP Request node still speaks of a `uri`.
	const { uri } = requestOptions as { uri?: string };
	const target = parseUrl(requestOptions.url ?? uri ?? '', requestOptions.baseURL);
	if (target === undefined || !liesBelow(base.url, target)) {
		const { message, description } = tokenMessages.elsewhere;
		throw new UserError(message, { description });
	}
	// A redirect is not followed in either of n8n's request dialects: its target would receive the token.
	return Object.assign(requestOptions, {
		qs: { ...requestOptions.qs, apiToken: credentials.apiToken },
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	});
}

export class SurveyLabApi implements ICredentialType {
	name = 'surveyLabApi';

	displayName = 'SurveyLab API';

	icon: Icon = {
		light: 'file:../nodes/SurveyLab/surveyLab.svg',
		dark: 'file:../nodes/SurveyLab/surveyLab.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-surveylab/n8n-nodes-surveylab#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The token of your SurveyLab account. In SurveyLab: account settings, Integrations.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			placeholder: `e.g. ${DEFAULT_BASE_URL}`,
			description:
				'Where your SurveyLab account lives: https://www.mysurveylab.com, https://www.surveylab.com or https://app.surveylab.com. The token is sent there and nowhere else.',
		},
	];

	authenticate = authenticate;
}
