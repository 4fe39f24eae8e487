import type { IDataObject } from 'n8n-workflow';

import type { Message } from '../../../nodes/SurveyLab/messages/message';
import { sourceMessage } from '../../../nodes/SurveyLab/messages/sources';
import { sourceNamed } from '../../../nodes/SurveyLab/sources';
import type { FieldTexts } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { itemOf, SAMPLES } from '../../sources/samples';

const AGENT = /lukasz|łukasz|żbik|zbik/i;

interface Reading {
	readonly values: FieldTexts;
	/** What is said of somebody who is not to be invited. */
	readonly refusal: Message | undefined;
	missing(field: 'email' | 'crk'): Message;
}

function reading(id: string, json: unknown): Reading {
	const read = sourceNamed(id)!.read(json);
	if (!read.ok) throw new Error(sourceMessage(read.reason).message);
	const { values, refusal, missing } = read.value;
	return {
		values,
		refusal: refusal && sourceMessage(refusal),
		missing: (field) => sourceMessage(missing(field)),
	};
}

function valuesOf(id: string, json: unknown): FieldTexts {
	return reading(id, json).values;
}

/** As a Webhook node would hand it over, or as the event without the Webhook node's frame. */
function otherFrame(json: IDataObject): IDataObject {
	const { body } = json as { body?: IDataObject | IDataObject[] };
	if (body === undefined)
		return {
			headers: {},
			params: {},
			query: {},
			body: json,
			webhookUrl: 'https://n8n.example.com/webhook/1',
		};
	return Array.isArray(body) ? body[0]! : body;
}

/** Samples that are read at all, and do not need a header. */
const READ = SAMPLES.filter(
	({ source, item }) =>
		sourceNamed(source)!.read(item).ok &&
		(item.headers as IDataObject | undefined)?.['x-shopify-shop-domain'] === undefined,
);

describe('every sample', () => {
	it.each(READ)(
		'gives the same under "body" and bare: $title',
		({ source, item, expect: values }) => {
			expect(valuesOf(source, otherFrame(item))).toEqual(values);
		},
	);

	it('never gives the agent', () => {
		for (const { source, item } of READ)
			expect(JSON.stringify(valuesOf(source, item))).not.toMatch(AGENT);
	});

	it.each(READ.filter(({ source }) => source !== 'columns'))(
		'says what is missing at which paths: $title',
		({ source, item }) => {
			const { missing } = reading(source, item);
			const { places, label } = sourceNamed(source)!;
			for (const [field, name] of [
				['email', 'Email'],
				['crk', 'Response Key'],
			] as const) {
				const { message, description } = missing(field);
				expect(message).toBe(`${name} is missing in the data from ${label}`);
				const tried = places.find((row) => row.field === field)!.places;
				expect(tried.length).toBeGreaterThan(0);
				expect(description).toContain(
					`Looked for it at ${tried.map(({ shown }) => shown.split(' + ').join(', ')).join(', ')}. `,
				);
			}
		},
	);
});

describe('a missing value', () => {
	it('is told with every path that was tried, in order', () => {
		const { description } = reading('zendesk', {}).missing('email');
		expect(description).toBe(
			'Looked for it at ticket.requester.email, ticket.via.source.from.address, via.source.from.address, email. Check what this node gets from Zendesk and whether the person gave it, or set Email yourself under Additional Fields. Nothing was sent for this item.',
		);
	});

	it.each([
		undefined,
		null,
		'',
		' ',
		'\t\n',
		NaN,
		Infinity,
		true,
		false,
		{},
		[],
		{ value: 'a@example.com' },
		['a@example.com'],
	])('gives way to the next path: %j', (nothing) => {
		const order = {
			...itemOf('shopify_trigger_orders_fulfilled'),
			email: nothing,
			phone: nothing,
			contact_email: 'next@example.com',
		};
		expect(valuesOf('shopify', order).email).toBe('next@example.com');
		const bare = {
			freshdesk_webhook: { ticket_url: nothing, ticket_portal_url: 'https://portal.example.com/7' },
			ticket_url: 'later',
		};
		expect(valuesOf('freshdesk', bare as IDataObject).referrer).toBe(
			'https://portal.example.com/7',
		);
	});

	it.each([undefined, null, '', ' '])(
		'gives way on the item itself to what stands under "body": %j',
		(nothing) => {
			expect(valuesOf('chatwoot', { id: nothing, body: { id: 7 } })).toEqual({ crk: '7' });
		},
	);

	it('of an order is not that of another part of the order', () => {
		const order = itemOf('woocommerce_trigger_order_updated');
		(order.billing as IDataObject).first_name = '';
		(order.billing as IDataObject).last_name = null;
		(order.billing as IDataObject).email = undefined;
		expect(valuesOf('wooCommerce', order)).toEqual({
			crk: '1843',
			referrer: 'https://shop.example.com/wp-admin/post.php?post=1843&action=edit',
		});
	});
});

