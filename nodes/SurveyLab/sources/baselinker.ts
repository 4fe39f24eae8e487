/** Orders of BaseLinker (Base), which has no node of its own in n8n: its method getOrders, one order per item. */

import { pathSource } from './pathSource';
import { built, fullName, isOneOf, refuse } from './source';

/** The order for people who work there. `order_page` is the customer's, and opens without a login. */
const orderInPanel = (order: string) =>
	/^\d+$/.test(order) ? `https://panel.baselinker.com/orders.php#order:${order}` : undefined;

/** The answer of BaseLinker has a switch; what stands between may have made a text or a number of it. */
const isOff = (value: unknown) => value === false || value === 0 || isOneOf('false', '0')(value);

export const baselinker = pathSource({
	id: 'baselinker',
	label: 'BaseLinker',
	from: 'HTTP Request (getOrders) and Split Out (orders)',
	keyIs: 'order number',
	pageIs: 'order page in the panel',
	fields: {
		email: ['email'],
		crk: ['order_id'],
		referrer: [built(['order_id'], orderInPanel)],
		phone: ['phone'],
	},
	names: [fullName('delivery_fullname'), fullName('invoice_fullname')],
	notInvited: 'whoever has not confirmed the order.',
	rules: [refuse('notAnOrder', ['confirmed'], isOff)],
});
