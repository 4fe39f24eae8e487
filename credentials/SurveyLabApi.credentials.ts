import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type Icon,
} from 'n8n-workflow';

import { authenticateMessages, baseUrlMessage } from '../nodes/SurveyLab/messages/account';
import type { Message } from '../nodes/SurveyLab/messages/message';
import {
	DEFAULT_BASE_URL,
	DOCUMENTED_BASE_URLS,
	liesBelow,
	parseUrl,
	readBaseUrl,
} from '../nodes/SurveyLab/surveylab/hosts';
import { memoizeByObject } from '../nodes/SurveyLab/surveylab/memoize';
import { tokenText } from '../nodes/SurveyLab/surveylab/token';
import { SAME_FOR_ALL_ITEMS, SURVEY_LAB_API } from './names';

/**
 * Every address that n8n's request helpers could make of these options. The address is called `url` or `uri`. A
 * relative one may be joined to `baseURL` as text, or resolved as a browser does it.
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

const baseUrlOf = memoizeByObject(({ baseUrl }: ICredentialDataDecryptedObject) =>
	readBaseUrl('Base URL', baseUrl),
);

/** How a request travels, in the options of either of n8n's request helpers. */
interface ConnectionOptions {
	readonly proxy?: unknown;
	readonly skipSslCertificateValidation?: unknown;
	readonly rejectUnauthorized?: unknown;
	readonly agentOptions?: { readonly rejectUnauthorized?: unknown };
}

/** A proxy of the node's own, or an unchecked certificate, hands the token to somebody else. */
function connectionRefusal({
	proxy,
	skipSslCertificateValidation,
	rejectUnauthorized,
	agentOptions,
}: ConnectionOptions): Message | undefined {
	if (proxy !== undefined && proxy !== null && proxy !== '' && proxy !== false) {
		return authenticateMessages.proxy;
	}
	const unverified =
		skipSslCertificateValidation === true ||
		rejectUnauthorized === false ||
		agentOptions?.rejectUnauthorized === false;
	return unverified ? authenticateMessages.unverified : undefined;
}

/** The reason why a request gets no token, or `undefined`. */
function refusalOf(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Message | undefined {
	const base = baseUrlOf(credentials);
	if (!base.ok) return baseUrlMessage(base.reason);
	const targets = possibleTargets(requestOptions).map((target) => parseUrl(target));
	const isOurs = (target: URL | undefined) => target !== undefined && liesBelow(base.value, target);
	if (targets.length === 0 || !targets.every(isOurs)) return authenticateMessages.elsewhere;
	return connectionRefusal(requestOptions);
}

/** Adds the token to a request, and only to one that goes straight to the account's own Base URL. */
async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const refusal = refusalOf(credentials, requestOptions);
	if (refusal !== undefined) {
		throw new UserError(refusal.message, { description: refusal.description });
	}
	// With these options neither of n8n's request helpers follows a redirect, whose target would receive the token.
	return Object.assign(requestOptions, {
		qs: { ...requestOptions.qs, apiToken: tokenText(credentials.apiToken) },
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	});
}

/**
 * n8n stores an expression with this sign in front. A `regex` would not do: n8n ends it after 250 ms, which a busy
 * machine may need.
 */
const isExpression = { _cnd: { startsWith: '=' } };

export class SurveyLabApi implements ICredentialType {
	name = SURVEY_LAB_API;

	displayName = 'SurveyLab API';

	icon: Icon = {
		light: 'file:../nodes/SurveyLab/surveyLab.svg',
		dark: 'file:../nodes/SurveyLab/surveyLab.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-surveylab/n8n-nodes-surveylab/blob/main/docs/reference.md#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'In SurveyLab: account settings → Integrations. Plans Professional and Enterprise have it.',
			description: 'The token of your SurveyLab account',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			placeholder: `e.g. ${DEFAULT_BASE_URL}`,
			description:
				`Where your SurveyLab account lives: ${DOCUMENTED_BASE_URLS.slice(0, -1).join(', ')} or ` +
				`${DOCUMENTED_BASE_URLS.at(-1)}. The token is sent there and nowhere else.`,
		},
		{
			// The node gets this field only where no field holds an expression. It then reads the credential once
			// for all items.
			displayName: 'Same for All Items',
			name: SAME_FOR_ALL_ITEMS,
			type: 'hidden',
			default: true,
			displayOptions: { hide: { apiToken: [isExpression], baseUrl: [isExpression] } },
		},
	];

	authenticate = authenticate;
}
