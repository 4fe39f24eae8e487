/** Salesforce's contacts and leads. */

import { pathSource } from './pathSource';
import { fullName, isFilled, isOn, names, ONE_KEY_PER_PERSON, refuse } from './source';

/** Somebody who works in the CRM; the ids of users begin like this. */
const isUser = (type: unknown, id: unknown) =>
	type === 'User' || (type === undefined && typeof id === 'string' && id.startsWith('005'));

export const salesforce = pathSource({
	id: 'salesforce',
	label: 'Salesforce (Contact, Lead)',
	from: 'Salesforce Trigger (contact, lead) or Salesforce (Get contact, Get lead)',
	keyIs: 'contact or lead ID',
	fields: { email: ['Email'], crk: ['Id'], phone: ['MobilePhone', 'Phone'] },
	names: [names('FirstName', 'LastName'), fullName('Name')],
	notInvited:
		'a user of the CRM, whoever has opted out of email, and an address from which mail came back.',
	rules: [
		refuse('notTheCustomer', ['attributes.type', 'Id'], isUser),
		refuse('optedOut', ['HasOptedOutOfEmail'], isOn),
		refuse('unreachable', ['IsEmailBounced'], isOn),
		refuse('unreachable', ['EmailBouncedDate'], isFilled),
	],
	note: ONE_KEY_PER_PERSON,
});
