/** Stripe's checkouts, payments, charges and invoices: in an event of the trigger, or as the node gives them. */

import { pathSource } from './pathSource';
import {
	below,
	built,
	fullName,
	is,
	isOn,
	isOneOf,
	refuse,
	type Condition,
	type Lookup,
} from './source';

const inEvent = (place: string) => `data.object.${place}`;
/** The Stripe node gives charges, too. */
const ofCharges = below(['data.object.', '']);

/**
 * Where the number stands that is the key, the best first: a paid invoice has a number of its own, and a checkout
 * that costs nothing yet has no payment. A checkout's own number is too long for a key.
 */
const NUMBERS: ReadonlyArray<readonly [place: string, kind: RegExp]> = [
	[inEvent('id'), /^in_/],
	[inEvent('payment_intent'), /^pi_/],
	[inEvent('payment_intent.id'), /^pi_/],
	['payment_intent', /^pi_/],
	[inEvent('id'), /^(?:pi|ch|py)_/],
	['id', /^(?:ch|py)_/],
	[inEvent('invoice'), /^in_/],
	[inEvent('subscription'), /^sub_/],
];

/** A payment's `client_secret` is its number followed by this. It opens the payment, so it never leaves n8n. */
const isSecret = (text: string) => text.includes('_secret');

const PAGES: Readonly<Record<string, string>> = {
	pi: 'payments',
	ch: 'payments',
	py: 'payments',
	in: 'invoices',
	sub: 'subscriptions',
};

function numbers(
	make: (number: string) => string | undefined,
	condition: Condition = {},
): Lookup[] {
	return NUMBERS.map(([place, kind]) =>
		built(
			[place],
			(text) => (kind.test(text) && !isSecret(text) ? make(text) : undefined),
			condition,
		),
	);
}

/** The page in the Dashboard, which asks for a login. Receipts and invoices for customers open without one. */
const pageIn = (dashboard: string) => (number: string) => {
	const [, kind = ''] = /^([a-z]+)_\w+$/.exec(number) ?? [];
	const page = PAGES[kind];
	return page && `https://dashboard.stripe.com/${dashboard}${page}/${number}`;
};

const isNotPaid = isOneOf(
	...['unpaid', 'expired', 'open', 'draft', 'void', 'uncollectible'],
	...['failed', 'pending', 'processing', 'canceled'],
	...['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture'],
);

export const stripe = pathSource({
	id: 'stripe',
	label: 'Stripe',
	from: 'Stripe Trigger (checkout.session.completed), or Stripe (Get charge)',
	keyIs: 'payment ID',
	pageIs: 'payment page in the Dashboard',
	fields: {
		email: [
			...['customer_details.email', 'customer_email'].map(inEvent),
			...ofCharges('billing_details.email', 'receipt_email'),
			// API versions before November 2022.
			inEvent('charges.data[0].billing_details.email'),
		],
		crk: numbers((number) => number),
		referrer: [
			...numbers(pageIn('test/'), { when: is('livemode', false) }),
			...numbers(pageIn('')),
		],
		language: [inEvent('locale')],
		phone: [
			...['customer_details.phone', 'customer_phone'].map(inEvent),
			...ofCharges('billing_details.phone'),
			inEvent('charges.data[0].billing_details.phone'),
		],
	},
	names: [
		...['customer_details.name', 'customer_name'].map(inEvent),
		...ofCharges('billing_details.name'),
		inEvent('charges.data[0].billing_details.name'),
	].map((place) => fullName(place)),
	notInvited:
		'whoever has not paid (open, reserved, expired and failed payments), or got all of it back.',
	rules: [
		refuse('notPaid', [inEvent('payment_status'), ...ofCharges('status')], isNotPaid),
		// Money that is only reserved.
		refuse('notPaid', ofCharges('captured'), (...switches) => switches.includes(false)),
		refuse('refunded', ofCharges('refunded'), isOn),
	],
});
