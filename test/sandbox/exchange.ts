/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the stand-in runs in Node itself, not inside n8n */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer, Ruling } from './answers';
import type { RecordedRequest } from './records';

interface ExchangeParts {
	record: RecordedRequest;
	response: ServerResponse;
	/** The full requested address. */
	url: string;
	/** Applies the rules of the address, and with them records what is accepted. */
	rule: () => Ruling;
	/** Aborted when the sandbox is reset or closed. */
	life: AbortSignal;
	/** Called just before the answer leaves: the client must not be able to come back sooner. */
	leave: () => void;
}

/** One request and everything that can be done with it. */
export class Exchange {
	constructor(private readonly parts: ExchangeParts) {}

	get url(): string {
		return this.parts.url;
	}

	get rawPath(): string {
		return this.parts.record.path;
	}

	process(): Answer {
		const { answer, accepted } = this.parts.rule();
		this.parts.record.accepted = accepted;
		return answer;
	}

	send(answer: Answer): void {
		const { record, response, leave } = this.parts;
		if (response.destroyed) return;
		const body = Buffer.from(answer.body);
		record.status = answer.status;
		const bodiless = answer.status === 204 || answer.status === 304;
		response.writeHead(answer.status, {
			...(bodiless ? {} : { 'content-length': String(body.length) }),
			...answer.headers,
		});
		leave();
		response.end(bodiless ? undefined : body);
	}

	/** Sends the status and headers at once; the body is the caller's affair. */
	open(status: number, headers: Record<string, string>): ServerResponse {
		const { record, response } = this.parts;
		record.status = status;
		response.writeHead(status, headers);
		response.flushHeaders();
		return response;
	}

	reset(): void {
		this.parts.response.socket?.resetAndDestroy();
	}

	/** False when the sandbox was reset or closed meanwhile: the request belongs to nobody any more. */
	async wait(ms: number): Promise<boolean> {
		try {
			await sleep(ms, undefined, { signal: this.parts.life });
			return true;
		} catch {
			this.parts.response.destroy();
			return false;
		}
	}

	/** For a mistake in a script: loud, and never mistaken for an answer of the service. */
	fail(error: unknown): void {
		const text = error instanceof Error ? error.message : String(error);
		if (this.parts.response.headersSent) this.parts.response.destroy();
		else {
			this.send({
				status: 599,
				headers: { 'content-type': 'text/plain; charset=utf-8' },
				body: `The sandbox itself failed: ${text}`,
			});
		}
	}
}
