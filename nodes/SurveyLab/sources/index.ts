/**
 * THE table of sources: where helpdesks, chats, CRMs and shops keep what SurveyLab wants to know. The
 * node's choices and notices, the README's table and the tests all come from it: a new source is one
 * entry here.
 *
 * The paths were read off payloads that passed through n8n's own triggers and webhook parser. Imports
 * nothing from n8n and could serve any other caller.
 */

import type { FieldName } from '../surveylab/catalogue';

/** In a list of entries: the one that says `primary: true`, else the first. */
export const PRIMARY = Symbol('primary');

export type Step = string | number | typeof PRIMARY;
export type Path = readonly Step[];

/** What tells a customer from an agent or a bot: one of these values, or the same value as in another place. */
export type CustomerSign =
	| { readonly path: Path; readonly values: readonly string[] }
	| { readonly path: Path; readonly sameAs: Path };

/** Where a value may stand, and when it may be believed. */
export interface Lookup {
	readonly path: Path;
	/** Counts only in items that have this, too: tells a ticket's `id` from a user's. */
	readonly beside?: Path;
	/** Counts only where this says that the person is a customer. */
	readonly customer?: CustomerSign;
}

/** A person's names, from one place in the payload so that they belong together. */
export interface NameLookup extends Omit<Lookup, 'path'> {
	readonly first?: Path;
	readonly last?: Path;
	/** One text with both, split at its last space. */
	readonly full?: Path;
}

type MappedField = Exclude<FieldName, 'firstName' | 'lastName' | `custom${number}`>;

export interface Source {
	/** The value workflows store. */
	readonly id: string;
	/** What a person reads. */
	readonly label: string;
	/** The node whose output is read. */
	readonly from: string;
	readonly fields: { readonly [name in MappedField]?: readonly Lookup[] };
	readonly names: readonly NameLookup[];
	/** What a person should know beside the paths; whole sentences. */
	readonly note?: string;
}

/** Where the key is the person's own number, not that of a ticket, order or deal. */
const ONE_KEY_PER_PERSON =
	'The key is the number of the person, so each person is invited once: for an invitation per deal or case, set Response Key yourself.';

/** A path of plain keys as n8n's expressions write it after `$json.`. */
function at(dotted: string): Path {
	return dotted.split('.');
}

function lookups(...paths: Array<string | Path>): Lookup[] {
	return paths.map((path) => ({ path: typeof path === 'string' ? at(path) : path }));
}

/** Intercom says of everybody whether it is a customer, an admin or a bot. */
const INTERCOM_CUSTOMERS = ['user', 'lead', 'contact'];
/** Whoever began the conversation. */
const INTERCOM_AUTHOR = { path: at('data.item.source.author.type'), values: INTERCOM_CUSTOMERS };
/** The same in webhooks of version 1. */
const INTERCOM_USER = { path: at('data.item.user.type'), values: INTERCOM_CUSTOMERS };

/** Only a ticket has a requester; the Zendesk node's users have an `id` and a `url`, too. */
const ZENDESK_TICKET = at('requester_id');
const ZENDESK_USER = at('locale');
/** A mail may have been sent, or forwarded, by an agent on behalf of the requester. */
const ZENDESK_SENDER = { path: at('submitter_id'), sameAs: ZENDESK_TICKET };
/** The other roles are those of agents. */
const ZENDESK_END_USER = { path: at('role'), values: ['end-user'] };

