import 'reflect-metadata';
import '../../engine/environment';

import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { surveyLabApiTest } from '../../../nodes/SurveyLab/n8n/credentialTest';
import { SurveyLab } from '../../../nodes/SurveyLab/SurveyLab.node';
import type { Fault } from '../../sandbox';
import { useSandbox } from '../sandbox/client';

const TOKEN = 'S3CRET-t0ken';
const PASSED =
	'SurveyLab can be reached and did not refuse the token. SurveyLab has no way to check a token, so only the first contact proves it.';

const sandbox = useSandbox({ tokens: [TOKEN] });

/** Runs the test as n8n's credential dialog does: on n8n's own request helper, over HTTP. */
async function tested(
	account: { apiToken?: unknown; baseUrl?: unknown },
	context: ICredentialTestFunctions = new CredentialTestContext(
		{} as never,
	) as unknown as ICredentialTestFunctions,
): Promise<INodeCredentialTestResult> {
	const data = {
		apiToken: TOKEN,
		baseUrl: sandbox().url,
		...account,
	} as ICredentialDataDecryptedObject;
	const result = await surveyLabApiTest.call(context, {
		id: '1',
		name: 'SurveyLab account',
		type: 'surveyLabApi',
		data,
	});
	expect(result.message).not.toContain(TOKEN);
	expect(sandbox().contacts).toEqual([]);
	expect(sandbox().actions).toEqual([]);
	return result;
}

/** A request helper that ends as told, for what cannot be brought about without waiting. */
function ending(error: unknown): ICredentialTestFunctions {
	return {
		helpers: { request: async () => await Promise.reject(error) },
	} as unknown as ICredentialTestFunctions;
}

const host = () => new URL(sandbox().url).host;

it('is what the node offers to n8n', () => {
	expect(new SurveyLab().methods.credentialTest.surveyLabApiTest).toBe(surveyLabApiTest);
});

describe('a request to SurveyLab', () => {
	it('carries the token and nothing else, so that nobody can be added', async () => {
		await tested({});
		expect(sandbox().requests).toHaveLength(1);
		expect(sandbox().requests[0]).toMatchObject({
			method: 'GET',
			path: '/api.php',
			query: { apiToken: TOKEN },
		});
		expect(sandbox().requests[0]?.rawUrl).toBe(`/api.php?apiToken=${TOKEN}`);
		expect(sandbox().requests[0]?.headers).not.toHaveProperty('authorization');
	});

	it('carries a token of any characters unharmed', async () => {
		const apiToken = 'a+b/c%2F~ż"==';
		await tested({ apiToken });
		expect(sandbox().requests[0]?.query).toEqual({ apiToken });
	});

	it.each([` ${TOKEN}`, `${TOKEN}\n`])(
		'carries the token without the blanks around it: %j',
		async (apiToken) => {
			expect(await tested({ apiToken })).toEqual({ status: 'OK', message: PASSED });
			expect(sandbox().requests[0]?.query).toEqual({ apiToken: TOKEN });
		},
	);

	it('goes to the Base URL with its path, once', async () => {
		await tested({ baseUrl: ` ${sandbox().url}/ ` });
		expect(sandbox().requests.map(({ path }) => path)).toEqual(['/api.php']);
	});

	it('goes once, whatever is answered', async () => {
		sandbox().script({ kind: 'status', status: 503 }, { kind: 'ok' });
		await tested({});
		expect(sandbox().requests).toHaveLength(1);
	});
});

describe('a token that is none', () => {
	it.each([
		[undefined, 'API Token is empty. '],
		['', 'API Token is empty. '],
		['  ', 'API Token is empty. '],
		['abc def', 'API Token contains blanks or line breaks. '],
		['abc\ndef', 'API Token contains blanks or line breaks. '],
		['https://www.mysurveylab.com/api.php?apiToken=abc', 'API Token holds a link, not a token. '],
		['apiToken=abc', 'API Token holds a link, not a token. '],
	])('is told before anything is sent: %j', async (apiToken, sentence) => {
		const { status, message } = await tested({ apiToken });
		expect(status).toBe('Error');
		expect(message).toMatch(new RegExp(`^${sentence}.*\\.$`));
		expect(sandbox().requests).toEqual([]);
	});

	it('is told where the credential holds no data at all', async () => {
		const result = await surveyLabApiTest.call(ending(new Error()), {
			id: '1',
			name: 'x',
			type: 'surveyLabApi',
		});
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('API Token is empty'),
		});
	});
});

describe('a Base URL that is none', () => {
	it.each([
		[undefined, 'Base URL is empty'],
		['', 'Base URL is empty'],
		['www.mysurveylab.com', 'Base URL is not a web address'],
		['https:www.mysurveylab.com', 'Base URL is not a web address'],
		['http://www.mysurveylab.com', 'Base URL does not begin with https://'],
		['ftp://www.mysurveylab.com', 'Base URL does not begin with https://'],
		['https://user:secret@www.mysurveylab.com', 'Base URL holds a user name or password'],
		[
			`https://www.mysurveylab.com/api.php?apiToken=${TOKEN}`,
			'Base URL holds more than an address',
		],
		['https://www.mysurveylab.com#x', 'Base URL holds more than an address'],
	])('is told before anything is sent: %j', async (baseUrl, sentence) => {
		const { status, message } = await tested({ baseUrl });
		expect(status).toBe('Error');
		expect(message.startsWith(`${sentence}. `)).toBe(true);
		expect(message).toMatch(/\.$/);
		expect(sandbox().requests).toEqual([]);
	});
});

