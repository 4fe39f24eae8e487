import {
	DEFAULT_BASE_URL,
	DOCUMENTED_BASE_URLS,
	isLoopback,
	isSafeTarget,
	liesBelow,
	parseUrl,
	readBaseUrl,
	type BaseUrlReason,
} from '../../../nodes/SurveyLab/surveylab/hosts';
import { failure, success } from '../../../nodes/SurveyLab/surveylab/result';

const read = (typed: unknown) => readBaseUrl('Base URL', typed);
const refused = (kind: BaseUrlReason['kind']) =>
	failure<BaseUrlReason>({ kind, label: 'Base URL' });

describe('a base address', () => {
	it.each(DOCUMENTED_BASE_URLS)('of SurveyLab is taken: %s', (url) => {
		expect(read(url)).toEqual(success(url));
	});

	it('is by default the first documented one', () => {
		expect(DEFAULT_BASE_URL).toBe('https://www.mysurveylab.com');
		expect(DOCUMENTED_BASE_URLS[0]).toBe(DEFAULT_BASE_URL);
	});

	it.each([
		['  https://www.surveylab.com \n', 'https://www.surveylab.com'],
		['https://www.surveylab.com/', 'https://www.surveylab.com'],
		['https://www.surveylab.com///', 'https://www.surveylab.com'],
		['HTTPS://WWW.SurveyLab.COM', 'https://www.surveylab.com'],
		['https://www.surveylab.com:443', 'https://www.surveylab.com'],
		['https://survey.example.com:8443', 'https://survey.example.com:8443'],
		['https://example.com/survey/', 'https://example.com/survey'],
		['https://example.com/a/../b/./c/', 'https://example.com/b/c'],
		['https://example.com/%2e%2e/b', 'https://example.com/b'],
		['https://exämple.com/ż', 'https://xn--exmple-cua.com/%C5%BC'],
		['https://good.com\\@evil.com', 'https://good.com/@evil.com'],
	])('%j is read as %s', (typed, url) => {
		expect(read(typed)).toEqual(success(url));
	});

	it('that is refused is called by the label of its field', () => {
		expect(readBaseUrl('Survey Base URL', '')).toEqual(
			failure({ kind: 'baseUrlEmpty', label: 'Survey Base URL' }),
		);
	});

	it.each([undefined, null, '', '  ', 7, {}, [], true])('is empty for %j', (typed) => {
		expect(read(typed)).toEqual(refused('baseUrlEmpty'));
	});

	it.each([
		'www.mysurveylab.com',
		'mysurveylab',
		'https:www.mysurveylab.com',
		'https:/www.mysurveylab.com',
		'localhost:5000',
		'https://',
	])('cannot be read from %s', (typed) => {
		expect(read(typed)).toEqual(refused('baseUrlUnreadable'));
	});

	it.each([
		'//www.mysurveylab.com',
		'/api.php',
		'https:\\\\evil.com',
		'https://a b.com',
		'file:///etc/passwd',
		'https://:80',
		'https://x:99999',
	])('cannot be read from %s either', (typed) => {
		expect(read(typed)).toEqual(refused('baseUrlUnreadable'));
	});

	it.each([
		'https://user@www.mysurveylab.com',
		'https://user:pw@www.mysurveylab.com',
		'https://:pw@www.mysurveylab.com',
		'http://u:p@127.0.0.1',
	])('holds no user name or password: %s', (typed) => {
		expect(read(typed)).toEqual(refused('baseUrlUserInfo'));
	});

	it.each(['?', '#', '/?x=1', '/api.php?apiToken=abc', '/#x', '?#'])(
		'holds no query or fragment: %s',
		(rest) => {
			expect(read(`https://www.mysurveylab.com${rest}`)).toEqual(refused('baseUrlQueryOrFragment'));
		},
	);

	it.each([
		'http://127.0.0.1:5000',
		'http://127.1:5000',
		'http://2130706433:5000',
		'http://0x7f.0.0.1:5000',
		'http://017700000001:5000',
	])('may be plain http on this machine, however it is spelt: %s', (typed) => {
		expect(read(typed)).toEqual(success('http://127.0.0.1:5000'));
	});

	it.each([
		['http://localhost', 'http://localhost'],
		['http://LOCALHOST:80/x/', 'http://localhost/x'],
		['http://127.255.255.254', 'http://127.255.255.254'],
		['http://[::1]:5000', 'http://[::1]:5000'],
		['http://[0:0:0:0:0:0:0:1]', 'http://[::1]'],
	])('may be plain http on this machine: %s', (typed, url) => {
		expect(read(typed)).toEqual(success(url));
	});

	it.each([
		'http://www.mysurveylab.com',
		'http://localhost.',
		'http://evil.localhost',
		'http://localhost.evil.com',
		'http://127.0.0.1.evil.com',
		'http://evil127.0.0.1.com',
		'http://128.0.0.1',
		'http://10.0.0.1',
		'http://0.0.0.0',
		'http://[::]',
		'http://[::2]',
		'http://[::ffff:10.0.0.1]',
		'ftp://www.mysurveylab.com',
		'ws://127.0.0.1',
	])('must be https anywhere else: %s', (typed) => {
		expect(read(typed)).toEqual(refused('baseUrlNotHttps'));
	});
});

