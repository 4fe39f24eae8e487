import fc from 'fast-check';

import {
	ADDRESS_ENDING,
	readCall,
	type BrowserCall,
	type CallReading,
	type CallRules,
} from '../../../nodes/SurveyLab/completion/request';

const SECRET = 'correct.Horse-battery_staple~7';
const RULES: CallRules = { secret: SECRET, acceptedKeys: '', ignorePreviews: true };
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PATH = '/webhook/3f1c/survey-completed';

function read(
	query: string,
	rules: Partial<CallRules> = {},
	call: Partial<BrowserCall> = {},
): CallReading {
	const whole: BrowserCall = {
		method: 'GET',
		target: `${PATH}?${query}`,
		headers: { 'user-agent': BROWSER },
		...call,
	};
	return readCall(whole, { ...RULES, ...rules });
}

/** With the right secret behind it. */
function readKnown(
	query: string,
	rules: Partial<CallRules> = {},
	call: Partial<BrowserCall> = {},
): CallReading {
	return read(`${query}&key=${SECRET}`, rules, call);
}

const refused = (status: number) => ({ kind: 'refused', status });
const completed = (crk: string, responseId: string, query: Record<string, string> = {}) => ({
	kind: 'completed',
	completion: { crk, responseId, query },
});

describe('a completion', () => {
	it('is the address as SurveyLab fills it in', () => {
		const filledIn = ADDRESS_ENDING.replace('{crk}', 'zendesk-48213').replace('{rid}', '991');
		expect(
			readCall(
				{
					method: 'GET',
					target: `${PATH}${filledIn}${SECRET}`,
					headers: { 'user-agent': BROWSER },
				},
				RULES,
			),
		).toEqual(completed('zendesk-48213', '991'));
	});

	it.each<[query: string, crk: string, responseId: string]>([
		['crk=K-1&rid=2', 'K-1', '2'],
		['rid=2&crk=K-1', 'K-1', '2'],
		['crk=K-1', 'K-1', ''],
		['crk=&rid=2', '', '2'],
		['crk={crk}&rid=2', '', '2'],
		['crk=%7Bcrk%7D&rid=2', '', '2'],
		['crk=K-1&rid={rid}', 'K-1', ''],
		['crk=+%7Bcrk%7D+&rid=2', '', '2'],
		['crk=a+b&rid=2', 'a b', '2'],
		['crk=%20a%2Bb%20&rid=2', 'a+b', '2'],
		['crk=Za%C5%BC%C3%B3%C5%82%C4%87&rid=2', 'Zażółć', '2'],
		['crk=a=b==&rid=2', 'a=b==', '2'],
		['crk=100%&rid=2', '100%', '2'],
		['crk=100%+sure%zz&rid=2', '100% sure%zz', '2'],
		['crk=%3Cscript%3E&rid=2', '<script>', '2'],
		[`crk=${'k'.repeat(64)}&rid=2`, 'k'.repeat(64), '2'],
	])('is read from %s', (query, crk, responseId) => {
		expect(readKnown(query)).toEqual(completed(crk, responseId));
	});

	it('hands on what else stands in the address, and never the secret', () => {
		expect(readKnown('crk=K-1&rid=2&survey=nps&utm_source=a.b&team=%C5%BB&&empty=&flag')).toEqual(
			completed('K-1', '2', { survey: 'nps', utm_source: 'a.b', team: 'Ż', empty: '', flag: '' }),
		);
	});

	it('may have an encoded secret', () => {
		const encoded = [...SECRET]
			.map((character) => `%${character.charCodeAt(0).toString(16)}`)
			.join('');
		expect(read(`crk=K-1&rid=2&key=${encoded}`)).toEqual(completed('K-1', '2'));
	});
});

