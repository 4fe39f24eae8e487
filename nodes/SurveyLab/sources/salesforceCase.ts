/** Salesforce's cases, with their contact's data or with what somebody wrote into a web form. */

import { path } from './path';
import { pathSource } from './pathSource';
import { fullName, isFilled, isOn, lookup, names, refuse, type Condition } from './source';

const CONTACT_EMAILS = ['ContactEmail', 'Contact.Email'];

/** The contact's other data counts where the contact's address is taken, or where a form has none either. */
const OF_CONTACT: readonly Condition[] = [
	...CONTACT_EMAILS.map((email) => ({ beside: path(email) })),
	{ without: [path('SuppliedEmail')] },
];

/** What somebody wrote into a form counts where the form's address is taken, or where it is the contact's. */
const OF_FORM: readonly Condition[] = [
	{ without: CONTACT_EMAILS.map(path) },
	...CONTACT_EMAILS.map((email) => ({
		customer: { path: path('SuppliedEmail'), sameAs: path(email) },
	})),
];

export const salesforceCase = pathSource({
	id: 'salesforceCase',
	label: 'Salesforce (Case)',
	from: 'Salesforce (Get case)',
	keyIs: 'case number',
	fields: {
		email: [...CONTACT_EMAILS, 'SuppliedEmail'],
		crk: ['CaseNumber'],
		language: ['Language'],
		phone: [
			...['ContactMobile', 'ContactPhone', 'Contact.MobilePhone', 'Contact.Phone'].flatMap(
				(place) => OF_CONTACT.map((condition) => lookup(place, condition)),
			),
			...OF_FORM.map((condition) => lookup('SuppliedPhone', condition)),
		],
	},
	names: [
		...OF_CONTACT.map((condition) => names('Contact.FirstName', 'Contact.LastName', condition)),
		...OF_CONTACT.map((condition) => fullName('Contact.Name', condition)),
		...OF_FORM.map((condition) => fullName('SuppliedName', condition)),
	],
	notInvited:
		'a contact who has opted out of email or from whose address mail came back, where a query reads that.',
	rules: [
		refuse('optedOut', ['Contact.HasOptedOutOfEmail'], isOn),
		refuse('unreachable', ['Contact.IsEmailBounced'], isOn),
		refuse('unreachable', ['Contact.EmailBouncedDate'], isFilled),
	],
});
