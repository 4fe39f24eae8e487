import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type Icon,
} from 'n8n-workflow';

import { SAME_FOR_ALL_ITEMS } from '../nodes/SurveyLab/n8n/accounts';
import { baseUrlMessage, tokenMessages } from '../nodes/SurveyLab/messages';
import { onceEach } from '../nodes/SurveyLab/memoize';
import {
	DEFAULT_BASE_URL,
	liesBelow,
	parseUrl,
	readBaseUrl,
} from '../nodes/SurveyLab/surveylab/hosts';

/**
 * Every address that n8n's request helpers could make of these options: they speak of a `url` or a
 * `uri`, and join a relative one to `baseURL` as text, while a browser would resolve it.
 */
function possibleTargets({
	url,
	uri,
	baseURL,
}: {
	url?: string;
	uri?: string;
	baseURL?: string;
}): string[] {
	const given = [url, uri].filter((address): address is string => typeof address === 'string');
	if (baseURL === undefined) return given;
	const joined = given.map(
		(address) => `${baseURL.replace(/\/+$/, '')}/${address.replace(/^\/+/, '')}`,
	);
	const resolved = given.flatMap((address) => parseUrl(address, baseURL)?.href ?? []);
	// An absolute address is not joined to anything.
	const absolute = given.filter((address) => parseUrl(address) !== undefined);
	return absolute.length === given.length
		? [baseURL, ...absolute, ...resolved]
		: [...joined, ...resolved];
}

function leadsBelow(baseUrl: string, target: string): boolean {
	const url = parseUrl(target);
	return url !== undefined && liesBelow(baseUrl, url);
}

const baseUrlOf = onceEach(({ baseUrl }: ICredentialDataDecryptedObject) => readBaseUrl(baseUrl));

/** Adds the token to a request, and only to one that goes to the account's own Base URL. */
async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const base = baseUrlOf(credentials);
	if (base.fault !== undefined) {
		const { message, description } = baseUrlMessage('Base URL', base.fault);
		throw new UserError(message, { description });
	}
	const targets = possibleTargets(requestOptions);
	if (targets.length === 0 || !targets.every((target) => leadsBelow(base.url, target))) {
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

/** As n8n stores it, an expression begins with this sign. Not `regex`: n8n gives that up on a busy machine. */
const isExpression = { _cnd: { startsWith: '=' } };

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
			description:
				'The token of your SurveyLab account. In SurveyLab: account settings, Integrations.',
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
		{
			// Handed to the node only where no field holds an expression, so that it need not read the
			// credential anew for each item.
			displayName: 'Same for All Items',
			name: SAME_FOR_ALL_ITEMS,
			type: 'hidden',
			default: true,
			displayOptions: { hide: { apiToken: [isExpression], baseUrl: [isExpression] } },
		},
	];

	authenticate = authenticate;
}
