/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { existsSync } from 'node:fs';

import { N8nProcess } from '../harness';
import type { Installation } from '../install';

export const CONCURRENCY = 5;

/** What n8n's queue mode has beside its main process, in a container of its own: an empty user folder. */
export type Role = 'worker' | 'webhook';

const COMMANDS: Record<Role, readonly string[]> = {
	worker: ['worker', `--concurrency=${CONCURRENCY}`],
	webhook: ['webhook'],
};

export class QueueProcess extends N8nProcess {
	constructor(installation: Installation, settings: Record<string, string>, role: Role) {
		super(installation, settings, COMMANDS[role]);
	}

	get hasPackage(): boolean {
		return existsSync(this.packageFolder);
	}

	/** How often it has said while starting that it lacks a package. */
	get warnings(): number {
		return this.output.split('some packages are missing').length - 1;
	}

	/** A worker has no web server but the one that tells whether it is ready. */
	protected override async environment(): Promise<NodeJS.ProcessEnv> {
		return {
			...(await super.environment()),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(this.port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		};
	}
}
