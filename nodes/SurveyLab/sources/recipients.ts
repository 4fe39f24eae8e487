/** Addresses that nobody is to be invited at, whatever the source. Pure. */

/** Why an address is no person's: a marketplace's relay, or a machine that takes no reply, or nobody. */
export type UnfitAddress = 'relay' | 'machine';

/**
 * Marketplaces give each buyer, guest or order an address of their own. They cut links out of what is sent there, or
 * forbid it: Allegro and Amazon in all countries, bol, Booking.com, eBay, Kaufland, ManoMano, shops that run on Mirakl,
 * Reverb, Temu, TikTok Shop, Walmart.
 */
const RELAYS = [
	'allegromail',
	'marketplace\\.amazon',
	'verkopen\\.bol',
	'guest\\.booking',
	'members\\.ebay',
	'members\\.kaufland',
	'message\\.manomano',
	'notification\\.mirakl',
	'private-relay\\.reverb',
	'shipping\\.temuemail',
	'scs\\.tiktokw',
	'relay\\.walmart',
];
const RELAY = new RegExp(
	`@(?:[\\w-]+\\.)*(?:${RELAYS.join('|')})\\.[a-z]{2,}(?:\\.[a-z]{2})?\\.?$`,
	'i',
);

/** Stands alone or is set off from the rest: `noreply`, `shop-noreply`, `no.reply+7`, `donotreply2`. */
const NO_REPLY = /(?:^|[._+=-])(?:no|do[._-]?not|dont|never)[._-]?repl(?:y|ies)(?:$|[._+=\d-])/i;
/** The same in Polish, German, French, Spanish and Czech. */
const NO_REPLY_ELSEWHERE = new RegExp(
	'(?:^|[._+=-])(?:nie[._-]?odpowiada[jcć]|nicht[._-]?antworten|ne[._-]?pas[._-]?repondre|no[._-]?responder|' +
		'neodpovidejte)(?:$|[._+=\\d-])',
	'i',
);
/** Mail systems' own addresses, and those of mailing lists: `news-bounces+jan=example.com`. */
const MAIL_SYSTEM =
	/^(?:(?:mail(?:er)?[._-]?daemon|postmaster|bounces?)(?:$|[._+=\d-])|[\w.-]*-bounces?(?:$|[+=]))/i;
/** Never takes mail (RFC 2606). WordPress writes `deleted@site.invalid` over the address of an erased customer. */
const INVALID_DOMAIN = /\.invalid\.?$/i;

export function unfitAddress(email: string): UnfitAddress | undefined {
	if (RELAY.test(email)) return 'relay';
	const local = email.slice(0, Math.max(email.lastIndexOf('@'), 0));
	const machine = [NO_REPLY, NO_REPLY_ELSEWHERE, MAIL_SYSTEM].some((sign) => sign.test(local));
	return machine || INVALID_DOMAIN.test(email) ? 'machine' : undefined;
}
