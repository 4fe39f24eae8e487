/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';

export interface ToolOffer {
	name: string;
	description?: string;
	parameters: {
		properties?: Record<string, { type?: string; description?: string }>;
		required?: string[];
	};
}

interface ChatRequest {
	stream?: boolean;
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ type: string; function: ToolOffer }>;
}

type Message = { content: string } | { content: null; tool_calls: unknown[] };

/** A chat model of OpenAI's kind on this machine: calls the tool it is offered once, then says what it got. */
export interface ScriptedModel {
	/** For the credential of n8n's chat model. */
	readonly url: string;
	/** The tools of the last request. */
	readonly offers: ToolOffer[];
	/** What the tool gave back, as the model read it. */
	readonly results: string[];
	/** The arguments of the next tool call. */
	call(tool: Record<string, unknown>): void;
	/** Between tests. */
	forget(): void;
	close(): Promise<void>;
}

export async function startScriptedModel(): Promise<ScriptedModel> {
	const offers: ToolOffer[] = [];
	const results: string[] = [];
	let wanted: Record<string, unknown> | undefined;

	function reply({ messages, tools = [] }: ChatRequest): Message {
		offers.splice(0, offers.length, ...tools.map(({ function: offer }) => offer));
		const last = messages.at(-1);
		if (last?.role === 'tool') {
			results.push(typeof last.content === 'string' ? last.content : JSON.stringify(last.content));
			return { content: `The tool said: ${results.at(-1)}` };
		}
		const [offer] = offers;
		if (wanted === undefined || offer === undefined) return { content: 'There is nothing to do.' };
		const args = JSON.stringify(wanted);
		wanted = undefined;
		return {
			content: null,
			tool_calls: [
				{
					index: 0,
					id: 'call_1',
					type: 'function',
					function: { name: offer.name, arguments: args },
				},
			],
		};
	}

	const app = Fastify({ forceCloseConnections: true, bodyLimit: 10 * 1024 * 1024 });
	app.post<{ Body: ChatRequest }>('/v1/chat/completions', async (request, response) => {
		const message = { role: 'assistant', ...reply(request.body) };
		const finish = 'tool_calls' in message ? 'tool_calls' : 'stop';
		const head = { id: 'chat_1', created: 1_700_000_000, model: 'scripted' };
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		if (request.body.stream !== true) {
			const choices = [{ index: 0, message, finish_reason: finish }];
			return { ...head, object: 'chat.completion', choices, usage };
		}
		const chunk = (delta: unknown, reason: string | null) =>
			`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
		return await response
			.header('content-type', 'text/event-stream')
			.send(`${chunk(message, null)}${chunk({}, finish)}data: [DONE]\n\n`);
	});

	await app.listen({ port: 0, host: '127.0.0.1' });
	return {
		url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1`,
		offers,
		results,
		call: (tool) => {
			wanted = tool;
		},
		forget: () => {
			offers.length = 0;
			results.length = 0;
			wanted = undefined;
		},
		close: async () => await app.close(),
	};
}
