/** WooCommerce's orders, as the trigger and its webhooks give them. */

import { withScheme } from './links';
import { pathSource } from './pathSource';
import { built, isOneOf, names, refuse } from './source';

/** The order for the shop's people, out of its address for programs, whatever the shop's permalinks. */
function orderPage(rest: string, id: string): string | undefined {
	const [, shop] =
		/^(https?:\/\/[^/?#].*?)\/(?:(?:index\.php\/)?wp-json\/|(?:index\.php)?\?rest_route=)/i.exec(
			withScheme(rest),
		) ?? [];
	return shop && `${shop}/wp-admin/post.php?post=${id}&action=edit`;
}

export const wooCommerce = pathSource({
	id: 'wooCommerce',
	label: 'WooCommerce',
	from: 'WooCommerce Trigger (order)',
	keyIs: 'order number',
	pageIs: "order page in the shop's admin",
	fields: {
		email: ['billing.email'],
		crk: ['number'],
		referrer: [built(['_links.self[0].href', 'id'], orderPage)],
		// WPML, Weglot and Polylang.
		language: [
			'meta_data[key=wpml_language].value',
			'meta_data[key=weglot_language].value',
			'lang',
		],
		phone: ['billing.phone'],
	},
	names: [names('billing.first_name', 'billing.last_name')],
	notInvited:
		'cancelled, deleted, failed and refunded orders, and those that wait for their payment.',
	rules: [
		refuse('cancelled', ['status'], isOneOf('cancelled', 'trash')),
		refuse('notPaid', ['status'], isOneOf('pending', 'failed')),
		refuse('refunded', ['status'], isOneOf('refunded')),
		refuse('notAnOrder', ['status'], isOneOf('checkout-draft', 'auto-draft')),
	],
});
