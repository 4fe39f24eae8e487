/**
 * Jira: the trigger puts the issue below `issue`; automation rules and the Jira node give the issue itself. With
 * "Simplify Output" the node puts the fields beside the key, under their English names.
 */

import { siteBefore } from './links';
import { pathSource } from './pathSource';
import { below, built, fullName, isFilled, isOneOf, refuse } from './source';

const PLACES = ['issue.', ''];
const places = below(PLACES);

/** `self` is for programs; people open the issue by its key. */
function issuePage(self: string, key: string): string | undefined {
	const site = siteBefore(self, '/rest/');
	return site && `${site}/browse/${key}`;
}

const ofReporter = (name: string) => [...places(`fields.reporter.${name}`), `Reporter.${name}`];

const isOfAnApp = (...emails: unknown[]) =>
	emails.some((email) => isFilled(email) && /@connect\.atlassian\.com\s*$/i.test(email));

export const jira = pathSource({
	id: 'jira',
	label: 'Jira',
	from: 'Jira Trigger, Jira (Get issue) or Webhook (automation rule)',
	keyIs: 'issue key',
	pageIs: 'issue page',
	fields: {
		email: ofReporter('emailAddress'),
		crk: places('key'),
		referrer: PLACES.map((place) => built([`${place}self`, `${place}key`], issuePage)),
		// The language of a request stands in a field whose number differs from site to site.
		language: [...places('fields.customfield_*.languageCode'), 'Request language.languageCode'],
	},
	names: ofReporter('displayName').map((place) => fullName(place)),
	notInvited: 'an app that reported the issue.',
	rules: [
		refuse('notTheCustomer', ofReporter('accountType'), isOneOf('app')),
		refuse('notTheCustomer', ofReporter('emailAddress'), isOfAnApp),
	],
});
