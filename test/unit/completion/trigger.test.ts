import fc from 'fast-check';
import { NodeOperationError, type IHookFunctions, type INodeExecutionData } from 'n8n-workflow';

import { HEADERS, PAGE_HEADERS, pageOf } from '../../../nodes/SurveyLab/completion/page';
import { answerCall, assertReady } from '../../../nodes/SurveyLab/completion/trigger';
import { surveyLabTriggerApiTest } from '../../../nodes/SurveyLab/n8n/credentialTests';
import {
	refusalPages,
	secretFits,
	secretMessages,
	websiteMessages,
	type Message,
} from '../../../nodes/SurveyLab/messages';
import {
	receive,
	SECRET,
	triggerNode,
	type Answer,
	type Received,
	type Trigger,
} from './webhookCalls';

const THANKS = pageOf({ heading: 'Thank you!', text: 'Bye.' });
const WEBSITE = { respondentSees: 'redirect', redirectUrl: 'https://www.example.com/thank-you' };

async function call(
	trigger: Trigger,
	received: Received = {},
): Promise<Answer & { items: INodeExecutionData[] | undefined }> {
	const { context, answer } = receive(trigger, received);
	const { noWebhookResponse, workflowData, ...rest } = await answerCall(context);
	expect(noWebhookResponse).toBe(true);
	expect(rest).toEqual({});
	return { ...answer, items: workflowData?.flat() };
}

describe('a completion', () => {
	it('starts the workflow with one item', async () => {
		const before = Date.now();
		const { items = [] } = await call(triggerNode(), {
			query: `crk=K-1&rid=2&survey=nps&key=${SECRET}`,
		});
		const receivedAt = String(items[0]?.json.receivedAt);
		expect(items).toEqual([
			{ json: { crk: 'K-1', responseId: '2', receivedAt, query: { survey: 'nps' } } },
		]);
		expect(new Date(receivedAt).toISOString()).toBe(receivedAt);
		expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(before);
		expect(Date.parse(receivedAt)).toBeLessThanOrEqual(Date.now());
	});

	it('is answered with the page', async () => {
		expect(await call(triggerNode())).toMatchObject({
			status: 200,
			headers: PAGE_HEADERS,
			body: THANKS,
		});
	});

	it('is answered with the website', async () => {
		const { status, headers, body } = await call(triggerNode(WEBSITE));
		expect({ status, headers, body }).toEqual({
			status: 302,
			headers: { ...HEADERS, location: WEBSITE.redirectUrl },
			body: '',
		});
	});

	it('is answered with the default page where the website cannot be used', async () => {
		const { status, headers, body, items } = await call(
			triggerNode({ ...WEBSITE, redirectUrl: '={{ $json.query.url }}' }),
		);
		expect([status, headers, items?.length]).toEqual([200, PAGE_HEADERS, 1]);
		expect(body).toContain('<h1>Thank you!</h1>');
	});

	it('shows an expression as the text that it is', async () => {
		const { body } = await call(triggerNode({ pageText: '={{ $json.query.a }}' }), {
			query: `crk=K-1&a=evil&key=${SECRET}`,
		});
		expect(body).toContain('<p>={{ $json.query.a }}</p>');
	});
});

it('thanks a respondent whose key is not accepted, too, and starts nothing', async () => {
	const options = { acceptedKeys: 'zendesk-*' };
	expect(await call(triggerNode({ options }))).toMatchObject({
		status: 200,
		body: THANKS,
		items: undefined,
	});
	expect(await call(triggerNode({ ...WEBSITE, options }))).toMatchObject({
		status: 302,
		headers: { location: WEBSITE.redirectUrl },
	});
});

describe('somebody who only looks', () => {
	it.each<[string, Received]>([
		['with HEAD', { method: 'HEAD' }],
		['as a link preview', { headers: { 'user-agent': 'WhatsApp/2.23.20.0 A' } }],
	])('sees the same and starts nothing: %s', async (_, received) => {
		expect(await call(triggerNode(), received)).toMatchObject({
			status: 200,
			body: THANKS,
			items: undefined,
		});
		expect(await call(triggerNode(WEBSITE), received)).toMatchObject({
			status: 302,
			headers: { location: WEBSITE.redirectUrl },
		});
	});

	it('gets nothing to keep when fetching ahead', async () => {
		const answered = await call(triggerNode(), { headers: { 'sec-purpose': 'prefetch' } });
		expect(answered).toEqual({ status: 503, headers: HEADERS, body: '', items: undefined });
	});

	it('starts the workflow where previews count', async () => {
		const trigger = triggerNode({ options: { ignorePreviews: false } });
		expect((await call(trigger, { headers: { 'user-agent': '' } })).items).toHaveLength(1);
	});
});

