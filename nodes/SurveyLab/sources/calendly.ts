/** Calendly's bookings: what its trigger hands on, and an invitee as Calendly's API gives it, alone or in a list. */

import { isObject } from '../surveylab/values';
import { pathSource } from './pathSource';
import { below, built, fullName, isOneOf, names, refuse } from './source';

const INVITEES = ['payload.', 'resource.', ''];
const places = below(INVITEES);

/** The whole address of an invitee is too long for a key. */
const lastPart = (address: string) => address.split('/').filter(Boolean).at(-1);

/** Calendly puts an object there when a host marks somebody as a no-show, else null. */
const isMarked = (...marks: unknown[]) => marks.some(isObject);

export const calendly = pathSource({
	id: 'calendly',
	label: 'Calendly',
	from: 'Calendly Trigger, or HTTP Request (invitees)',
	keyIs: 'invitee ID',
	fields: {
		email: places('email'),
		crk: places('uri').map((place) => built([place], lastPart)),
		phone: places('text_reminder_number'),
	},
	names: [
		...INVITEES.map((invitee) => names(`${invitee}first_name`, `${invitee}last_name`)),
		...places('name').map((place) => fullName(place)),
	],
	notInvited: 'whoever cancelled, moved the meeting to another time or did not come.',
	rules: [
		refuse('cancelled', ['event'], isOneOf('invitee.canceled')),
		refuse('cancelled', places('status'), isOneOf('canceled')),
		refuse('didNotCome', places('no_show'), isMarked),
		refuse('didNotCome', ['event'], isOneOf('invitee_no_show.created')),
	],
});
