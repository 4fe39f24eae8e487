/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { request, Agent } from 'node:http';

import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';

const PATIENCE_MS = 10_000;

/** One sandbox for the tests of a file, fresh for each of them. */
export function useSandbox(options: SandboxOptions = {}): () => Sandbox {
	let sandbox: Sandbox | undefined;
	beforeAll(async () => {
		sandbox = await startSandbox(options);
	});
	afterEach(() => sandbox?.reset());
	afterAll(async () => sandbox?.close());
	return () => {
		if (sandbox === undefined) throw new Error('The sandbox has not started');
		return sandbox;
	};
}

export const client = axios.create({
	validateStatus: () => true,
	maxRedirects: 0,
	httpAgent: new Agent({ keepAlive: false }),
});

export function get(
	sandbox: Sandbox,
	path: string,
	config: AxiosRequestConfig = {},
): Promise<AxiosResponse> {
	return client.get(sandbox.url + path, config);
}

/** The text as it came: nothing parsed, no byte order mark removed. */
export async function getRaw(sandbox: Sandbox, path: string): Promise<AxiosResponse<Buffer>> {
	return await client.get(sandbox.url + path, { responseType: 'arraybuffer' });
}

export function contactPath(
	sandbox: Sandbox,
	changes: Record<string, string | undefined> = {},
): string {
	const parameters: Record<string, string | undefined> = {
		apiToken: sandbox.token,
		cId: sandbox.collectorId,
		email: 'ann@example.com',
		crk: 'K-1',
		...changes,
	};
	const pairs = Object.entries(parameters).flatMap(([name, value]) =>
		value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
	);
	return `/api.php?${pairs.join('&')}`;
}

export function tagPath(sandbox: Sandbox, rest = '/referrer/desk'): string {
	return `/pageTag/SurveyCampaign/cId/${sandbox.collectorId}${rest}`;
}

/** For paths that axios would normalise. */
export function statusOf(sandbox: Sandbox, path: string): Promise<number | undefined> {
	const { hostname, port } = new URL(sandbox.url);
	return new Promise((resolve, reject) => {
		request({ hostname, port, path, agent: false }, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode));
		})
			.once('error', reject)
			.end();
	});
}

/** The error code of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
	try {
		await call;
	} catch (error) {
		return (error as { code?: string }).code ?? String(error);
	}
	throw new Error('The call was answered');
}

export async function until(condition: () => boolean): Promise<void> {
	const end = Date.now() + PATIENCE_MS;
	while (!condition()) {
		if (Date.now() > end) throw new Error('Waited in vain');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** Sends a request, and gives a way to hang up once the stand-in has it. */
export async function arrived(
	sandbox: Sandbox,
	path: string,
): Promise<{ failure: Promise<unknown>; abort(): void }> {
	const leaving = new AbortController();
	const before = sandbox.requests.length;
	const failure = failureOf(get(sandbox, path, { signal: leaving.signal }));
	await until(() => sandbox.requests.length > before);
	return { failure, abort: () => leaving.abort() };
}
