import { sourceMessage, sourceNotice } from '../../../nodes/SurveyLab/messages/sources';
import { sourceNamed, SOURCES, type Source } from '../../../nodes/SurveyLab/sources';
import { child, path, textAt } from '../../../nodes/SurveyLab/sources/path';
import { SURVEY_FIELDS } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { SAMPLES } from '../../sources/samples';
import mapping from './mapping.json';

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
	],
	pipedriveDeal: [
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
		'has the keys that the author of the form chose: "columns" reads those that are called like the fields',
	'n8n Form Trigger, node version >= 2.4 (fieldName keys)':
		'has the keys that the author of the form chose: "columns" reads those that are called like the fields',
};

interface Row {
	readonly fields: Record<string, { path: Array<string | number> } | null>;
	readonly alternatives: Record<string, Array<string | number>>;
}

const rows = mapping as unknown as Record<string, Row>;

/** Without what every webhook has in front, and with the entry of a list that the source prefers. */
function asInSource(steps: Array<string | number>, source: string): string {
	const own = steps[0] === 'body' ? steps.slice(steps[1] === 0 ? 2 : 1) : steps;
	return own.reduce<string>((shown, step) => {
		if (typeof step === 'string') return shown === '' ? step : `${shown}.${step}`;
		return `${shown}[${source === 'pipedrive' ? 'primary' : step}]`;
	}, '');
}

function reviewed(id: string): Array<[field: string, path: string]> {
	return (ROWS[id] ?? []).flatMap((name) => {
		const row = rows[name]!;
		return [
			...Object.entries(row.fields).map(([field, entry]) => [field, entry?.path] as const),
			...Object.entries(row.alternatives),
		].flatMap(([field, steps]): Array<[string, string]> =>
			steps === undefined ? [] : [[field, asInSource([...steps], id)]],
		);
	});
}

/** The paths of a field, also those that are only a part of what is put together. */
function pathsOf({ places }: Source, name: string): string[] {
	return (places.find(({ field }) => field === name)?.places ?? []).flatMap(({ shown }) =>
		shown.split(' + '),
	);
}

const withPaths = SOURCES.filter(({ id }) => id !== 'columns');

describe('the list of sources', () => {
	it('begins with columns, and then follows the alphabet of the labels', () => {
		const [first, ...labels] = SOURCES.map(({ label }) => label);
		expect(first).toBe('A Table or Form (Columns Called Like the Fields)');
		expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b, 'en')));
	});

	it('holds the sources that saved workflows may name', () => {
		expect(SOURCES.map(({ id }) => id)).toEqual(
			expect.arrayContaining([
				...['columns', 'chatwoot', 'freshdesk', 'gorgias', 'helpScout', 'hubspot', 'intercom'],
				...['jira', 'pipedrive', 'pipedriveDeal', 'salesforce', 'salesforceCase', 'shopify'],
				...['tawkTo', 'wooCommerce', 'zammad', 'zendesk', 'zohoDesk'],
			]),
		);
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
	});
});

