/** tawk.to's webhooks: the end of a chat, and its transcript with the visitor below `chat`. */

import { pathSource } from './pathSource';
import { fullName } from './source';

export const tawkTo = pathSource({
	id: 'tawkTo',
	label: 'tawk.to',
	from: 'Webhook (chat:end, chat:transcript_created)',
	keyIs: 'chat ID',
	fields: { email: ['visitor.email', 'chat.visitor.email'], crk: ['chatId', 'chat.id'] },
	names: [fullName('visitor.name'), fullName('chat.visitor.name')],
});
