/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- measures from outside n8n, not part of the package */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Conditions {
	readonly latencyMs: number;
	/** 0: no limit. */
	readonly perSecond: number;
}

export interface Traffic {
	requests: number;
	accepted: number;
	refused: number;
	/** Accepted again with a response key that was accepted before. */
	duplicates: number;
	mostSockets: number;
}

export interface Ask {
	/** Counts from nothing under these conditions; absent: only tells. */
	readonly begin?: Conditions;
}

export const UNHINDERED: Conditions = { latencyMs: 0, perSecond: 0 };

/** Until the other side has noticed that its idle connections were closed. */
const CLOSING_MS = 50;

/** The service that all sides call, in a process of its own. */
export class Service {
	private constructor(
		private readonly child: ChildProcess,
		readonly url: string,
	) {}

	static async start(): Promise<Service> {
		const child = fork(join(__dirname, 'server.ts'), { execArgv: ['--import', 'tsx'] });
		const [{ port }] = (await once(child, 'message')) as [{ port: number }];
		return new Service(child, `http://127.0.0.1:${port}`);
	}

	private async ask(question: Ask): Promise<Traffic> {
		const answer = once(this.child, 'message') as Promise<[{ traffic: Traffic }]>;
		this.child.send(question);
		const [{ traffic }] = await answer;
		return traffic;
	}

	async begin(conditions: Conditions): Promise<void> {
		await this.ask({ begin: conditions });
		await sleep(CLOSING_MS);
	}

	async traffic(): Promise<Traffic> {
		return await this.ask({});
	}

	end(): void {
		this.child.disconnect();
	}
}
