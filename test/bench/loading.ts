/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- measures from outside n8n, not part of the package */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';

import type { Installation } from '../n8n/install';

/** Milliseconds to load the package's classes, each time in a new process. */
export function measureLoading(
	{ node, n8n }: Installation,
	packageFolder: string,
	rounds: number,
): number[] {
	// Where n8n itself looks for what a community package shares with it.
	const shared = dirname(dirname(dirname(n8n)));
	return Array.from({ length: rounds }, () => {
		const args = [join(__dirname, 'loadingProbe.js'), packageFolder];
		return Number(
			execFileSync(node, args, { encoding: 'utf8', env: { ...process.env, NODE_PATH: shared } }),
		);
	});
}
