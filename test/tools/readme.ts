/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { gallery, GALLERY } from './gallery';
import { generatedPages } from './readmeBlocks';
import { generatedFiles } from './sourcePages';

const ROOT = join(__dirname, '..', '..');

const files = [
	...generatedPages(),
	...generatedFiles(),
	{ file: GALLERY, text: readFileSync(GALLERY, 'utf8'), expected: gallery() },
];

for (const { file, text, expected } of files) {
	if (text === expected) continue;
	writeFileSync(file, expected);
	process.stdout.write(`  wrote ${relative(ROOT, file)}\n`);
}
process.stdout.write(`  ${files.length} files are up to date\n`);
