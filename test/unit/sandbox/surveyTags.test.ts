import fc from 'fast-check';

import { client, get, statusOf, tagPath, useSandbox } from './client';
import { runs } from '../../properties';

const sandbox = useSandbox({ collectors: ['mail-1'], webCollectors: ['web-1'] });

describe('opening a survey address', () => {
	it('answers with a small page and records the fields', async () => {
		const path = tagPath(
			sandbox(),
			'/referrer/desk/email/ann%40example.com/phone/%2B48%20123/name/Ann/surname/Lee/language/en' +
				'/custom1/a/custom2/b/custom3/c/custom4/d/custom5/e/custom6/f/custom7/g/custom8/h/crk/K-1/',
		);
		const answer = await get(sandbox(), path);

		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(answer.data).toContain('<!doctype html>');
		expect(sandbox().tags).toEqual([
			{
				collectorId: 'mail-1',
				fields: {
					referrer: 'desk',
					email: 'ann@example.com',
					phone: '+48 123',
					name: 'Ann',
					surname: 'Lee',
					language: 'en',
					custom1: 'a',
					custom2: 'b',
					custom3: 'c',
					custom4: 'd',
					custom5: 'e',
					custom6: 'f',
					custom7: 'g',
					custom8: 'h',
					crk: 'K-1',
				},
				rawPath: path,
				at: expect.any(Number),
			},
		]);
		expect(sandbox().requests).toMatchObject([
			{ method: 'GET', path, rawUrl: path, query: {}, status: 200, accepted: true },
		]);
		expect(sandbox().requests[0]).not.toHaveProperty('token');
	});

	it.each(['', '/'])('needs nothing but the collector (ending "%s")', async (ending) => {
		expect((await get(sandbox(), tagPath(sandbox(), ending))).status).toBe(200);
		expect(sandbox().tags[0]).toMatchObject({ collectorId: 'mail-1', fields: {} });
	});

	it('records the language in front', async () => {
		expect((await get(sandbox(), `/lng/pl${tagPath(sandbox())}`)).status).toBe(200);
		expect(sandbox().tags[0]).toMatchObject({ lng: 'pl', fields: { referrer: 'desk' } });
	});

	it('works for web collectors too', async () => {
		expect((await get(sandbox(), '/pageTag/SurveyCampaign/cId/web-1/custom1/x')).status).toBe(200);
		expect(sandbox().tags[0]?.collectorId).toBe('web-1');
	});

	it('may be repeated with the same response key', async () => {
		await get(sandbox(), tagPath(sandbox(), '/crk/K-1'));
		await get(sandbox(), tagPath(sandbox(), '/crk/K-1'));
		expect(sandbox().tags).toHaveLength(2);
	});

	it('splits before it decodes, once', async () => {
		await get(sandbox(), tagPath(sandbox(), '/referrer/a%2Fb%2fc/custom1/a%252Fb/custom2/a+b'));
		expect(sandbox().tags[0]?.fields).toEqual({
			referrer: 'a/b/c',
			custom1: 'a%2Fb',
			custom2: 'a+b',
		});
	});

	it('hands on any text unchanged', async () => {
		const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(text, text, async (first, second) => {
				// No client can send a dot segment.
				fc.pre([first, second].every((value) => !value.includes('\0') && !/^\.{1,2}$/.test(value)));
				sandbox().reset();
				const rest = `/custom1/${encodeURIComponent(first)}/custom2/${encodeURIComponent(second)}`;
				await get(sandbox(), tagPath(sandbox(), rest));
				expect(sandbox().tags[0]?.fields).toEqual({ custom1: first, custom2: second });
			}),
			runs(50),
		);
	});
});

describe('a wrong survey address', () => {
	it.each([
		['an odd number of segments', '/referrer'],
		['an odd number of segments and a trailing slash', '/referrer/'],
		['an empty value', '/referrer//custom1/x'],
		['an empty segment in front', '//referrer/x'],
		['two trailing slashes', '/referrer/x//'],
		['an unknown name', '/custom9/x'],
		['a name of the other address', '/firstName/Ann'],
		['a name in the wrong case', '/Referrer/x'],
		['a repeated name', '/custom1/x/custom1/y'],
		['a second collector', '/cId/mail-1'],
		['a response key of 65 characters', `/crk/${'k'.repeat(65)}`],
		['a lone percent sign', '/referrer/100%'],
		['a malformed escape', '/referrer/%zz'],
		['a cut character', '/referrer/%C3'],
		['a malformed name', '/%E0%A4%A/x'],
		['NUL', '/referrer/a%00b'],
		['a query', '/referrer/x?custom1=y'],
		['an empty query', '/referrer/x?'],
	])('with %s is refused', async (_case, rest) => {
		expect(await statusOf(sandbox(), tagPath(sandbox(), rest))).toBe(400);
		expect(sandbox().tags).toHaveLength(0);
		expect(sandbox().requests).toMatchObject([
			{ rawUrl: tagPath(sandbox(), rest), status: 400, accepted: false },
		]);
	});

	it.each([
		['/pageTag/SurveyCampaign', 400],
		['/pageTag/SurveyCampaign/cId', 400],
		['/pageTag/SurveyCampaign/referrer/x', 400],
		['/pageTag//SurveyCampaign/cId/mail-1', 400],
		['//pageTag/SurveyCampaign/cId/mail-1', 400],
		['/lng//pageTag/SurveyCampaign/cId/mail-1', 400],
		['/lng/pl//pageTag/SurveyCampaign/cId/mail-1', 400],
		['/lng/%/pageTag/SurveyCampaign/cId/mail-1', 400],
		['/lng/pageTag/SurveyCampaign/cId/mail-1', 404],
		['/pageTag', 404],
		['/pageTag/Other/cId/mail-1', 404],
		['/pageTag/SurveyCampaign/cId/nowhere/referrer/x', 404],
	])('%s is answered with %i', async (path, status) => {
		expect(await statusOf(sandbox(), path)).toBe(status);
		expect(sandbox().tags).toHaveLength(0);
		expect(sandbox().requests).toMatchObject([{ rawUrl: path, status, accepted: false }]);
	});

	it('keeps a response key of 64 characters', async () => {
		expect(await statusOf(sandbox(), tagPath(sandbox(), `/crk/${'k'.repeat(64)}`))).toBe(200);
	});

	it('over 8,190 bytes is too long', async () => {
		const long = (bytes: number) => tagPath(sandbox(), '/referrer/').padEnd(bytes, 'x');
		expect((await get(sandbox(), long(8191))).status).toBe(414);
		expect((await get(sandbox(), long(50_000))).status).toBe(414);
		expect((await get(sandbox(), long(8190))).status).toBe(200);
		expect(sandbox().requests.map(({ status }) => status)).toEqual([414, 414, 200]);
	});

	it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('by %s is not allowed', async (method) => {
		const answer = await client.request({ method, url: sandbox().url + tagPath(sandbox()) });
		expect(answer.status).toBe(405);
		expect(sandbox().tags).toHaveLength(0);
	});

	it('escapes what it repeats of the address', async () => {
		const answer = await get(sandbox(), tagPath(sandbox(), '/%3Cscript%3E/x'));
		expect(answer.data).toContain('&lt;script&gt;');
		expect(answer.data).not.toContain('<script>');
	});
});

it('answers 404 elsewhere and records nothing', async () => {
	for (const path of ['/nothing', '/api.phpx', '/api.php/x', '/pageTags/x', '/-/service', '/%']) {
		expect([400, 404]).toContain(await statusOf(sandbox(), path));
	}
	expect(sandbox().requests).toHaveLength(0);
});
