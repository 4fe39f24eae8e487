/** Gorgias' HTTP integration posts a template that somebody wrote, or the whole context of the ticket. */

import { hostOf } from './links';
import { pathSource } from './pathSource';
import { built, fullName, names } from './source';

/** "acme", "acme.gorgias.com" and the address of the account are all seen. */
function ticketPage(domain: string, id: string): string | undefined {
	const account = (hostOf(domain) ?? domain).replace(/\.gorgias\.com$/i, '');
	return [account, id].every((text) => /^[\w-]+$/.test(text))
		? `https://${account}.gorgias.com/app/ticket/${id}`
		: undefined;
}

export const gorgias = pathSource({
	id: 'gorgias',
	label: 'Gorgias',
	from: 'Webhook (HTTP integration)',
	keyIs: 'ticket number',
	pageIs: 'ticket page',
	fields: {
		email: ['customer_email', 'ticket.customer.email'],
		crk: ['ticket_id', 'ticket.id'],
		referrer: [
			'ticket_url',
			built(['ticket_account_domain', 'ticket_id'], ticketPage),
			built(['ticket.account.domain', 'ticket.id'], ticketPage),
		],
		language: [
			'ticket_language',
			'customer_language',
			'ticket.language',
			'ticket.customer.language',
		],
	},
	names: [
		names('customer_firstname', 'customer_lastname'),
		fullName('customer_name'),
		names('ticket.customer.firstname', 'ticket.customer.lastname'),
		fullName('ticket.customer.name'),
	],
});