describe('what SurveyLab answers', () => {
	it.each<[string, Fault]>([
		['400, as for a request without a collector', { kind: 'ok' }],
		['400 with a page', { kind: 'status', status: 400 }],
		['404', { kind: 'status', status: 404 }],
		['422', { kind: 'status', status: 422 }],
		['429', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }],
		['500', { kind: 'status', status: 500 }],
		['503', { kind: 'status', status: 503 }],
		['a refusal in JSON', { kind: 'rejected' }],
		['a page', { kind: 'html' }],
		['nothing', { kind: 'empty' }],
	])('passes, with the note that nothing is proven: %s', async (_, fault) => {
		sandbox().script(fault);
		expect(await tested({})).toEqual({ status: 'OK', message: PASSED });
	});

	it.each([401, 403])('does not pass with %i', async (status) => {
		sandbox().script({
			kind: 'status',
			status,
			body: `{"status":false,"notification":"bad ${TOKEN}"}`,
		});
		expect(await tested({})).toEqual({
			status: 'Error',
			message: `SurveyLab refused the token (HTTP ${status}). Copy it again from SurveyLab: account settings → Integrations.`,
		});
	});

	it('does not pass with a token that SurveyLab does not know', async () => {
		expect(await tested({ apiToken: 'another-token' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('SurveyLab refused the token (HTTP 401)'),
		});
	});

	it.each([301, 302, 307, 308])(
		'names the new host of a redirect (%i) and does not follow it',
		async (status) => {
			sandbox().script({
				kind: 'redirect',
				to: `https://app.surveylab.com/api.php?apiToken=${TOKEN}`,
				status,
			});
			expect(await tested({})).toEqual({
				status: 'Error',
				message: `${host()} redirects to app.surveylab.com. If that is SurveyLab, change Base URL to https://app.surveylab.com; the token is not passed on.`,
			});
			expect(sandbox().requests).toHaveLength(1);
		},
	);

	it('does not pass with a redirect on the same host, nor follow it', async () => {
		sandbox().script({ kind: 'redirect', to: '/login' });
		expect(await tested({})).toEqual({
			status: 'Error',
			message: `${host()} redirects to another page. Check Base URL: the token is not passed on.`,
		});
		expect(sandbox().requests).toHaveLength(1);
	});
});

describe('a connection that fails', () => {
	it('says that nobody listens there', async () => {
		// Nobody listens at the port of "discard".
		const address = '127.0.0.1:9';
		expect(await tested({ baseUrl: `http://${address}` })).toEqual({
			status: 'Error',
			message: `${address} cannot be reached (ECONNREFUSED). Check Base URL and that this n8n may open connections to it.`,
		});
	});

	it('says that the host hung up', async () => {
		sandbox().script({ kind: 'resetBefore' });
		const { status, message } = await tested({});
		expect(status).toBe('Error');
		expect(message).toMatch(
			new RegExp(`^${host()} cannot be reached \\((?:ECONNRESET|no answer)\\)\\. Check Base URL`),
		);
	});

	const secretive = {
		config: { qs: { apiToken: TOKEN } },
		options: { uri: `https://x.example/api.php?apiToken=${TOKEN}` },
	};
	it.each([
		[{ code: 'ECONNABORTED' }, 'www.example.com did not answer in time. '],
		[{ code: 'ETIMEDOUT' }, 'www.example.com did not answer in time. '],
		[{ code: 'ETIMEDOUT', syscall: 'connect' }, 'www.example.com cannot be reached (ETIMEDOUT). '],
		[
			{ code: 'ENOTFOUND', syscall: 'getaddrinfo' },
			'www.example.com cannot be reached (ENOTFOUND). ',
		],
		[
			{ cause: { code: 'CERT_HAS_EXPIRED' } },
			'The certificate of www.example.com is not trusted (CERT_HAS_EXPIRED). ',
		],
		[
			{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
			'The certificate of www.example.com is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). ',
		],
		[{}, 'www.example.com cannot be reached (no answer). '],
	])('with %j is told in its own words', async (fault, sentence) => {
		const error = Object.assign(
			new Error(`GET https://www.example.com/api.php?apiToken=${TOKEN}`),
			secretive,
			fault,
		);
		const { status, message } = await tested({ baseUrl: 'https://www.example.com' }, ending(error));
		expect(status).toBe('Error');
		expect(message.startsWith(sentence)).toBe(true);
		expect(message).toMatch(/(?:Check Base URL).*\.$/);
	});

	it('that n8n does not allow is told with the setting that allows it', async () => {
		const blocked = Object.assign(new Error('blocked'), { name: 'SsrfBlockedIpError' });
		expect(await tested({ baseUrl: 'https://www.example.com' }, ending(blocked))).toEqual({
			status: 'Error',
			message:
				'n8n does not allow requests to www.example.com. Check Base URL, or ask whoever runs this n8n to add the host to N8N_SSRF_ALLOWED_HOSTNAMES.',
		});
	});

	it('speaks of the proxy where a proxy refuses', async () => {
		sandbox().script({ kind: 'status', status: 407 });
		expect(await tested({})).toEqual({
			status: 'Error',
			message: `A proxy between this n8n and ${host()} refused the request. Ask your network administrator.`,
		});
	});

	it('asks n8n for the full answer, with a time limit and without redirects', async () => {
		const request = jest.fn(
			async (options: unknown) => await Promise.resolve({ statusCode: 400, headers: {}, options }),
		);
		await tested({ baseUrl: 'https://www.example.com/p/' }, {
			helpers: { request },
		} as unknown as ICredentialTestFunctions);
		expect(request.mock.calls).toEqual([
			[
				{
					method: 'GET',
					uri: 'https://www.example.com/p/api.php',
					qs: { apiToken: TOKEN },
					followRedirect: false,
					simple: false,
					resolveWithFullResponse: true,
					timeout: 15_000,
				},
			],
		]);
	});
});
