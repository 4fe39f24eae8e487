import axios, { AxiosError } from 'axios';

import type { Answer } from '../sandbox/answers';
import { isLoopback } from './guard';
import type { OutgoingRequest } from './questions';

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 2 * 1024 * 1024;

export type Reply = { readonly answer: Answer } | { readonly fault: string };

export type Send = (request: OutgoingRequest) => Promise<Reply>;

const http = axios.create({
	timeout: TIMEOUT_MS,
	maxContentLength: MAX_BYTES,
	// A redirect is an answer; its target would get the token.
	maxRedirects: 0,
	// A proxy would get the token, too.
	proxy: false,
	validateStatus: () => true,
	responseType: 'text',
	transformResponse: (body: unknown) => body,
});

function textHeaders(headers: Record<string, unknown>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			value === undefined ? [] : [[name.toLowerCase(), String(value)]],
		),
	);
}

/** @param loopbackOnly the run was let through because its target is a stand-in on this machine */
export function clientFor({ loopbackOnly }: { loopbackOnly: boolean }): Send {
	return async ({ method, url, form }) => {
		if (loopbackOnly && !isLoopback(url))
			throw new Error(`Not on this machine: ${new URL(url).host}`);
		try {
			const { status, headers, data } = await http.request<string>({
				method,
				url,
				...(form === undefined
					? {}
					: { data: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
			});
			return { answer: { status, headers: textHeaders(headers), body: data } };
		} catch (error) {
			return { fault: error instanceof AxiosError ? (error.code ?? 'unknown') : 'unknown' };
		}
	};
}
