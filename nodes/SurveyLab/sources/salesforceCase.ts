/** Salesforce's cases, with their contact's data or with what somebody wrote into a web form. */

import { pathSource } from './pathSource';
import { fullName, isFilled, isOn, names, refuse } from './source';

export const salesforceCase = pathSource({
	id: 'salesforceCase',
	label: 'Salesforce (Case)',
	from: 'Salesforce (Get case)',
	keyIs: 'case number',
	fields: {
		email: ['ContactEmail', 'Contact.Email', 'SuppliedEmail'],
		crk: ['CaseNumber'],
		language: ['Language'],
		phone: [
			'ContactMobile',
			'ContactPhone',
			'Contact.MobilePhone',
			'Contact.Phone',
			'SuppliedPhone',
		],
	},
	names: [
		names('Contact.FirstName', 'Contact.LastName'),
		fullName('Contact.Name'),
		fullName('SuppliedName'),
	],
	notInvited:
		'a contact who has opted out of email or from whose address mail came back, where a query reads that.',
	rules: [
		refuse('optedOut', ['Contact.HasOptedOutOfEmail'], isOn),
		refuse('unreachable', ['Contact.IsEmailBounced'], isOn),
		refuse('unreachable', ['Contact.EmailBouncedDate'], isFilled),
	],
});
