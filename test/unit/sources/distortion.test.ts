import fc from 'fast-check';

import { languageCode } from '../../../nodes/SurveyLab/sources/languages';
import { sourceNamed, SOURCES } from '../../../nodes/SurveyLab/sources';
import { SURVEY_FIELDS, type FieldTexts } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { runs } from '../../properties';
import { itemOf, SAMPLES, type Sample } from '../../sources/samples';
import { prepareContact, type Prepared } from './prepared';

interface OwnPaths {
	readonly email: readonly string[];
	readonly crk: readonly string[];
}

/**
 * Where sources say, by the vendors' documentation, who the customer is and what the key is; `[]` stands for
 * any entry of a list. Written down here once more, so that a source is not compared with itself. For a source
 * that is not here it is read off the samples: wherever what they expect stands in them.
 */
const OWN: Record<string, OwnPaths> = {
	chatwoot: { email: ['meta.sender.email'], crk: ['id'] },
	freshdesk: {
		email: [
			...['freshdesk_webhook.ticket_contact_email', 'freshdesk_webhook.requester_email'],
			...['freshdesk_webhook.ticket_requester_email', 'ticket_requester_email'],
			...['ticket_contact_email', 'requester_email'],
		],
		crk: ['freshdesk_webhook.ticket_id', 'ticket_id'],
	},
	gorgias: { email: ['customer_email', 'ticket.customer.email'], crk: ['ticket_id', 'ticket.id'] },
	helpScout: { email: ['primaryCustomer.email'], crk: ['number'] },
	hubspot: { email: ['properties.email.value', 'properties.email'], crk: ['vid', 'id'] },
	intercom: {
		email: ['data.item.source.author.email', 'data.item.user.email'],
		crk: ['data.item.id'],
	},
	jira: {
		email: [
			'issue.fields.reporter.emailAddress',
			'fields.reporter.emailAddress',
			'Reporter.emailAddress',
		],
		crk: ['issue.key', 'key'],
	},
	pipedrive: {
		email: [
			'data.emails.[].value',
			'current.primary_email',
			'current.email.[].value',
			'emails.[].value',
			'emails.[]',
			'email.[].value',
			'Email.[].value',
		],
		crk: ['data.id', 'current.id', 'id', 'ID'],
	},
	pipedriveDeal: { email: ['person_id.email.[].value'], crk: ['data.id', 'current.id', 'id'] },
	salesforce: { email: ['Email'], crk: ['Id'] },
	salesforceCase: {
		email: ['ContactEmail', 'Contact.Email', 'SuppliedEmail'],
		crk: ['CaseNumber'],
	},
	shopify: { email: ['email', 'contact_email', 'customer.email'], crk: ['name'] },
	tawkTo: { email: ['visitor.email', 'chat.visitor.email'], crk: ['chatId', 'chat.id'] },
	wooCommerce: { email: ['billing.email'], crk: ['number'] },
	zammad: { email: ['ticket.customer.email'], crk: ['ticket.number'] },
	zendesk: {
		email: [
			'ticket.requester.email',
			'ticket.via.source.from.address',
			'via.source.from.address',
			'email',
		],
		crk: ['ticket.id', 'id'],
	},
	zohoDesk: { email: ['payload.email', 'payload.contact.email'], crk: ['payload.ticketNumber'] },
};

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** What must stand beside a value of these paths, for it to be a customer's, or a ticket's. */
const WHO: Record<string, Record<string, (root: unknown) => boolean>> = {
	intercom: {
		'data.item.source.author.email': (root) =>
			['user', 'lead', 'contact'].includes(single(root, 'data.item.source.author.type')),
		'data.item.user.email': (root) =>
			['user', 'lead', 'contact'].includes(single(root, 'data.item.user.type')),
	},
	zendesk: {
		'ticket.via.source.from.address': (root) =>
			single(root, 'ticket.requester_id') !== '' &&
			isSame(single(root, 'ticket.requester_id'), single(root, 'ticket.submitter_id')),
		'via.source.from.address': (root) =>
			single(root, 'requester_id') !== '' &&
			isSame(single(root, 'requester_id'), single(root, 'submitter_id')),
		email: (root) => single(root, 'role') === 'end-user' && single(root, 'locale') !== '',
		id: (root) => single(root, 'requester_id') !== '',
	},
};

