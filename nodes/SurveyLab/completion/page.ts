/** The pages that the trigger shows in a browser. Pure. */

import { createHash } from 'crypto';

const STYLE =
	':root{color-scheme:light dark}' +
	'body{margin:0;min-height:100vh;display:grid;place-items:center;font:1.125rem/1.5 system-ui,sans-serif}' +
	'main{box-sizing:border-box;width:100%;max-width:34rem;padding:1.5rem;text-align:center;overflow-wrap:anywhere}' +
	'h1{font-size:1.75rem;line-height:1.25;margin:0}' +
	'p{margin:1rem 0 0;white-space:pre-line}' +
	// One tap selects the whole line.
	'code{display:block;margin-top:.5rem;padding:.75rem;border:1px solid #8888;border-radius:.5rem;' +
	'font-size:.875rem;user-select:all;-webkit-user-select:all}';

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

/** A line to be copied, with a sentence that says what it is for. */
export interface Instruction {
	readonly text: string;
	readonly code: string;
}

export interface Page {
	readonly heading: string;
	readonly text: string;
	readonly instructions?: readonly Instruction[];
}

/** A page of these texts, without scripts. */
export function htmlOf({ heading, text, instructions = [] }: Page): string {
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
		...instructions.map((each) => `<p>${escaped(each.text)}</p><code>${escaped(each.code)}</code>`),
		'</main></body>',
		'</html>',
		'',
	].join('\n');
}

/** The address holds a secret. So nobody stores the response, and no other site learns where the person came from. */
export const HEADERS: Readonly<Record<string, string>> = {
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-robots-tag': 'noindex',
};

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	...HEADERS,
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy':
		`default-src 'none'; style-src 'sha256-${STYLE_HASH}'; ` +
		"base-uri 'none'; form-action 'none'",
	'x-content-type-options': 'nosniff',
};
