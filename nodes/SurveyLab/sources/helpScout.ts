/** The Help Scout Trigger hands on the conversation. */

import { pathSource } from './pathSource';
import { names } from './source';

export const helpScout = pathSource({
	id: 'helpScout',
	label: 'Help Scout',
	from: 'Help Scout Trigger',
	keyIs: 'conversation number',
	pageIs: 'conversation page',
	fields: {
		email: ['primaryCustomer.email'],
		crk: ['number'],
		referrer: ['_links.web.href'],
	},
	names: [names('primaryCustomer.first', 'primaryCustomer.last')],
});