describe('Zendesk', () => {
	const flat = itemOf('zendesk_trigger');
	const expected = valuesOf('zendesk', flat);

	function nested(): IDataObject {
		const root: IDataObject = {};
		for (const [key, value] of Object.entries(flat)) {
			const steps = key.split('.');
			const last = steps.pop()!;
			let place = root;
			for (const step of steps) place = (place[step] ??= {}) as IDataObject;
			place[last] = value;
		}
		return root;
	}

	it('may have flat keys or the same nested, on the item or under "body"', () => {
		expect(nested()).toMatchObject({ ticket: { id: '48213', requester: { language: 'Polski' } } });
		for (const json of [flat, nested(), { body: flat }, { body: nested() }, { body: [flat] }]) {
			expect(valuesOf('zendesk', json)).toEqual(expected);
		}
	});

	it('prefers the flat key, and takes the nested value where the flat one is blank', () => {
		expect(valuesOf('zendesk', { 'ticket.id': '1', ticket: { id: '2' } }).crk).toBe('1');
		expect(valuesOf('zendesk', { 'ticket.id': ' ', ticket: { id: '2' } }).crk).toBe('2');
	});

	it('splits the full name where first and last name are missing', () => {
		const json = { ...flat, 'ticket.requester.first_name': '', 'ticket.requester.last_name': '' };
		expect(valuesOf('zendesk', json)).toMatchObject({ firstName: 'Zażółć', lastName: 'Gęślą' });
	});

	it('never gives the id or the address of a user as those of a ticket', () => {
		for (const item of [0, 1]) {
			const { crk, referrer } = valuesOf('zendesk', itemOf('zendesk_node_user_get', item));
			expect([crk, referrer]).toEqual([undefined, undefined]);
		}
	});

	it.each(['agent', 'admin', '', null, undefined])(
		'never gives a user whose role is %j',
		(role) => {
			const { values, refusal } = reading('zendesk', {
				...itemOf('zendesk_node_user_get', 1),
				role,
			});
			expect(values).toEqual({});
			expect(refusal?.message).toBe('The person named in this Zendesk item is not a customer');
		},
	);

	it.each([30011122233344, null, undefined, ''])(
		'never gives the sender of a mail that %j sent in for the requester',
		(submitter) => {
			const { values, refusal } = reading('zendesk', {
				...itemOf('zendesk_node_ticket_get'),
				submitter_id: submitter,
			});
			expect(values).toEqual({
				crk: '48213',
				referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
			});
			expect(refusal?.message).toBe('The person named in this Zendesk item is not a customer');
		},
	);
});

describe('Zoho Desk', () => {
	const one = itemOf('zohodesk_webhook');
	const [event] = one.body as unknown as [IDataObject];
	const expected = valuesOf('zohoDesk', one);

	it('posts a list of one event, which Split Out may have taken apart already', () => {
		expect(expected.email).toBe('zazolc.gesla+zd@example.com');
		for (const json of [event, { body: event }, { body: [event] }])
			expect(valuesOf('zohoDesk', json)).toEqual(expected);
	});

	it('that posts several events at once is told to be split, with the number of events', () => {
		const several = sourceNamed('zohoDesk')!.read({ ...one, body: [event, event, event] });
		expect(several).toEqual({
			ok: false,
			reason: { kind: 'severalEvents', source: 'Zoho Desk', count: 3 },
		});
	});

	it('that posts no event has nothing', () => {
		expect(valuesOf('zohoDesk', { ...one, body: [] })).toEqual({});
	});

	it("takes the contact's address where the ticket has none", () => {
		const ticket = event.payload as IDataObject;
		const json = {
			...event,
			payload: {
				...ticket,
				email: null,
				contact: { email: 'contact@example.com', lastName: 'Nowak' },
			},
		};
		expect(valuesOf('zohoDesk', json)).toMatchObject({
			email: 'contact@example.com',
			lastName: 'Nowak',
		});
	});

	it('keeps long ids to the last digit', () => {
		const ticket = { ticketNumber: '47720000003310021' };
		expect(valuesOf('zohoDesk', { payload: ticket }).crk).toBe('47720000003310021');
	});
});

