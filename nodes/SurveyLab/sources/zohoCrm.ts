/** Contacts and leads of Zoho CRM. The node gives a lead that was asked for by its number inside a list. */

import { path } from './path';
import { pathSource } from './pathSource';
import { below, built, fullName, isOn, names, ONE_KEY_PER_PERSON, refuse } from './source';

const RECORDS = ['', 'data[0].'];
const places = below(RECORDS);

/** Zoho leads everybody from this address to the region of the account. */
const pageOf = (module: string) => (id: string) =>
	/^\d+$/.test(id) ? `https://crm.zoho.com/crm/tab/${module}/${id}` : undefined;

/** Every lead has a company, a contact never; other modules' records have no last name. */
const page = (module: string, sign: string) =>
	RECORDS.map((record) => built([`${record}id`], pageOf(module), { beside: path(record + sign) }));

export const zohoCrm = pathSource({
	id: 'zohoCrm',
	label: 'Zoho CRM',
	from: 'Zoho CRM (Get contact, Get lead)',
	keyIs: 'contact or lead ID',
	pageIs: 'contact or lead page',
	fields: {
		email: places('Email'),
		crk: places('id'),
		referrer: [...page('Leads', 'Company'), ...page('Contacts', 'Last_Name')],
		phone: places('Mobile', 'Phone'),
	},
	names: [
		...RECORDS.map((record) => names(`${record}First_Name`, `${record}Last_Name`)),
		...places('Full_Name').map((place) => fullName(place)),
	],
	notInvited: 'whoever has opted out of email.',
	rules: [refuse('optedOut', places('Email_Opt_Out'), isOn)],
	note: ONE_KEY_PER_PERSON,
});
