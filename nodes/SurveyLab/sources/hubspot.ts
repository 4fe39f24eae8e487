/** HubSpot: Get contact puts each value into an object of its own, Search has them flat. */

import { pathSource } from './pathSource';
import { built, isFilled, isOn, names, ONE_KEY_PER_PERSON, refuse } from './source';

const property = (name: string) => [`properties.${name}.value`, `properties.${name}`];

export const hubspot = pathSource({
	id: 'hubspot',
	label: 'HubSpot (Contact)',
	from: 'HubSpot (Get contact, Search)',
	keyIs: 'contact ID',
	pageIs: 'contact page',
	fields: {
		email: property('email'),
		crk: ['vid', 'id'],
		referrer: [
			'url',
			built(
				['portal-id', 'vid'],
				(portal, contact) => `https://app.hubspot.com/contacts/${portal}/record/0-1/${contact}`,
			),
		],
		language: property('hs_language'),
		phone: [...property('phone'), ...property('mobilephone')],
	},
	names: [
		names('properties.firstname.value', 'properties.lastname.value'),
		names('properties.firstname', 'properties.lastname'),
	],
	notInvited: 'whoever has opted out of email, and an address from which mail came back.',
	rules: [
		refuse('optedOut', property('hs_email_optout'), isOn),
		refuse('unreachable', property('hs_email_bad_address'), isOn),
		...property('hs_email_hard_bounce_reason_enum').map((place) =>
			refuse('unreachable', [place], isFilled),
		),
	],
	note: ONE_KEY_PER_PERSON,
});
