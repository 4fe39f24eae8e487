/** What a respondent sees after the last page of the survey. Pure. */

import { createHash } from 'crypto';

const STYLE =
	':root{color-scheme:light dark}' +
	'body{margin:0;min-height:100vh;display:grid;place-items:center;font:1.125rem/1.5 system-ui,sans-serif}' +
	'main{max-width:34rem;padding:2rem;text-align:center;overflow-wrap:anywhere}' +
	'h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}' +
	'p{margin:0;white-space:pre-line}';

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A page without scripts, with nothing on it but these two texts. */
export function pageOf({
	heading,
	text,
}: {
	readonly heading: string;
	readonly text: string;
}): string {
	return [
		'<!doctype html>',
		'<html>',
		'<head>',
		'<meta charset="utf-8">',
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		'<meta name="robots" content="noindex">',
		`<title>${escaped(heading || text)}</title>`,
		`<style>${STYLE}</style>`,
		'</head>',
		'<body><main>',
		...(heading === '' ? [] : [`<h1>${escaped(heading)}</h1>`]),
		`<p>${escaped(text)}</p>`,
		'</main></body>',
		'</html>',
		'',
	].join('\n');
}

/** The address holds a secret: nobody keeps the answer, and no other site is told where the person came from. */
export const HEADERS: Readonly<Record<string, string>> = {
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-robots-tag': 'noindex',
};

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	...HEADERS,
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`,
	'x-content-type-options': 'nosniff',
};