describe('a call that is turned away', () => {
	it.each<[status: keyof typeof refusalPages, received: Received]>([
		[400, { query: `key=${SECRET}` }],
		[403, { query: 'crk=K-1&rid=2&key=wrong' }],
		[414, { query: `crk=${'k'.repeat(3000)}&key=${SECRET}` }],
		[405, { method: 'POST' }],
	])('sees a page of its own with %i', async (status, received) => {
		for (const parameters of [{}, WEBSITE]) {
			const { headers, body, items, ...rest } = await call(triggerNode(parameters), received);
			expect(rest).toEqual({ status });
			expect(headers).toEqual(
				status === 405 ? { ...PAGE_HEADERS, allow: 'GET, HEAD' } : PAGE_HEADERS,
			);
			expect(body).toBe(pageOf(refusalPages[status]));
			expect(items).toBeUndefined();
		}
	});

	it.each<[string, Partial<Trigger>]>([
		['cannot be read', { credential: undefined }],
		['is empty', { credential: { secret: '' } }],
		['is missing', { credential: {} }],
		['is too short', { credential: { secret: 'short' } }],
		['is no text', { credential: { secret: 1234567890123456 } }],
	])('is every one while the credential %s', async (_, more) => {
		const trigger = triggerNode({}, more);
		for (const key of ['', 'short', SECRET, '1234567890123456', 'undefined']) {
			expect(await call(trigger, { query: `crk=K-1&rid=2&key=${key}` })).toMatchObject({
				status: 403,
				items: undefined,
			});
		}
	});
});

describe('a changed secret', () => {
	const CHANGED = 'another.Horse-battery_staple~8';
	const withChanged = { query: `crk=K-1&rid=2&key=${CHANGED}` };

	it('counts at once while a person tries the workflow out', async () => {
		const trigger = triggerNode({}, { mode: 'manual' });
		expect((await call(trigger)).status).toBe(200);
		expect((await call({ ...trigger, credential: { secret: CHANGED } }, withChanged)).status).toBe(
			200,
		);
	});

	it('counts after some seconds otherwise', async () => {
		const trigger = triggerNode();
		expect((await call(trigger)).status).toBe(200);
		const changed = { ...trigger, credential: { secret: CHANGED } };
		expect((await call(changed, withChanged)).status).toBe(403);
		const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
		expect((await call(changed, withChanged)).status).toBe(200);
		expect((await call(changed)).status).toBe(403);
		clock.mockRestore();
	});
});

