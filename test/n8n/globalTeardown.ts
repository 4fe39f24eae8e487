/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { dirname } from 'node:path';

import { removeFolder } from './harness';
import { packedRepository } from './suites/support';

export default function globalTeardown(): void {
	removeFolder(dirname(packedRepository().tarball));
}
