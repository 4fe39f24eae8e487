/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
/** Many respondents at once, and a person who does the same to n8n's own Webhook node. */
import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { BROWSER } from '../completions';

export interface Answered {
	readonly status: number;
	readonly milliseconds: number;
}

const PATIENCE_MS = 60_000;

function ask(url: string, agent: Agent): Promise<number> {
	return new Promise((resolve) => {
		const request = get(
			url,
			{ agent, headers: { 'user-agent': BROWSER }, timeout: PATIENCE_MS },
			(response) => {
				response.resume().once('close', () => resolve(response.statusCode ?? 0));
			},
		);
		request.once('timeout', () => request.destroy());
		request.once('error', () => resolve(0));
	});
}

async function timed(url: string, agent: Agent): Promise<Answered> {
	const since = performance.now();
	const status = await ask(url, agent);
	return { status, milliseconds: performance.now() - since };
}

/** Calls the addresses one after the other, so many a second, whether or not the answers are there. */
export async function callAll(urls: readonly string[], perSecond: number): Promise<Answered[]> {
	const agent = new Agent({ keepAlive: true });
	const since = performance.now();
	const answers: Array<Promise<Answered>> = [];
	for (const [index, url] of urls.entries()) {
		await sleep(Math.max(0, since + (index * 1000) / perSecond - performance.now()));
		answers.push(timed(url, agent));
	}
	const all = await Promise.all(answers);
	agent.destroy();
	return all;
}

/** Each call when the one before has been answered and n8n has had time for the execution that it started. */
export async function callInTurn(urls: readonly string[], pauseMs: number): Promise<Answered[]> {
	const agent = new Agent({ keepAlive: true });
	const all: Answered[] = [];
	for (const url of urls) {
		all.push(await timed(url, agent));
		await sleep(pauseMs);
	}
	agent.destroy();
	return all;
}