describe('Pipedrive', () => {
	const entry = (value: unknown, primary?: unknown) => ({
		label: 'work',
		value,
		...(primary === undefined ? {} : { primary }),
	});

	it.each([
		[
			'the primary one',
			[entry('a@example.com', false), entry('b@example.com', true)],
			'b@example.com',
		],
		[
			'the first where none is primary',
			[entry('a@example.com', false), entry('b@example.com', false)],
			'a@example.com',
		],
		[
			'the first where nothing is said',
			[entry('a@example.com'), entry('b@example.com')],
			'a@example.com',
		],
		[
			'the first of two primary ones',
			[entry('a@example.com', true), entry('b@example.com', true)],
			'a@example.com',
		],
		[
			'no other than true is primary',
			[entry('a@example.com'), entry('b@example.com', 'true'), entry('c@example.com', 1)],
			'a@example.com',
		],
		['none of an empty list', [], undefined],
		['none of what is no list', { 0: entry('a@example.com', true) }, undefined],
		['none of a list of other things', [null, 7, 'a@example.com'], undefined],
	])('gives %s', (_, emails, email) => {
		for (const json of [
			{ data: { emails } },
			{ current: { email: emails } },
			{ emails },
			{ email: emails },
			{ body: { data: { emails } } },
		]) {
			expect(valuesOf('pipedrive', json as IDataObject).email).toBe(email);
		}
		for (const json of [
			{ data: { phones: emails } },
			{ current: { phone: emails } },
			{ phones: emails },
			{ phone: emails },
		]) {
			expect(valuesOf('pipedrive', json as IDataObject).phone).toBe(email);
		}
	});

	it('reads what Get person returns', () => {
		const { data } = itemOf('pipedrive_trigger_v2') as { data: IDataObject };
		expect(valuesOf('pipedrive', data)).toEqual({
			email: 'zazolc.gesla+pd@example.com',
			crk: '3',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		});
	});

	it('never gives what the person was before', () => {
		const json = itemOf('pipedrive_trigger_v1');
		delete json.current;
		expect(valuesOf('pipedrive', json)).toEqual({});
	});
});

describe('Intercom', () => {
	const closed = (author: IDataObject): IDataObject => {
		const json = itemOf('intercom_conversation_closed') as {
			body: { data: { item: { source: IDataObject } } };
		};
		json.body.data.item.source.author = author;
		return json as unknown as IDataObject;
	};
	const person = { name: 'Łukasz Żbik', email: 'lukasz.zbik@support.example.com' };

	it.each(['user', 'lead', 'contact'])('gives the author who is a %s', (type) => {
		const { values, refusal } = reading(
			'intercom',
			closed({ type, name: 'Anna Nowak', email: 'anna@example.com' }),
		);
		expect(values).toMatchObject({
			email: 'anna@example.com',
			firstName: 'Anna',
			lastName: 'Nowak',
		});
		expect(refusal).toBeUndefined();
	});

	it.each([
		'admin',
		'bot',
		'team',
		'User',
		'',
		' ',
		null,
		undefined,
		true,
		7,
		['user'],
		{ type: 'user' },
	])('gives neither email nor name of an author whose type is %j, and says so', (type) => {
		const { values, refusal } = reading('intercom', closed({ ...person, type } as IDataObject));
		expect(values).toEqual({ crk: '215468700001234', referrer: expect.any(String) });
		expect(JSON.stringify(values)).not.toMatch(AGENT);
		expect(refusal).toEqual({
			message: 'The person named in this Intercom item is not a customer',
			description: expect.stringContaining(
				'Fetch the customer in a node in between and set Email under Additional Fields',
			),
		});
	});

	it('says that the email is missing where an admin has none', () => {
		const { values, refusal } = reading('intercom', closed({ type: 'admin', name: person.name }));
		expect(values).toEqual({ crk: '215468700001234', referrer: expect.any(String) });
		expect(refusal).toBeUndefined();
	});

	it.each(['admin', 'bot', undefined])('gives no user of version 1 whose type is %j', (type) => {
		const json = itemOf('intercom_conversation_closed', 1) as {
			body: { data: { item: { user: unknown } } };
		};
		json.body.data.item.user = { ...person, type };
		const { values, refusal } = reading('intercom', json);
		expect(values).toEqual({ crk: '33110022044', referrer: expect.any(String) });
		expect(refusal?.message).toBe('The person named in this Intercom item is not a customer');
	});

	it('takes nothing from a ping', () => {
		const ping = {
			body: {
				type: 'notification_event',
				topic: 'ping',
				data: { item: { type: 'ping', message: 'something' } },
			},
		};
		expect(valuesOf('intercom', ping)).toEqual({});
	});
});

