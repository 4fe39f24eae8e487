/** How texts are written into an address. Pure. */

/** Unpaired UTF-16 halves, which no encoding can carry, become U+FFFD. */
export function toWellFormed(text: string): string {
	return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Percent-encoding as `encodeURIComponent` does it; never throws. */
export function encodeComponent(text: string): string {
	return encodeURIComponent(toWellFormed(text));
}

/** Percent-encodes all but RFC 3986's unreserved characters, so that mail programs and chats keep a link whole. */
export function encodeText(text: string): string {
	return encodeComponent(text).replace(
		/[!'()*]/g,
		(character) => '%' + character.charCodeAt(0).toString(16).toUpperCase(),
	);
}

/** Decodes every valid escape and leaves the rest as it stands; never throws. */
export function percentDecoded(text: string): string {
	return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
		Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
	);
}
