/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-deprecated-workflow-functions -- tests run in Node itself, not inside n8n */
import type { IDataObject, INodeType, IRequestOptions } from 'n8n-workflow';

import { SurveyLab } from '../../nodes/SurveyLab/SurveyLab.node.js';
import { startSandbox, type Fault, type Sandbox } from '../sandbox';
import type { RunResult } from './engine';
import {
	byLink,
	CONTINUE,
	contactParameters,
	ERROR_OUTPUT,
	jsons,
	people,
	runNode,
	type NodeSettings,
} from './workflows';

// Characters that every encoding writes in a way of its own.
const TOKEN = "T0k+n/s3cr:t~(ü)'*!%41~ZQ==";

/** All ways in which the token could show. */
function spellings(token: string): string[] {
	const percent = encodeURIComponent(token);
	const strict = percent.replace(
		/[!'()*]/g,
		(c) => '%' + c.charCodeAt(0).toString(16).toUpperCase(),
	);
	const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
	const base64 = Buffer.from(token).toString('base64');
	return [
		token,
		percent,
		lower(percent),
		strict,
		lower(strict),
		new URLSearchParams({ t: token }).toString().slice(2),
		base64,
		base64.replace(/=+$/, ''),
		Buffer.from(token).toString('base64url'),
		JSON.stringify(token).slice(1, -1),
	];
}

/** Everything reachable from a value, getters, symbols, causes and hidden properties included. */
function everyText(root: unknown): string {
	const texts: string[] = [];
	const seen = new Set<unknown>();
	const walk = (value: unknown): void => {
		if (typeof value === 'string') texts.push(value);
		if (typeof value === 'bigint' || typeof value === 'symbol') texts.push(String(value));
		if (
			(typeof value !== 'object' && typeof value !== 'function') ||
			value === null ||
			seen.has(value)
		)
			return;
		seen.add(value);
		if (Buffer.isBuffer(value)) texts.push(value.toString('utf8'));
		if (value instanceof Map || value instanceof Set) walk([...value]);
		for (const key of Reflect.ownKeys(value)) {
			texts.push(String(key));
			try {
				walk((value as Record<PropertyKey, unknown>)[key]);
			} catch {
				// A getter that throws shows nothing.
			}
		}
	};
	walk(root);
	return texts.join('\n');
}

describe('The token', () => {
	let sandbox: Sandbox;
	const logged: string[] = [];

	beforeAll(async () => {
		sandbox = await startSandbox({ tokens: [TOKEN] });
		for (const stream of [process.stdout, process.stderr]) {
			jest.spyOn(stream, 'write').mockImplementation((chunk) => {
				logged.push(String(chunk));
				return true;
			});
		}
		for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
			jest.spyOn(console, method).mockImplementation((...parts) => {
				logged.push(everyText(parts));
			});
		}
	});

	beforeEach(() => {
		sandbox.reset();
		jest.spyOn(Math, 'random').mockReturnValue(0);
	});

	afterAll(async () => {
		jest.restoreAllMocks();
		await sandbox.close();
	});

	const copied = (text: string): Fault => ({ kind: 'rejected', notification: text });
	const status = (code: number): Fault => ({
		kind: 'status',
		status: code,
		headers: { 'x-echo': encodeURIComponent(TOKEN), 'content-type': 'application/json' },
		body: JSON.stringify({
			status: false,
			notification: `Bad token ${TOKEN}`,
			error: TOKEN,
			message: TOKEN,
		}),
	});

	/** What the service does with a request that carries the token. */
	const FAULTS: Array<[string, Fault]> = [
		...spellings(TOKEN).map((spelling, n): [string, Fault] => [
			`spelling ${n} in a notification`,
			copied(`You sent apiToken=${spelling}, sorry`),
		]),
		[
			'a notification that holds the whole address, base64',
			copied(Buffer.from(`/api.php?apiToken=${TOKEN}&cId=1`).toString('base64')),
		],
		[
			'a notification that encodes every letter',
			copied([...Buffer.from(TOKEN)].map((b) => '%' + b.toString(16)).join('')),
		],
		...[400, 401, 403, 404, 405, 410, 413, 414, 422, 429, 431, 500, 502, 503, 504, 599].map(
			(code): [string, Fault] => [`HTTP ${code} with the token in body and header`, status(code)],
		),
		[
			'a redirect that copies the whole request',
			{ kind: 'redirect', to: 'https://elsewhere.example.com/?from=${url}' },
		],
		['a web page', { kind: 'html' }],
		['an empty answer', { kind: 'empty' }],
		['a huge answer', { kind: 'huge', bytes: 2_000_000 }],
		['a reset before reading', { kind: 'resetBefore' }],
		['a reset after accepting', { kind: 'resetAfter', accept: true }],
	];

	const MODES: Array<[string, NodeSettings, IDataObject]> = [
		['', {}, {}],
		[', continued', CONTINUE, { onUnknownOutcome: 'retryOnce', maxAttempts: 2 }],
	];

	function expectNoToken(result: RunResult | undefined): void {
		const everything =
			everyText(result?.run) + JSON.stringify(result?.run.data) + logged.join('\n');
		for (const spelling of spellings(TOKEN)) expect(everything.includes(spelling)).toBe(false);
	}

	const cases = FAULTS.flatMap(([name, fault]) =>
		MODES.map(([mode, settings, options]) => ({ name: name + mode, fault, settings, options })),
	);

	it('is tried in at least 40 failing and odd executions', () => {
		expect(cases.length).toBeGreaterThanOrEqual(40);
	});

	it.each(cases)(
		'does not show in output, messages, logs or stored data after $name',
		async ({ fault, settings, options }) => {
			sandbox.faultFor(() => fault);
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxWait: 1, ...options }),
				people(2),
				{
					credential: { apiToken: TOKEN, baseUrl: sandbox.url },
					settings,
				},
			);

			expect(sandbox.requests.length).toBeGreaterThan(0);
			expect(sandbox.requests[0]?.token).toBe(TOKEN);
			expectNoToken(result);
		},
	);

	it('does not show in the name of a host that a redirect leads to', async () => {
		const apiToken = 't0kensecret';
		sandbox.faultFor(() => ({ kind: 'redirect', to: `https://${apiToken}.example.com/` }));
		const result = await runNode(sandbox, contactParameters(sandbox), people(1), {
			credential: { apiToken, baseUrl: sandbox.url },
			settings: CONTINUE,
		});
		expect(jsons(result)).toMatchObject([{ error: 'SurveyLab redirects to ***.example.com' }]);
		expect(everyText(result.run) + logged.join('\n')).not.toContain(apiToken);
	});

	it.each<[string, IDataObject, IDataObject]>([
		['a success', {}, {}],
		['a preview', {}, { previewOnly: true }],
		['a time-out', { timeout: 1 }, {}],
		[
			'a pasted API link',
			{},
			{
				collectorId: byLink(
					`={{ "https://www.mysurveylab.com/api.php?apiToken=" + "${encodeURIComponent(TOKEN)}" }}`,
				),
			},
		],
	])('does not show after %s', async (name, options, more) => {
		if (name === 'a time-out') sandbox.faultFor(() => ({ kind: 'hang' }));
		const result = await runNode(sandbox, contactParameters(sandbox, options, more), people(1), {
			credential: { apiToken: TOKEN, baseUrl: sandbox.url },
			settings: ERROR_OUTPUT,
		});

		// The workflow itself holds the link that the person pasted; what n8n stores of the run must not.
		expectNoToken(result);
	});

	it.each<[string, IDataObject]>([
		['sent', {}],
		['only shown', { previewOnly: true }],
	])(
		'does not show in the output of an item that holds it in its fields and is %s',
		async (_, more) => {
			const additionalFields = { custom1: `a ${TOKEN} b`, referrer: encodeURIComponent(TOKEN) };
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, {}, { additionalFields, ...more }),
				people(1),
				{ credential: { apiToken: TOKEN, baseUrl: sandbox.url } },
			);

			const [output] = jsons(result);
			expect(output).toMatchObject({
				email: 'person-0@example.com',
				fields: { custom1: 'a *** b' },
			});
			expect(JSON.stringify(output)).not.toContain(TOKEN);
			expect(JSON.stringify(output)).not.toContain(encodeURIComponent(TOKEN));
		},
	);

	it('is not stored where a person took it for the response key', async () => {
		const result = await runNode(
			sandbox,
			contactParameters(sandbox),
			[{ email: 'a@example.com', key: TOKEN }],
			{ credential: { apiToken: TOKEN, baseUrl: sandbox.url } },
		);

		expect(jsons(result)).toMatchObject([{ outcome: 'accepted', crk: '***' }]);
		const stored = JSON.stringify(result.run.data.executionData?.contextData);
		expect(stored).toContain('accepted');
		for (const spelling of spellings(TOKEN)) expect(stored).not.toContain(spelling);
	});

	it.each<[string, IDataObject]>([
		['the first item cannot be sent', {}],
		['the workflow stops there', { onError: undefined }],
	])('does not show in what is said of a value that holds it, where %s', async (_, settings) => {
		// Longer than what a text quotes of a value.
		const token = Array.from({ length: 64 }, (__, at) => (at % 16).toString(16)).join('');
		const items = [{ email: `see ${token}`, key: token }, { key: 'no-email' }];
		const result = await runNode(sandbox, contactParameters(sandbox), items, {
			credential: { apiToken: token, baseUrl: sandbox.url },
			settings: { ...CONTINUE, ...settings },
		});

		const shown = everyText(
			settings.onError === undefined && 'onError' in settings ? result.error : jsons(result),
		);
		expect(shown).toContain('is not a single valid email address');
		expect(shown).not.toContain(token.slice(0, 32));
		expect(shown).toContain('***');
	});

	it('does not show when nobody listens at the Base URL or its name is unknown', async () => {
		for (const baseUrl of [
			'http://127.0.0.1:9',
			'https://no-such-host.invalid',
			sandbox.url.replace('http:', 'https:'),
		]) {
			const result = await runNode(
				sandbox,
				contactParameters(sandbox, { maxAttempts: 2 }),
				people(1),
				{
					credential: { apiToken: TOKEN, baseUrl },
				},
			);
			expect(result.error).toBeDefined();
			expectNoToken(result);
		}
	});

	describe('in requests of other nodes with the credential', () => {
		/** Sends one request in n8n's older dialect, as the node HTTP Request does. */
		function httpRequest(options: IRequestOptions): INodeType {
			return {
				description: {
					...new SurveyLab().description,
					displayName: 'HTTP Request',
					credentials: [{ name: 'surveyLabApi', required: true }],
					properties: [],
				},
				async execute() {
					const body: unknown = await this.helpers.requestWithAuthentication.call(
						this,
						'surveyLabApi',
						options,
					);
					return [[{ json: { body: String(body) } }]];
				},
			};
		}

		const run = async (more: object) =>
			await runNode(sandbox, {}, people(1), {
				credential: { apiToken: TOKEN, baseUrl: sandbox.url },
				node: httpRequest({ method: 'GET', uri: `${sandbox.url}/api.php`, simple: false, ...more }),
			});

		it('is added to a request that goes straight to the Base URL', async () => {
			const result = await run({});
			expect(result.error).toBeUndefined();
			expect(sandbox.requests).toMatchObject([{ token: TOKEN }]);
		});

		it.each<[string, Partial<IRequestOptions>, string]>([
			[
				'through its option Proxy',
				{},
				'The SurveyLab token is not sent through a proxy of this node',
			],
			[
				'through Proxy and with Ignore SSL Issues',
				{ rejectUnauthorized: false },
				'The SurveyLab token is not sent through a proxy of this node',
			],
		])('does not leave %s', async (_, more, sentence) => {
			const proxy = await startSandbox();
			const { error } = await run({ ...more, proxy: proxy.url });

			expect(error).toMatchObject({ message: sentence });
			expect([...sandbox.requests, ...proxy.requests]).toEqual([]);
			await proxy.close();
		});

		it.each<[string, object]>([
			['rejectUnauthorized', { rejectUnauthorized: false }],
			['agentOptions', { agentOptions: { rejectUnauthorized: false } }],
		])('does not leave with Ignore SSL Issues: %s', async (_, more) => {
			const { error } = await run(more);

			expect(error).toMatchObject({
				message: 'The SurveyLab token is not sent without checking the certificate',
			});
			expect(sandbox.requests).toEqual([]);
		});
	});
});
