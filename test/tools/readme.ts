/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withBlocks } from './readmeBlocks';

const file = join(__dirname, '..', '..', 'README.md');
const before = readFileSync(file, 'utf8');
const after = withBlocks(before);
if (after !== before) writeFileSync(file, after);
process.stdout.write(after === before ? '  README.md was up to date\n' : '  README.md is up to date now\n');
