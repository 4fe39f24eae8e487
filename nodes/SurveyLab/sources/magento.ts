/** Orders of Magento 2 (Adobe Commerce). The address of a shop's admin is a secret of the shop: no referrer. */

import { pathSource } from './pathSource';
import { isOneOf, names, refuse } from './source';

const STATES = ['state', 'status'];
/** The customer left at the page of the payment, or somebody looks into the payment. */
const isNotPaid = isOneOf('pending_payment', 'payment_review', 'fraud');

export const magento = pathSource({
	id: 'magento',
	label: 'Magento 2',
	from: 'Magento 2 (Get order, Get many orders)',
	keyIs: 'order number',
	fields: {
		email: ['customer_email', 'billing_address.email'],
		crk: ['increment_id'],
		phone: ['billing_address.telephone'],
	},
	names: [
		names('customer_firstname', 'customer_lastname'),
		names('billing_address.firstname', 'billing_address.lastname'),
	],
	notInvited: 'whoever left at the payment; cancelled and refunded orders, and suspected fraud.',
	rules: [
		refuse('notPaid', STATES, isNotPaid),
		refuse('cancelled', STATES, isOneOf('canceled')),
		// An order is closed when all of it was refunded.
		refuse('refunded', STATES, isOneOf('closed')),
	],
});
