/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import manifest from '../../../package.json';

const ROOT = join(__dirname, '..', '..', '..');
const PAGES = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));

function filesBelow(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).map((entry) =>
		join(entry.parentPath, entry.name),
	);
}

const sources = ['test', 'nodes', 'credentials'].flatMap(filesBelow);

/** What a page names by its path, or as `something.test.ts` alone. */
function exists(name: string): boolean {
	return name.includes('/')
		? existsSync(join(ROOT, name))
		: sources.some((file) => file.endsWith(`/${name}`));
}

describe.each(PAGES)('docs/%s', (page) => {
	const text = readFileSync(join(ROOT, 'docs', page), 'utf8');

	// A recipe names files that its reader is to make.
	const itOfNoRecipe = page.startsWith('adding-') ? it.skip : it;

	itOfNoRecipe('names only files that exist', () => {
		const named = [...text.matchAll(/`([\w./-]+)`/g)]
			.map(([, name]) => name ?? '')
			.filter((name) =>
				/^(test|nodes|credentials|docs|examples|\.github)\/|\.test\.ts$/.test(name),
			);
		expect(named.filter((name) => !exists(name))).toEqual([]);
	});

	it('names only scripts that exist', () => {
		const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script ?? '');
		expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
	});
});
