import { connectionErrorOf } from '../../../nodes/SurveyLab/n8n/connectionError';

function fault(code: string, more: Record<string, unknown> = {}): Error {
	return Object.assign(new Error(`${code} at https://x.example/api.php?apiToken=S3CRET`), {
		code,
		...more,
	});
}

const REFUSED = { code: 'ECONNREFUSED', syscall: 'connect' };
const refused = fault('ECONNREFUSED', { syscall: 'connect', address: '127.0.0.1', port: 1 });

describe('what a failed request came from', () => {
	it.each([
		['Node', refused],
		[
			"an axios error around Node's",
			fault('ECONNREFUSED', { cause: refused, config: { params: { apiToken: 'S3CRET' } } }),
		],
		['a wrapped error without a code', Object.assign(new Error('wrapped'), { cause: refused })],
		['several layers', { cause: { cause: { cause: refused } } }],
		["n8n's node error", { errorResponse: fault('ECONNREFUSED', { cause: refused }) }],
		[
			'several tries of one connection',
			fault('ECONNREFUSED', { errors: [refused, fault('ENETUNREACH', { syscall: 'connect' })] }),
		],
		['several tries in a cause', { cause: { errors: [refused] } }],
		['a plain object', REFUSED],
		[
			"n8n 1's node error, which keeps words alone",
			{ httpCode: 'ECONNREFUSED', messages: ['connect ECONNREFUSED 127.0.0.1:9'] },
		],
		[
			"n8n 1's node error for an IPv6 address",
			{ httpCode: null, messages: ['connect ECONNREFUSED ::1:9'] },
		],
	])('is found in the error of %s', (_, thrown) => {
		expect(connectionErrorOf(thrown)).toEqual(REFUSED);
	});

	it.each([
		fault('ECONNRESET', {
			message: 'Client network socket disconnected before secure TLS connection was established',
		}),
		{
			httpCode: 'ECONNRESET',
			message: 'The connection to the server was closed unexpectedly',
			messages: ['Client network socket disconnected before secure TLS connection was established'],
		},
	])('is the connecting where a server hangs up before anything can be sent', (thrown) => {
		expect(connectionErrorOf(thrown)).toEqual({ code: 'ECONNRESET', syscall: 'connect' });
	});

	it('is a code alone where nobody names a system call', () => {
		expect(connectionErrorOf(fault('ECONNABORTED'))).toEqual({ code: 'ECONNABORTED' });
		expect(connectionErrorOf(fault('ECONNABORTED', { cause: undefined, errors: [] }))).toEqual({
			code: 'ECONNABORTED',
		});
		expect(connectionErrorOf({ cause: fault('CERT_HAS_EXPIRED') })).toEqual({
			code: 'CERT_HAS_EXPIRED',
		});
	});

	it('is what n8n 1 keeps: its code where Node has no words of its own, never a status', () => {
		expect(
			connectionErrorOf({ httpCode: 'ECONNABORTED', messages: ['timeout of 1000ms exceeded'] }),
		).toEqual({ code: 'ECONNABORTED' });
		expect(
			connectionErrorOf({
				httpCode: 'ENOTFOUND',
				messages: ['getaddrinfo ENOTFOUND no-such-host.invalid'],
			}),
		).toEqual({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
		expect(connectionErrorOf({ httpCode: 'ECONNRESET', messages: ['read ECONNRESET'] })).toEqual({
			code: 'ECONNRESET',
			syscall: 'read',
		});
		expect(connectionErrorOf({ httpCode: '502', messages: ['502 - "Bad gateway"'] })).toEqual({
			code: '',
		});
	});

	it('is the outermost code, unless a deeper one names its system call', () => {
		expect(connectionErrorOf(fault('ERR_NETWORK', { cause: fault('ECONNRESET') }))).toEqual({
			code: 'ERR_NETWORK',
		});
		expect(
			connectionErrorOf(fault('ERR_NETWORK', { cause: fault('ECONNRESET', { syscall: 'read' }) })),
		).toEqual({
			code: 'ECONNRESET',
			syscall: 'read',
		});
	});

	it.each([
		undefined,
		null,
		'',
		'ECONNREFUSED',
		7,
		true,
		{},
		[],
		new Error('ECONNREFUSED'),
		{ code: 7, syscall: 'connect' },
		{ syscall: 'connect' },
	])('is unknown for %p', (thrown) => {
		expect(connectionErrorOf(thrown)).toEqual({ code: '' });
	});

	it('is looked for to a depth, also where causes go in circles', () => {
		const circle: { cause?: unknown } = {};
		circle.cause = circle;
		expect(connectionErrorOf(circle)).toEqual({ code: '' });
	});

	it('takes nothing else along: neither message nor request', () => {
		const thrown = fault('ECONNREFUSED', {
			syscall: 'connect',
			config: { params: { apiToken: 'S3CRET' } },
			request: {},
			response: {},
		});
		expect(Object.keys(connectionErrorOf(thrown))).toEqual(['code', 'syscall']);
		expect(JSON.stringify(connectionErrorOf(thrown))).not.toContain('S3CRET');
	});
});

describe('a request that n8n blocked before connecting', () => {
	const blocked = Object.assign(new Error('The request was blocked'), {
		name: 'SsrfBlockedIpError',
		ip: '10.0.0.1',
	});
	const byName = Object.assign(new Error('The destination hostname is restricted'), {
		name: 'SsrfBlockedHostnameError',
		hostname: 'internal.example',
	});

	it.each([
		['as plain helpers throw it', blocked],
		['for a host name', byName],
		["inside n8n's node error", { httpCode: null, messages: ['blocked'], cause: blocked }],
		[
			'at connecting, inside axios and n8n errors',
			{
				httpCode: null,
				cause: Object.assign(new Error('x'), { name: 'AxiosError', cause: byName }),
			},
		],
	])('is told by the name of its error: %s', (_, thrown) => {
		expect(connectionErrorOf(thrown)).toEqual({ code: '', refusedBy: 'n8n' });
	});
});

it('knows a proxy that hung up before it had connected to anybody', () => {
	const cause = new Error('Proxy connection ended before receiving CONNECT response');
	expect(connectionErrorOf({ httpCode: null, cause })).toEqual({ code: '', refusedBy: 'proxy' });
});

it('knows a name that resolves to nothing while the protection is on', () => {
	const error = Object.assign(new Error('DNS lookup for x.example returned no results'), {
		code: 'ERR_ASSERTION',
	});
	expect(connectionErrorOf(error)).toEqual({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
});
