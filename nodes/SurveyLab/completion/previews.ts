/** Who asks for an address without a person behind it: link previews, mail scanners, crawlers. Pure. */

/** As Node gives them: names in small letters. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Names as these programs give them in `User-Agent`, after their makers' public pages. "Cubot" is a maker
 * of phones.
 */
const PREVIEW_AGENTS =
	/(?<!cu)bot\b|crawler|spider|facebookexternalhit|whatsapp\/|skypeuripreview|slack-imgproxy|bingpreview|microsoftpreview|google-safety|googleimageproxy|googleother|google-pagerenderer|yahoomailproxy|barracuda|mimecast|proofpoint|symantec|trendmicro|cloudmark|safelinks|linkpreview|embedly|iframely/i;

function text(value: string | string[] | undefined): string {
	return Array.isArray(value) ? value.join(' ') : (value ?? '');
}

/** A browser always says what it is. */
export function isPreview(headers: RequestHeaders): boolean {
	const agent = text(headers['user-agent']).trim();
	return agent === '' || PREVIEW_AGENTS.test(agent);
}

/** A browser that fetches ahead says so, and asks again when the person goes there. */
export function isPrefetch(headers: RequestHeaders): boolean {
	return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
		/prefetch|prerender|preview/i.test(text(headers[name])),
	);
}
