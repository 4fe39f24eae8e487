import fc from 'fast-check';

import {
	classifyResponse,
	readRetryAfter,
	type ClassifiedResponse,
	type ConnectionError,
	type Endpoint,
	type HttpResponse,
	type ResponseReason,
} from '../../../nodes/SurveyLab/surveylab/responses';
import { runs } from '../../properties';

const NOW = Date.UTC(2026, 5, 1, 12, 0, 0);
const ENDPOINTS: Endpoint[] = ['api', 'survey'];
const ACCEPTED = '{"status":true,"notification":"Action process correctly"}';

type ResponseClass = ClassifiedResponse['class'];
/** What is accepted has no reason. */
type Reason = ResponseReason | undefined;

function answered(response: Partial<HttpResponse>, endpoint: Endpoint = 'api'): ClassifiedResponse {
	return classifyResponse(endpoint, { status: 200, headers: {}, ...response }, NOW);
}

function ended(connectionError: ConnectionError, endpoint: Endpoint = 'api'): ClassifiedResponse {
	return classifyResponse(endpoint, { connectionError }, NOW);
}

describe('every status from 100 to 599', () => {
	const named: Record<number, [ResponseClass, Reason]> = {
		400: ['wrongRequest', 'badRequest'],
		401: ['wrongRequest', 'tokenRefused'],
		403: ['wrongRequest', 'tokenRefused'],
		404: ['wrongRequest', 'notFound'],
		405: ['wrongRequest', 'otherRefusal'],
		407: ['wrongRequest', 'proxyRefused'],
		408: ['unknownOutcome', 'serverTrouble'],
		410: ['wrongRequest', 'notFound'],
		413: ['wrongRequest', 'tooLong'],
		414: ['wrongRequest', 'tooLong'],
		422: ['wrongRequest', 'badRequest'],
		429: ['refusedBeforeWork', 'rateLimited'],
		431: ['wrongRequest', 'tooLong'],
		499: ['unknownOutcome', 'serverTrouble'],
	};

	function expected(status: number, endpoint: Endpoint): [ResponseClass, Reason] {
		if (named[status] !== undefined) return named[status];
		if (status >= 200 && status < 300)
			return endpoint === 'api' ? ['unclear', 'notJson'] : ['accepted', undefined];
		if (status >= 300 && status < 400) return ['wrongRequest', 'redirected'];
		return status >= 400 && status < 500
			? ['wrongRequest', 'otherRefusal']
			: ['unknownOutcome', 'serverTrouble'];
	}

	it.each(ENDPOINTS)('has one class at the %s address, and is told again', (endpoint) => {
		for (let status = 100; status <= 599; status += 1) {
			const answer = answered({ status, body: '<html></html>' }, endpoint);
			expect([status, answer.class, answer.reason]).toEqual([
				status,
				...expected(status, endpoint),
			]);
			expect(answer.statusCode).toBe(status);
			expect(answer.retryAfterMs).toBeUndefined();
		}
	});

	it.each(ENDPOINTS)(
		'counts as success at the %s address only from 200 to 299, even with a confirming body',
		(endpoint) => {
			for (let status = 100; status <= 599; status += 1) {
				const success = status >= 200 && status < 300;
				expect([
					status,
					answered({ status, body: ACCEPTED }, endpoint).class === 'accepted',
				]).toEqual([status, success]);
			}
		},
	);

	it.each(ENDPOINTS)('heeds Retry-After at the %s address only with 429 and 503', (endpoint) => {
		for (let status = 100; status <= 599; status += 1) {
			const { retryAfterMs } = answered({ status, headers: { 'retry-after': '7' } }, endpoint);
			expect([status, retryAfterMs]).toEqual([
				status,
				status === 429 || status === 503 ? 7000 : undefined,
			]);
		}
	});
});

describe('503', () => {
	it.each(ENDPOINTS)(
		'was refused before any work when the %s address says when to come back',
		(endpoint) => {
			expect(answered({ status: 503, headers: { 'retry-after': '0' } }, endpoint)).toEqual({
				class: 'refusedBeforeWork',
				reason: 'overloaded',
				statusCode: 503,
				retryAfterMs: 0,
			});
		},
	);

	it.each(['soon', '-1', '1.5', ''])(
		'has an unknown outcome with the malformed Retry-After "%s"',
		(asked) => {
			expect(answered({ status: 503, headers: { 'retry-after': asked } })).toEqual({
				class: 'unknownOutcome',
				reason: 'serverTrouble',
				statusCode: 503,
			});
		},
	);
});

