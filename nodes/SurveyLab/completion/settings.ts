/** The parameters of the trigger, and what they hold. */

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { websiteMessages, type Message } from '../messages';
import { parseUrl } from '../surveylab/hosts';
import { ADDRESS_ENDING } from './request';

const whenPage = { show: { respondentSees: ['page'] } };

/**
 * None takes an expression: in a trigger an expression could hold parts of the request, and what the
 * respondent gets to see must not depend on it.
 */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		default: 'surveyCompleted',
		options: [
			{
				name: 'Survey Completed',
				value: 'surveyCompleted',
				action: 'On survey completed',
				description:
					'When a respondent has finished the survey and SurveyLab sends the browser on to the address of this node',
			},
		],
	},
	{
		displayName: `To connect the survey:<ul><li>Open Webhook URLs above and copy the Production URL.</li><li>Put this behind it, and the secret of the credential at the very end:<ul><li>${ADDRESS_ENDING}</li></ul></li><li>In SurveyLab, paste all of it into the collector's settings as the website to jump to after the last page.</li><li>Publish this workflow.</li></ul>SurveyLab fills in {crk} and {rid} by itself.`,
		name: 'addressNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Respondent Sees',
		name: 'respondentSees',
		type: 'options',
		noDataExpression: true,
		default: 'page',
		description: 'What the browser of the respondent shows after the survey',
		options: [
			{
				name: 'A Thank-You Page',
				value: 'page',
				description: 'A small page of this node with a text of yours',
			},
			{
				name: 'Another Website',
				value: 'redirect',
				description: 'A page of yours, to which the browser is sent on at once',
			},
		],
	},
	{
		displayName: 'Heading',
		name: 'pageHeading',
		type: 'string',
		noDataExpression: true,
		default: 'Thank you!',
		displayOptions: whenPage,
		description: 'The first line of the page, in large letters; may be empty',
	},
	{
		displayName: 'Text',
		name: 'pageText',
		type: 'string',
		noDataExpression: true,
		typeOptions: { rows: 3 },
		default: 'Your answers have been received. You can close this page.',
		displayOptions: whenPage,
		description: 'Plain text; line breaks are kept',
	},
	{
		displayName: 'Website',
		name: 'redirectUrl',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: '',
		placeholder: 'e.g. https://www.example.com/thank-you',
		displayOptions: { show: { respondentSees: ['redirect'] } },
		description:
			'The address to send the browser to. It begins with https:// and is the same for every respondent.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Accepted Response Keys',
				name: 'acceptedKeys',
				type: 'string',
				noDataExpression: true,
				default: '',
				placeholder: 'e.g. zendesk-*',
				description:
					'Which response keys start the workflow: patterns with * for any characters, separated by commas. Empty: all. With another key a respondent sees the same, and nothing starts.',
			},
			{
				displayName: 'Ignore Previews',
				name: 'ignorePreviews',
				type: 'boolean',
				noDataExpression: true,
				default: true,
				description:
					'Whether to start nothing for mail scanners, link previews and crawlers, which have no person behind them',
			},
			{
				displayName: 'Only Once per Response Key',
				name: 'onlyOnce',
				type: 'boolean',
				noDataExpression: true,
				default: false,
				description:
					'Whether to start the workflow only for the first completion with a response key, for example when the page is loaded again. Remembers the newest 1,000 keys.',
			},
		],
	},
];

/** What the respondent gets to see. */
export type Farewell =
	| { readonly kind: 'page'; readonly heading: string; readonly text: string }
	| { readonly kind: 'redirect'; readonly url: string };

export interface Settings {
	readonly farewell: Farewell;
	/** Why the website cannot be used; the default page stands in for it. */
	readonly fault?: Message;
	readonly acceptedKeys: string;
	readonly ignorePreviews: boolean;
	readonly onlyOnce: boolean;
}

type Parameter = (name: string) => unknown;

function fallback(name: string): unknown {
	return triggerProperties.find((property) => property.name === name)?.default;
}

function readPage(parameter: Parameter): Farewell {
	const text = (name: string) => String(parameter(name) ?? fallback(name)).trim();
	return { kind: 'page', heading: text('pageHeading'), text: text('pageText') };
}

function readWebsite(typed: unknown): { url: string } | Message {
	const text = typeof typed === 'string' ? typed.trim() : '';
	if (text === '') return websiteMessages.empty;
	// n8n takes the "=" away where it allows no expression.
	if (/^=|\{\{/.test(text)) return websiteMessages.expression;
	const url = parseUrl(text);
	const usable =
		url?.protocol === 'https:' &&
		url.username === '' &&
		url.password === '' &&
		/^https:\/\//i.test(text);
	return usable ? { url: url.href } : websiteMessages.notHttps;
}

/** @param parameter gives a parameter as it is stored, expressions not evaluated */
export function readSettings(parameter: Parameter): Settings {
	const options = (parameter('options') ?? {}) as IDataObject;
	const rest = {
		acceptedKeys: typeof options.acceptedKeys === 'string' ? options.acceptedKeys : '',
		ignorePreviews: options.ignorePreviews !== false,
		onlyOnce: options.onlyOnce === true,
	};
	if (parameter('respondentSees') !== 'redirect') return { farewell: readPage(parameter), ...rest };
	const website = readWebsite(parameter('redirectUrl'));
	if ('url' in website) return { farewell: { kind: 'redirect', url: website.url }, ...rest };
	return { farewell: readPage(fallback), fault: website, ...rest };
}
