/**
 * Pipedrive's persons: webhooks of version 2 (`data`) and 1 (`current`), and what the Pipedrive node gives. With
 * "Resolve Properties" version 1 of the node calls every field by its title.
 */

import { hostOf } from './links';
import { path } from './path';
import { pathSource } from './pathSource';
import { built, fullName, names, ONE_KEY_PER_PERSON } from './source';

/** Webhooks of version 2 and 1, and the bare record that the Pipedrive node gives. */
export const PIPEDRIVE_KEYS = ['data.id', 'current.id', 'id'];

/** The page of a record that a webhook is about; what it is about stands in another place in each version. */
export function pipedrivePage(record: string) {
	const page = (address: string, id: string, about = record) => {
		const host = hostOf(address);
		return host && about === record ? `https://${host}/${record}/${id}` : undefined;
	};
	return [
		built(['meta.host', 'data.id', 'meta.entity'], page),
		built(['meta.host', 'current.id', 'meta.object'], page),
		built(['meta.host', 'data.id'], page, { without: [path('meta.entity')] }),
	];
}

export const pipedrive = pathSource({
	id: 'pipedrive',
	label: 'Pipedrive (Person)',
	from: 'Pipedrive Trigger or Pipedrive (Get person, Search)',
	keyIs: 'person ID',
	pageIs: 'person page',
	fields: {
		// The primary entry of a list, or the next one where that is blank; a search has bare texts.
		email: [
			'data.emails[primary].value',
			'current.primary_email',
			'current.email[primary].value',
			'emails[primary].value',
			built(['emails[primary]'], (text) => (text.includes('@') ? text : undefined)),
			'email[primary].value',
			'Email[primary].value',
		],
		crk: [...PIPEDRIVE_KEYS, 'ID'],
		referrer: pipedrivePage('person'),
		phone: [
			'data.phones[primary].value',
			'current.phone[primary].value',
			'phones[primary].value',
			built(['phones[primary]'], (text) => (/(?:\d\D*){5}/.test(text) ? text : undefined)),
			'phone[primary].value',
			'Phone[primary].value',
		],
	},
	names: [
		...['data.', 'current.', ''].flatMap((place) => [
			names(`${place}first_name`, `${place}last_name`),
			fullName(`${place}name`),
		]),
		names('First name', 'Last name'),
		fullName('Name'),
	],
	note: ONE_KEY_PER_PERSON,
});
