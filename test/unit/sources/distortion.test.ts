import fc from 'fast-check';

import { SURVEY_FIELDS } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { sourceNamed, SOURCES } from '../../../nodes/SurveyLab/sources';
import { PAYLOADS, type Payload } from './payloads';
import { prepareContact, type Prepared } from './prepared';

/**
 * Where each source says, by the vendors' documentation, who the customer is and what the key is; `[]`
 * stands for any entry of a list. Written down here once more, so that the table of sources is not
 * compared with itself.
 */
const OWN: Record<string, { email: string[]; crk: string[] }> = {
	chatwoot: { email: ['meta.sender.email'], crk: ['id'] },
	freshdesk: {
		email: ['freshdesk_webhook.ticket_contact_email', 'requester_email'],
		crk: ['freshdesk_webhook.ticket_id', 'ticket_id'],
	},
	gorgias: { email: ['customer_email'], crk: ['ticket_id'] },
	helpScout: { email: ['primaryCustomer.email'], crk: ['number'] },
	hubspot: { email: ['properties.email.value'], crk: ['vid'] },
	intercom: {
		email: ['data.item.source.author.email', 'data.item.user.email'],
		crk: ['data.item.id'],
	},
	jira: { email: ['issue.fields.reporter.emailAddress'], crk: ['issue.key'] },
	pipedrive: {
		email: [
			'data.emails.[].value',
			'current.primary_email',
			'current.email.[].value',
			'emails.[].value',
			'email.[].value',
		],
		crk: ['data.id', 'current.id', 'id'],
	},
	salesforce: { email: ['Email'], crk: ['Id'] },
	shopify: { email: ['email', 'contact_email'], crk: ['name'] },
	tawkTo: { email: ['visitor.email'], crk: ['chatId'] },
	wooCommerce: { email: ['billing.email'], crk: ['number'] },
	zammad: { email: ['ticket.customer.email'], crk: ['ticket.number'] },
	zendesk: {
		email: ['ticket.requester.email', 'via.source.from.address', 'email'],
		crk: ['ticket.id', 'id'],
	},
	zohoDesk: { email: ['payload.email', 'payload.contact.email'], crk: ['payload.ticketNumber'] },
};

/** What must stand beside a value of these paths, for it to be a customer's, or a ticket's. */
const WHO: Record<string, Record<string, (root: unknown) => boolean>> = {
	intercom: {
		'data.item.source.author.email': (root) =>
			['user', 'lead', 'contact'].includes(single(root, 'data.item.source.author.type')),
		'data.item.user.email': (root) =>
			['user', 'lead', 'contact'].includes(single(root, 'data.item.user.type')),
	},
	zendesk: {
		'via.source.from.address': (root) =>
			single(root, 'requester_id') !== '' &&
			single(root, 'requester_id') === single(root, 'submitter_id'),
		email: (root) => single(root, 'role') === 'end-user' && single(root, 'locale') !== '',
		id: (root) => single(root, 'requester_id') !== '',
	},
};

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
	return [...own(root, path), ...places].flatMap((value) =>
		(typeof value === 'string' && value.trim() !== '') ||
		(typeof value === 'number' && Number.isFinite(value))
			? [typeof value === 'string' ? value.trim() : shownNumber(value)]
			: [],
	);
}

function shownNumber(value: number): string {
	return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();
}

function single(root: unknown, path: string): string {
	return found(root, path)[0] ?? '';
}

function roots(json: unknown): unknown[] {
	const [body] = own(json, 'body');
	return [json, ...(Array.isArray(body) ? body.slice(0, 1) : [body])];
}

