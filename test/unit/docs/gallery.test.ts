/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { exampleNames } from '../../n8n/exampleFiles';
import { gallery, GALLERY } from '../../tools/gallery';

const FOLDER = dirname(GALLERY);
const IMAGES = join(FOLDER, 'images');
/** So that the page opens at once. */
const MOST_BYTES = 60_000;

describe('examples/README.md', () => {
	const text = readFileSync(GALLERY, 'utf8');
	const targets = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, link = '']) => link);

	it('is what the workflows say (npm run readme)', () => {
		expect(text).toBe(gallery());
	});

	it('names every example once', () => {
		const named = targets(/\[[\w-]+\.json\]\(([\w-]+)\.json\)/g);
		expect([...new Set(named)].sort()).toEqual(exampleNames());
	});

	it('shows pictures that are small, and keeps no others', () => {
		const shown = targets(/!\[[^\]]*\]\(images\/([^)]+)\)/g).sort();
		expect(readdirSync(IMAGES).sort()).toEqual(shown);
		const large = shown.filter((file) => statSync(join(IMAGES, file)).size > MOST_BYTES);
		expect(large).toEqual([]);
	});
});
