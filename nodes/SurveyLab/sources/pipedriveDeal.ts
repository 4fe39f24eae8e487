/** Pipedrive's deals, where they hold their person: version 1 of Get deal. */

import { PIPEDRIVE_KEYS, pipedrivePage } from './pipedrive';
import { pathSource } from './pathSource';
import { fullName } from './source';

export const pipedriveDeal = pathSource({
	id: 'pipedriveDeal',
	label: 'Pipedrive (Deal)',
	from: 'Pipedrive (Get deal, version 1 of the node)',
	keyIs: 'deal ID',
	pageIs: 'deal page',
	fields: {
		email: ['person_id.email[primary].value'],
		crk: PIPEDRIVE_KEYS,
		referrer: pipedrivePage('deal'),
		phone: ['person_id.phone[primary].value'],
	},
	names: [fullName('person_id.name'), fullName('current.person_name')],
	note:
		'A deal of the trigger, and one of version 2 of the Pipedrive node, names its person only by a number: put ' +
		'Get person in between and choose Pipedrive (Person).',
});