describe('a success of api.php', () => {
	it.each([
		['plain', ACCEPTED],
		['with a byte order mark', `\uFEFF${ACCEPTED}`],
		['with several byte order marks and line breaks', `\r\n\uFEFF\uFEFF\n${ACCEPTED}\n\n`],
		['with white space around', ` \t\r\n${ACCEPTED} \n`],
		['with no-break spaces around', `\u00A0${ACCEPTED}\u00A0`],
		['with other keys', '{"id":7,"status":true,"notification":"Action process correctly"}'],
	])('is read from JSON %s', (_, body) => {
		expect(answered({ body })).toEqual({
			class: 'accepted',
			statusCode: 200,
			notification: 'Action process correctly',
		});
	});

	it.each(['text/html', 'text/plain; charset=utf-8', 'application/octet-stream', '', undefined])(
		'does not depend on the content type (%s)',
		(type) => {
			expect(answered({ body: ACCEPTED, headers: { 'content-type': type } }).class).toBe(
				'accepted',
			);
		},
	);

	it.each([200, 201, 202, 204, 206, 299])(
		'and a refusal are read with every status of success (%i)',
		(status) => {
			expect(answered({ status, body: '{"status":true}' })).toEqual({
				class: 'accepted',
				statusCode: status,
			});
			expect(answered({ status, body: '{"status":false,"notification":"Action failed"}' })).toEqual(
				{
					class: 'rejected',
					reason: 'rejected',
					statusCode: status,
					notification: 'Action failed',
				},
			);
		},
	);

	it('is decided by the status, never by the words', () => {
		expect(
			answered({ body: '{"status":false,"notification":"Action process correctly"}' }).class,
		).toBe('rejected');
		expect(answered({ body: '{"status":true,"notification":"Action failed"}' }).class).toBe(
			'accepted',
		);
	});

	it.each(['7', 'null', '["x"]', '{"a":1}', 'true'])(
		'passes no notification on that is not a text (%s)',
		(notification) => {
			expect(
				answered({ body: `{"status":true,"notification":${notification}}` }),
			).not.toHaveProperty('notification');
		},
	);

	it.each([
		'',
		' ',
		'\uFEFF',
		'<!doctype html><p>true</p>',
		'true',
		'false',
		'null',
		'1',
		'"true"',
		'"{\\"status\\":true}"',
		'[]',
		'[true]',
		'[{"status":true}]',
		'{}',
		'{"Status":true}',
		'{"status":"true"}',
		'{"status":"false"}',
		'{"status":1}',
		'{"status":0}',
		'{"status":null}',
		'{"status":[true]}',
		'{"data":{"status":true}}',
		'{"status":true',
		'{"status":true}{"status":true}',
		"{'status':true}",
		'x{"status":true}',
	])('is not read into %j', (body) => {
		expect(answered({ body })).toEqual({ class: 'unclear', reason: 'notJson', statusCode: 200 });
	});

	it('is unclear without a body and with one that was cut', () => {
		expect(answered({})).toEqual({ class: 'unclear', reason: 'notJson', statusCode: 200 });
		expect(answered({ bodyCut: true })).toEqual({
			class: 'unclear',
			reason: 'bodyTooLong',
			statusCode: 200,
		});
		expect(answered({ bodyCut: true, body: ACCEPTED }).reason).toBe('bodyTooLong');
	});

	it('is found in no text by chance', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
				expect(answered({ body }).class).toBe('unclear');
			}),
			runs(2000),
		);
	});
});

describe('a success of the survey address', () => {
	it.each(['<p>Thank you</p>', '', '{"status":false}', undefined])(
		'needs nothing of the body (%j)',
		(body) => {
			const response = body === undefined ? {} : { body };
			expect(answered(response, 'survey')).toEqual({
				class: 'accepted',
				statusCode: 200,
			});
		},
	);

	it('may be longer than what is read', () => {
		expect(answered({ bodyCut: true }, 'survey').class).toBe('accepted');
	});
});

