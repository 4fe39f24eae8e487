import { sourcePaths } from '../../../nodes/SurveyLab/actions/common/fieldMapping';
import {
	PRIMARY,
	shownPath,
	sourceNamed,
	SOURCES,
	type Path,
	type Source,
} from '../../../nodes/SurveyLab/sources';
import mapping from './mapping.json';

const IDS = [
	...['chatwoot', 'freshdesk', 'gorgias', 'helpScout', 'hubspot', 'intercom', 'jira', 'pipedrive'],
	...['salesforce', 'shopify', 'tawkTo', 'wooCommerce', 'zammad', 'zendesk', 'zohoDesk'],
];

/** Which source reads which of the reviewed payloads. */
const ROWS: Record<string, string[]> = {
	chatwoot: ['Chatwoot conversation_status_changed'],
	freshdesk: [
		'Freshdesk automation webhook, "Simple" content + JSON',
		'Freshdesk automation webhook, "Advanced" content',
	],
	gorgias: ['Gorgias HTTP integration (recommended template)'],
	helpScout: ['Help Scout Trigger convo.status'],
	hubspot: ['HubSpot node contact:get'],
	intercom: [
		'Intercom conversation.admin.closed, API 2.x',
		'Intercom conversation.admin.closed, API 1.x',
	],
	jira: ['Jira Trigger (JSM project) jira:issue_updated'],
	pipedrive: [
		'Pipedrive Trigger 1.1 (webhooks v2), person',
		'Pipedrive Trigger 1 (webhooks v1), person',
		'Pipedrive Trigger 1.1 (webhooks v2), deal',
		'Pipedrive Trigger 1 (webhooks v1), deal',
	],
	salesforce: [
		'Salesforce Trigger contactUpdated',
		'Salesforce Trigger caseUpdated',
		'Salesforce Trigger opportunityUpdated',
	],
	shopify: ['Shopify Trigger orders/fulfilled'],
	tawkTo: ['tawk.to chat:end'],
	wooCommerce: ['WooCommerce Trigger order.updated'],
	zammad: ['Zammad webhook (default payload)'],
	zendesk: ['Zendesk Trigger', 'Zendesk node ticket:get', 'Zendesk node user:get (enrichment)'],
	zohoDesk: ['Zoho Desk webhook Ticket_Update'],
};

/** Reviewed payloads that no source reads, and why. */
const NOT_READ: Record<string, string> = {
	'LiveChat chat_deactivated': 'carries no customer data at all',
	'Crisp session:set_state': 'carries no customer data at all',
	'HubSpot Trigger': 'emits ids only; the HubSpot node fetches the contact',
	'HubSpot node deal:get': 'names the contact by an id only',
	'n8n Form Trigger, node version < 2.4 (label keys)':
		'has the keys that the author of the form chose',
	'n8n Form Trigger, node version >= 2.4 (fieldName keys)':
		'has the keys that the author of the form chose',
};

/** Paths of the table that the reviewed mapping gives no field, and why they are right all the same. */
const BESIDES: Record<string, Record<string, string>> = {
	pipedrive: {
		'emails[primary].value': 'Get person of the node (v2) returns the person bare',
		'email[primary].value': 'Get person of the node (v1) returns the person bare',
		'phones[primary].value': 'Get person of the node (v2) returns the person bare',
		'phone[primary].value': 'Get person of the node (v1) returns the person bare',
		id: 'Get person of the node returns the person bare',
		first_name: 'Get person of the node returns the person bare',
		last_name: 'Get person of the node returns the person bare',
	},
	shopify: {
		'shipping_address.last_name':
			'belongs to the first name of the same address, which the mapping lists',
	},
	zendesk: {
		'ticket.requester.name': 'is on the menu of the trigger and in its payload: the full name',
	},
};

/** When a value may be believed. */
const CONDITIONS: Record<string, Record<string, string>> = {
	intercom: {
		'data.item.source.author.email': 'data.item.source.author.type: user, lead, contact',
		'data.item.source.author.name': 'data.item.source.author.type: user, lead, contact',
		'data.item.user.email': 'data.item.user.type: user, lead, contact',
		'data.item.user.name': 'data.item.user.type: user, lead, contact',
	},
	zendesk: {
		'via.source.from.address': 'requester_id, submitter_id = requester_id',
		id: 'requester_id',
		url: 'requester_id',
		email: 'locale, role: end-user',
		locale: 'role: end-user',
		phone: 'locale, role: end-user',
		name: 'locale, role: end-user',
	},
};

interface Row {
	readonly fields: Record<string, { path: Array<string | number> } | null>;
	readonly alternatives: Record<string, Array<string | number>>;
	readonly custom: Array<Array<string | number>>;
}

const rows = mapping as unknown as Record<string, Row>;

/** Without what every webhook has in front, and with the entry of a list that the table prefers. */
function asInTable(path: Array<string | number>, source: string): string {
	const own = path[0] === 'body' ? path.slice(path[1] === 0 ? 2 : 1) : path;
	return shownPath(
		own.map((step) =>
			source === 'pipedrive' && typeof step === 'number' ? PRIMARY : step,
		) as Path,
	);
}