const NOT_PAID = [
	...['unpaid', 'expired', 'open', 'draft', 'void', 'uncollectible', 'failed', 'pending'],
	...['processing', 'canceled', 'requires_payment_method', 'requires_confirmation'],
	...['requires_action', 'requires_capture'],
];

/** Whom these sources refuse, by what stands anywhere in the item beside the address. */
const REFUSED: Record<string, (root: unknown) => boolean> = {
	baselinker: (root) =>
		raw(root, 'confirmed').some((value) =>
			/^\s*(?:false|0)\s*$/i.test(
				['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '',
			),
		),
	calendly: (root) =>
		raw(root, 'event').includes('invitee.canceled') ||
		isWord(root, ['event'], /^invitee_no_show\.created$/i) ||
		['payload.', 'resource.', ''].some(
			(invitee) =>
				raw(root, `${invitee}status`).includes('canceled') ||
				raw(root, `${invitee}no_show`).some(isObject),
		),
	hubspot: (root) =>
		['hs_email_optout', 'hs_email_bad_address'].some((name) =>
			[`properties.${name}`, `properties.${name}.value`].some((path) =>
				raw(root, path).some((value) => value === true || /^\s*true\s*$/i.test(textOf(value))),
			),
		) ||
		['', '.value'].some((end) => isText(root, `properties.hs_email_hard_bounce_reason_enum${end}`)),
	jira: (root) =>
		['issue.fields.reporter', 'fields.reporter', 'Reporter'].some(
			(reporter) =>
				raw(root, `${reporter}.accountType`).includes('app') ||
				isWord(root, [`${reporter}.emailAddress`], /@connect\.atlassian\.com$/i),
		),
	idosell: (root) =>
		isWord(
			root,
			['orderDetails.orderStatus'],
			/^(?:(?:all_)?canceled|lost|payment_waiting|returned|false)$/i,
		),
	magento: (root) =>
		isWord(
			root,
			['state', 'status'],
			/^(?:pending_payment|payment_review|fraud|canceled|closed)$/i,
		),
	salesforce: (root) =>
		raw(root, 'attributes.type').includes('User') ||
		(raw(root, 'attributes.type').every((type) => type === undefined) &&
			single(root, 'Id').startsWith('005')) ||
		['HasOptedOutOfEmail', 'IsEmailBounced'].some((name) => isTrue(root, name)) ||
		isText(root, 'EmailBouncedDate'),
	salesforceCase: (root) =>
		['HasOptedOutOfEmail', 'IsEmailBounced'].some((name) => isTrue(root, `Contact.${name}`)) ||
		isText(root, 'Contact.EmailBouncedDate'),
	shopify: (root) =>
		/^gid:\/\/shopify\/(?!Order\/)\w+\//.test(single(root, 'admin_graphql_api_id')) ||
		(!/^gid:\/\/shopify\/\w+\//.test(single(root, 'admin_graphql_api_id')) &&
			/^#(?:D\d|\d+\.\d+$)/.test(single(root, 'name'))) ||
		isText(root, 'cancelled_at') ||
		isWord(root, ['financial_status'], /^(?:voided|refunded)$/i) ||
		(isText(root, 'abandoned_checkout_url') && !isText(root, 'completed_at')),
	stripe: (root) =>
		['data.object.status', 'data.object.payment_status', 'status'].some((path) =>
			raw(root, path).some((value) => NOT_PAID.includes(textOf(value).trim().toLowerCase())),
		) ||
		['data.object.captured', 'captured'].some((path) => raw(root, path).includes(false)) ||
		['data.object.refunded', 'refunded'].some((path) => isTrue(root, path)),
	wooCommerce: (root) =>
		isWord(
			root,
			['status'],
			/^(?:cancelled|trash|pending|failed|refunded|checkout-draft|auto-draft)$/i,
		),
	workable: (root) =>
		['data.', 'candidate.', ''].some((candidate) =>
			['stage', 'stage_kind'].some((stage) =>
				raw(root, candidate + stage).some((value) => /^sourced$/i.test(textOf(value))),
			),
		),
	zammad: (root) =>
		raw(root, 'ticket.customer.roles').some((value) => {
			const roles: unknown[] = Array.isArray(value)
				? value.map((role: unknown) => own(role, 'name')[0] ?? role)
				: textOf(value)
						.split(',')
						.filter((role) => textOf(role) !== '')
						.map((role) => role.trim());
			return roles.length > 0 && !roles.includes('Customer');
		}),
	zohoCrm: (root) =>
		isTrue(root, 'Email_Opt_Out') ||
		raw(root, 'data').some((list) => own(list, '0').some((lead) => isTrue(lead, 'Email_Opt_Out'))),
	zendesk: (root) =>
		raw(root, 'ticket.requester.role').some(
			(role) => textOf(role).trim() !== '' && !/^end[-_ ]?user$/i.test(textOf(role).trim()),
		),
};

/** What the messages about such people say. */
const REFUSALS =
	/is not a customer$|has opted out of email$|came back$|is not an order yet$|is not paid$|was refunded$|was cancelled$|did not come$|has not applied$/;
const NOBODY =
	/is a relay address of a marketplace$|belongs to a machine that takes no reply, or to nobody$/;
const UNFIT =
	/no[._-]?repl|nie[._-]?odpowiada|antworten|repondre|responder|neodpov|(?:do[._-]?not|dont|never)[._-]?repl|^mail|^postmaster|bounce|\.invalid\.?$|@.*(?:allegromail|amazon|bol|booking|ebay|kaufland|manomano|mirakl|reverb|temuemail|tiktokw|walmart)/i;

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null;
}

function own(value: unknown, key: string): unknown[] {
	if (!isObject(value)) return [];
	if (key === '[]') return Array.isArray(value) ? (value as unknown[]) : [];
	return Object.prototype.hasOwnProperty.call(value, key) ? [value[key]] : [];
}

/** Every text or number that stands at a path, as one exact key or step by step. */
function found(root: unknown, path: string): string[] {
	let places: unknown[] = [root];
	for (const step of path.split('.')) places = places.flatMap((place) => own(place, step));
	return [...own(root, path), ...places].flatMap((value) => {
		const text =
			typeof value === 'number' && Number.isFinite(value) ? shownNumber(value) : textOf(value);
		return text === '' ? [] : [text.trim()];
	});
}

function shownNumber(value: number): string {
	return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();
}

/** Whatever stands at a path. */
function raw(root: unknown, path: string): unknown[] {
	let places: unknown[] = [root];
	for (const step of path.split('.')) places = places.flatMap((place) => own(place, step));
	return [...own(root, path), ...places];
}

function textOf(value: unknown): string {
	return typeof value === 'string' && /[^\s\p{Cc}]/u.test(value) ? value : '';
}

function isText(root: unknown, path: string): boolean {
	return raw(root, path).some((value) => textOf(value) !== '');
}

function isTrue(root: unknown, path: string): boolean {
	return raw(root, path).some((value) => value === true || /^\s*true\s*$/i.test(textOf(value)));
}

function isWord(root: unknown, paths: readonly string[], word: RegExp): boolean {
	return paths.some((path) => raw(root, path).some((value) => word.test(textOf(value).trim())));
}

function single(root: unknown, path: string): string {
	return found(root, path)[0] ?? '';
}

function roots(json: unknown, source = ''): unknown[] {
	const [body] = own(json, 'body');
	const bare = [json, ...(Array.isArray(body) ? body.slice(0, 1) : [body])];
	// Airtable's.
	return source === 'columns' ? [...bare, ...bare.flatMap((root) => own(root, 'fields'))] : bare;
}

/** Every path in a sample at which a text stands that holds the expected one. */
function pathsTo(value: unknown, expected: string | undefined, path = ''): string[] {
	if (expected === undefined) return [];
	if (typeof value === 'string' || typeof value === 'number')
		return String(value).includes(expected) ? [path] : [];
	if (!isObject(value)) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		pathsTo(
			inner,
			expected,
			`${path}${path === '' ? '' : '.'}${Array.isArray(value) ? '[]' : key}`,
		),
	);
}

