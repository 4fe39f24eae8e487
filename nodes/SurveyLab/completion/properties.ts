/** The parameters of the trigger. */

import type { INodeProperties } from 'n8n-workflow';

import { grouped } from '../messages/message';
import { ADDRESS_ENDING } from './request';
import { KEPT_KEYS } from './seenKeys';

/**
 * Of a notice's HTML, n8n's editor keeps only `a`, `ul` and `li`. A `ul` without `li` is an indented block without a
 * bullet. It has room for a number of our own, and a triple click selects nothing else.
 */
const block = (content: string) => `<ul>${content}</ul>`;

const CONNECTING =
	'To connect the survey:' +
	block('1. Open Webhook URLs above, choose Production URL and click the address: it is copied.') +
	block(`2. Append this, then the secret of the credential:${block(ADDRESS_ENDING)}`) +
	block(
		"3. In SurveyLab, paste all of it into the collector's settings, as the website to jump to after the last " +
			'page. SurveyLab fills in {crk} and {rid}.',
	) +
	block('4. Publish this workflow.') +
	'To try it out first, click Execute step and open the Test URL in a browser: a page says what is missing.';

const whenPage = { show: { respondentSees: ['page'] } };

/**
 * None takes an expression. In a trigger an expression could hold parts of the request, and what the respondent
 * sees must not depend on the request.
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
		displayName: CONNECTING,
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
					'Which response keys start the workflow: patterns with * for any characters, separated by commas. ' +
					'Empty: all. With another key a respondent sees the same, and nothing starts.',
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
					'Whether to start the workflow only for the first completion with a response key, for example when ' +
					`the page is loaded again. Remembers the newest ${grouped(KEPT_KEYS)} keys.`,
			},
		],
	},
];