describe('loopback', () => {
	it.each(['localhost', '127.0.0.1', '127.9.8.7', '[::1]'])('is %s', (host) => {
		expect(isLoopback(host)).toBe(true);
		expect(isSafeTarget(new URL(`http://${host}`))).toBe(true);
	});

	it.each([
		'localhost.',
		'x.localhost',
		'127.0.0.1.evil.com',
		'1127.0.0.1',
		'[::2]',
		'localhos',
		'',
	])('is not %j', (host) => {
		expect(isLoopback(host)).toBe(false);
	});
});

describe('an address', () => {
	it('is read only when it is absolute or has a base', () => {
		expect(parseUrl('https://a.example/x')?.href).toBe('https://a.example/x');
		expect(parseUrl('/x', 'https://a.example')?.href).toBe('https://a.example/x');
		for (const text of ['', '/x', 'x', 'https://']) expect(parseUrl(text)).toBeUndefined();
		expect(parseUrl('/x', 'nonsense')).toBeUndefined();
	});

	it.each([
		['https://www.mysurveylab.com', 'https://www.mysurveylab.com'],
		['https://www.mysurveylab.com', 'https://www.mysurveylab.com/api.php?x=1'],
		['https://www.mysurveylab.com', 'https://WWW.mysurveylab.com:443/a'],
		['https://a.example/p', 'https://a.example/p/'],
		['https://a.example/p', 'https://a.example/x/../p/api.php'],
		['http://127.0.0.1:5000', 'http://127.1:5000/api.php'],
	])('below %s is %s', (base, target) => {
		expect(liesBelow(base, new URL(target))).toBe(true);
	});

	it.each([
		['https://www.mysurveylab.com', 'http://www.mysurveylab.com/api.php'],
		['https://www.mysurveylab.com', 'https://www.mysurveylab.com:444/api.php'],
		['https://www.mysurveylab.com', 'https://mysurveylab.com/api.php'],
		['https://www.mysurveylab.com', 'https://app.mysurveylab.com/api.php'],
		['https://www.mysurveylab.com', 'https://www.mysurveylab.com.evil.com/api.php'],
		['https://www.mysurveylab.com', 'https://www.mysurveylab.com@evil.com/api.php'],
		['https://www.mysurveylab.com', 'https://www.mysurveylab.com./api.php'],
		['https://www.mysurveylab.com', 'https://evil.com/www.mysurveylab.com/api.php'],
		['https://www.mysurveylab.com', 'https://evil.com\\@www.mysurveylab.com/api.php'],
		['https://www.mysurveylab.com', 'https://wwẇ.mysurveylab.com/api.php'],
		['https://www.mysurveylab.com', 'blob:https://www.mysurveylab.com/api.php'],
		['https://a.example/p', 'https://a.example/p'],
		['https://a.example/p', 'https://a.example/pq/api.php'],
		['https://a.example/p', 'https://a.example/P/api.php'],
		['https://a.example/p', 'https://a.example/p/../api.php'],
		['https://a.example/p', 'https://a.example/p/%2e%2e/api.php'],
		['https://a.example/p', 'https://a.example/p/.%2E/q/api.php'],
		['https://a.example/p', 'https://a.example/p\\..\\api.php'],
		['http://127.0.0.1:5000', 'http://localhost:5000/api.php'],
		['http://127.0.0.1:5000', 'http://127.0.0.1:5001/api.php'],
	])('below %s is not %s', (base, target) => {
		expect(liesBelow(base, new URL(target))).toBe(false);
	});
});