function reviewed(id: string): { fields: Map<string, Set<string>>; custom: Set<string> } {
	const fields = new Map<string, Set<string>>();
	const custom = new Set<string>();
	for (const name of ROWS[id] ?? []) {
		const row = rows[name]!;
		const entries = [
			...Object.entries(row.fields).map(([field, entry]) => [field, entry?.path] as const),
			...Object.entries(row.alternatives),
		];
		for (const [field, path] of entries) {
			if (path === undefined) continue;
			fields.set(field, (fields.get(field) ?? new Set()).add(asInTable(path, id)));
		}
		for (const path of row.custom) custom.add(asInTable(path, id));
	}
	return { fields, custom };
}

function tablePaths(source: Source): Map<string, string[]> {
	return new Map(
		sourcePaths(source).map(({ field, paths }) => [
			field,
			paths.map((path) => path.replace(' (split)', '')),
		]),
	);
}

describe('the table of sources', () => {
	it('holds the sources of the interface, in its order', () => {
		expect(SOURCES.map(({ id }) => id)).toEqual(IDS);
	});

	it('is found by id, and by nothing else', () => {
		for (const source of SOURCES) expect(sourceNamed(source.id)).toBe(source);
		for (const id of ['', 'manual', 'Zendesk', 'livechat', 'crisp', '__proto__', 'constructor'])
			expect(sourceNamed(id)).toBeUndefined();
	});

	it('and the list of what is not read cover every reviewed payload', () => {
		expect([...Object.values(ROWS).flat(), ...Object.keys(NOT_READ)].sort()).toEqual(
			Object.keys(rows).sort(),
		);
		expect(Object.keys(ROWS)).toEqual(IDS);
	});
});

describe.each(SOURCES.map((source) => [source.id, source] as const))('%s', (id, source) => {
	const { fields, custom } = reviewed(id);
	const table = tablePaths(source);

	it('has every reviewed path and alternative', () => {
		for (const [field, paths] of fields) {
			for (const path of paths)
				expect([field, table.get(field)]).toEqual([field, expect.arrayContaining([path])]);
		}
	});

	it('has no path that was not reviewed', () => {
		const besides = { ...BESIDES[id] };
		const full = new Set(
			source.names.flatMap((entry) => (entry.full === undefined ? [] : [shownPath(entry.full)])),
		);
		const unknown = [...table].flatMap(([field, paths]) =>
			// Full names are among the reviewed candidates.
			paths.filter(
				(path) => !fields.get(field)?.has(path) && !(full.has(path) && custom.has(path)),
			),
		);
		expect([...new Set(unknown)].sort()).toEqual(Object.keys(besides).sort());
	});

	it('believes a value only under these conditions', () => {
		const conditions = [...Object.values(source.fields).flat(), ...source.names].flatMap(
			(entry) => {
				const path = 'path' in entry ? entry.path : (entry.full ?? entry.first ?? []);
				const { beside, customer } = entry;
				if (beside === undefined && customer === undefined) return [];
				const sign =
					customer === undefined
						? []
						: 'sameAs' in customer
							? [`${shownPath(customer.path)} = ${shownPath(customer.sameAs)}`]
							: [`${shownPath(customer.path)}: ${customer.values.join(', ')}`];
				return [
					[
						shownPath(path),
						[...(beside === undefined ? [] : [shownPath(beside)]), ...sign].join(', '),
					],
				];
			},
		);
		expect(Object.fromEntries(conditions)).toEqual(CONDITIONS[id] ?? {});
	});

	it('has an email and a key, and tries no path twice', () => {
		expect(table.get('email')).not.toBeUndefined();
		expect(table.get('crk')).not.toBeUndefined();
		for (const paths of table.values()) expect(new Set(paths).size).toBe(paths.length);
	});
});

describe('the order of trying', () => {
	it.each([
		['zendesk', 'email', ['ticket.requester.email', 'via.source.from.address', 'email']],
		[
			'freshdesk',
			'referrer',
			['freshdesk_webhook.ticket_url', 'freshdesk_webhook.ticket_portal_url', 'ticket_url'],
		],
		['shopify', 'email', ['email', 'contact_email']],
		['shopify', 'phone', ['phone', 'shipping_address.phone']],
		['zohoDesk', 'email', ['payload.email', 'payload.contact.email']],
		['intercom', 'referrer', ['data.item.source.url', 'data.item.links.conversation_web']],
	])('of %s for %s is %p', (id, field, paths) => {
		expect(tablePaths(sourceNamed(id)!).get(field)).toEqual(paths);
	});
});

describe('a path as a person reads it', () => {
	it.each<[Path, string]>([
		[['ticket', 'id'], 'ticket.id'],
		[['data', 'emails', PRIMARY, 'value'], 'data.emails[primary].value'],
		[['_links', 'self', 0, 'href'], '_links.self[0].href'],
		[['Id'], 'Id'],
	])('%p is %s', (path, shown) => {
		expect(shownPath(path)).toBe(shown);
	});
});