describe('a redirect', () => {
	it.each([
		['https://app.surveylab.com/api.php?x=1', 'app.surveylab.com'],
		['https://app.surveylab.com:8443/', 'app.surveylab.com:8443'],
		['//app.surveylab.com/api.php', 'app.surveylab.com'],
		['https://user:secret@app.surveylab.com/', 'app.surveylab.com'],
	])('to %s names the new host and nothing else of the address', (location, newHost) => {
		for (const status of [301, 302, 303, 307, 308]) {
			expect(answered({ status, headers: { location } })).toEqual({
				class: 'wrongRequest',
				reason: 'redirected',
				statusCode: status,
				newHost,
			});
		}
	});

	it.each(['/login', 'login', '', 'https://', 'mailto:a@b.c', undefined])(
		'to %j names no host',
		(location) => {
			expect(answered({ status: 302, headers: { location } })).toEqual({
				class: 'wrongRequest',
				reason: 'redirected',
				statusCode: 302,
			});
		},
	);
});

describe('Retry-After', () => {
	const at = (asked: string | undefined, date?: string) =>
		readRetryAfter({ 'retry-after': asked, date }, NOW);

	it.each([
		['0', 0],
		['1', 1000],
		['120', 120_000],
		['007', 7000],
		[' 5 ', 5000],
		['86400', 86_400_000],
		['12345678901', 12_345_678_901_000],
		['1780315290000', 1_780_315_290_000_000],
		['9'.repeat(20), Number.MAX_SAFE_INTEGER],
		['9'.repeat(400), Number.MAX_SAFE_INTEGER],
		['0'.repeat(40), 0],
	])('takes "%s" as seconds', (asked, milliseconds) => {
		expect(at(asked)).toBe(milliseconds);
	});

	const forms = [
		'Mon, 01 Jun 2026 12:01:30 GMT',
		'Monday, 01-Jun-26 12:01:30 GMT',
		'Mon Jun  1 12:01:30 2026',
	];
	it.each(forms)('takes the HTTP date "%s", measured by our clock', (asked) => {
		expect(at(asked)).toBe(90_000);
	});

	it.each(forms)("measures %s by the server's own clock where it shows it", (asked) => {
		for (const date of [
			'Mon, 01 Jun 2026 12:01:00 GMT',
			'Monday, 01-Jun-26 12:01:00 GMT',
			'Mon Jun  1 12:01:00 2026',
		]) {
			expect(at(asked, date)).toBe(30_000);
		}
		expect(at(asked, 'Tue, 02 Jun 2026 12:00:00 GMT')).toBe(0);
		expect(at(asked, 'yesterday')).toBe(90_000);
	});

	it.each([
		'Mon, 01 Jun 2026 12:00:00 GMT',
		'Sun, 06 Nov 1994 08:49:37 GMT',
		'Sunday, 06-Nov-94 08:49:37 GMT',
		'Sun Nov  6 08:49:37 1994',
	])('takes the past date "%s" as now', (asked) => {
		expect(at(asked)).toBe(0);
	});

	it.each([
		...[
			'',
			' ',
			'-1',
			'+5',
			'1.5',
			'1,5',
			'1e3',
			'0x10',
			'soon',
			'Infinity',
			'NaN',
			'5s',
			'5 seconds',
			'5, 6',
			'٣',
		],
		...[
			'2026-06-01T12:01:30Z',
			'2026-06-01',
			'01 Jun 2026 12:01:30 GMT',
			'Mon, 01 Jun 2026 12:01:30',
		],
		...[
			'Mon, 01 Jun 2026 12:01:30 +0200',
			'Mon, 01 Jun 2026 12:01 GMT',
			'mon, 01 jun 2026 12:01:30 gmt',
			'June 1, 2026',
		],
		...[
			'Mon, 32 Jun 2026 12:01:30 GMT',
			'Mon, 01 Foo 2026 12:01:30 GMT',
			'Mon, 01 Jun 2026 99:01:30 GMT',
		],
	])('ignores "%s"', (asked) => {
		expect(at(asked)).toBeUndefined();
		expect(answered({ status: 429, headers: { 'retry-after': asked } })).toEqual({
			class: 'refusedBeforeWork',
			reason: 'rateLimited',
			statusCode: 429,
		});
	});

	it('may be absent', () => {
		expect(at(undefined)).toBeUndefined();
	});

	it('gives a number of milliseconds or nothing, whatever the servers send', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string(), (asked, date) => {
				const wait = at(asked, date);
				expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
			}),
			runs(2000),
		);
	});
});

