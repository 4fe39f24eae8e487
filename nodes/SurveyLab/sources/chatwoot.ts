/** Chatwoot's account webhooks and automation rules post the conversation. */

import { visitorPage } from './links';
import { pathSource } from './pathSource';
import { built, fullName } from './source';

export const chatwoot = pathSource({
	id: 'chatwoot',
	label: 'Chatwoot',
	from: 'Webhook (conversation_status_changed)',
	keyIs: 'conversation number',
	pageIs: 'page the visitor was on',
	fields: {
		email: ['meta.sender.email'],
		crk: ['id'],
		// Nothing in the payload names the host of this Chatwoot.
		referrer: [built(['additional_attributes.referer'], visitorPage)],
		language: ['additional_attributes.browser_language'],
		phone: ['meta.sender.phone_number'],
	},
	names: [fullName('meta.sender.name')],
});