function readOff(source: string): OwnPaths {
	const paths = (field: 'email' | 'crk') => [
		...new Set(
			SAMPLES.filter((sample) => sample.source === source).flatMap(({ item, expect: values }) =>
				roots(item, source).flatMap((root) => pathsTo(root, values[field])),
			),
		),
	];
	return { email: paths('email'), crk: paths('crk') };
}

const ownPaths = new Map(SOURCES.map(({ id }) => [id, OWN[id] ?? readOff(id)]));

/** What the payload holds at the source's own paths; with `who`, only where the person is a customer. */
function held(source: string, field: 'email' | 'crk', json: unknown, who: boolean): string[] {
	return roots(json, source).flatMap((root) =>
		(ownPaths.get(source)?.[field] ?? []).flatMap((path) => {
			return who && WHO[source]?.[path]?.(root) === false ? [] : found(root, path);
		}),
	);
}

// --- Distortions ------------------------------------------------------------------------------

interface Place {
	readonly parent: Json;
	readonly key: string;
}

/** Every place in the payload, also in cyclic ones, but not without end. */
function placesIn(root: Json): Place[] {
	const places: Place[] = [];
	const seen = new Set<unknown>();
	const open: Json[] = [root];
	while (open.length > 0 && places.length < 3000) {
		const parent = open.pop()!;
		if (seen.has(parent)) continue;
		seen.add(parent);
		for (const key of Object.keys(parent)) {
			places.push({ parent, key });
			const value = parent[key];
			if (isObject(value)) open.push(value);
		}
	}
	return places;
}