export const SOURCES: readonly Source[] = [
	{
		id: 'chatwoot',
		label: 'Chatwoot',
		from: 'Webhook (conversation_status_changed)',
		fields: {
			email: lookups('meta.sender.email'),
			crk: lookups('id'),
			referrer: lookups('additional_attributes.referer'),
			phone: lookups('meta.sender.phone_number'),
		},
		names: [{ full: at('meta.sender.name') }],
	},
	{
		id: 'freshdesk',
		label: 'Freshdesk',
		from: 'Webhook (automation rule)',
		fields: {
			email: lookups('freshdesk_webhook.ticket_contact_email', 'requester_email'),
			crk: lookups('freshdesk_webhook.ticket_id', 'ticket_id'),
			referrer: lookups(
				'freshdesk_webhook.ticket_url',
				'freshdesk_webhook.ticket_portal_url',
				'ticket_url',
			),
			phone: lookups('requester_phone'),
		},
		names: [{ full: at('freshdesk_webhook.ticket_contact_name') }, { full: at('requester_name') }],
	},
	{
		id: 'gorgias',
		label: 'Gorgias',
		from: 'Webhook (HTTP integration)',
		fields: {
			email: lookups('customer_email'),
			crk: lookups('ticket_id'),
			language: lookups('ticket_language'),
		},
		names: [{ first: at('customer_firstname'), last: at('customer_lastname') }],
	},
	{
		id: 'helpScout',
		label: 'Help Scout',
		from: 'Help Scout Trigger',
		fields: {
			email: lookups('primaryCustomer.email'),
			crk: lookups('number'),
			referrer: lookups('_links.web.href'),
		},
		names: [{ first: at('primaryCustomer.first'), last: at('primaryCustomer.last') }],
	},
	{
		id: 'hubspot',
		label: 'HubSpot (Contact)',
		from: 'HubSpot (Get contact)',
		fields: {
			email: lookups('properties.email.value'),
			crk: lookups('vid'),
			language: lookups('properties.hs_language.value'),
			phone: lookups('properties.phone.value'),
		},
		note: ONE_KEY_PER_PERSON,
		names: [{ first: at('properties.firstname.value'), last: at('properties.lastname.value') }],
	},
	{
		id: 'intercom',
		label: 'Intercom',
		from: 'Webhook (conversation.admin.closed)',
		fields: {
			email: [
				{ path: at('data.item.source.author.email'), customer: INTERCOM_AUTHOR },
				{ path: at('data.item.user.email'), customer: INTERCOM_USER },
			],
			crk: lookups('data.item.id'),
			referrer: lookups('data.item.source.url', 'data.item.links.conversation_web'),
		},
		note: 'Only customers: a conversation that a colleague or a bot began ends in a message.',
		names: [
			{ full: at('data.item.source.author.name'), customer: INTERCOM_AUTHOR },
			{ full: at('data.item.user.name'), customer: INTERCOM_USER },
		],
	},
	{
		id: 'jira',
		label: 'Jira',
		from: 'Jira Trigger',
		fields: {
			email: lookups('issue.fields.reporter.emailAddress'),
			crk: lookups('issue.key'),
			referrer: lookups('issue.self'),
		},
		names: [{ full: at('issue.fields.reporter.displayName') }],
	},
	{
		id: 'pipedrive',
		label: 'Pipedrive (Person)',
		from: 'Pipedrive Trigger or Pipedrive (Get person)',
		fields: {
			email: lookups(
				['data', 'emails', PRIMARY, 'value'],
				'current.primary_email',
				['current', 'email', PRIMARY, 'value'],
				['emails', PRIMARY, 'value'],
				['email', PRIMARY, 'value'],
			),
			crk: lookups('data.id', 'current.id', 'id'),
			phone: lookups(
				['data', 'phones', PRIMARY, 'value'],
				['current', 'phone', PRIMARY, 'value'],
				['phones', PRIMARY, 'value'],
				['phone', PRIMARY, 'value'],
			),
		},
		note: ONE_KEY_PER_PERSON,
		names: [
			{ first: at('data.first_name'), last: at('data.last_name') },
			{ first: at('current.first_name'), last: at('current.last_name') },
			{ first: at('first_name'), last: at('last_name') },
		],
	},
	{
		id: 'salesforce',
		label: 'Salesforce (Contact)',
		from: 'Salesforce Trigger (contact) or Salesforce (Get contact)',
		fields: { email: lookups('Email'), crk: lookups('Id') },
		note: ONE_KEY_PER_PERSON,
		names: [{ first: at('FirstName'), last: at('LastName') }],
	},
	{
		id: 'shopify',
		label: 'Shopify',
		from: 'Shopify Trigger (orders)',
		fields: {
			email: lookups('email', 'contact_email'),
			// Not the id: beyond 2^53 it has already lost digits when the workflow sees it.
			crk: lookups('name'),
			referrer: lookups('order_status_url'),
			language: lookups('customer_locale'),
			phone: lookups('phone', 'shipping_address.phone'),
		},
		names: [
			{ first: at('customer.first_name'), last: at('customer.last_name') },
			{ first: at('shipping_address.first_name'), last: at('shipping_address.last_name') },
		],
	},
	{
		id: 'tawkTo',
		label: 'tawk.to',
		from: 'Webhook (chat:end)',
		fields: { email: lookups('visitor.email'), crk: lookups('chatId') },
		names: [{ full: at('visitor.name') }],
	},
	{
		id: 'wooCommerce',
		label: 'WooCommerce',
		from: 'WooCommerce Trigger (order)',
		fields: {
			email: lookups('billing.email'),
			crk: lookups('number'),
			referrer: lookups(['_links', 'self', 0, 'href']),
			phone: lookups('billing.phone'),
		},
		names: [{ first: at('billing.first_name'), last: at('billing.last_name') }],
	},
	{
		id: 'zammad',
		label: 'Zammad',
		from: 'Webhook (ticket)',
		fields: {
			email: lookups('ticket.customer.email'),
			crk: lookups('ticket.number'),
			phone: lookups('ticket.customer.phone'),
		},
		names: [{ first: at('ticket.customer.firstname'), last: at('ticket.customer.lastname') }],
	},
	{
		id: 'zendesk',
		label: 'Zendesk',
		from: 'Zendesk Trigger or Zendesk (Get ticket)',
		fields: {
			email: [
				...lookups('ticket.requester.email'),
				{ path: at('via.source.from.address'), beside: ZENDESK_TICKET, customer: ZENDESK_SENDER },
				{ path: at('email'), beside: ZENDESK_USER, customer: ZENDESK_END_USER },
			],
			crk: [...lookups('ticket.id'), { path: at('id'), beside: ZENDESK_TICKET }],
			referrer: [...lookups('ticket.url'), { path: at('url'), beside: ZENDESK_TICKET }],
			language: [
				...lookups('ticket.requester.language'),
				{ path: ZENDESK_USER, customer: ZENDESK_END_USER },
			],
			phone: [
				...lookups('ticket.requester.phone'),
				{ path: at('phone'), beside: ZENDESK_USER, customer: ZENDESK_END_USER },
			],
		},
		note: 'Only customers: a ticket that a colleague sent in for somebody ends in a message where the data does not name the requester.',
		names: [
			{ first: at('ticket.requester.first_name'), last: at('ticket.requester.last_name') },
			{ full: at('ticket.requester.name') },
			{ full: at('name'), beside: ZENDESK_USER, customer: ZENDESK_END_USER },
		],
	},
	{
		id: 'zohoDesk',
		label: 'Zoho Desk',
		from: 'Webhook (Ticket_Update)',
		fields: {
			email: lookups('payload.email', 'payload.contact.email'),
			crk: lookups('payload.ticketNumber'),
			referrer: lookups('payload.webUrl'),
			language: lookups('payload.language'),
			phone: lookups('payload.phone'),
		},
		names: [{ first: at('payload.contact.firstName'), last: at('payload.contact.lastName') }],
	},
];

/** A path as a person reads it: `data.emails[primary].value`. */
export function shownPath(path: Path): string {
	return path.reduce<string>((shown, step) => {
		if (typeof step === 'string') return shown === '' ? step : `${shown}.${step}`;
		return `${shown}[${step === PRIMARY ? 'primary' : String(step)}]`;
	}, '');
}

const BY_ID = new Map(SOURCES.map((source) => [source.id, source]));

export function sourceNamed(id: string): Source | undefined {
	return BY_ID.get(id);
}
