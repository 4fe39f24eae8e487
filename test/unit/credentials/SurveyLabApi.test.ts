/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import axios from 'axios';
import fc from 'fast-check';
import {
	UserError,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { SurveyLabApi } from '../../../credentials/SurveyLabApi.credentials';
import { runs } from '../../properties';

const BASE = 'https://www.mysurveylab.com';
const TOKEN = 'S3CRET-t0ken+/=';

/** Options as any of n8n's request dialects may hold them. */
type AnyOptions = Partial<Omit<IHttpRequestOptions, 'proxy' | 'agentOptions'>> & {
	uri?: string;
	proxy?: unknown;
	rejectUnauthorized?: boolean;
	agentOptions?: { rejectUnauthorized?: boolean | undefined };
};

async function authenticated(
	options: AnyOptions,
	account: ICredentialDataDecryptedObject = {},
): Promise<AnyOptions> {
	return await new SurveyLabApi().authenticate(
		{ apiToken: TOKEN, baseUrl: BASE, ...account },
		options as IHttpRequestOptions,
	);
}

async function refusalOf(
	options: AnyOptions,
	account: ICredentialDataDecryptedObject = {},
): Promise<UserError> {
	const untouched = structuredClone(options);
	const refusal: unknown = await authenticated(options, account).catch((error: unknown) => error);
	expect(refusal).toBeInstanceOf(UserError);
	expect(options).toEqual(untouched);
	const { message, description, stack } = refusal as UserError;
	expect(`${message} ${description} ${stack} ${JSON.stringify(refusal)}`).not.toContain(TOKEN);
	return refusal as UserError;
}

/** Where axios would send it; `undefined` where it finds no address to send to. */
function originForAxios(options: { url: string; baseURL?: string }): string | undefined {
	try {
		const { protocol, origin } = new URL(axios.getUri(options));
		return /^https?:$/.test(protocol) ? origin : undefined;
	} catch {
		return undefined;
	}
}

describe('the credential', () => {
	const credential = new SurveyLabApi();

	it('is known to workflows by its name and shown by its label', () => {
		expect(credential).toMatchObject({ name: 'surveyLabApi', displayName: 'SurveyLab API' });
		expect(credential.documentationUrl).toMatch(/^https:\/\//);
	});

	it('asks for a hidden, required token and a Base URL, and nothing else', () => {
		const asked = credential.properties.filter(({ type }) => type !== 'hidden');
		expect(asked.map(({ name }) => name)).toEqual(['apiToken', 'baseUrl']);
		expect(asked).toMatchObject([
			{
				displayName: 'API Token',
				type: 'string',
				typeOptions: { password: true },
				required: true,
				default: '',
			},
			{ displayName: 'Base URL', type: 'string', default: BASE },
		]);
		// One sentence has no full stop, several have one each.
		expect(asked.map(({ description }) => description)).toEqual([
			'The token of your SurveyLab account',
			expect.stringMatching(/\. The token is sent there and nowhere else\.$/),
		]);
	});

	it('says where the token is to be found, and which plans have it', () => {
		const [token] = credential.properties;
		expect(token).toMatchObject({
			name: 'apiToken',
			hint: expect.stringMatching(/account settings → Integrations.*Professional and Enterprise/),
		});
	});

	it('has its icons where it names them', () => {
		for (const icon of Object.values(credential.icon)) {
			expect(
				existsSync(join(__dirname, '../../../credentials', String(icon).replace('file:', ''))),
			).toBe(true);
		}
	});
});

describe('a request below the Base URL', () => {
	it.each<[string, AnyOptions]>([
		['an address', { url: `${BASE}/api.php` }],
		['an address with a query of its own', { url: `${BASE}/api.php?cId=1` }],
		['an address below a base', { url: '/api.php', baseURL: BASE }],
		['nothing but a base', { url: '', baseURL: `${BASE}/api.php` }],
		["n8n's older uri", { uri: `${BASE}/api.php` }],
	])('gets the token in its query: %s', async (_, options) => {
		const sent = await authenticated({ ...options, qs: { cId: '1' } });
		expect(sent).toEqual({
			...options,
			qs: { cId: '1', apiToken: TOKEN },
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	it.each([` ${TOKEN}`, `${TOKEN}\n`, `\t${TOKEN}\u00A0`])(
		'gets the token without the blanks around it: %j',
		async (apiToken) => {
			const { qs } = await authenticated({ url: `${BASE}/api.php` }, { apiToken });
			expect(qs).toEqual({ apiToken: TOKEN });
		},
	);

	it('gets the token only there', async () => {
		const { qs, ...rest } = await authenticated({
			url: `${BASE}/api.php`,
			headers: { accept: 'x' },
			method: 'GET',
		});
		expect(qs).toEqual({ apiToken: TOKEN });
		expect(JSON.stringify(rest)).not.toContain(TOKEN);
	});

	it("gets the account's token in place of one that is already there", async () => {
		expect((await authenticated({ url: `${BASE}/api.php`, qs: { apiToken: 'other' } })).qs).toEqual(
			{ apiToken: TOKEN },
		);
	});

	it('never follows a redirect, even where it asks to', async () => {
		const asked = { disableFollowRedirect: false, followRedirect: true, followAllRedirects: true };
		expect(await authenticated({ url: `${BASE}/api.php`, ...asked })).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	it.each(['https://a.example/p', 'https://a.example/p/'])(
		'heeds the path of the Base URL %s',
		async (baseUrl) => {
			expect(
				await authenticated({ url: 'https://a.example/p/api.php' }, { baseUrl }),
			).toHaveProperty('qs.apiToken', TOKEN);
			await refusalOf({ url: 'https://a.example/api.php' }, { baseUrl });
			await refusalOf({ url: 'https://a.example/p/../api.php' }, { baseUrl });
			await refusalOf({ url: 'https://a.example/pq/api.php' }, { baseUrl });
		},
	);

	it('may be plain http on this machine', async () => {
		const account = { baseUrl: 'http://127.0.0.1:5678' };
		expect(await authenticated({ url: 'http://127.0.0.1:5678/api.php' }, account)).toHaveProperty(
			'qs.apiToken',
			TOKEN,
		);
		await refusalOf({ url: 'http://127.0.0.1:5679/api.php' }, account);
	});
});

describe('a request to anywhere else', () => {
	it.each<AnyOptions>([
		{ url: 'https://evil.com/api.php' },
		{ url: 'http://www.mysurveylab.com/api.php' },
		{ url: 'https://www.mysurveylab.com:8443/api.php' },
		{ url: 'https://www.mysurveylab.com.evil.com/api.php' },
		{ url: 'https://www.mysurveylab.com@evil.com/api.php' },
		{ url: 'https://evil.com\\@www.mysurveylab.com/api.php' },
		{ url: 'https://evil.com/?https://www.mysurveylab.com/api.php' },
		{ url: 'https://app.surveylab.com/api.php' },
		{ url: 'https://www.mysurveylab.com./api.php' },
		{ url: 'https://wwẇ.mysurveylab.com/api.php' },
		{ url: 'https://127.0.0.1/api.php' },
		{ url: '//evil.com/api.php', baseURL: BASE },
		{ url: '\\\\evil.com/api.php', baseURL: BASE },
		{ url: ' https://evil.com/api.php', baseURL: BASE },
		{ url: 'https://evil.com/api.php', baseURL: BASE },
		{ url: '/api.php', baseURL: 'https://evil.com' },
		{ uri: 'https://evil.com/api.php' },
		{ url: '/api.php' },
		{ url: '' },
		{},
	])('is refused and left as it was: %j', async (options) => {
		const { message, description } = await refusalOf({ ...options, qs: { cId: '1' } });
		expect(message).toBe('This address does not belong to the SurveyLab account');
		expect(description).toContain('Base URL');
	});

	it.each([
		[undefined, 'Base URL is empty'],
		['', 'Base URL is empty'],
		['www.mysurveylab.com', 'Base URL is not a web address'],
		['http://www.mysurveylab.com', 'Base URL does not begin with https://'],
		['https://user:pw@www.mysurveylab.com', 'Base URL holds a user name or password'],
		['https://www.mysurveylab.com?x=1', 'Base URL holds more than an address'],
	])('is refused where the Base URL itself is none: %j', async (baseUrl, sentence) => {
		const { message, description } = await refusalOf({ url: `${BASE}/api.php` }, {
			baseUrl,
		} as ICredentialDataDecryptedObject);
		expect(message).toBe(sentence);
		expect(description).not.toBe('');
	});

	it('gets no token from axios either, however the address is spelt', async () => {
		const part = fc.constantFrom(
			...[
				'https:',
				'http:',
				'//',
				'/',
				'\\',
				'\\\\',
				'@',
				'..',
				'.',
				':',
				'?',
				'#',
				'%2F',
				'%5c',
				'%2e%2e',
			],
			...['www.mysurveylab.com', 'evil.com', 'api.php', 'HTTPS:', 'x:', '443', BASE, 'ftp://'],
		);
		const address = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
		let allowed = 0;
		await fc.assert(
			fc.asyncProperty(
				address,
				fc.constantFrom(undefined, BASE, `${BASE}/`, `${BASE}/p`),
				async (url, baseURL) => {
					const options = baseURL === undefined ? { url } : { url, baseURL };
					const sent = await authenticated({ ...options }).catch(() => undefined);
					if (sent === undefined) return;
					allowed += 1;
					expect([BASE, undefined]).toContain(originForAxios(options));
				},
			),
			{
				...runs(10_000),
				examples: [
					[`${BASE}/api.php`, undefined],
					['/api.php', BASE],
				],
			},
		);
		expect(allowed).toBeGreaterThan(10);
	}, 60_000);
});

describe('a request that hands the token to somebody else', () => {
	const url = `${BASE}/api.php`;

	it.each<AnyOptions>([
		{ url, proxy: 'http://proxy.example.com:3128' },
		{ url, proxy: { host: 'proxy.example.com', port: 3128 } },
	])('is refused where it goes through a proxy of the node: %j', async (options) => {
		const { message, description } = await refusalOf(options);
		expect(message).toBe('The SurveyLab token is not sent through a proxy of this node');
		expect(description).toContain('Remove the option Proxy');
	});

	it.each<AnyOptions>([
		{ url, skipSslCertificateValidation: true },
		{ url, rejectUnauthorized: false },
		{ url, agentOptions: { rejectUnauthorized: false } },
	])('is refused where the certificate is not checked: %j', async (options) => {
		const { message, description } = await refusalOf(options);
		expect(message).toBe('The SurveyLab token is not sent without checking the certificate');
		expect(description).toContain('Ignore SSL Issues');
	});

	it.each<AnyOptions>([
		{ url, proxy: '' },
		{ url, proxy: undefined },
		{ url, skipSslCertificateValidation: false },
		{ url, rejectUnauthorized: true },
		{ url, agentOptions: { rejectUnauthorized: true } },
	])('is none where the options are left as they are: %j', async (options) => {
		expect(await authenticated(options)).toHaveProperty('qs.apiToken', TOKEN);
	});
});
