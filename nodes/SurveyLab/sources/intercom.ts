/** Intercom's webhooks post the conversation, in the shape of version 2 or 1 of its API. */

import { visitorPage } from './links';
import { pathSource } from './pathSource';
import { built, customerIf, fullName, lookup } from './source';

/** Intercom says of everybody whether it is a customer, an admin or a bot. */
const CUSTOMERS = ['user', 'lead', 'contact'];
/** Whoever began the conversation. */
const author = { customer: customerIf('data.item.source.author.type', ...CUSTOMERS) };
/** The same in webhooks of version 1. */
const user = { customer: customerIf('data.item.user.type', ...CUSTOMERS) };

export const intercom = pathSource({
	id: 'intercom',
	label: 'Intercom',
	from: 'Webhook (conversation.admin.closed)',
	keyIs: 'conversation number',
	pageIs: 'conversation page',
	fields: {
		email: [lookup('data.item.source.author.email', author), lookup('data.item.user.email', user)],
		crk: ['data.item.id'],
		referrer: [
			'data.item.links.conversation_web',
			built(
				['app_id', 'data.item.id'],
				(app, id) => `https://app.intercom.com/a/inbox/${app}/inbox/conversation/${id}`,
			),
			built(['data.item.source.url'], visitorPage),
		],
	},
	names: [fullName('data.item.source.author.name', author), fullName('data.item.user.name', user)],
	notInvited: 'a colleague or a bot who began the conversation.',
});