/** Also for `__proto__`, which an assignment would not store. */
function put(object: Json, key: string, value: unknown): void {
	if (Array.isArray(object) && key === 'length') return;
	Object.defineProperty(object, key, {
		value,
		enumerable: true,
		configurable: true,
		writable: true,
	});
}

function take({ parent, key }: Place): unknown {
	const value = parent[key];
	if (Array.isArray(parent)) parent.splice(Number(key), 1);
	else delete parent[key];
	return value;
}

function cyclic(): Json {
	const object: Json = { toString: 'Done' };
	object.self = object;
	object.list = [object];
	return object;
}

function deep(): unknown {
	let value: unknown = 'lukasz.zbik@support.example.com';
	for (let level = 0; level < 20_000; level += 1) value = level % 2 === 0 ? [value] : { value };
	return value;
}

const OTHER_VALUES: ReadonlyArray<(old: unknown) => unknown> = [
	() => 0,
	() => -1.5,
	() => 1e21,
	() => NaN,
	() => Infinity,
	() => true,
	() => false,
	() => [],
	() => ({}),
	() => 'text',
	() => 'two@signs@example.org',
	() => '\0',
	() => '\u0001',
	() => '\uD800',
	() => '.',
	() => 'x'.repeat(70),
	() => 'x'.repeat(9000),
	() => new Date(0),
	() => Symbol('x'),
	() => () => 'called@example.org',
	() => 7n,
	() => Object.create(null),
	() => JSON.parse('{"__proto__":{"email":"lukasz.zbik@support.example.com"},"toString":"Done"}'),
	(old) => (isObject(old) ? Object.values(old) : [old]),
	(old) => (Array.isArray(old) ? { ...(old as unknown[]) } : String(typeof old)),
	// What was the payload's own is only inherited.
	(old) =>
		isObject(old) ? Object.create(old) : Object.create({ value: old, email: old, id: old }),
	() => cyclic(),
	() => deep(),
];

