/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { linksIn, markdownFiles, ROOT } from './markdown';

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(file: string): string[] {
	const text = readFileSync(file, 'utf8').replace(/^```.*?^```/gms, '');
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
		title
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\-_ ]/gu, '')
			.replaceAll(' ', '-'),
	);
}

describe.each(markdownFiles().map((file) => [relative(ROOT, file), file]))(
	'links in %s',
	(_, file) => {
		const links = linksIn(readFileSync(file, 'utf8')).map((link) => {
			const [path = '', anchor] = link.split('#');
			return { link, target: path === '' ? file : join(dirname(file), path), anchor };
		});

		it('lead to files that exist', () => {
			expect(links.filter(({ target }) => !existsSync(target))).toEqual([]);
		});

		it('lead to headings that exist', () => {
			const named = links.filter(({ anchor }) => anchor !== undefined);
			expect(
				named.filter(({ target, anchor = '' }) => !anchorsOf(target).includes(anchor)),
			).toEqual([]);
		});
	},
);

it('all pages are looked at', () => {
	expect(markdownFiles().length).toBeGreaterThan(40);
});
