import fc from 'fast-check';
import { NodeOperationError, type IHookFunctions, type INodeExecutionData } from 'n8n-workflow';

import { HEADERS, PAGE_HEADERS, htmlOf } from '../../../nodes/SurveyLab/completion/page';
import { answerRequest, assertReady } from '../../../nodes/SurveyLab/completion/trigger';
import type { QueryReason } from '../../../nodes/SurveyLab/completion/request';
import type { Message } from '../../../nodes/SurveyLab/messages/message';
import {
	secretMessages,
	trialPages,
	websiteMessages,
	wrongMethodText,
} from '../../../nodes/SurveyLab/completion/texts';
import {
	receive,
	SECRET,
	triggerNode,
	type Answer,
	type Received,
	type Trigger,
} from './webhookCalls';
import { runs } from '../../properties';

const THANKS = htmlOf({ heading: 'Thank you!', text: 'Bye.' });
const WEBSITE = { respondentSees: 'redirect', redirectUrl: 'https://www.example.com/thank-you' };

async function call(
	trigger: Trigger,
	received: Received = {},
): Promise<Answer & { items: INodeExecutionData[] | undefined }> {
	const { context, answer } = receive(trigger, received);
	const { noWebhookResponse, workflowData, ...rest } = await answerRequest(context);
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

/** An address for each thing that can be amiss with one. */
const FAULTY: Record<QueryReason, string> = {
	secretMissing: 'crk=K-1&rid=2',
	secretWrong: 'crk=K-1&rid=2&key=wrong',
	parameterTwice: `crk=K-1&crk=K-2&key=${SECRET}`,
	queryTooLong: `crk=${'k'.repeat(3000)}&key=${SECRET}`,
	tooManyParameters: `crk=K-1&${Array.from({ length: 30 }, (_, index) => `p${index}=1`).join('&')}&key=${SECRET}`,
	placeholdersUnfilled: `crk={crk}&rid={rid}&key=${SECRET}`,
	keyMissing: `key=${SECRET}`,
	keyUnusable: `crk=${'k'.repeat(65)}&key=${SECRET}`,
	keyNotAccepted: `crk=jira-1&key=${SECRET}`,
	parameterUnusable: `crk=K-1&__proto__=1&key=${SECRET}`,
};
const faults = Object.entries(FAULTY) as Array<[QueryReason, string]>;
const CHOOSY = { options: { acceptedKeys: 'K-*' } };

describe('an address that is not as it should be', () => {
	it.each(faults)('is thanked for like any other and starts nothing: %s', async (_, query) => {
		for (const parameters of [CHOOSY, { ...CHOOSY, ...WEBSITE }]) {
			const right = await call(triggerNode(parameters));
			expect(right.items).toHaveLength(1);
			expect(await call(triggerNode(parameters), { query })).toEqual({
				...right,
				items: undefined,
			});
		}
	});

	it.each(faults)('is explained to a person who tries it out: %s', async (fault, query) => {
		for (const parameters of [CHOOSY, { ...CHOOSY, ...WEBSITE }]) {
			expect(await call(triggerNode(parameters, { mode: 'manual' }), { query })).toEqual({
				status: 200,
				headers: PAGE_HEADERS,
				body: htmlOf(trialPages[fault]),
				items: undefined,
			});
		}
	});

	it.each<[string, Partial<Trigger>]>([
		['cannot be read', { credential: undefined }],
		['is empty', { credential: { secret: '' } }],
		['is missing', { credential: {} }],
		['is too short', { credential: { secret: 'short' } }],
		['is no text', { credential: { secret: 1234567890123456 } }],
	])('is every one while the secret of the credential %s', async (_, more) => {
		const trigger = triggerNode({}, more);
		for (const key of ['', 'short', SECRET, '1234567890123456', 'undefined']) {
			expect(await call(trigger, { query: `crk=K-1&rid=2&key=${key}` })).toMatchObject({
				status: 200,
				body: THANKS,
				items: undefined,
			});
		}
	});
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
	'answers %s with the methods it knows',
	async (method) => {
		for (const trigger of [
			triggerNode(),
			triggerNode(WEBSITE),
			triggerNode({}, { mode: 'manual' }),
		]) {
			expect(await call(trigger, { method })).toEqual({
				status: 405,
				headers: { ...HEADERS, allow: 'GET, HEAD', 'content-type': 'text/plain' },
				body: wrongMethodText,
				items: undefined,
			});
		}
	},
);

describe('a changed secret', () => {
	const CHANGED = 'another.Horse-battery_staple~8';
	const withChanged = { query: `crk=K-1&rid=2&key=${CHANGED}` };
	const starts = async (trigger: Trigger, received?: Received) =>
		(await call(trigger, received)).items !== undefined;

	it('counts at once while a person tries the workflow out', async () => {
		const trigger = triggerNode({}, { mode: 'manual' });
		expect(await starts(trigger)).toBe(true);
		const changed = { ...trigger, credential: { secret: CHANGED } };
		expect([await starts(changed), await starts(changed, withChanged)]).toEqual([false, true]);
	});

	it('counts after some seconds otherwise', async () => {
		const trigger = triggerNode();
		expect(await starts(trigger)).toBe(true);
		const changed = { ...trigger, credential: { secret: CHANGED } };
		expect([await starts(changed), await starts(changed, withChanged)]).toEqual([true, false]);
		const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
		expect([await starts(changed), await starts(changed, withChanged)]).toEqual([false, true]);
		clock.mockRestore();
	});
});

describe('whatever a call holds', () => {
	it('shows in no answer, and leads nowhere else', async () => {
		const known = new Set([
			THANKS,
			wrongMethodText,
			...Object.values(trialPages).map((page) => htmlOf(page)),
			'',
		]);
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
		const modes = fc.constantFrom('webhook' as const, 'manual' as const);
		await fc.assert(
			fc.asyncProperty(received, fc.boolean(), modes, async (hostile, redirects, mode) => {
				const { status, headers, body, items } = await call(
					triggerNode(redirects ? WEBSITE : {}, { mode }),
					hostile,
				);
				expect(known).toContain(body);
				expect([undefined, WEBSITE.redirectUrl]).toContain(headers.location);
				expect(headers.location === undefined).toBe(status !== 302);
				if (items !== undefined) expect(hostile.query).toContain(`key=${SECRET}`);
			}),
			runs(500),
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
