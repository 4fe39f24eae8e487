/** Calls to the trigger's address that nobody who has answered a survey makes. */
import type { BrowserRequest } from './completions';

export interface Target {
	/** The trigger's address without a query. */
	readonly path: string;
	readonly secret: string;
}

/** What the trigger answers: the page that every respondent sees, or that it takes no such method. */
type OwnAnswer = 'thanks' | 'wrong method';

export interface Attack {
	readonly title: string;
	/** A status where the answer is Node's or n8n's own. */
	readonly answer: OwnAnswer | number;
	readonly call: BrowserRequest;
	/** The answer is Node's or n8n's own; the trigger is not even asked. */
	readonly answeredBy?: 'Node' | 'n8n';
}

/** In every attack; it must not come back. */
export const MARK = 'evil';

type Row = readonly [
	title: string,
	answer: Attack['answer'],
	query: string,
	more?: Partial<BrowserRequest>,
	answeredBy?: Attack['answeredBy'],
];

function encodedTwice(text: string): string {
	return [...text].map((character) => `%25${character.charCodeAt(0).toString(16)}`).join('');
}

function fullWidth(text: string): string {
	return encodeURIComponent(
		text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
	);
}

/** Guesses at the secret, and ways around it. */
function withoutSecret({ path, secret }: Target): Row[] {
	const wrong = `key=${secret.slice(0, -1)}!`;
	return [
		['nothing behind the address', 'thanks', ''],
		['no secret', 'thanks', '?crk=evil&rid=1'],
		['empty secret', 'thanks', '?crk=evil&rid=1&key='],
		['secret without a value', 'thanks', '?crk=evil&rid=1&key'],
		['wrong secret', 'thanks', '?crk=evil&rid=1&key=wrong-and-evil-secret'],
		['unfilled placeholder as secret', 'thanks', '?crk=evil&rid=1&key={key}'],
		['secret in other case', 'thanks', `?crk=evil&rid=1&key=${secret.toUpperCase()}`],
		[
			'first half of the secret',
			'thanks',
			`?crk=evil&rid=1&key=${secret.slice(0, secret.length / 2)}`,
		],
		['secret and one more character', 'thanks', `?crk=evil&rid=1&key=${secret}x`],
		['secret and NUL', 'thanks', `?crk=evil&rid=1&key=${secret}%00`],
		['secret encoded twice', 'thanks', `?crk=evil&rid=1&key=${encodedTwice(secret)}`],
		['secret in full-width letters', 'thanks', `?crk=evil&rid=1&key=${fullWidth(secret)}`],
		['secret repeated, right then wrong', 'thanks', `?crk=evil&rid=1&key=${secret}&key=wrong`],
		['secret repeated, wrong then right', 'thanks', `?crk=evil&rid=1&key=wrong&key=${secret}`],
		['secret as an array', 'thanks', `?crk=evil&rid=1&key[]=${secret}`],
		['secret as an object', 'thanks', '?crk=evil&rid=1&key[$ne]=x'],
		['secret under another name', 'thanks', `?crk=evil&rid=1&KEY=${secret}`],
		['secret behind a semicolon', 'thanks', `?crk=evil&rid=1;key=${secret}`],
		[
			'secret in the headers',
			'thanks',
			'?crk=evil&rid=1',
			{ headers: { key: secret, authorization: `Bearer ${secret}`, cookie: `key=${secret}` } },
		],
		[
			'secret in a body',
			'thanks',
			'?crk=evil&rid=1',
			{ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `key=${secret}` },
		],
		['SQL in the secret', 'thanks', "?crk=evil&rid=1&key='%20OR%201=1--"],
		['broken encoding, wrong secret', 'thanks', '?crk=evil%zz&rid=%&key=%e0%a4'],
		[
			'script in the key, wrong secret',
			'thanks',
			`?crk=<script>alert('evil')</script>&rid=1&${wrong}`,
		],
		[
			'script in every name, wrong secret',
			'thanks',
			`?<script>evil</script>=1&"onload=evil()=1&${wrong}`,
		],
		['redirectUrl=//evil, wrong secret', 'thanks', `?crk=evil&redirectUrl=//evil.example&${wrong}`],
		[
			'url=https://evil, wrong secret',
			'thanks',
			`?crk=evil&url=https://evil.example&next=https:%2F%2Fevil.example&${wrong}`,
		],
		['Host of another site', 'thanks', `?crk=evil&${wrong}`, { headers: { host: 'evil.example' } }],
		[
			'two Hosts',
			'thanks',
			`?crk=evil&${wrong}`,
			{ headers: { host: ['127.0.0.1', 'evil.example'] } },
		],
		[
			'X-Forwarded-Host and its relatives',
			'thanks',
			`?crk=evil&${wrong}`,
			{
				headers: {
					'x-forwarded-host': 'evil.example',
					'x-forwarded-proto': 'evil',
					forwarded: 'host=evil.example',
					'x-original-url': '/evil',
					referer: 'https://evil.example',
				},
			},
		],
		[
			'address of another site',
			'thanks',
			'',
			{ target: `http://evil.example${path}?crk=evil&${wrong}` },
		],
		[
			'script as User-Agent, wrong secret',
			'thanks',
			`?crk=evil&${wrong}`,
			{ headers: { 'user-agent': '<script>evil</script>' } },
		],
		[
			'preview with a wrong secret',
			'thanks',
			`?crk=evil&${wrong}`,
			{ headers: { 'user-agent': 'evil bot' } },
		],
		['HEAD with a wrong secret', 'thanks', `?crk=evil&${wrong}`, { method: 'HEAD' }],
	];
}