describe.each(withPaths.map((source) => [source.id, source] as const))('%s', (id, source) => {
	it('has every reviewed path and alternative', () => {
		const missing = reviewed(id).filter(
			([field, shown]) => !pathsOf(source, field).includes(shown),
		);
		expect(missing).toEqual([]);
	});

	it('has no path that no sample fills', () => {
		const own = SAMPLES.filter((sample) => sample.source === id).flatMap(({ item }) => {
			const body = child(item, 'body');
			return [item, Array.isArray(body) ? (body[0] as unknown) : body];
		});
		const all = source.places.flatMap(({ field }) => pathsOf(source, field));
		const unseen = all.filter((shown) => !own.some((root) => textAt(root, path(shown))));
		expect(unseen).toEqual([]);
	});

	it('has an email and a key, and tries nothing twice', () => {
		expect(pathsOf(source, 'email')).not.toEqual([]);
		expect(pathsOf(source, 'crk')).not.toEqual([]);
		for (const { places } of source.places) {
			const shown = places.map((place) => place.shown);
			expect(new Set(shown).size).toBe(shown.length);
		}
	});

	it('says in its notice what it fills, in two or three short lines', () => {
		const notice = sourceNotice(source);
		const fills = source.places.flatMap(({ field }) => {
			const { label } = SURVEY_FIELDS.find(({ name }) => name === field)!;
			return /Name$/.test(field) ? [] : [label];
		});
		for (const label of fills) expect(notice).toContain(label);
		expect(notice).toMatch(
			/^(?:<ul><li>)?Fills Email, Response Key \(.+\).* and names\. Nothing to map\./,
		);
		expect(notice).toMatch(
			/<a href="https:\/\/\S+\/docs\/sources\/[a-z-]+\.md" target="_blank">More in the docs<\/a>(?:<\/li><\/ul>)?$/,
		);
		expect(notice.includes('Not invited: ')).toBe(source.notInvited !== undefined);
		// n8n takes every other tag out.
		expect(notice.replace(/<\/?(?:a|ul|li)\b[^>]*>/g, '')).not.toMatch(/[<>]/);
		expect(notice.replace(/<[^>]+>/g, '').length).toBeLessThan(320);
	});
});

describe('the order of trying', () => {
	it.each([
		[
			'zendesk',
			'email',
			[
				'ticket.requester.email',
				'ticket.via.source.from.address',
				'via.source.from.address',
				'email',
			],
		],
		[
			'freshdesk',
			'referrer',
			[
				'freshdesk_webhook.ticket_url',
				'freshdesk_webhook.ticket_portal_url',
				'ticket_url',
				'ticket_portal_url',
			],
		],
		['shopify', 'email', ['email', 'contact_email', 'customer.email']],
		[
			'shopify',
			'phone',
			['phone', 'customer.phone', 'shipping_address.phone', 'billing_address.phone'],
		],
		['zohoDesk', 'email', ['payload.email', 'payload.contact.email']],
		[
			'intercom',
			'referrer',
			[...['data.item.links.conversation_web', 'app_id', 'data.item.id'], 'data.item.source.url'],
		],
	])('of %s for %s is %p', (id, field, paths) => {
		expect(pathsOf(sourceNamed(id)!, field)).toEqual(paths);
	});
});

describe('a path', () => {
	const root = {
		'ticket.id': '7',
		ticket: { id: '8', url: ' x ' },
		list: [{ value: 'first' }, { value: 'second', primary: true }, { key: 'k', value: 'third' }],
		blank: [{ value: 'first' }, { value: ' ', primary: true }],
		field_1: null,
		field_2: { code: 'pl' },
	};

	it.each([
		['ticket.id', '7'],
		['ticket.url', 'x'],
		['list[0].value', 'first'],
		['list[primary].value', 'second'],
		['list[key=k].value', 'third'],
		['blank[primary].value', 'first'],
		['field_*.code', 'pl'],
		['list[9].value', undefined],
		['list[key=x].value', undefined],
		['list', undefined],
		['ticket', undefined],
		['toString', undefined],
	])('%s leads to %s', (shown, text) => {
		expect(textAt(root, path(shown))).toBe(text);
	});
});

