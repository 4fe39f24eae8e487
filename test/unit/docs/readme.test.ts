/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import manifest from '../../../package.json';
import { allOperations } from '../../../nodes/SurveyLab/actions/operations';
import { withBlocks } from '../../tools/readmeBlocks';

const ROOT = join(__dirname, '..', '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README.md', () => {
	it('lists operations, fields, options and messages as the code knows them (npm run readme)', () => {
		expect(withBlocks(readme)).toBe(readme);
	});

	it('names every action', () => {
		for (const { shown } of allOperations()) expect(readme).toContain(shown.action);
	});

	it('names only scripts that exist', () => {
		const named = [...readme.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map(
			([, script]) => script as string,
		);
		const builtIn = ['install', 'ci', 'pack', 'test', 'registry'];
		const unknown = named.filter(
			(script) => !builtIn.includes(script) && !(script in manifest.scripts),
		);
		expect(unknown).toEqual([]);
	});

	it('links only to files that exist', () => {
		const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(
			([, link]) => link as string,
		);
		expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
	});

	it('links only to its own headings', () => {
		const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
			(title as string)
				.toLowerCase()
				.replace(/[^\w\- ]/g, '')
				.replaceAll(' ', '-'),
		);
		const anchors = [...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor as string);
		expect(anchors.filter((anchor) => !headings.includes(anchor))).toEqual([]);
	});
});
