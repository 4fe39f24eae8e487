/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { withBlocks } from './readmeBlocks';
import { sourcePages } from './sourcePages';

const ROOT = join(__dirname, '..', '..');

const files = [
	{
		file: join(ROOT, 'README.md'),
		expected: withBlocks(readFileSync(join(ROOT, 'README.md'), 'utf8')),
	},
	...sourcePages(),
];

for (const { file, expected } of files) {
	if (readFileSync(file, 'utf8') === expected) continue;
	writeFileSync(file, expected);
	process.stdout.write(`  wrote ${relative(ROOT, file)}\n`);
}
process.stdout.write(`  ${files.length} files are up to date\n`);
