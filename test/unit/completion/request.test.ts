import fc from 'fast-check';

import {
	ADDRESS_ENDING,
	readRequest,
	type IncomingRequest,
	type Completion,
	type RequestRules,
	type NoStartReason,
} from '../../../nodes/SurveyLab/completion/request';
import type { Result } from '../../../nodes/SurveyLab/surveylab/result';
import { runs } from '../../properties';
import { BROWSER } from './webhookCalls';

const SECRET = 'correct.Horse-battery_staple~7';
const RULES: RequestRules = { secret: SECRET, acceptedKeys: '', ignorePreviews: true };
/** What may be amiss with an address that has the right secret. */
const ABOUT_VALUES: readonly NoStartReason[] = [
	'queryTooLong',
	'parameterTwice',
	'keyUnusable',
	'keyMissing',
	'placeholdersUnfilled',
	'parameterUnusable',
];
const PATH = '/webhook/3f1c/survey-completed';

function read(
	query: string,
	rules: Partial<RequestRules> = {},
	call: Partial<IncomingRequest> = {},
): Result<Completion, NoStartReason> {
	const whole: IncomingRequest = {
		method: 'GET',
		target: `${PATH}?${query}`,
		headers: { 'user-agent': BROWSER },
		...call,
	};
	return readRequest(whole, { ...RULES, ...rules });
}

/** With the right secret behind it. */
function readKnown(
	query: string,
	rules: Partial<RequestRules> = {},
	call: Partial<IncomingRequest> = {},
): Result<Completion, NoStartReason> {
	return read(`${query}&key=${SECRET}`, rules, call);
}

const refused = (reason: NoStartReason) => ({ ok: false, reason });
const completed = (crk: string, responseId: string, query: Record<string, string> = {}) => ({
	ok: true,
	value: { crk, responseId, query },
});