/** What the payload holds at the source's own paths; with `who`, only where the person is a customer. */
function held(source: string, field: 'email' | 'crk', json: unknown, who: boolean): string[] {
	return roots(json).flatMap((root) =>
		(OWN[source]?.[field] ?? []).flatMap((path) => {
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
		Object.values(OWN).flatMap(({ email, crk }) =>
			[...email, ...crk].flatMap((path) => [path, ...path.split('.')]),
		),
	),
	...['body', 'role', 'locale', 'type', 'requester_id', 'submitter_id', 'primary'],
].filter((key) => key !== '[]');

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

function checkSentence(
	source: string,
	{ message, description }: NonNullable<Prepared['sentence']>,
	json: unknown,
): void {
	const { label } = sourceNamed(source)!;
	expect(description).toMatch(/Nothing was sent for this item\.$/);
	if (message === `The person named in this ${label} item is not a customer`) {
		expect(held(source, 'email', json, true)).toEqual([]);
		expect(held(source, 'email', json, false)).not.toEqual([]);
	} else if (/^This item holds \d+ events/.test(message)) {
		expect(Array.isArray(own(json, 'body')[0])).toBe(true);
	} else if (message.startsWith('Email is missing')) {
		// An empty primary entry hides the others of its list.
		if (source !== 'pipedrive') expect(held(source, 'email', json, true)).toEqual([]);
	} else if (message.startsWith('Response Key is missing')) {
		expect(held(source, 'crk', json, true).filter((text) => !/^\p{Cc}+$/u.test(text))).toEqual([]);
	} else {
		expect(LABELS.some((name) => message.includes(name))).toBe(true);
	}
}

async function check({ source, json }: Payload, steps: readonly Step[]): Promise<Prepared> {
	const distorted = steps.reduce(apply, structuredClone(json) as Json);
	const prepared = await prepareContact(source, distorted);
	if (prepared.sentence !== undefined) {
		checkSentence(source, prepared.sentence, distorted);
		return prepared;
	}
	const { email, crk } = prepared.request;
	const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\uFFFD');
	expect(held(source, 'email', distorted, true)).toContain(email);
	expect(held(source, 'crk', distorted, true).map(wellFormed)).toContain(crk);
	if (!steps.some(({ kind }) => MOVES.has(kind))) {
		expect(held(source, 'email', json, false)).toContain(email);
		if (!steps.some(({ kind }) => kind === 'retype'))
			expect(held(source, 'crk', json, false)).toContain(crk);
	}
	return prepared;
}

const withCustomer = PAYLOADS.filter(
	({ source, json }) => held(source, 'email', json, true).length > 0,
);

describe('what the samples hold at the own paths of a source', () => {
	it('is the customer, never the agent', () => {
		expect(Object.keys(OWN)).toEqual(SOURCES.map(({ id }) => id));
		expect(new Set(withCustomer.map(({ source }) => source)).size).toBe(15);
		for (const { name, source, json } of PAYLOADS) {
			for (const email of held(source, 'email', json, true))
				expect([name, email]).not.toEqual([name, expect.stringMatching(/zbik|support|cc\.person/)]);
		}
	});
});

describe('a payload of which any parts are removed, emptied, renamed, of another type, wrapped or swapped', () => {
	it.each(SOURCES.map(({ id }) => id))(
		'gives a request for the right person or a sentence, never an exception: %s',
		async (id) => {
			const samples = PAYLOADS.filter(({ source }) => source === id);
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
				{ numRuns: 600 },
			);
			// Neither branch is tested in vain.
			expect(seen.request).toBeGreaterThan(20);
			expect(seen.sentence).toBeGreaterThan(20);
		},
	);

	it('does so, too, where only what leads to email and key is touched', async () => {
		const leads = (source: string, key: string) =>
			Object.values(OWN[source]!).some((paths) =>
				paths.some((path) => path === key || path.split('.').includes(key)),
			);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...withCustomer),
				fc.array(step, { minLength: 1, maxLength: 3 }),
				async (sample, steps) => {
					const clone = structuredClone(sample.json) as Json;
					const places = placesIn(clone);
					const telling = places.flatMap(({ key }, at) =>
						leads(sample.source, key) || /type|role|_id$|locale|primary/.test(key) ? [at] : [],
					);
					const aimed = steps.map((one) => ({ ...one, at: nth(telling, one.at) }));
					await check(sample, aimed);
				},
			),
			{ numRuns: 3000 },
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
		const { json } = PAYLOADS.find(
			({ name }) => name === `intercom_conversation_closed [${item}]`,
		)!;
		const clone = structuredClone(json) as { body: { data: { item: Json } } };
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
			{ numRuns: 2000 },
		);
	});
});