const STRANGE_KEYS = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'valueOf',
	'hasOwnProperty',
	'length',
	'',
	'.',
	'a.b',
	'0',
	'x',
];
const NOTHING = [null, undefined, '', ' \n'];

type Step =
	| {
			readonly kind: 'remove' | 'hide' | 'rename' | 'retype' | 'wrap' | 'repeat';
			readonly at: number;
			readonly pick: number;
	  }
	/** These may put one part of the payload where another belongs. */
	| { readonly kind: 'swap' | 'move' | 'frame'; readonly at: number; readonly pick: number };

const KINDS: ReadonlyArray<Step['kind']> = [
	'remove',
	'hide',
	'rename',
	'retype',
	'wrap',
	'repeat',
	'swap',
	'move',
	'frame',
];

const step: fc.Arbitrary<Step> = fc.record({
	kind: fc.constantFrom(...KINDS),
	at: fc.nat(1_000_000),
	pick: fc.nat(1_000_000),
});

function nth<T>(list: readonly T[], number: number): T {
	return list[number % list.length]!;
}

/** Keys that the paths of all sources use: a part that takes such a name may come to be read. */
const TELLING_KEYS = [
	...new Set(
		[...ownPaths.values()].flatMap(({ email, crk }) =>
			[...email, ...crk].flatMap((path) => [path, ...path.split('.')]),
		),
	),
	...['body', 'role', 'locale', 'type', 'requester_id', 'submitter_id', 'primary'],
].filter((key) => !key.includes('[]'));

function apply(root: Json, { kind, at, pick }: Step): Json {
	const places = placesIn(root);
	if (places.length === 0) return root;
	const place = nth(places, at);
	const { parent, key } = place;
	const old = parent[key];
	switch (kind) {
		case 'remove':
			take(place);
			return root;
		case 'hide':
			put(parent, key, nth(NOTHING, pick));
			return root;
		case 'rename':
			if (!Array.isArray(parent)) put(parent, nth(STRANGE_KEYS, pick), take(place));
			return root;
		case 'retype':
			put(parent, key, nth(OTHER_VALUES, pick)(old));
			return root;
		case 'wrap':
			put(parent, key, pick % 2 === 0 ? [old] : { wrapped: old });
			return root;
		case 'repeat':
			put(parent, key, [old, old]);
			return root;
		case 'swap': {
			const other = nth(places, pick);
			const theirs = other.parent[other.key];
			put(parent, key, theirs);
			put(other.parent, other.key, old);
			return root;
		}
		case 'move':
			if (!Array.isArray(parent)) put(parent, nth(TELLING_KEYS, pick), old);
			return root;
		case 'frame':
			return nth<Json>(
				[
					{ body: root },
					{ body: [root] },
					{ body: [root, root] },
					{ wrapped: root },
					[root] as unknown as Json,
				],
				pick,
			);
	}
}

const MOVES: ReadonlySet<Step['kind']> = new Set(['swap', 'move', 'frame']);

// --- What must hold ---------------------------------------------------------------------------

const LABELS = SURVEY_FIELDS.map(({ label }) => label);

const isRefused = (source: string, json: unknown) =>
	roots(json).some((root) => REFUSED[source]?.(root) === true);

