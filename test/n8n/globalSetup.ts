/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { packRepository, temporaryFolder } from './harness';
import { install } from './install';
import { PACKED, testedInstallations } from './suites/support';

/** Before the first suite: every n8n that is tested is installed, and our package is packed once. */
export default function globalSetup(): void {
	for (const name of testedInstallations())
		install(name, (line) => process.stdout.write(`${line}\n`));
	process.env[PACKED] = JSON.stringify(packRepository(temporaryFolder()));
}
