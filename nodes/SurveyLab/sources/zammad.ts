/** Zammad's webhooks: the default payload, or one of one's own around the same ticket. */

import { child } from './path';
import { pathSource } from './pathSource';
import { isFilled, names, refuse } from './source';

/** Names in a list or in one text, or records with a name. */
function rolesIn(roles: unknown): readonly unknown[] {
	if (isFilled(roles)) return roles.split(',').map((role) => role.trim());
	return Array.isArray(roles) ? roles.map((role: unknown) => child(role, 'name') ?? role) : [];
}

/** Agents may be the customers of tickets, too. */
const isNoCustomer = (value: unknown) => {
	const roles = rolesIn(value);
	return roles.length > 0 && !roles.includes('Customer');
};

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
