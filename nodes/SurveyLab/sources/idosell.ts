/** Orders of IdoSell, which has no node of its own in n8n: the answer of its API, one order per item. */

import { pathSource } from './pathSource';
import { isOneOf, names, refuse } from './source';

const BILL = 'clientResult.clientBillingAddress.';
const STATUS = ['orderDetails.orderStatus'];
const DELIVERY = 'clientResult.clientDeliveryAddress.clientDeliveryAddress';

export const idosell = pathSource({
	id: 'idosell',
	label: 'IdoSell',
	from: 'HTTP Request (orders) and Split Out (Results)',
	keyIs: 'order serial number',
	fields: {
		email: ['clientResult.clientAccount.clientEmail'],
		// Not the orderId: it begins with the customer's login, which may be an address.
		crk: ['orderSerialNumber'],
		phone: ['clientResult.clientAccount.clientPhone1', `${BILL}clientPhone1`, `${DELIVERY}Phone1`],
	},
	names: [
		names(`${BILL}clientFirstName`, `${BILL}clientLastName`),
		names(`${DELIVERY}FirstName`, `${DELIVERY}LastName`),
	],
	notInvited: 'cancelled, lost, false and returned orders, and those that wait for their payment.',
	rules: [
		refuse('cancelled', STATUS, isOneOf('canceled', 'all_canceled', 'lost')),
		refuse('notPaid', STATUS, isOneOf('payment_waiting')),
		refuse('refunded', STATUS, isOneOf('returned')),
		refuse('notAnOrder', STATUS, isOneOf('false')),
	],
});
