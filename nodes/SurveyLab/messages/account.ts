/** Texts about the SurveyLab API credential. */

import { DEFAULT_BASE_URL, type BaseUrlReason } from '../surveylab/hosts';
import type { TokenReason } from '../surveylab/token';
import { unsent, type Message } from './message';
import type { AccountReason } from './reasons';

export const TOKEN_PLACE = 'The API token belongs only in the SurveyLab API credential';
const TOKEN_MENU = 'account settings → Integrations';
/** Where a person finds the token. */
export const TOKEN_SOURCE = `SurveyLab (${TOKEN_MENU})`;

const EXAMPLE = `for example ${DEFAULT_BASE_URL}`;

export function baseUrlMessage({ kind, label }: BaseUrlReason): Message {
	switch (kind) {
		case 'baseUrlEmpty':
			return {
				message: `${label} is empty`,
				description: `Enter the address of your SurveyLab account, ${EXAMPLE}.`,
			};
		case 'baseUrlUnreadable':
			return {
				message: `${label} is not a web address`,
				description: `Enter it with https:// in front, ${EXAMPLE}.`,
			};
		case 'baseUrlNotHttps':
			return {
				message: `${label} does not begin with https://`,
				description:
					'Data and tokens are sent over encrypted connections only; http:// is for a server on this machine. ' +
					`Use https://, ${EXAMPLE}.`,
			};
		case 'baseUrlUserInfo':
			return {
				message: `${label} holds a user name or password`,
				description: `Enter only the address, ${EXAMPLE}.`,
			};
		case 'baseUrlQueryOrFragment':
			return {
				message: `${label} holds more than an address`,
				description:
					`Leave out everything from "?" or "#" on. ${TOKEN_PLACE}, in its field API Token. ` +
					`Example: ${DEFAULT_BASE_URL}.`,
			};
	}
}

export function tokenMessage({ kind }: TokenReason): Message {
	switch (kind) {
		case 'tokenEmpty':
			return {
				message: 'API Token is empty',
				description: `Copy the token from ${TOKEN_SOURCE} into the SurveyLab API credential.`,
			};
		case 'tokenBlanks':
			return {
				message: 'API Token contains blanks or line breaks',
				description: `Copy the token again from ${TOKEN_SOURCE}: it is one word.`,
			};
		case 'tokenLink':
			return {
				message: 'API Token holds a link, not a token',
				description:
					'Enter only the token itself: in an API link it is the part after "apiToken=", up to the next "&".',
			};
	}
}

export function accountMessage(reason: AccountReason): Message {
	switch (reason.kind) {
		case 'tokenEmpty':
		case 'tokenBlanks':
		case 'tokenLink':
			return tokenMessage(reason);
		case 'credentialUnreadable':
			return unsent(
				'The SurveyLab API credential could not be read',
				'Choose the credential again in this node, and check it in the credential dialog. ' +
					`n8n says: "${reason.detail}".`,
			);
		default:
			return baseUrlMessage(reason);
	}
}

/** Why the credential does not add its token to a request, for example of n8n's HTTP Request node. */
export const authenticateMessages = {
	elsewhere: {
		message: 'This address does not belong to the SurveyLab account',
		description:
			'The token is sent only to the Base URL of the SurveyLab API credential. ' +
			'Use an address below that Base URL, or change the credential.',
	},
	proxy: {
		message: 'The SurveyLab token is not sent through a proxy of this node',
		description:
			'Whoever runs the proxy could read the token. Remove the option Proxy from this node. ' +
			'A proxy for the whole of n8n is set by its administrator.',
	},
	unverified: {
		message: 'The SurveyLab token is not sent without checking the certificate',
		description:
			'Anybody on the way could read the token. Switch off the option Ignore SSL Issues in this node.',
	},
} satisfies Record<string, Message>;

const NETWORK_CHECK = 'Check Base URL and that this n8n may open connections to it';

/** What n8n's credential dialog says after a test. */
export const credentialTestMessages = {
	passed:
		'SurveyLab can be reached and did not refuse the token. SurveyLab has no way to check a token, ' +
		'so only the first contact proves it.',
	unreachable: (host: string, code: string): string =>
		`${host} cannot be reached (${code || 'no answer'}). ${NETWORK_CHECK}.`,
	certificate: (host: string, code: string): string =>
		`The certificate of ${host} is not trusted (${code}). Check Base URL, or ask your network administrator.`,
	timedOut: (host: string): string =>
		`${host} did not answer in time. ${NETWORK_CHECK}, then test again.`,
	blockedByN8n: (host: string): string =>
		`n8n does not allow requests to ${host}. ` +
		'Check Base URL, or ask whoever runs this n8n to add the host to N8N_SSRF_ALLOWED_HOSTNAMES.',
	proxyRefused: (host: string): string =>
		`A proxy between this n8n and ${host} refused the request. Ask your network administrator.`,
	redirected: (host: string, newHost: string | undefined): string =>
		newHost === undefined
			? `${host} redirects to another page. Check Base URL: the token is not passed on.`
			: `${host} redirects to ${newHost}. If that is SurveyLab, change Base URL to https://${newHost}; ` +
				'the token is not passed on.',
	refused: (status: number): string =>
		`SurveyLab refused the token (HTTP ${status}). Copy it again from SurveyLab: ${TOKEN_MENU}.`,
};