describe('HubSpot', () => {
	it('leaves out the properties that a contact does not have', () => {
		const contact = itemOf('hubspot_node_contact_get');
		const key = {
			crk: '71030045512',
			referrer: 'https://app.hubspot.com/contacts/14700321/record/0-1/71030045512',
		};
		expect(valuesOf('hubspot', { ...contact, properties: {} })).toEqual(key);
		expect(valuesOf('hubspot', { vid: 7, properties: null })).toEqual({ crk: '7' });
		expect(
			valuesOf('hubspot', {
				...contact,
				properties: undefined,
				'associated-owner': { email: 'a@example.com' },
			}),
		).toEqual(key);
	});
});

describe('Jira', () => {
	it('reads an issue whose changelog hides toString', () => {
		const json = itemOf('jira_trigger_jsm') as { changelog: { items: unknown[] } };
		expect(() => String(json.changelog.items[0])).toThrow();
		expect(valuesOf('jira', json).crk).toBe('HELP-77');
	});

	it.each(['toString', 'valueOf', 'constructor', 'hasOwnProperty', '__proto__'])(
		'reads values beside a key %s',
		(key) => {
			const trap = (object: IDataObject) =>
				Object.defineProperty(object, key, { value: 'Done', enumerable: true });
			const fields = {
				reporter: trap({ emailAddress: 'a@example.com', displayName: 'Anna Nowak' }),
			};
			expect(
				valuesOf('jira', trap({ issue: trap({ key: 'HELP-1', fields: trap(fields) }) })),
			).toEqual({
				email: 'a@example.com',
				crk: 'HELP-1',
				firstName: 'Anna',
				lastName: 'Nowak',
			});
		},
	);

	it('takes an object that hides toString for no value at all', () => {
		expect(
			valuesOf('jira', {
				issue: {
					key: { toString: 'Done' },
					fields: { reporter: { emailAddress: { toString: 'Done' } } },
				},
			}),
		).toEqual({});
	});
});

describe('values that an item only inherits', () => {
	it('do not count', () => {
		const inherited = Object.create({
			email: 'a@example.com',
			name: '#1',
			customer_locale: 'pl',
		}) as IDataObject;
		expect(valuesOf('shopify', inherited)).toEqual({});
		expect(valuesOf('shopify', { body: inherited })).toEqual({});
		const polluting = JSON.parse(
			'{"__proto__":{"email":"a@example.com"},"constructor":{"email":"b@example.com"}}',
		) as IDataObject;
		expect(valuesOf('shopify', polluting)).toEqual({});
	});
});

describe('a number', () => {
	it.each([
		[7, '7'],
		[0, '0'],
		[48213, '48213'],
		[2 ** 53, '9007199254740992'],
		// As n8n shows it: the last digits were lost before any node sees them.
		[820982911946154500, '820982911946154500'],
		[123456789012345680000, '123456789012345680000'],
		[1e21, '1000000000000000000000'],
		[1.5e22, '15000000000000000000000'],
	])('%p becomes the text %s', (id, crk) => {
		expect(valuesOf('chatwoot', { id }).crk).toBe(crk);
	});

	it.each([NaN, Infinity, -Infinity])('%p is none', (id) => {
		expect(valuesOf('chatwoot', { id })).toEqual({});
	});

	it('beyond 2^53 that came as a text keeps every digit', () => {
		expect(valuesOf('chatwoot', { id: '12345678901234567890' }).crk).toBe('12345678901234567890');
	});
});

