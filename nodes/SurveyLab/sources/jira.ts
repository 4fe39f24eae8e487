/** Jira: the trigger puts the issue below `issue`; automation rules and the Jira node give the issue itself. */

import { siteBefore } from './links';
import { pathSource } from './read';
import { below, built, fullName, refuse } from './source';

const PLACES = ['issue.', ''];
const inBoth = below(PLACES);

/** `self` is for programs; people open the issue by its key. */
function issuePage(self: string, key: string): string | undefined {
	const site = siteBefore(self, '/rest/');
	return site && `${site}/browse/${key}`;
}

const isApp = (type: unknown) => type === 'app';
const isOfAnApp = (email: unknown) =>
	typeof email === 'string' && /@connect\.atlassian\.com\s*$/i.test(email);

export const jira = pathSource({
	id: 'jira',
	label: 'Jira',
	from: 'Jira Trigger, Jira (Get issue) or Webhook (automation rule)',
	keyIs: 'key of the issue',
	pageIs: 'page of the issue',
	fields: {
		email: inBoth('fields.reporter.emailAddress'),
		crk: inBoth('key'),
		referrer: PLACES.map((place) => built([`${place}self`, `${place}key`], issuePage)),
		// The language of a request stands in a field whose number differs from site to site.
		language: inBoth('fields.customfield_*.languageCode'),
	},
	names: inBoth('fields.reporter.displayName').map((place) => fullName(place)),
	notInvited: 'an app that reported the issue.',
	rules: [
		...inBoth('fields.reporter.accountType').map((place) =>
			refuse('notTheCustomer', [place], isApp),
		),
		...inBoth('fields.reporter.emailAddress').map((place) =>
			refuse('notTheCustomer', [place], isOfAnApp),
		),
	],
});
