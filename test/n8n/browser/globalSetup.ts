/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { packRepository, temporaryFolder } from '../harness';
import { install } from '../install';
import { PACKED } from '../suites/support';
import { installBrowser } from './install';

/** Before the first suite: n8n and the browser are there, and our package is packed once. */
export default function globalSetup(): void {
	const say = (line: string) => process.stdout.write(`${line}\n`);
	install('current', say);
	installBrowser(say);
	process.env[PACKED] = JSON.stringify(packRepository(temporaryFolder()));
}
