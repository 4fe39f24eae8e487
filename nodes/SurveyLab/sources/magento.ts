/** Orders of Magento 2 (Adobe Commerce). The address of a shop's admin is a secret of the shop: no referrer. */

import { pathSource } from './read';
import { names, refuse } from './source';

/** The customer left at the page of the payment. */
const isLeftAtPayment = (...states: unknown[]) => states.includes('pending_payment');

export const magento = pathSource({
	id: 'magento',
	label: 'Magento 2',
	from: 'Magento 2 (Get order, Get many orders)',
	keyIs: 'number of the order',
	fields: {
		email: ['customer_email', 'billing_address.email'],
		crk: ['increment_id'],
		phone: ['billing_address.telephone'],
	},
	names: [
		names('customer_firstname', 'customer_lastname'),
		names('billing_address.firstname', 'billing_address.lastname'),
	],
	notInvited: 'whoever left at the payment.',
	rules: [refuse('notPaid', ['state', 'status'], isLeftAtPayment)],
});