/** From somebody who knows the whole address. */
function withSecret({ path, secret }: Target): Row[] {
	const key = `key=${secret}`;
	const right = `?crk=evil&rid=1&${key}`;
	const form = {
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: `crk=evil&rid=1&${key}`,
	};
	return [
		['POST', 'wrong method', right, { method: 'POST' }],
		['POST of a form', 'wrong method', '', { method: 'POST', ...form }],
		[
			'POST that claims to be GET',
			'wrong method',
			`${right}&_method=GET`,
			{ method: 'POST', headers: { 'x-http-method-override': 'GET', 'x-method-override': 'GET' } },
		],
		['PUT', 'wrong method', right, { method: 'PUT' }],
		['PATCH', 'wrong method', right, { method: 'PATCH' }],
		['DELETE', 'wrong method', right, { method: 'DELETE' }],
		[
			'OPTIONS',
			204,
			right,
			{ method: 'OPTIONS', headers: { origin: 'https://evil.example' } },
			'n8n',
		],
		['neither key nor response', 'thanks', `?${key}&survey=evil`],
		['unfilled placeholders', 'thanks', `?crk={crk}&rid={rid}&${key}&survey=evil`],
		['key of 65 characters', 'thanks', `?crk=${MARK.padEnd(65, 'l')}&rid=1&${key}`],
		['response id of 10,000 characters', 'thanks', `?crk=evil&rid=${'1'.repeat(10_000)}&${key}`],
		['NUL in the key', 'thanks', `?crk=evil%00&rid=1&${key}`],
		['escape character in the key', 'thanks', `?crk=%1b[31mevil&rid=1&${key}`],
		[
			'line breaks that would make a header',
			'thanks',
			`?crk=evil%0d%0aSet-Cookie:%20evil=1%0d%0aLocation:%20//evil.example&rid=1&${key}`,
		],
		['line break behind the key', 'thanks', `?crk=evil%0a&rid=1&${key}`],
		['control character, not encoded', 400, `?crk=evil\u0007&rid=1&${key}`, {}, 'Node'],
		['line break, not encoded', 'thanks', `?crk=evil\r\nSet-Cookie: evil=1&rid=1&${key}`],
		[
			'line break, not encoded, behind the secret',
			'thanks',
			`?${key}&survey=evil\r\nSet-Cookie: evil=1`,
		],
		['key as an array', 'thanks', `?crk[]=evil&rid=1&${key}`],
		['key as an object', 'thanks', `?crk[$gt]=evil&rid=1&${key}`],
		['key twice', 'thanks', `?crk=good&crk=evil&rid=1&${key}`],
		['__proto__', 'thanks', `${right}&__proto__=evil`],
		['__proto__[evil]', 'thanks', `${right}&__proto__[evil]=1`],
		['constructor', 'thanks', `${right}&constructor=evil`],
		['constructor[prototype][evil]', 'thanks', `${right}&constructor[prototype][evil]=1`],
		['script as a name', 'thanks', `${right}&<script>evil</script>=1`],
		['escape character in a further value', 'thanks', `${right}&survey=%1bevil`],
		['a further value of 501 characters', 'thanks', `${right}&survey=${MARK.padEnd(501, 'l')}`],
		[
			'31 parameters',
			'thanks',
			`${right}${Array.from({ length: 28 }, (_, index) => `&p${index}=evil`).join('')}`,
		],
		[
			'1,000 parameters',
			'thanks',
			`${right}${Array.from({ length: 997 }, (_, index) => `&p${index}=1`).join('')}`,
		],
		[
			'query of 2,049 characters',
			'thanks',
			`?crk=evil&rid=1&a=${'x'.repeat(2049 - `crk=evil&rid=1&a=&${key}`.length)}&${key}`,
		],
		['query of 60,000 characters', 431, `${right}&survey=${'evil'.repeat(15_000)}`, {}, 'Node'],
		[
			'two lengths of a body',
			400,
			right,
			{ headers: { 'transfer-encoding': 'chunked' }, body: 'evil' },
			'Node',
		],
		[
			'another address below it',
			404,
			'',
			{ target: `${path}/..%2f..%2frest%2flogin${right}` },
			'n8n',
		],
	];
}

export function attacksOn(target: Target): Attack[] {
	return [...withoutSecret(target), ...withSecret(target)].map(
		([title, answer, query, more = {}, answeredBy]) => ({
			title,
			answer,
			call: { target: `${target.path}${query}`, ...more },
			...(answeredBy === undefined ? {} : { answeredBy }),
		}),
	);
}
