/** Zendesk: the trigger's flat keys or the same nested, and what the Zendesk node gives for a ticket or a user. */

import { siteBefore } from './links';
import { path } from './path';
import { pathSource } from './pathSource';
import { built, customerIf, fullName, isFilled, lookup, names, refuse } from './source';

/** Only a ticket has a requester; users have an `id` and a `url`, too. */
const ticket = { beside: path('requester_id') };
/** A mail may have been sent, or forwarded, by an agent on behalf of the requester. */
const sentIn = (place: string) =>
	lookup(`${place}via.source.from.address`, {
		beside: path(`${place}requester_id`),
		customer: { path: path(`${place}submitter_id`), sameAs: path(`${place}requester_id`) },
	});
/** The other roles are those of agents. */
const endUser = { beside: path('locale'), customer: customerIf('role', 'end-user') };

const isAgent = (role: unknown) =>
	isFilled(role) && role.toLowerCase().replace(/[^a-z]/g, '') !== 'enduser';

/** `url` of Get ticket is for programs. */
function agentPage(url: string, id: string): string | undefined {
	const site = siteBefore(url, '/api/');
	return site && `${site}/agent/tickets/${id}`;
}

export const zendesk = pathSource({
	id: 'zendesk',
	label: 'Zendesk',
	from: 'Zendesk Trigger or Zendesk (Get ticket)',
	keyIs: 'ticket number',
	pageIs: 'ticket page',
	fields: {
		email: ['ticket.requester.email', ...['ticket.', ''].map(sentIn), lookup('email', endUser)],
		crk: ['ticket.id', lookup('id', ticket)],
		referrer: [
			built(['ticket.url', 'ticket.id'], agentPage),
			'ticket.url',
			'ticket.link',
			built(['url', 'id'], agentPage, ticket),
			lookup('url', ticket),
		],
		language: ['ticket.requester.locale', 'ticket.requester.language', lookup('locale', endUser)],
		phone: ['ticket.requester.phone', lookup('phone', endUser)],
	},
	names: [
		names('ticket.requester.first_name', 'ticket.requester.last_name'),
		fullName('ticket.requester.name'),
		fullName('name', endUser),
	],
	notInvited: 'agents, and tickets that a colleague sent in.',
	rules: [refuse('notTheCustomer', ['ticket.requester.role'], isAgent)],
});
