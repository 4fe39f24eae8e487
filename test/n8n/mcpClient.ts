/** An assistant that uses tools over MCP (Streamable HTTP), with what is asked for and nothing more. */
import axios, { type AxiosResponse } from 'axios';

const PROTOCOL = '2025-03-26';

export interface McpTool {
	readonly name: string;
	readonly description?: string;
	readonly inputSchema: { readonly properties?: Readonly<Record<string, unknown>> };
}

interface RpcAnswer<Result> {
	readonly result?: Result;
	readonly error?: { readonly message: string };
}

export interface McpClient {
	tools(): Promise<McpTool[]>;
	/** The text that the tool gave back. */
	call(name: string, args: Readonly<Record<string, string>>): Promise<string>;
}

async function post(
	url: string,
	token: string,
	session: string | undefined,
	message: object,
): Promise<AxiosResponse<string>> {
	return await axios.post<string>(
		url,
		{ jsonrpc: '2.0', ...message },
		{
			proxy: false,
			responseType: 'text',
			transformResponse: (text: string) => text,
			validateStatus: () => true,
			headers: {
				accept: 'application/json, text/event-stream',
				authorization: `Bearer ${token}`,
				...(session === undefined ? {} : { 'mcp-session-id': session }),
			},
		},
	);
}

/** The server answers with JSON, or with one event that holds it. */
function read<Result>({ status, data }: AxiosResponse<string>): Result {
	const json = /^data: (.*)$/m.exec(data)?.[1] ?? data;
	if (status !== 200) throw new Error(`MCP: ${status} ${data}`);
	const { result, error } = JSON.parse(json) as RpcAnswer<Result>;
	if (result === undefined) throw new Error(`MCP: ${error?.message ?? data}`);
	return result;
}

export async function connectMcp(url: string, token: string): Promise<McpClient> {
	const initialized = await post(url, token, undefined, {
		id: 0,
		method: 'initialize',
		params: {
			protocolVersion: PROTOCOL,
			capabilities: {},
			clientInfo: { name: 'Assistant of the tests', version: '1.0.0' },
		},
	});
	read(initialized);
	const session = initialized.headers['mcp-session-id'] as string | undefined;
	await post(url, token, session, { method: 'notifications/initialized' });

	let id = 0;
	const ask = async <Result>(method: string, params: object): Promise<Result> => {
		id += 1;
		return read<Result>(await post(url, token, session, { id, method, params }));
	};
	return {
		tools: async () => (await ask<{ tools: McpTool[] }>('tools/list', {})).tools,
		call: async (name, args) => {
			const { content } = await ask<{ content: Array<{ text: string }> }>('tools/call', {
				name,
				arguments: args,
			});
			return content.map(({ text }) => text).join('\n');
		},
	};
}
