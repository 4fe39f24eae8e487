/** Calls to the trigger's address that nobody who has answered a survey makes. */
import type { Call } from './completions';

export interface Target {
	/** The trigger's address without a query. */
	readonly path: string;
	readonly secret: string;
}

export interface Attack {
	readonly title: string;
	readonly status: number;
	readonly call: Call;
	/** The answer is Node's or n8n's own; the trigger is not even asked. */
	readonly answeredBy?: 'Node' | 'n8n';
}

/** In every attack; it must not come back. */
export const MARK = 'evil';

type Row = readonly [
	title: string,
	status: number,
	query: string,
	more?: Partial<Call>,
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
		['nothing behind the address', 403, ''],
		['no secret', 403, '?crk=evil&rid=1'],
		['empty secret', 403, '?crk=evil&rid=1&key='],
		['secret without a value', 403, '?crk=evil&rid=1&key'],
		['wrong secret', 403, '?crk=evil&rid=1&key=wrong-and-evil-secret'],
		['unfilled placeholder as secret', 403, '?crk=evil&rid=1&key={key}'],
		['secret in other case', 403, `?crk=evil&rid=1&key=${secret.toUpperCase()}`],
		['first half of the secret', 403, `?crk=evil&rid=1&key=${secret.slice(0, secret.length / 2)}`],
		['secret and one more character', 403, `?crk=evil&rid=1&key=${secret}x`],
		['secret and NUL', 403, `?crk=evil&rid=1&key=${secret}%00`],
		['secret encoded twice', 403, `?crk=evil&rid=1&key=${encodedTwice(secret)}`],
		['secret in full-width letters', 403, `?crk=evil&rid=1&key=${fullWidth(secret)}`],
		['secret repeated, right then wrong', 403, `?crk=evil&rid=1&key=${secret}&key=wrong`],
		['secret repeated, wrong then right', 403, `?crk=evil&rid=1&key=wrong&key=${secret}`],
		['secret as an array', 403, `?crk=evil&rid=1&key[]=${secret}`],
		['secret as an object', 403, '?crk=evil&rid=1&key[$ne]=x'],
		['secret under another name', 403, `?crk=evil&rid=1&KEY=${secret}`],
		['secret behind a semicolon', 403, `?crk=evil&rid=1;key=${secret}`],
		[
			'secret in the headers',
			403,
			'?crk=evil&rid=1',
			{ headers: { key: secret, authorization: `Bearer ${secret}`, cookie: `key=${secret}` } },
		],
		[
			'secret in a body',
			403,
			'?crk=evil&rid=1',
			{ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `key=${secret}` },
		],
		['SQL in the secret', 403, "?crk=evil&rid=1&key='%20OR%201=1--"],
		['broken encoding, wrong secret', 403, '?crk=evil%zz&rid=%&key=%e0%a4'],
		['script in the key, wrong secret', 403, `?crk=<script>alert('evil')</script>&rid=1&${wrong}`],
		[
			'script in every name, wrong secret',
			403,
			`?<script>evil</script>=1&"onload=evil()=1&${wrong}`,
		],
		['redirectUrl=//evil, wrong secret', 403, `?crk=evil&redirectUrl=//evil.example&${wrong}`],
		[
			'url=https://evil, wrong secret',
			403,
			`?crk=evil&url=https://evil.example&next=https:%2F%2Fevil.example&${wrong}`,
		],
		['Host of another site', 403, `?crk=evil&${wrong}`, { headers: { host: 'evil.example' } }],
		['two Hosts', 403, `?crk=evil&${wrong}`, { headers: { host: ['127.0.0.1', 'evil.example'] } }],
		[
			'X-Forwarded-Host and its relatives',
			403,
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
			403,
			'',
			{ target: `http://evil.example${path}?crk=evil&${wrong}` },
		],
		[
			'script as User-Agent, wrong secret',
			403,
			`?crk=evil&${wrong}`,
			{ headers: { 'user-agent': '<script>evil</script>' } },
		],
		[
			'preview with a wrong secret',
			403,
			`?crk=evil&${wrong}`,
			{ headers: { 'user-agent': 'evil bot' } },
		],
		['HEAD with a wrong secret', 403, `?crk=evil&${wrong}`, { method: 'HEAD' }],
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
		['POST', 405, right, { method: 'POST' }],
		['POST of a form', 405, '', { method: 'POST', ...form }],
		[
			'POST that claims to be GET',
			405,
			`${right}&_method=GET`,
			{ method: 'POST', headers: { 'x-http-method-override': 'GET', 'x-method-override': 'GET' } },
		],
		['PUT', 405, right, { method: 'PUT' }],
		['PATCH', 405, right, { method: 'PATCH' }],
		['DELETE', 405, right, { method: 'DELETE' }],
		[
			'OPTIONS',
			204,
			right,
			{ method: 'OPTIONS', headers: { origin: 'https://evil.example' } },
			'n8n',
		],
		['neither key nor response', 400, `?${key}&survey=evil`],
		['unfilled placeholders', 400, `?crk={crk}&rid={rid}&${key}&survey=evil`],
		['key of 65 characters', 400, `?crk=${MARK.padEnd(65, 'l')}&rid=1&${key}`],
		['response id of 10,000 characters', 414, `?crk=evil&rid=${'1'.repeat(10_000)}&${key}`],
		['NUL in the key', 400, `?crk=evil%00&rid=1&${key}`],
		['escape character in the key', 400, `?crk=%1b[31mevil&rid=1&${key}`],
		[
			'line breaks that would make a header',
			400,
			`?crk=evil%0d%0aSet-Cookie:%20evil=1%0d%0aLocation:%20//evil.example&rid=1&${key}`,
		],
		['line break behind the key', 400, `?crk=evil%0a&rid=1&${key}`],
		['control character, not encoded', 400, `?crk=evil\u0007&rid=1&${key}`, {}, 'Node'],
		['line break, not encoded', 403, `?crk=evil\r\nSet-Cookie: evil=1&rid=1&${key}`],
		[
			'line break, not encoded, behind the secret',
			400,
			`?${key}&survey=evil\r\nSet-Cookie: evil=1`,
		],
		['key as an array', 400, `?crk[]=evil&rid=1&${key}`],
		['key as an object', 400, `?crk[$gt]=evil&rid=1&${key}`],
		['key twice', 403, `?crk=good&crk=evil&rid=1&${key}`],
		['__proto__', 400, `${right}&__proto__=evil`],
		['__proto__[evil]', 400, `${right}&__proto__[evil]=1`],
		['constructor', 400, `${right}&constructor=evil`],
		['constructor[prototype][evil]', 400, `${right}&constructor[prototype][evil]=1`],
		['script as a name', 400, `${right}&<script>evil</script>=1`],
		['escape character in a further value', 400, `${right}&survey=%1bevil`],
		['a further value of 501 characters', 400, `${right}&survey=${MARK.padEnd(501, 'l')}`],
		[
			'31 parameters',
			400,
			`${right}${Array.from({ length: 28 }, (_, index) => `&p${index}=evil`).join('')}`,
		],
		[
			'1,000 parameters',
			414,
			`${right}${Array.from({ length: 997 }, (_, index) => `&p${index}=1`).join('')}`,
		],
		[
			'query of 2,049 characters',
			414,
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
		([title, status, query, more = {}, answeredBy]) => ({
			title,
			status,
			call: { target: `${target.path}${query}`, ...more },
			...(answeredBy === undefined ? {} : { answeredBy }),
		}),
	);
}
