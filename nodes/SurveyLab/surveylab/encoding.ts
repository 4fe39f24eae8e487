/** How texts are written into an address. Pure. */

/** Unpaired UTF-16 halves, which no encoding can carry, become U+FFFD. */
export function toWellFormed(text: string): string {
	return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** RFC 3986 percent-encoding of everything that is not unreserved, so that links survive mails and chats. */
export function encodeText(text: string): string {
	return encodeURIComponent(toWellFormed(text)).replace(
		/[!'()*]/g,
		(character) => '%' + character.charCodeAt(0).toString(16).toUpperCase(),
	);
}
