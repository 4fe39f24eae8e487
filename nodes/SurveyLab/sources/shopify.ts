/** Shopify's orders, from the Shopify Trigger or a webhook of one's own. */

import { hostOf } from './links';
import { pathSource } from './pathSource';
import { built, isFilled, isOneOf, names, refuse } from './source';

/** The status page opens to anybody who has its address: of it only the shop is taken. */
function shopOf(text: string): string | undefined {
	const host = hostOf(text);
	// Shops share this one.
	return host === undefined || /(?:^|\.)shopify\.com$/i.test(host) ? undefined : host;
}

/** The number in `gid://shopify/Order/7`, or an id that is no longer than numbers are exact. */
function orderNumber(text: string): string | undefined {
	const number = /^(?:gid:\/\/shopify\/Order\/)?(\d+)$/.exec(text)?.[1];
	return number === text && !Number.isSafeInteger(Number(text)) ? undefined : number;
}

function adminPage(shop: string, order: string): string | undefined {
	const [host, number] = [shopOf(shop), orderNumber(order)];
	return host && number && `https://${host}/admin/orders/${number}`;
}

/** A draft, or a part of an order: "#1001.1" is the first parcel of "#1001". */
function isNoOrder(id: unknown, name: unknown): boolean {
	const [, kind] = isFilled(id) ? (/^\s*gid:\/\/shopify\/(\w+)\//.exec(id) ?? []) : [];
	if (kind !== undefined) return kind !== 'Order';
	return isFilled(name) && /^\s*#(?:D\d|\d+\.\d+\s*$)/.test(name);
}
const isOpenCheckout = (checkout: unknown, completed: unknown) =>
	isFilled(checkout) && !isFilled(completed);

export const shopify = pathSource({
	id: 'shopify',
	label: 'Shopify',
	from: 'Shopify Trigger (orders)',
	keyIs: 'order name',
	pageIs: "order page in the shop's admin",
	fields: {
		email: ['email', 'contact_email', 'customer.email'],
		// Not the id: beyond 2^53 it has already lost digits when the workflow sees it.
		crk: ['name'],
		referrer: ['order_status_url', 'headers.x-shopify-shop-domain'].flatMap((shop) =>
			['admin_graphql_api_id', 'id'].map((order) => built([shop, order], adminPage)),
		),
		language: ['customer_locale'],
		phone: ['phone', 'customer.phone', 'shipping_address.phone', 'billing_address.phone'],
	},
	names: ['customer', 'billing_address', 'shipping_address'].map((place) =>
		names(`${place}.first_name`, `${place}.last_name`),
	),
	notInvited:
		'whoever has not bought yet (drafts and open checkouts); cancelled, voided and refunded orders.',
	rules: [
		refuse('notAnOrder', ['admin_graphql_api_id', 'name'], isNoOrder),
		refuse('notAnOrder', ['abandoned_checkout_url', 'completed_at'], isOpenCheckout),
		refuse('cancelled', ['cancelled_at'], isFilled),
		// Cash on delivery is "pending" until the parcel is there.
		refuse('notPaid', ['financial_status'], isOneOf('voided')),
		refuse('refunded', ['financial_status'], isOneOf('refunded')),
	],
});