/** What is sent of a text: without control characters, which become blanks, and halves of characters. */
function asSent(text: string): string {
	return (
		text
			.replace(/\p{Surrogate}/gu, '\uFFFD')
			// eslint-disable-next-line no-control-regex
			.replace(/[\u0001-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
			.trim()
	);
}

function checkSentence(
	source: string,
	{ message, description }: NonNullable<Prepared['sentence']>,
	json: unknown,
): void {
	const isKnown = OWN[source] !== undefined;
	expect(description).toMatch(/Nothing was sent for this item\.$/);
	if (REFUSALS.test(message)) {
		if (isKnown && !isRefused(source, json)) {
			expect(message).toMatch(/is not a customer$/);
			expect(held(source, 'email', json, true)).toEqual([]);
			expect(held(source, 'email', json, false)).not.toEqual([]);
		}
	} else if (NOBODY.test(message)) {
		// In a table the columns may be called in many ways.
		const addresses =
			source === 'columns'
				? placesIn(json as Json).map(({ parent, key }) => textOf(parent[key]))
				: held(source, 'email', json, true);
		expect(addresses.some((email) => UNFIT.test(email))).toBe(true);
	} else if (/^This item holds \d+ events/.test(message)) {
		expect(Array.isArray(own(json, 'body')[0])).toBe(true);
	} else if (message.startsWith('Email is missing')) {
		const addresses = held(source, 'email', json, true);
		// Bare texts in a list are addresses only if the first one looks like one.
		const bare = roots(json).flatMap((root) => found(root, 'emails.[]'));
		if (isKnown)
			expect(addresses.filter((text) => source !== 'pipedrive' || !bare.includes(text))).toEqual(
				[],
			);
	} else if (message.startsWith('Response Key is missing')) {
		if (isKnown) expect(held(source, 'crk', json, true)).toEqual([]);
	} else {
		expect(LABELS.some((name) => message.includes(name))).toBe(true);
	}
}

/** Told of a source that is read off its samples: a key may be a part of what stands there. */
function expectHeld(source: string, texts: readonly string[], value: string | undefined): void {
	if (OWN[source] !== undefined) expect(texts).toContain(value);
	else expect(texts.some((text) => text.includes(value ?? ''))).toBe(true);
}

async function check({ source, item }: Sample, steps: readonly Step[]): Promise<Prepared> {
	const distorted = steps.reduce(apply, structuredClone(item) as Json);
	const prepared = await prepareContact(source, distorted);
	if (prepared.sentence !== undefined) {
		checkSentence(source, prepared.sentence, distorted);
		return prepared;
	}
	const { email, crk } = prepared.request;
	expect(isRefused(source, distorted)).toBe(false);
	// In a table the columns may be called in many ways.
	if (source === 'columns') return prepared;
	expectHeld(source, held(source, 'email', distorted, true), email);
	expectHeld(source, held(source, 'crk', distorted, true).map(asSent), crk);
	if (!steps.some(({ kind }) => MOVES.has(kind))) {
		expectHeld(source, held(source, 'email', item, false), email);
		if (!steps.some(({ kind }) => kind === 'retype'))
			expectHeld(source, held(source, 'crk', item, false), crk);
	}
	return prepared;
}

const withCustomer = SAMPLES.filter(
	({ source, item }) => held(source, 'email', item, true).length > 0,
);

describe('what the samples hold at the own paths of a source', () => {
	it('is the customer, never the agent', () => {
		expect(new Set(withCustomer.map(({ source }) => source)).size).toBe(SOURCES.length);
		for (const { title, source, item } of SAMPLES) {
			for (const email of held(source, 'email', item, true))
				expect([title, email]).not.toEqual([
					title,
					expect.stringMatching(/zbik|support|cc\.person/),
				]);
		}
	});
});

describe('a payload of which any parts are removed, emptied, renamed, of another type, wrapped or swapped', () => {
	it.each(SOURCES.map(({ id }) => id))(
		'gives a request for the right person or a sentence, never an exception: %s',
		async (id) => {
			const samples = SAMPLES.filter(({ source }) => source === id);
			const seen = { request: 0, sentence: 0 };
			await fc.assert(
				fc.asyncProperty(
					fc.constantFrom(...samples),
					fc.array(step, { maxLength: 6 }),
					async (sample, steps) => {
						const { request } = await check(sample, steps);
						seen[request === undefined ? 'sentence' : 'request'] += 1;
					},
				),
				runs(10_000),
			);
			// Neither branch is tested in vain.
			expect(seen.request).toBeGreaterThan(20);
			expect(seen.sentence).toBeGreaterThan(20);
		},
	);

	it('does so, too, where only what leads to email and key is touched', async () => {
		const leads = (source: string, key: string) =>
			Object.values(ownPaths.get(source)!).some((paths: readonly string[]) =>
				paths.some((path) => path === key || path.split('.').includes(key)),
			);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...withCustomer),
				fc.array(step, { minLength: 1, maxLength: 3 }),
				async (sample, steps) => {
					const clone = structuredClone(sample.item) as Json;
					const places = placesIn(clone);
					const telling = places.flatMap(({ key }, at) =>
						leads(sample.source, key) || /type|role|_id$|locale|primary/.test(key) ? [at] : [],
					);
					const aimed = steps.map((one) => ({ ...one, at: nth(telling, one.at) }));
					await check(sample, aimed);
				},
			),
			runs(20_000),
		);
	});
});

