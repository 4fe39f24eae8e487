/** Recognises requests without a person behind them: link previews, mail scanners, crawlers. Pure. */

/** As Node gives them, with names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Parts of the `User-Agent` of these programs, from their makers' public pages. */
const PREVIEW_AGENTS = [
	// "Cubot" is a maker of phones.
	/(?<!cu)bot\b|crawler|spider/,
	/facebookexternalhit|whatsapp\/|skypeuripreview|slack-imgproxy|linkpreview|embedly|iframely/,
	/bingpreview|microsoftpreview|google-safety|googleimageproxy|googleother|google-pagerenderer|yahoomailproxy/,
	/barracuda|mimecast|proofpoint|symantec|trendmicro|cloudmark|safelinks/,
];

function text(value: string | string[] | undefined): string {
	return Array.isArray(value) ? value.join(' ') : (value ?? '');
}

/** True for such programs, and for a request without a `User-Agent`, which every browser sends. */
export function isPreview(headers: RequestHeaders): boolean {
	const agent = text(headers['user-agent']).trim().toLowerCase();
	return agent === '' || PREVIEW_AGENTS.some((pattern) => pattern.test(agent));
}

/** True for a browser that fetches the page in advance. It asks again when the person goes there. */
export function isPrefetch(headers: RequestHeaders): boolean {
	return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
		/prefetch|prerender|preview/i.test(text(headers[name])),
	);
}