describe('columns', () => {
	const columns = sourceNamed('columns')!;
	const titles = columns.places.flatMap(({ field, places }) =>
		places.map(({ shown }) => [field, shown] as const),
	);
	const value = (field: string, shown: string) =>
		({ email: 'jan@example.com', language: 'pl', firstName: 'Jan', lastName: 'Kowalski' })[field] ??
		`${shown} 7`;

	it.each(titles)('reads %s from a column called %s, however it is written', (field, shown) => {
		const text = value(field, shown);
		const plain = shown.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l');
		for (const title of [
			...[shown, shown.toUpperCase(), shown.toLowerCase(), plain, `  ${shown}: `],
			...[' ', '_', '-', '.', ''].map((gap) => shown.replace(/[ -]/g, gap)),
		]) {
			const reading = columns.read({ [title]: text });
			expect([title, reading]).toMatchObject([
				title,
				{ ok: true, value: { values: { [field]: text } } },
			]);
		}
	});

	it.each([
		'id',
		'row_number',
		'Row',
		'ID',
		'#',
		'Lp.',
		'nr',
		'number',
		'key',
		'__proto__',
		'constructor',
		'',
	])('takes nothing from a column called %j', (title) => {
		const item = JSON.parse(`{${JSON.stringify(title)}:"7"}`) as unknown;
		expect(columns.read(item)).toMatchObject({ ok: true, value: { values: {} } });
	});

	it('no two fields share a title', () => {
		const fields = new Map<string, Set<string>>();
		for (const [field, shown] of titles) {
			const key = shown
				.toLowerCase()
				.normalize('NFD')
				.replace(/[^a-zł0-9]/g, '');
			fields.set(key, (fields.get(key) ?? new Set()).add(field));
		}
		expect([...fields].filter(([, names]) => names.size > 1)).toEqual([]);
	});

	it('a field that a person has set by hand is no longer unclear', () => {
		const item = { Email: 'jan@example.com', Mail: 'ola@example.com', crk: '1' };
		expect(columns.read(item)).toEqual({
			ok: false,
			reason: { kind: 'columnsDiffer', field: 'email', columns: ['Email', 'Mail'] },
		});
		expect(columns.read(item, { phone: '1' }).ok).toBe(false);
		expect(columns.read(item, { email: 'eva@example.com' }).ok).toBe(true);
	});

	it('a mistyped address is not replaced by that of somebody else', () => {
		const item = { Email: 'jan.example.com', 'Contact Email': 'office@example.com', crk: '1' };
		expect(columns.read(item)).toMatchObject({ value: { values: { email: 'jan.example.com' } } });
	});

	it('a list in a column called body is no list of events', () => {
		const item = { Email: 'jan@example.com', crk: '1', body: [{ type: 'p' }, { type: 'p' }] };
		expect(columns.read(item)).toMatchObject({ ok: true, value: { values: { crk: '1' } } });
		expect(columns.read({ ...item, headers: {} }).ok).toBe(false);
	});

	it('a first name that a person has set by hand settles names that differ', () => {
		const item = { 'Full Name': 'Jan Kowalski', 'First Name': 'Anna', 'Last Name': 'Nowak' };
		expect(columns.read(item).ok).toBe(false);
		expect(columns.read(item, { firstName: 'Jan' }).ok).toBe(true);
	});

	it('two full names that differ are settled by a first name, and not by a last name', () => {
		const item = { 'Full Name': 'Jan Kowalski', 'Imię i nazwisko': 'Eva Nowak', crk: '1' };
		const unclear = { field: 'firstName', columns: ['Full Name', 'Imię i nazwisko'] };
		expect(columns.read(item, { lastName: 'X' })).toMatchObject({ ok: false, reason: unclear });
		expect(columns.read(item, { firstName: 'X' }).ok).toBe(true);
	});

	it.each([
		['Your Email', 'email'],
		['customer_email', 'email'],
		['Twój adres email', 'email'],
		['Adres e-mail do kontaktu', 'email'],
		['Twoja komórka', 'phone'],
		['Telefon (opcjonalny)', 'phone'],
		['Numer telefonu klienta', 'phone'],
		['Twoje imię', 'firstName'],
		['Contact Last Name', 'lastName'],
		['Client Name', 'firstName'],
	])('reads %s, which says whose it is', (title, field) => {
		expect(columns.read({ [title]: 'Jan' })).toMatchObject({
			ok: true,
			value: { values: { [field]: 'Jan' } },
		});
	});

	it('says what a column may be called', () => {
		const reading = columns.read({ id: 7, Email: 'jan@example.com' });
		const { message, description } = sourceMessage(
			reading.ok ? reading.value.missing('crk') : reading.reason,
		);
		expect(message).toBe(
			'Response Key is missing: this item has no column called like it, or the column is empty',
		);
		expect(description).toContain('crk, Response Key, Survey Response Key, Klucz odpowiedzi');
	});

	it('has a notice of its own', () => {
		expect(sourceNotice(columns)).toMatch(/^Fills each field from the column called like it/);
	});
});
