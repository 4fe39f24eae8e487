import { client, contactPath, get, tagPath, useSandbox } from './client';

const sandbox = useSandbox({ collectors: ['mail-1'] });

const ADDRESS = 'https://n8n.example.com/webhook/1?crk={crk}&rid={rid}&key=a-secret-of-mine';

const post = (path: string, data: unknown) => client.post(sandbox().url + path, data);
const submit = (path: string, fields: Record<string, string>) =>
	post(path, new URLSearchParams(fields));
const finish = (crk = 'K-1') => submit('/survey', { crk });

describe('the survey', () => {
	it('is a page with a button and the response key that the address names', async () => {
		const answer = await get(sandbox(), '/survey?crk=zendesk-48213');
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
		expect(answer.data).toContain('<button>Finish</button>');
		expect(answer.data).toContain('value="zendesk-48213"');
		expect(answer.data).not.toMatch(/<script|https?:\/\/|src=|@import|url\(/);
	});

	it.each(['/survey', '/survey?crk=a&crk=b'])('has no response key at %s', async (path) => {
		expect((await get(sandbox(), path)).data).toContain('value=""');
	});

	it('is linked from the contact who was invited to it', async () => {
		await get(sandbox(), contactPath(sandbox(), { crk: 'K 1/"ü"&' }));
		const page: string = (await get(sandbox(), '/')).data;
		const [, link = ''] = /href="(\/survey\?crk=[^"]*)"/.exec(page) ?? [];
		expect((await get(sandbox(), link)).data).toContain('value="K 1/&quot;ü&quot;&amp;"');
	});

	it('escapes what it repeats of the address', async () => {
		const evil = `"><script>alert('1')</script>`;
		const { data } = await get(sandbox(), `/survey?crk=${encodeURIComponent(evil)}`);
		expect(data).toContain('&quot;&gt;&lt;script&gt;');
		expect(data).not.toContain('<script');
	});
});

describe('finishing it', () => {
	it('ends on a last page while there is no website to jump to', async () => {
		const answer = await finish();
		expect(answer.status).toBe(200);
		expect(answer.data).toContain('Thank you for taking part');
		expect(sandbox().completions).toEqual([{ crk: 'K-1', rid: 1, at: expect.any(Number) }]);
	});

	it('jumps to the website, with key and response id filled in', async () => {
		sandbox().jumpTo(ADDRESS);
		const answers = [await finish('K-1'), await finish('K-2')];
		expect(answers.map(({ status }) => status)).toEqual([303, 303]);
		expect(answers.map(({ headers }) => headers.location)).toEqual([
			'https://n8n.example.com/webhook/1?crk=K-1&rid=1&key=a-secret-of-mine',
			'https://n8n.example.com/webhook/1?crk=K-2&rid=2&key=a-secret-of-mine',
		]);
		expect(sandbox().completions.map(({ crk, rid }) => [crk, rid])).toEqual([
			['K-1', 1],
			['K-2', 2],
		]);
	});

	it.each([
		['Zażółć 50%', 'Za%C5%BC%C3%B3%C5%82%C4%87%2050%25'],
		['a&key=b#c/../d', 'a%26key%3Db%23c%2F..%2Fd'],
		['{rid} $& {crk}', '%7Brid%7D%20%24%26%20%7Bcrk%7D'],
		['', ''],
	])('percent-encodes the key %j', async (crk, encoded) => {
		sandbox().jumpTo('http://localhost:1/?crk={crk}&again={crk}');
		expect((await finish(crk)).headers.location).toBe(
			`http://localhost:1/?crk=${encoded}&again=${encoded}`,
		);
	});

	it('is refused with a key of more than 64 characters', async () => {
		expect((await finish('k'.repeat(65))).status).toBe(400);
		expect(sandbox().completions).toHaveLength(0);
		expect((await finish('ü'.repeat(64))).status).toBe(200);
	});

	it('shows on the control page and in the records', async () => {
		await finish('<K-1>');
		const page: string = (await get(sandbox(), '/')).data;
		expect(page).toContain('<b>1</b>completed surveys');
		expect(page).toContain('<td>&lt;K-1&gt;</td><td>1</td>');
		const { data } = await get(sandbox(), '/requests.json');
		expect(data.completions).toMatchObject([{ crk: '<K-1>', rid: 1 }]);
	});

	it('is no request of the service', async () => {
		await finish();
		expect(sandbox().requests).toHaveLength(0);
		expect(sandbox().tags).toHaveLength(0);
		expect(sandbox().peakConcurrency).toBe(0);
	});
});

describe('the website to jump to', () => {
	it('can be set on a page', async () => {
		const saved = await submit('/jump', { address: ` ${ADDRESS} ` });
		expect([saved.status, saved.headers.location]).toEqual([303, '/jump']);
		expect((await get(sandbox(), '/jump')).data).toContain(
			`value="${ADDRESS.replaceAll('&', '&amp;')}"`,
		);
		expect((await finish()).status).toBe(303);
	});

	it('can be set by another process', async () => {
		expect((await post('/jump', { address: ADDRESS })).data).toEqual({ ok: true });
		expect((await finish()).status).toBe(303);
		expect((await post('/jump', { address: '' })).data).toEqual({ ok: true });
		expect((await finish()).status).toBe(200);
	});

	it.each([
		['/thank-you'],
		['javascript:alert(1)'],
		['data:text/html,x'],
		['www.example.com'],
		[7],
		[undefined],
	])('is refused when no browser could go there: %j', async (address) => {
		const answer = await post('/jump', { address });
		expect(answer.status).toBe(400);
		expect(answer.data).toEqual({ ok: false, message: expect.stringContaining('address must') });
		expect((await finish()).status).toBe(200);
	});

	it('is refused when there is none', async () => {
		expect((await client.post(`${sandbox().url}/jump`)).status).toBe(400);
		expect(() => sandbox().jumpTo('nowhere')).toThrow(TypeError);
	});

	it('is forgotten by a reset, with the count of responses', async () => {
		const { completions } = sandbox();
		sandbox().jumpTo(ADDRESS);
		await finish();
		sandbox().reset();
		expect(completions).toEqual([]);
		expect((await finish()).status).toBe(200);
		expect(completions.map(({ rid }) => rid)).toEqual([1]);
	});

	it('does not change what a survey link does', async () => {
		sandbox().jumpTo(ADDRESS);
		const answer = await get(sandbox(), tagPath(sandbox(), '/crk/K-1'));
		expect(answer.status).toBe(200);
		expect(answer.data).toContain('Thank you for taking part. How did we do?');
		expect(sandbox().tags).toHaveLength(1);
		expect(sandbox().completions).toHaveLength(0);
	});

	it('leaves the other controls to JSON', async () => {
		expect((await submit('/script', { faults: '[]' })).status).toBe(415);
	});
});
