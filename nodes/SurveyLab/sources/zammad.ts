/** Zammad's webhooks: the default payload, or one of one's own around the same ticket. */

import { pathSource } from './read';
import { names, refuse } from './source';

/** Agents may be the customers of tickets, too. */
const isNoCustomer = (roles: unknown) =>
	Array.isArray(roles) && roles.length > 0 && !roles.includes('Customer');

export const zammad = pathSource({
	id: 'zammad',
	label: 'Zammad',
	from: 'Webhook (ticket)',
	keyIs: 'ticket number',
	pageIs: 'ticket page, if the payload sends it',
	fields: {
		email: ['ticket.customer.email'],
		crk: ['ticket.number'],
		referrer: ['ticket_url'],
		phone: ['ticket.customer.phone', 'ticket.customer.mobile'],
	},
	names: [names('ticket.customer.firstname', 'ticket.customer.lastname')],
	notInvited: 'an agent who is the customer of the ticket.',
	rules: [refuse('notTheCustomer', ['ticket.customer.roles'], isNoCustomer)],
});