describe('whatever a call holds', () => {
	it('shows in no answer, and leads nowhere else', async () => {
		const known = new Set([THANKS, ...Object.values(refusalPages).map(pageOf), '']);
		const text = fc
			.string({ unit: 'binary', maxLength: 40 })
			.map((value) => encodeURIComponent(value));
		const received = fc.record({
			method: fc.constantFrom('GET', 'HEAD', 'POST'),
			query: fc
				.tuple(text, text, fc.constantFrom(SECRET, 'wrong'))
				.map(([crk, url, key]) => `crk=${crk}&redirectUrl=${url}&key=${key}`),
			headers: fc.record({
				host: fc.string(),
				'x-forwarded-host': fc.string(),
				'user-agent': fc.string(),
				purpose: fc.string(),
			}),
		});
		await fc.assert(
			fc.asyncProperty(received, fc.boolean(), async (hostile, redirects) => {
				const { status, headers, body, items } = await call(
					triggerNode(redirects ? WEBSITE : {}),
					hostile,
				);
				expect(known).toContain(body);
				expect([undefined, WEBSITE.redirectUrl]).toContain(headers.location);
				expect(headers.location === undefined).toBe(status !== 302);
				if (items !== undefined) expect(hostile.query).toContain(`key=${SECRET}`);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('Only Once per Response Key', () => {
	const ONCE = { options: { onlyOnce: true } };
	const key = (crk: string, rid = '2') => ({ query: `crk=${crk}&rid=${rid}&key=${SECRET}` });

	it('starts the workflow for the first completion, and answers all of them alike', async () => {
		const trigger = triggerNode(ONCE);
		const [first, second, other] = [
			await call(trigger, key('A')),
			await call(trigger, key('A', '3')),
			await call(trigger, key('B')),
		];
		expect([first, second, other].map(({ items }) => items?.length)).toEqual([1, undefined, 1]);
		expect(second).toMatchObject({ status: 200, body: THANKS });
	});

	it('goes by the response where there is no key', async () => {
		const trigger = triggerNode(ONCE);
		const started: boolean[] = [];
		for (const received of [key('', '1'), key('', '2'), key('', '1'), key('1', '1')]) {
			started.push((await call(trigger, received)).items !== undefined);
		}
		expect(started).toEqual([true, true, false, true]);
	});

	it('lets one of many through that come at once', async () => {
		const trigger = triggerNode(ONCE);
		const answers = await Promise.all(
			Array.from({ length: 20 }, async () => await call({ ...trigger, staticData: {} }, key('A'))),
		);
		expect(answers.filter(({ items }) => items !== undefined)).toHaveLength(1);
	});

	it('counts nothing that starts nothing', async () => {
		const trigger = triggerNode(ONCE);
		await call(trigger, { ...key('A'), method: 'HEAD' });
		await call(trigger, { query: 'crk=A&key=wrong' });
		expect(trigger.staticData).toEqual({});
		expect((await call(trigger, key('A'))).items).toHaveLength(1);
	});

	it('does not hinder a person who tries the workflow out', async () => {
		const trigger = triggerNode(ONCE, { mode: 'manual' });
		const answers = [await call(trigger, key('A')), await call(trigger, key('A'))];
		expect(answers.map(({ items }) => items?.length)).toEqual([1, 1]);
		expect(trigger.staticData).toEqual({});
	});

	it('is off by itself', async () => {
		const trigger = triggerNode();
		const answers = [await call(trigger, key('A')), await call(trigger, key('A'))];
		expect(answers.map(({ items }) => items?.length)).toEqual([1, 1]);
		expect(trigger.staticData).toEqual({});
	});
});

describe('publishing', () => {
	const assert = async (trigger: Trigger) =>
		await assertReady(receive(trigger).context as unknown as IHookFunctions);

	async function expectRefusal(trigger: Trigger, { message, description }: Message): Promise<void> {
		const refusal: unknown = await assert(trigger).catch((error: unknown) => error);
		expect(refusal).toBeInstanceOf(NodeOperationError);
		expect(refusal).toMatchObject({ message, description });
	}

	it('goes ahead when everything is there', async () => {
		await expect(assert(triggerNode())).resolves.toBeUndefined();
		await expect(assert(triggerNode(WEBSITE))).resolves.toBeUndefined();
	});

	it.each<[string, keyof typeof secretMessages]>([
		['', 'empty'],
		['short', 'short'],
		['a'.repeat(129), 'long'],
		['a b'.repeat(9), 'characters'],
	])('is refused with the secret "%s"', async (secret, fault) => {
		await expectRefusal(triggerNode({}, { credential: { secret } }), secretMessages[fault]);
	});

	it.each<[string, Message]>([
		['', websiteMessages.empty],
		['http://www.example.com', websiteMessages.notHttps],
		['={{ $json.query.url }}', websiteMessages.expression],
	])('is refused with the website "%s"', async (redirectUrl, message) => {
		await expectRefusal(triggerNode({ ...WEBSITE, redirectUrl }), message);
	});

	it("is refused in n8n's own words without a credential", async () => {
		await expect(assert(triggerNode({}, { credential: undefined }))).rejects.toThrow(
			'No credential',
		);
	});
});

describe('the test of the credential', () => {
	const tested = async (data?: { secret?: string }) =>
		await surveyLabTriggerApiTest({
			id: '1',
			name: 'Secret',
			type: 'surveyLabTriggerApi',
			...(data === undefined ? {} : { data }),
		});

	it('passes for a secret that can be used', async () => {
		expect(await tested({ secret: SECRET })).toEqual({ status: 'OK', message: secretFits });
	});

	it.each<[{ secret?: string } | undefined, keyof typeof secretMessages]>([
		[undefined, 'empty'],
		[{}, 'empty'],
		[{ secret: 'short' }, 'short'],
		[{ secret: 'ä'.repeat(20) }, 'characters'],
		[{ secret: 'a'.repeat(200) }, 'long'],
	])('tells what is wrong with %j', async (data, fault) => {
		const { message, description } = secretMessages[fault];
		expect(await tested(data)).toEqual({ status: 'Error', message: `${message}. ${description}` });
	});
});
