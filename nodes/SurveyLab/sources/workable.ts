/** Workable's candidates: what its trigger hands on, and one as Workable's API gives it, alone or in a list. */

import { path } from './path';
import { pathSource } from './pathSource';
import { below, fullName, isOneOf, lookup, names, refuse } from './source';

const CANDIDATES = ['data.', 'candidate.', ''];
const places = below(CANDIDATES);

export const workable = pathSource({
	id: 'workable',
	label: 'Workable',
	from: 'Workable Trigger, or HTTP Request (candidates)',
	keyIs: 'candidate ID',
	pageIs: 'candidate page',
	fields: {
		email: places('email'),
		// An event has a number of its own, but no address beside it.
		crk: CANDIDATES.map((candidate) =>
			lookup(`${candidate}id`, { beside: path(`${candidate}email`) }),
		),
		referrer: places('profile_url'),
		phone: places('phone'),
	},
	names: [
		...CANDIDATES.map((candidate) => names(`${candidate}firstname`, `${candidate}lastname`)),
		...places('name').map((place) => fullName(place)),
	],
	notInvited: 'whoever has not applied (the stage Sourced).',
	rules: [
		// The first stage of every pipeline, for people whom a recruiter has found.
		refuse('neverApplied', places('stage', 'stage_kind'), isOneOf('sourced')),
	],
});
