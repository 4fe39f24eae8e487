import { connectionFaultOf } from '../../../nodes/SurveyLab/n8n/connectionFault';

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
		expect(connectionFaultOf(thrown)).toEqual(REFUSED);
	});

	it('is a code alone where nobody names a system call', () => {
		expect(connectionFaultOf(fault('ECONNABORTED'))).toEqual({ code: 'ECONNABORTED' });
		expect(connectionFaultOf(fault('ECONNABORTED', { cause: undefined, errors: [] }))).toEqual({
			code: 'ECONNABORTED',
		});
		expect(connectionFaultOf({ cause: fault('CERT_HAS_EXPIRED') })).toEqual({
			code: 'CERT_HAS_EXPIRED',
		});
	});

	it('is what n8n 1 keeps: its code where Node has no words of its own, never a status', () => {
		expect(
			connectionFaultOf({ httpCode: 'ECONNABORTED', messages: ['timeout of 1000ms exceeded'] }),
		).toEqual({ code: 'ECONNABORTED' });
		expect(
			connectionFaultOf({
				httpCode: 'ENOTFOUND',
				messages: ['getaddrinfo ENOTFOUND no-such-host.invalid'],
			}),
		).toEqual({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
		expect(connectionFaultOf({ httpCode: 'ECONNRESET', messages: ['read ECONNRESET'] })).toEqual({
			code: 'ECONNRESET',
			syscall: 'read',
		});
		expect(connectionFaultOf({ httpCode: '502', messages: ['502 - "Bad gateway"'] })).toEqual({
			code: '',
		});
	});

	it('is the outermost code, unless a deeper one names its system call', () => {
		expect(connectionFaultOf(fault('ERR_NETWORK', { cause: fault('ECONNRESET') }))).toEqual({
			code: 'ERR_NETWORK',
		});
		expect(
			connectionFaultOf(fault('ERR_NETWORK', { cause: fault('ECONNRESET', { syscall: 'read' }) })),
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
		expect(connectionFaultOf(thrown)).toEqual({ code: '' });
	});

	it('is looked for to a depth, also where causes go in circles', () => {
		const circle: { cause?: unknown } = {};
		circle.cause = circle;
		expect(connectionFaultOf(circle)).toEqual({ code: '' });
	});

	it('takes nothing else along: neither message nor request', () => {
		const thrown = fault('ECONNREFUSED', {
			syscall: 'connect',
			config: { params: { apiToken: 'S3CRET' } },
			request: {},
			response: {},
		});
		expect(Object.keys(connectionFaultOf(thrown))).toEqual(['code', 'syscall']);
		expect(JSON.stringify(connectionFaultOf(thrown))).not.toContain('S3CRET');
	});
});