describe('a full name', () => {
	it.each([
		['jira', (name: unknown) => ({ issue: { fields: { reporter: { displayName: name } } } })],
		[
			'intercom',
			(name: unknown) => ({ data: { item: { source: { author: { type: 'user', name } } } } }),
		],
		['intercom', (name: unknown) => ({ data: { item: { user: { type: 'lead', name } } } })],
		['chatwoot', (name: unknown) => ({ meta: { sender: { name } } })],
		['tawkTo', (name: unknown) => ({ visitor: { name } })],
		['freshdesk', (name: unknown) => ({ freshdesk_webhook: { ticket_contact_name: name } })],
		['freshdesk', (name: unknown) => ({ requester_name: name })],
		['zendesk', (name: unknown) => ({ locale: 'xx', role: 'end-user', name })],
	])('of %s feeds first and last name', (id, json) => {
		expect(valuesOf(id, json('Anna Maria Nowak'))).toEqual({
			firstName: 'Anna Maria',
			lastName: 'Nowak',
		});
		expect(valuesOf(id, json('Madonna'))).toEqual({ firstName: 'Madonna' });
		for (const nothing of ['', ' ', null, undefined, {}, []])
			expect(valuesOf(id, json(nothing))).toEqual({});
	});

	it('is never put together from two places', () => {
		const customer = { first_name: null, last_name: 'Nowak' };
		const shipping = { first_name: 'Jan', last_name: 'Kowalski' };
		expect(valuesOf('shopify', { customer, shipping_address: shipping })).toEqual({
			lastName: 'Nowak',
		});
		expect(valuesOf('shopify', { customer: {}, shipping_address: shipping })).toEqual({
			firstName: 'Jan',
			lastName: 'Kowalski',
		});
	});

	it.each(['V1786031000123456', 'V123456'])('that tawk.to generated is none: %s', (name) => {
		expect(valuesOf('tawkTo', { chatId: 'c', visitor: { name } })).toEqual({ crk: 'c' });
	});
});

describe('what a source normalises', () => {
	it.each([
		['pl-PL', 'pl'],
		['pl_PL', 'pl'],
		['Polish', 'pl'],
		['Polski', 'pl'],
		['en', 'en'],
	])('language %s becomes %s', (text, code) => {
		expect(valuesOf('shopify', { customer_locale: text }).language).toBe(code);
	});

	it.each(['Klingon', '??', 7, 'xx'])('language %p is left out', (text) => {
		expect(valuesOf('shopify', { name: '#1', customer_locale: text })).toEqual({ crk: '#1' });
	});

	it('an address without a scheme gets one; other texts stay', () => {
		expect(valuesOf('zendesk', { 'ticket.url': 'acme.zendesk.com/agent/tickets/7' }).referrer).toBe(
			'https://acme.zendesk.com/agent/tickets/7',
		);
		expect(valuesOf('zendesk', { 'ticket.url': ' http://acme.zendesk.com/7 ' }).referrer).toBe(
			'http://acme.zendesk.com/7',
		);
		expect(valuesOf('zendesk', { 'ticket.url': 'ticket 7' }).referrer).toBe('ticket 7');
	});

	it('neither emails nor keys', () => {
		expect(valuesOf('shopify', { email: 'Shop.Example.com', name: 'shop.example.com/7' })).toEqual({
			email: 'Shop.Example.com',
			crk: 'shop.example.com/7',
		});
	});
});

describe('a date in a column', () => {
	const custom = (value: unknown) => reading('columns', { 'Custom 1': value }).values.custom1;

	it('is written as databases and programs write it', () => {
		expect(custom(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
	});

	it.each([
		['one that is invalid', new Date(NaN)],
		['an object that only looks like one', Object.create(Date.prototype) as unknown],
	])('says nothing when it is %s', (_, value) => {
		expect(custom(value)).toBeUndefined();
	});
});
