/** Addresses that nobody is to be invited at, whatever the source. Pure. */

/** Why an address is no person's: a marketplace's relay, or a machine that takes no mail. */
export type UnfitAddress = 'relay' | 'machine';

/**
 * Marketplaces give each buyer or order an address of their own; they cut links out of what is sent there, or
 * forbid it: Allegro and Amazon in all countries, eBay, Kaufland, Walmart.
 */
const RELAYS = 'allegromail|marketplace\\.amazon|members\\.ebay|members\\.kaufland|relay\\.walmart';
const RELAY = new RegExp(`@(?:[\\w-]+\\.)*(?:${RELAYS})\\.[a-z]{2,}(?:\\.[a-z]{2})?$`, 'i');

/** Stands alone or is set off from the rest: `noreply`, `shop-noreply`, `no.reply+7`, `donotreply2`. */
const NO_REPLY = /(?:^|[._+=-])(?:no|do[._-]?not|dont|never)[._-]?repl(?:y|ies)(?:$|[._+=\d-])/i;
const NO_REPLY_IN_POLISH = /(?:^|[._+=-])nie[._-]?odpowiadaj(?:$|[._+=\d-])/i;
/** Mail systems' own addresses. */
const MAIL_SYSTEM = /^(?:mailer[._-]?daemon|postmaster|bounces?)(?:$|[._+=\d-])/i;

export function unfitAddress(email: string): UnfitAddress | undefined {
	if (RELAY.test(email)) return 'relay';
	const local = email.slice(0, Math.max(email.lastIndexOf('@'), 0));
	const machine = [NO_REPLY, NO_REPLY_IN_POLISH, MAIL_SYSTEM].some((sign) => sign.test(local));
	return machine ? 'machine' : undefined;
}
