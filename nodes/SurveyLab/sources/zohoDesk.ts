/** Zoho Desk's webhooks post a list of events. */

import { pathSource } from './pathSource';
import { names } from './source';

export const zohoDesk = pathSource({
	id: 'zohoDesk',
	label: 'Zoho Desk',
	from: 'Webhook (Ticket_Update)',
	keyIs: 'ticket number',
	pageIs: 'ticket page',
	fields: {
		email: ['payload.email', 'payload.contact.email'],
		crk: ['payload.ticketNumber'],
		referrer: ['payload.webUrl'],
		language: ['payload.language'],
		phone: ['payload.phone', 'payload.mobile', 'payload.contact.phone', 'payload.contact.mobile'],
	},
	names: [names('payload.contact.firstName', 'payload.contact.lastName')],
});
