/**
 * Links that stand in a survey report so that somebody clicks them: a page for people, never an address for
 * programs, and never one that opens without a login. Pure.
 */

import { percentDecoded } from '../surveylab/encoding';

/** `shop.example.com/orders/7` → with `https://`; everything that is no bare address stays as it is. */
export function withScheme(text: string): string {
	return /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:[/?#]|$)/i.test(text)
		? `https://${text}`
		: text;
}

/** The page without what follows it in a visitor's browser: a query may hold a key or a name. */
export function visitorPage(text: string): string | undefined {
	const [page = ''] = withScheme(text).split(/[?#]/, 1);
	return /^https?:\/\/./i.test(page) ? page : undefined;
}

/** What comes before the mark in an address: `https://acme.example.com`. */
export function siteBefore(address: string, mark: string): string | undefined {
	const full = withScheme(address);
	const at = full.indexOf(mark);
	return at > 0 && /^https?:\/\/[^/]/i.test(full) ? full.slice(0, at) : undefined;
}

/** The host of an address with or without a scheme. */
export function hostOf(address: string): string | undefined {
	return /^(?:https?:\/\/)?(?:[^/?#@]*@)?([a-z0-9.-]+\.[a-z]{2,}(?::\d+)?)(?:[/?#]|$)/i.exec(
		address,
	)?.[1];
}

/** Addresses of programs, by their host, by a part of their path or by its end. */
const FOR_PROGRAMS = [
	// A host that begins with `api.`, also of an address inside the path of another one.
	/:\/\/api\./i,
	/\/(?:wp-json|graphql|rest|api|services\/data)(?:[/?#]|$)/i,
	/^https?:\/\/[^?#]*\.json(?:[?#]|$)/i,
];
/** WordPress serves its whole API at any path that has this parameter. */
const REST_ROUTE = /[?&]rest_route=/i;
const isForPrograms = (link: string) => FOR_PROGRAMS.some((sign) => sign.test(link));
/** Somewhere in a link, the name of what opens it: `?key=`, `&access_token[]=`, `;jsessionid=`. */
const SECRET = new RegExp(
	'(?:key|token|secret|signature|sig|hmac|password|passwd|(?:\\b|_)pass|pwd|auth|jwt|otp|sid|session(?:[_-]?id)?)' +
		'(?:\\[[^\\]]*\\])?=',
	'i',
);
/** These are names of many things; a long value of them opens something. */
const LONG_SECRET = /[?&;#](?:code|hash)=[\w.~%+/-]{16,}/i;
const holdsSecret = (link: string) => SECRET.test(link) || LONG_SECRET.test(link);
/** A password in front of the host, without a scheme; `mailto:` and its like have an address there. */
const PASSWORD = /^(?!(?:mailto|sips?|xmpp|acct):)(?:[^\s/?#@:]+:[^\s/?#@]*@)+(?=[a-z0-9-]+\.)/i;
/** What a browser would run instead of opening it. */
const SCRIPT = /^\s*(?:javascript|data|vbscript):/i;

/** As the server reads it; twice, because a link inside a link is encoded once more. */
const inClear = (link: string) => percentDecoded(percentDecoded(link));

/** The text as it may stand in a report: a link for people, or no link at all. Other texts stay. */
export function personLink(text: string): string | undefined {
	const bare = text.replace(PASSWORD, '');
	// "Email:jan@example.com" looks the same, and is no link either.
	if (bare !== text && !/[/?:]/.test(bare)) return undefined;
	const link = withScheme(bare).replace(/:\/\/[^/?#\s]*@/g, '://');
	const [page = ''] = link.split(/[?#;]/, 1);
	const [read, readPage] = [inClear(link), inClear(page)];
	if (SCRIPT.test(read) || REST_ROUTE.test(read) || isForPrograms(readPage)) return undefined;
	if (!holdsSecret(read) && !isForPrograms(read)) return link;
	return page === '' || holdsSecret(readPage) ? undefined : page;
}
