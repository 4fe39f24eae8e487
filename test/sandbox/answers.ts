import type { Situation } from './recording';

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

/** What the rules of an address decided, faults aside. */
export interface Ruling {
	answer: Answer;
	accepted: boolean;
	/** What the request asks of the service; absent where a recording has nothing to say. */
	situation?: Situation | undefined;
	/** Notes what came of the request, once it is settled whether it is accepted. */
	record?: ((accepted: boolean) => void) | undefined;
}

export const JSON_TYPE = 'application/json; charset=utf-8';
export const HTML_TYPE = 'text/html; charset=utf-8';

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
	return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

export function html(status: number, body: string, headers: Record<string, string> = {}): Answer {
	return { status, headers: { 'content-type': HTML_TYPE, ...headers }, body };
}

const ESCAPES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

export function plainPage(title: string, text = ''): string {
	return [
		'<!doctype html>',
		`<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
		`<body><h1>${escapeHtml(title)}</h1>${text === '' ? '' : `<p>${escapeHtml(text)}</p>`}</body></html>`,
	].join('\n');
}