describe('a connection that fails', () => {
	const unreachable: ConnectionError[] = [
		...[
			'ENOTFOUND',
			'EAI_AGAIN',
			'ECONNREFUSED',
			'EHOSTUNREACH',
			'ENETUNREACH',
			'EHOSTDOWN',
			'ENETDOWN',
		].map((code) => ({
			code,
		})),
		{ code: 'ENOTFOUND', syscall: 'getaddrinfo' },
		{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' },
		...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].map((code) => ({
			code,
			syscall: 'connect',
		})),
	];
	const lost: ConnectionError[] = [
		{ code: 'ECONNRESET' },
		{ code: 'ECONNRESET', syscall: 'read' },
		{ code: 'EPIPE' },
		{ code: 'EPIPE', syscall: 'write' },
		{ code: 'EHOSTUNREACH', syscall: 'read' },
		{ code: 'ENETUNREACH', syscall: 'write' },
		{ code: 'ECONNREFUSED', syscall: 'write' },
		{ code: 'UND_ERR_SOCKET' },
		{ code: 'ERR_BAD_RESPONSE' },
		{ code: 'HPE_INVALID_CONSTANT' },
		{ code: 'ESOMETHINGNEW' },
		{ code: '' },
	];
	const timedOut: ConnectionError[] = [
		{ code: 'ECONNABORTED' },
		{ code: 'ETIMEDOUT' },
		{ code: 'ESOCKETTIMEDOUT' },
		{ code: 'ETIMEDOUT', syscall: 'read' },
	];
	const certificate: ConnectionError[] = [
		...[
			'CERT_HAS_EXPIRED',
			'CERT_NOT_YET_VALID',
			'CERT_SIGNATURE_FAILURE',
			'CERT_CHAIN_TOO_LONG',
			'CERT_REVOKED',
		],
		...[
			'CERT_UNTRUSTED',
			'CERT_REJECTED',
			'CRL_SIGNATURE_FAILURE',
			'CRL_NOT_YET_VALID',
			'CRL_HAS_EXPIRED',
		],
		...[
			'ERROR_IN_CERT_NOT_BEFORE_FIELD',
			'ERROR_IN_CERT_NOT_AFTER_FIELD',
			'ERROR_IN_CRL_LAST_UPDATE_FIELD',
		],
		...[
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'SELF_SIGNED_CERT_IN_CHAIN',
			'UNABLE_TO_GET_ISSUER_CERT',
			'UNABLE_TO_GET_CRL',
		],
		...[
			'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
		],
		...[
			'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
			'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
			'INVALID_CA',
			'INVALID_PURPOSE',
		],
		...[
			'PATH_LENGTH_EXCEEDED',
			'HOSTNAME_MISMATCH',
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'ERR_SSL_WRONG_VERSION_NUMBER',
		],
		...['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_TLS_HANDSHAKE_TIMEOUT', 'EPROTO'],
	].map((code) => ({ code }));

	const table: Array<[ResponseClass, Reason, ConnectionError[]]> = [
		['refusedBeforeWork', 'unreachable', unreachable],
		['unknownOutcome', 'connectionLost', lost],
		['unknownOutcome', 'timedOut', timedOut],
		['wrongRequest', 'certificate', [...certificate, { code: 'EPROTO', syscall: 'write' }]],
		['unknownOutcome', 'cancelled', [{ code: 'ERR_CANCELED' }]],
		['wrongRequest', 'blockedByN8n', [{ code: '', refusedBy: 'n8n' }]],
		[
			'wrongRequest',
			'proxyRefused',
			[
				{ code: '', refusedBy: 'proxy' },
				{ code: 'ECONNRESET', refusedBy: 'proxy' },
			],
		],
	];
	const cases = table.flatMap(([className, reason, faults]) =>
		faults.map((fault) => ({
			className,
			reason,
			fault,
			shown: `${fault.code || 'no code'} (${fault.refusedBy ?? fault.syscall ?? 'no system call'})`,
		})),
	);

	it.each(cases)('with $shown is $className: $reason', ({ className, reason, fault }) => {
		for (const endpoint of ENDPOINTS) {
			expect(ended(fault, endpoint)).toEqual({ class: className, reason, connectionError: fault });
		}
	});

	it('has an unknown outcome unless it is known that nothing was sent', () => {
		fc.assert(
			fc.property(
				fc.string(),
				fc.constantFrom('read', 'write', 'shutdown', undefined),
				(code, syscall) => {
					const answer = ended(syscall === undefined ? { code } : { code, syscall });
					expect(answer.class).toBe('unknownOutcome');
				},
			),
			runs(1000),
		);
	});
});