describe('a call without the right secret', () => {
	it.each([
		'',
		'crk=K-1&rid=2',
		'crk=K-1&rid=2&key',
		'crk=K-1&rid=2&key=',
		'crk=K-1&rid=2&key={key}',
		`crk=K-1&rid=2&key=${SECRET.toUpperCase()}`,
		`crk=K-1&rid=2&key=${SECRET.slice(0, -1)}`,
		`crk=K-1&rid=2&key=${SECRET}x`,
		`crk=K-1&rid=2&key=${SECRET}+`,
		`crk=K-1&rid=2&key=%20${SECRET}`,
		`crk=K-1&rid=2&key=${SECRET}%00`,
		`crk=K-1&rid=2&key[]=${SECRET}`,
		`crk=K-1&rid=2&key[0]=${SECRET}`,
		`crk=K-1&rid=2&Key=${SECRET}`,
		`crk=K-1&rid=2&key=${SECRET}&key=${SECRET}`,
		`crk=K-1&rid=2&key=${SECRET}&key=wrong`,
		`crk=K-1&rid=2&key=${SECRET}&%6bey=${SECRET}`,
		`crk=K-1&rid=2&key=%zz`,
		`crk=K-1&rid=2;key=${SECRET}`,
		`crk=K-1#key=${SECRET}`,
		`key%3D${SECRET}&crk=K-1`,
	])('is turned away: %s', (query) => {
		expect(read(query)).toEqual(refused(403));
	});

	it('is turned away without any query', () => {
		expect(read('', {}, { target: PATH })).toEqual(refused(403));
	});

	it('is turned away when there is no secret to compare with', () => {
		for (const query of ['crk=K-1&rid=2', 'crk=K-1&rid=2&key', 'crk=K-1&rid=2&key='])
			expect(read(query, { secret: '' })).toEqual(refused(403));
	});

	it('is turned away before anything else is judged', () => {
		const calls: Array<Partial<BrowserCall>> = [
			{ method: 'HEAD' },
			{ headers: {} },
			{ headers: { purpose: 'prefetch' } },
		];
		for (const call of calls) expect(read('key=wrong', {}, call)).toEqual(refused(403));
		expect(read(`crk=${'k'.repeat(65)}`)).toEqual(refused(403));
	});

	it('never starts anything, whatever it holds', () => {
		const piece = fc.oneof(
			fc.constantFrom(
				'key',
				'crk',
				'rid',
				'=',
				'&',
				'?',
				'#',
				'+',
				'%',
				'%3D',
				'%26',
				'%00',
				'key=',
				'key[]=',
				'__proto__',
			),
			fc.constantFrom(SECRET.slice(1), SECRET.slice(0, -1), SECRET.toUpperCase(), `x${SECRET}`),
			fc.string({ unit: 'binary', maxLength: 12 }),
		);
		const query = fc.oneof(
			fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
			fc.string({ maxLength: 300 }),
		);
		const method = fc.constantFrom(
			'GET',
			'HEAD',
			'POST',
			'PUT',
			'PATCH',
			'DELETE',
			'OPTIONS',
			'get',
		);
		fc.assert(
			fc.property(query, method, fc.boolean(), (hostile, verb, ignorePreviews) => {
				const pairs = hostile.split('&').map((pair) => pair.split('='));
				fc.pre(!pairs.some(([, ...value]) => value.join('=') === SECRET));
				const reading = read(hostile, { ignorePreviews }, { method: verb });
				expect(reading.kind).toBe('refused');
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('a method other than GET and HEAD', () => {
	it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get', ''])(
		'is not taken, even with the secret: "%s"',
		(method) => {
			expect(readKnown('crk=K-1&rid=2', {}, { method })).toEqual(refused(405));
		},
	);
});

describe('a call with the right secret', () => {
	it.each([
		['neither key nor response', 'survey=nps'],
		['both empty', 'crk=&rid='],
		['both blank', 'crk=+&rid=%20'],
		['both unfilled', 'crk={crk}&rid={rid}'],
		['a long key', `crk=${'k'.repeat(65)}&rid=2`],
		['a long key that ends in blanks', `crk=${'k'.repeat(64)}+&rid=2`],
		['a long response id', `crk=K-1&rid=${'9'.repeat(65)}`],
		['a line break in the key', 'crk=K%0D%0ASet-Cookie:a=b&rid=2'],
		['a line break behind the key', 'crk=K-1%0A&rid=2'],
		['a tab before the key', 'crk=%09K-1&rid=2'],
		['a NUL', 'crk=K%001&rid=2'],
		['a control character of Latin-1', 'crk=K%C2%851&rid=2'],
		['a control character in the response id', 'crk=K-1&rid=%1b2'],
		['an array', 'crk[]=K-1&rid=2'],
		['an object', 'crk[$gt]=&rid=2'],
		['a prototype', 'crk=K-1&rid=2&__proto__=x'],
		['an encoded prototype', 'crk=K-1&rid=2&%5f_proto__=x'],
		['a constructor', 'crk=K-1&rid=2&constructor=x'],
		['a prototype without bars', 'crk=K-1&rid=2&prototype=x'],
		['a nested prototype', 'crk=K-1&rid=2&a[__proto__]=x'],
		['a parameter without a name', 'crk=K-1&rid=2&=x'],
		['a long name', `crk=K-1&rid=2&${'n'.repeat(65)}=x`],
		['a long value', `crk=K-1&rid=2&a=${'x'.repeat(501)}`],
		['a control character in a value', 'crk=K-1&rid=2&a=%07'],
		[
			'31 parameters',
			`crk=K-1&rid=2&${Array.from({ length: 28 }, (_, index) => `p${index}=1`).join('&')}`,
		],
	])('is not taken with %s', (_, query) => {
		expect(readKnown(query)).toEqual(refused(400));
	});

	it('is turned away where a parameter comes twice', () => {
		for (const query of [
			'crk=K-1&crk=K-1&rid=2',
			'crk=K-1&crk=K-2',
			'crk=K-1&%63rk=K-2',
			'crk=K-1&a=1&a=2',
		]) {
			expect(readKnown(query)).toEqual(refused(403));
		}
	});

	it('may have 30 parameters, and values of 500 characters', () => {
		const more = Array.from({ length: 27 }, (_, index) => `p${index}=1`).join('&');
		expect(readKnown(`crk=K-1&rid=2&${more}`).kind).toBe('completed');
		expect(readKnown(`crk=K-1&rid=2&a=${'x'.repeat(500)}`).kind).toBe('completed');
	});

	it('may have a query of 2048 characters and no more', () => {
		const filler = (length: number) =>
			Array.from({ length: 5 }, (_, index) => `p${index}=${'x'.repeat(400)}`)
				.join('&')
				.slice(0, length);
		const rest = `&crk=K-1&key=${SECRET}`;
		expect(read(`${filler(2048 - rest.length)}${rest}`).kind).toBe('completed');
		expect(read(`${filler(2049 - rest.length)}${rest}`)).toEqual(refused(414));
	});

	it('gives a short, plain key and plain data of its own, or nothing', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 80 }),
			fc.string({
				unit: fc.constantFrom('a', '\r', '\n', '\0', '\u0085', ' ', '{', '}', '%', '<'),
				maxLength: 70,
			}),
		);
		const name = fc.oneof(
			text,
			fc.constantFrom('__proto__', 'constructor', 'toString', 'survey', 'crk[]', 'key '),
		);
		const encode = fc.constantFrom(encodeURIComponent, (plain: string) =>
			plain.replaceAll(/[&#]/g, ''),
		);
		fc.assert(
			fc.property(
				text,
				text,
				fc.array(fc.tuple(name, text), { maxLength: 5 }),
				encode,
				(crk, rid, more, encoded) => {
					const query = [['crk', crk] as const, ['rid', rid] as const, ...more].map(
						([one, value]) => `${encoded(one)}=${encoded(value)}`,
					);
					const reading = readKnown(query.join('&'));
					if (reading.kind !== 'completed') {
						expect(reading.kind).toBe('refused');
						return;
					}
					const { completion } = reading;
					for (const value of [completion.crk, completion.responseId]) {
						expect(value.length).toBeLessThanOrEqual(64);
						expect(value).not.toMatch(/\p{Cc}/u);
					}
					expect(`${completion.crk}${completion.responseId}`).not.toBe('');
					expect(JSON.stringify(completion)).not.toContain(SECRET);
					expect(Object.getPrototypeOf(completion.query)).toBe(Object.prototype);
					for (const [one, value] of Object.entries(completion.query)) {
						expect(one).toMatch(/^[\w.-]{1,64}$/);
						expect(['__proto__', 'constructor', 'prototype', 'crk', 'rid', 'key']).not.toContain(
							one,
						);
						expect(value).not.toMatch(/\p{Cc}/u);
					}
				},
			),
			{ numRuns: 2000 },
		);
		expect(Object.keys(Object.prototype)).toEqual([]);
	});
});

describe('somebody who only looks', () => {
	it('asks with HEAD', () => {
		expect(readKnown('crk=K-1&rid=2', { ignorePreviews: false }, { method: 'HEAD' })).toEqual({
			kind: 'preview',
		});
	});

	it('is a program that says so, unless previews count', () => {
		const call = {
			headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
		};
		expect(readKnown('crk=K-1&rid=2', {}, call)).toEqual({ kind: 'preview' });
		expect(readKnown('crk=K-1&rid=2', { ignorePreviews: false }, call)).toEqual(
			completed('K-1', '2'),
		);
	});

	it('is a browser that fetches ahead, unless previews count', () => {
		const call = { headers: { 'user-agent': BROWSER, 'sec-purpose': 'prefetch;prerender' } };
		expect(readKnown('crk=K-1&rid=2', {}, call)).toEqual({ kind: 'prefetch' });
		expect(readKnown('crk=K-1&rid=2', { ignorePreviews: false }, call)).toEqual(
			completed('K-1', '2'),
		);
	});
});

describe('the accepted keys', () => {
	it.each<[acceptedKeys: string, key: string, taken: boolean]>([
		['', 'anything', true],
		[' , ,', 'anything', true],
		['*', 'anything', true],
		['zendesk-*', 'zendesk-1', true],
		['zendesk-*', 'zendesk-', true],
		['zendesk-*', 'Zendesk-1', false],
		['zendesk-*', 'x-zendesk-1', false],
		['*-eu', '12-eu', true],
		['*-eu', '12-eu-1', false],
		['a*b*c', 'a-b-c', true],
		['a*b*c', 'abc', true],
		['a*b*c', 'acb', false],
		['a*b*c', 'a-c', false],
		['ab*ba', 'aba', false],
		['ab*ba', 'abba', true],
		['a*b*b', 'ab', false],
		['exact', 'exact', true],
		['exact', 'exactly', false],
		['zendesk-*, freshdesk-* ,exact', 'freshdesk-7', true],
		['zendesk-*, freshdesk-* ,exact', 'exact', true],
		['zendesk-*, freshdesk-* ,exact', 'jira-7', false],
		['.*', 'anything', false],
		['(a|b)+$', 'a', false],
	])('"%s" and the key %s: %s', (acceptedKeys, key, taken) => {
		expect(readKnown(`crk=${encodeURIComponent(key)}&rid=2`, { acceptedKeys })).toEqual(
			taken ? completed(key, '2') : { kind: 'otherKey' },
		);
	});

	it('leave out a response without a key', () => {
		expect(readKnown('rid=2', { acceptedKeys: 'zendesk-*' })).toEqual({ kind: 'otherKey' });
	});

	it('take what a regular expression of the same meaning takes', () => {
		const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 });
		const pattern = fc.string({
			unit: fc.constantFrom('a', 'b', '-', '*'),
			minLength: 1,
			maxLength: 6,
		});
		fc.assert(
			fc.property(letters, pattern, (key, acceptedKeys) => {
				const expected = new RegExp(`^${acceptedKeys.replaceAll('*', '.*')}$`).test(key);
				expect(readKnown(`crk=${key}&rid=2`, { acceptedKeys }).kind).toBe(
					expected ? 'completed' : 'otherKey',
				);
			}),
			{ numRuns: 2000 },
		);
	});

	it('are compared in a moment, whatever the pattern', () => {
		const acceptedKeys = `${'a*'.repeat(500)}b`;
		expect(readKnown(`crk=${'a'.repeat(64)}`, { acceptedKeys })).toEqual({ kind: 'otherKey' });
	});
});