describe('a whole agent in the place of the customer', () => {
	const agent = {
		type: 'admin',
		id: '2040118',
		name: 'Łukasz Żbik',
		email: 'lukasz.zbik@support.example.com',
	};

	it.each([
		['author', 0],
		['user', 1],
	])('is not invited by Intercom, whoever put him there: %s', async (place, item) => {
		const clone = itemOf('intercom_conversation_closed', item) as unknown as {
			body: { data: { item: Json } };
		};
		if (place === 'user') clone.body.data.item.user = agent;
		else (clone.body.data.item.source as Json).author = agent;
		const { sentence } = await prepareContact('intercom', clone);
		expect(sentence?.message).toBe('The person named in this Intercom item is not a customer');
	});
});

describe('an item that is anything at all', () => {
	it('gives a request or a sentence, never an exception', async () => {
		const anything = fc.anything({
			withNullPrototype: true,
			withBigInt: true,
			withDate: true,
			withMap: true,
			withSparseArray: true,
		});
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...SOURCES), anything, async ({ id }, json) => {
				const { sentence } = await prepareContact(id, json);
				if (sentence !== undefined)
					expect(sentence.description).toMatch(/Nothing was sent for this item\.$/);
			}),
			runs(20_000),
		);
	});
});

// --- Whom and what no source lets through -------------------------------------------------------

const MACHINES = [
	...[
		'no-reply@example.com',
		'NOREPLY@example.com',
		'shop_noreply+7@example.com',
		'donotreply@example.com',
	],
	...['mailer-daemon@example.com', 'postmaster@example.com', 'bounces+7@example.com'],
	...['a+7@allegromail.pl', 'b7@marketplace.amazon.co.uk', 'c7@members.ebay.com'],
];
/** Links that open something, or that are for programs. */
const LINKS = [
	...[
		'https://shop.example.com/o/7?key=SECRET',
		'https://shop.example.com/o/7?x=1&access_token=SECRET',
	],
	...['shop.example.com/o/7#token=SECRET', 'https://shop.example.com/authenticate?KEY=SECRET'],
	...[
		'https://acme.example.com/rest/api/2/issue/7',
		'https://acme.example.com/api/v2/tickets/7.json',
	],
	...[
		'https://acme.example.com/wp-json/wc/v3/orders/7',
		'https://api.example.com/7',
		'javascript:alert(1)',
	],
	...['https://user:SECRET@shop.example.com/o/7', 'x key=SECRET'],
];
/** Where senders put the page that a visitor was on. */
const VISITORS_PAGES =
	/^(?:referer|referrer|landing_site|referring_site|source_url)$|\.source\.url$/;

