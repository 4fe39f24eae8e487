import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { HEADERS, PAGE_HEADERS, htmlOf } from '../../../nodes/SurveyLab/completion/page';
import { runs } from '../../properties';

const ENTITIES: Record<string, string> = {
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#39;': "'",
	'&amp;': '&',
};
const read = (html: string) =>
	html.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? '');

/** What stands between two tags of the page, as a browser reads it. */
function between(page: string, open: string, close: string): string | undefined {
	const from = page.indexOf(open);
	return from < 0 ? undefined : read(page.slice(from + open.length, page.indexOf(close, from)));
}

describe('the page', () => {
	const page = htmlOf({ heading: 'Thank you!', text: 'Bye.\nSee you.' });

	it('fits a phone, is not indexed, and holds nothing that runs or is fetched', () => {
		expect(page).toMatch(/^<!doctype html>\n<html>/);
		expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
		expect(page).toContain('<meta name="robots" content="noindex">');
		expect(page).toContain('<meta charset="utf-8">');
		expect(page).not.toMatch(/<(?:script|img|link|a|form|iframe)\b|https?:|url\(|\son\w+=/i);
	});

	it('shows the two texts, and the heading as its title', () => {
		expect(page).toContain('<title>Thank you!</title>');
		expect(page).toContain('<h1>Thank you!</h1>\n<p>Bye.\nSee you.</p>');
		expect(page).toContain('white-space:pre-line');
	});

	it('puts each text to be copied on a line of its own, below what it is for', () => {
		const instructions = [
			{ text: 'Put this behind it:', code: '?crk={crk}&key=' },
			{ text: '<or>', code: '<this>' },
		];
		const made = htmlOf({ heading: 'Hello', text: 'There.', instructions });
		expect(made.split('\n').filter((line) => line.startsWith('<p>'))).toEqual([
			'<p>There.</p>',
			'<p>Put this behind it:</p><code>?crk={crk}&amp;key=</code>',
			'<p>&lt;or&gt;</p><code>&lt;this&gt;</code>',
		]);
	});

	it('does without a heading', () => {
		const plain = htmlOf({ heading: '', text: 'Bye.' });
		expect(plain).toContain('<title>Bye.</title>');
		expect(plain).not.toContain('<h1>');
	});

	it('shows every text as it was typed, and as nothing but text', () => {
		const text = fc.oneof(
			fc.string({ unit: 'grapheme', maxLength: 60 }),
			fc.string({
				unit: fc.constantFrom(
					'<',
					'>',
					'&',
					'"',
					"'",
					'/',
					'script',
					'&lt;',
					'</p>',
					'</title>',
					'<!--',
					'amp;',
				),
				maxLength: 20,
			}),
		);
		fc.assert(
			fc.property(text, text, (heading, body) => {
				const made = htmlOf({ heading, text: body });
				expect(made.match(/<[^>]*>/g)).toHaveLength(heading === '' ? 18 : 20);
				expect(between(made, '<p>', '</p>')).toBe(body);
				expect(between(made, '<h1>', '</h1>')).toBe(heading === '' ? undefined : heading);
				expect(between(made, '<title>', '</title>')).toBe(heading || body);
			}),
			runs(1000),
		);
	});
});

describe('the headers', () => {
	it('let nobody keep the answer, and tell nobody where the person came from', () => {
		expect(HEADERS).toEqual({
			'cache-control': 'no-store',
			'referrer-policy': 'no-referrer',
			'x-robots-tag': 'noindex',
		});
		expect(PAGE_HEADERS).toMatchObject(HEADERS);
	});

	it('allow the page its own style and nothing else', () => {
		const style = /<style>(.*)<\/style>/.exec(htmlOf({ heading: '', text: '' }))?.[1] ?? '';
		const hash = createHash('sha256').update(style).digest('base64');
		expect(PAGE_HEADERS['content-security-policy']).toBe(
			`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
		);
		expect(PAGE_HEADERS['content-type']).toBe('text/html; charset=utf-8');
		expect(PAGE_HEADERS['x-content-type-options']).toBe('nosniff');
	});
});