describe('a completion', () => {
	it('is the address as SurveyLab fills it in', () => {
		const filledIn = ADDRESS_ENDING.replace('{crk}', 'zendesk-48213').replace('{rid}', '991');
		expect(
			readRequest(
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
		[`crk=${encodeURIComponent('🎫'.repeat(64))}&rid=2`, '🎫'.repeat(64), '2'],
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

describe('a request without the right secret', () => {
	it.each<[reason: NoStartReason, query: string]>([
		['secretMissing', ''],
		['secretMissing', 'crk=K-1&rid=2'],
		['secretMissing', 'crk=K-1&rid=2&key'],
		['secretMissing', 'crk=K-1&rid=2&key='],
		['secretWrong', 'crk=K-1&rid=2&key={key}'],
		['secretWrong', `crk=K-1&rid=2&key=${SECRET.toUpperCase()}`],
		['secretWrong', `crk=K-1&rid=2&key=${SECRET.slice(0, -1)}`],
		['secretWrong', `crk=K-1&rid=2&key=${SECRET}x`],
		['secretWrong', `crk=K-1&rid=2&key=${SECRET}+`],
		['secretWrong', `crk=K-1&rid=2&key=%20${SECRET}`],
		['secretWrong', `crk=K-1&rid=2&key=${SECRET}%00`],
		['secretMissing', `crk=K-1&rid=2&key[]=${SECRET}`],
		['secretMissing', `crk=K-1&rid=2&key[0]=${SECRET}`],
		['secretMissing', `crk=K-1&rid=2&Key=${SECRET}`],
		['parameterTwice', `crk=K-1&rid=2&key=${SECRET}&key=${SECRET}`],
		['parameterTwice', `crk=K-1&rid=2&key=${SECRET}&key=wrong`],
		['parameterTwice', `crk=K-1&rid=2&key=${SECRET}&%6bey=${SECRET}`],
		['secretWrong', `crk=K-1&rid=2&key=%zz`],
		['secretMissing', `crk=K-1&rid=2;key=${SECRET}`],
		['secretMissing', `crk=K-1#key=${SECRET}`],
		['secretMissing', `key%3D${SECRET}&crk=K-1`],
	])('starts nothing, because of %s: %s', (reason, query) => {
		expect(read(query)).toEqual(refused(reason));
	});

	it('starts nothing without any query', () => {
		expect(read('', {}, { target: PATH })).toEqual(refused('secretMissing'));
	});

	it('starts nothing when there is no secret to compare with', () => {
		for (const query of ['crk=K-1&rid=2', 'crk=K-1&rid=2&key', 'crk=K-1&rid=2&key='])
			expect(read(query, { secret: '' })).toEqual(refused('secretMissing'));
	});

	it('learns nothing about what else stands in the address', () => {
		expect(read('key=wrong')).toEqual(refused('secretWrong'));
		expect(read(`crk=${'k'.repeat(65)}`)).toEqual(refused('secretMissing'));
		expect(read('crk={crk}&rid={rid}&__proto__=x&key=wrong')).toEqual(refused('secretWrong'));
	});

	it.each<[string, Partial<IncomingRequest>]>([
		['HEAD', { method: 'HEAD' }],
		['no name', { headers: {} }],
		['a fetch ahead', { headers: { 'user-agent': BROWSER, purpose: 'prefetch' } }],
		['POST', { method: 'POST' }],
	])('is read as one with it: %s', (_, request) => {
		expect(read('key=wrong', {}, request)).toEqual(readKnown('crk=K-1&rid=2', {}, request));
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
				expect(read(hostile, { ignorePreviews }, { method: verb }).ok).toBe(false);
			}),
			runs(2000),
		);
	});
});

describe('a method other than GET and HEAD', () => {
	it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get', ''])(
		'is not taken, even with the secret: "%s"',
		(method) => {
			expect(readKnown('crk=K-1&rid=2', {}, { method })).toEqual(refused('wrongMethod'));
		},
	);
});

describe('a request with the right secret', () => {
	it.each<[reason: NoStartReason, what: string, query: string]>([
		['keyMissing', 'neither key nor response', 'survey=nps'],
		['keyMissing', 'both empty', 'crk=&rid='],
		['keyMissing', 'both blank', 'crk=+&rid=%20'],
		['placeholdersUnfilled', 'both unfilled', 'crk={crk}&rid={rid}'],
		['keyUnusable', 'a long key', `crk=${'k'.repeat(65)}&rid=2`],
		['keyUnusable', 'a long key that ends in blanks', `crk=${'k'.repeat(64)}+&rid=2`],
		['keyUnusable', 'a long response id', `crk=K-1&rid=${'9'.repeat(65)}`],
		['keyUnusable', 'a line break in the key', 'crk=K%0D%0ASet-Cookie:a=b&rid=2'],
		['keyUnusable', 'a line break behind the key', 'crk=K-1%0A&rid=2'],
		['keyUnusable', 'a tab before the key', 'crk=%09K-1&rid=2'],
		['keyUnusable', 'a NUL', 'crk=K%001&rid=2'],
		['keyUnusable', 'a control character of Latin-1', 'crk=K%C2%851&rid=2'],
		['keyUnusable', 'a control character in the response id', 'crk=K-1&rid=%1b2'],
		['parameterUnusable', 'an array', 'crk[]=K-1&rid=2'],
		['parameterUnusable', 'an object', 'crk[$gt]=&rid=2'],
		['parameterUnusable', 'a prototype', 'crk=K-1&rid=2&__proto__=x'],
		['parameterUnusable', 'an encoded prototype', 'crk=K-1&rid=2&%5f_proto__=x'],
		['parameterUnusable', 'a constructor', 'crk=K-1&rid=2&constructor=x'],
		['parameterUnusable', 'a prototype without bars', 'crk=K-1&rid=2&prototype=x'],
		['parameterUnusable', 'a nested prototype', 'crk=K-1&rid=2&a[__proto__]=x'],
		['parameterUnusable', 'a parameter without a name', 'crk=K-1&rid=2&=x'],
		['parameterUnusable', 'a long name', `crk=K-1&rid=2&${'n'.repeat(65)}=x`],
		['parameterUnusable', 'a long value', `crk=K-1&rid=2&a=${'x'.repeat(501)}`],
		['parameterUnusable', 'a control character in a value', 'crk=K-1&rid=2&a=%07'],
		[
			'tooManyParameters',
			'31 parameters',
			`crk=K-1&rid=2&${Array.from({ length: 28 }, (_, index) => `p${index}=1`).join('&')}`,
		],
		['placeholdersUnfilled', 'one unfilled and one empty', 'crk={crk}&rid='],
	])('starts nothing, because of %s: %s', (reason, _, query) => {
		expect(readKnown(query)).toEqual(refused(reason));
	});

	it('starts nothing where a parameter comes twice', () => {
		for (const query of [
			'crk=K-1&crk=K-1&rid=2',
			'crk=K-1&crk=K-2',
			'crk=K-1&%63rk=K-2',
			'crk=K-1&a=1&a=2',
		]) {
			expect(readKnown(query)).toEqual(refused('parameterTwice'));
		}
	});

	it('may have 30 parameters, and values of 500 characters', () => {
		const more = Array.from({ length: 27 }, (_, index) => `p${index}=1`).join('&');
		expect(readKnown(`crk=K-1&rid=2&${more}`).ok).toBe(true);
		expect(readKnown(`crk=K-1&rid=2&a=${'x'.repeat(500)}`).ok).toBe(true);
	});

	it('may have a query of 2048 characters and no more', () => {
		const filler = (length: number) =>
			Array.from({ length: 5 }, (_, index) => `p${index}=${'x'.repeat(400)}`)
				.join('&')
				.slice(0, length);
		const rest = `&crk=K-1&key=${SECRET}`;
		expect(read(`${filler(2048 - rest.length)}${rest}`).ok).toBe(true);
		expect(read(`${filler(2049 - rest.length)}${rest}`)).toEqual(refused('queryTooLong'));
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
					if (!reading.ok) {
						expect(ABOUT_VALUES).toContain(reading.reason);
						return;
					}
					const completion = reading.value;
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
			runs(2000),
		);
		expect(Object.keys(Object.prototype)).toEqual([]);
	});
});

describe('somebody who only looks', () => {
	it('asks with HEAD', () => {
		expect(readKnown('crk=K-1&rid=2', { ignorePreviews: false }, { method: 'HEAD' })).toEqual(
			refused('preview'),
		);
	});

	it('is a program that says so, unless previews count', () => {
		const call = {
			headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
		};
		expect(readKnown('crk=K-1&rid=2', {}, call)).toEqual(refused('preview'));
		expect(readKnown('crk=K-1&rid=2', { ignorePreviews: false }, call)).toEqual(
			completed('K-1', '2'),
		);
	});

	it('is a browser that fetches ahead, unless previews count', () => {
		const call = { headers: { 'user-agent': BROWSER, 'sec-purpose': 'prefetch;prerender' } };
		expect(readKnown('crk=K-1&rid=2', {}, call)).toEqual(refused('prefetch'));
		expect(readKnown('crk=K-1&rid=2', { ignorePreviews: false }, call)).toEqual(
			completed('K-1', '2'),
		);
	});
});

describe('the accepted keys', () => {
	it('decide last whether a completion starts anything', () => {
		const rules = { acceptedKeys: 'zendesk-*' };
		expect(readKnown('crk=zendesk-1&rid=2', rules)).toEqual(completed('zendesk-1', '2'));
		expect(readKnown('crk=jira-1&rid=2', rules)).toEqual(refused('keyNotAccepted'));
		expect(readKnown('rid=2', rules)).toEqual(refused('keyNotAccepted'));
		expect(read('crk=jira-1&rid=2', rules)).toEqual(refused('secretMissing'));
	});
});