/** The sample with another text wherever one stands for which that is wanted. */
function withTexts(
	item: unknown,
	other: (text: string, path: string) => string,
	path = '',
): unknown {
	if (typeof item === 'string') return other(item, path);
	if (!isObject(item)) return item;
	const entries = Object.entries(item).map(
		([key, value]) => [key, withTexts(value, other, path === '' ? key : `${path}.${key}`)] as const,
	);
	return Array.isArray(item) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function valuesOf(source: string, item: unknown): { values: FieldTexts; isRefused: boolean } {
	const reading = sourceNamed(source)!.read(item);
	return reading.ok
		? { values: reading.value.values, isRefused: reading.value.refusal !== undefined }
		: { values: {}, isRefused: true };
}

const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);
const isLink = (text: string, path: string) =>
	/^https?:|^[\w-]+(?:\.[\w-]+)+\//.test(text) || /url|link|href|referr?er|self/i.test(path);

describe('whatever a sender puts into its items', () => {
	it('no machine and no relay is invited', () => {
		const invited = SAMPLES.filter(({ refused }) => refused === undefined);
		let refusals = 0;
		fc.assert(
			fc.property(
				fc.constantFrom(...invited),
				fc.constantFrom(...MACHINES),
				fc.array(step, { maxLength: 3 }),
				({ source, item }, machine, steps) => {
					const given = withTexts(item, (text) => (isAddress(text) ? machine : text));
					const distorted = steps.reduce(apply, structuredClone(given) as Json);
					const { values, isRefused } = valuesOf(source, distorted);
					refusals += isRefused ? 1 : 0;
					// A list of addresses is refused later on.
					if (!isRefused && isAddress(values.email ?? '')) expect(values.email).not.toMatch(UNFIT);
				},
			),
			runs(20_000),
		);
		expect(refusals).toBeGreaterThan(50);
	});

	it('no referrer opens something or leads to a way for programs', () => {
		let referrers = 0;
		fc.assert(
			fc.property(
				fc.constantFrom(...SAMPLES),
				fc.infiniteStream(fc.constantFrom(...LINKS)),
				fc.array(step, { maxLength: 3 }),
				({ source, item }, links, steps) => {
					const given = withTexts(item, (text, path) =>
						isLink(text, path) ? (links.next().value as string) : text,
					);
					const distorted = steps.reduce(apply, structuredClone(given) as Json);
					const { referrer } = valuesOf(source, distorted).values;
					referrers += referrer === undefined ? 0 : 1;
					expect(referrer ?? '').not.toMatch(/(?:key|token)=|SECRET|javascript:/i);
					expect(referrer ?? '').not.toMatch(/\/(?:rest|api|wp-json)\/|\/\/api\.|\.json$/);
				},
			),
			runs(20_000),
		);
		expect(referrers).toBeGreaterThan(10);
	});

	it("no referrer holds what a visitor's page carried behind it", () => {
		const pages = SAMPLES.flatMap(({ source, item }) => {
			let places = 0;
			const marked = withTexts(item, (text, path) => {
				if (!VISITORS_PAGES.test(path.split('.').at(-1) ?? '') && !/\.source\.url$/.test(path))
					return text;
				places += 1;
				return 'https://shop.example.com/page?visitor=1#visitor';
			});
			return places === 0 || source === 'columns' ? [] : [{ source, marked }];
		});
		expect(pages.map(({ source }) => source)).toEqual(
			expect.arrayContaining(['chatwoot', 'intercom']),
		);
		for (const { source, marked } of pages)
			expect(valuesOf(source, marked).values.referrer ?? '').not.toContain('visitor');
	});

	it('every language is two letters of a language that is known', () => {
		for (const { source, item } of SAMPLES) {
			const { language } = valuesOf(source, item).values;
			if (language !== undefined) expect(languageCode(language)).toBe(language);
		}
	});
});
