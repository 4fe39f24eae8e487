/** A Freshdesk automation rule posts ticked fields below `freshdesk_webhook`, or a template that somebody wrote. */

import { pathSource } from './pathSource';
import { built, fullName, names } from './source';

/** Simple content first, then a template of one's own. */
const PLACES = ['freshdesk_webhook.', ''];

/** A public link opens without a login. */
const ticketPage = (url: string) => (url.includes('/public/tickets/') ? undefined : url);

const templateByTemplate = (...keys: string[]) =>
	PLACES.flatMap((place) => keys.map((key) => place + key));

export const freshdesk = pathSource({
	id: 'freshdesk',
	label: 'Freshdesk',
	from: 'Webhook (automation rule)',
	keyIs: 'ticket number',
	pageIs: 'ticket page',
	fields: {
		email: templateByTemplate('ticket_contact_email', 'ticket_requester_email', 'requester_email'),
		crk: templateByTemplate('ticket_id'),
		referrer: templateByTemplate('ticket_url', 'ticket_portal_url').map((place) =>
			built([place], ticketPage),
		),
		phone: templateByTemplate(
			'ticket_contact_phone',
			'ticket_contact_mobile',
			'requester_phone',
			'requester_mobile',
			'ticket_requester_phone',
		),
	},
	names: PLACES.flatMap((place) => [
		names(`${place}ticket_contact_firstname`, `${place}ticket_contact_lastname`),
		names(`${place}requester_firstname`, `${place}requester_lastname`),
		fullName(`${place}ticket_contact_name`),
		fullName(`${place}ticket_requester_name`),
		fullName(`${place}requester_name`),
	]),
});
