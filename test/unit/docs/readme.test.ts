/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import manifest from '../../../package.json';
import { generatedPages } from '../../tools/readmeBlocks';

const ROOT = join(__dirname, '..', '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe.each(generatedPages())('$file', ({ text, expected }) => {
	it('lists what the code knows (npm run readme)', () => {
		expect(text).toBe(expected);
	});
});

describe('README.md', () => {
	it('has at most 2,500 words', () => {
		expect(readme.split(/\s+/).length).toBeLessThanOrEqual(2500);
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
});
