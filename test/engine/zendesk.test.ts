import payload from '../../examples/data/zendesk_trigger.json';
import example from '../../examples/zendesk-ticket-solved.json';
import { startSandbox, type Sandbox } from '../sandbox';
import { runWorkflow, SURVEY_LAB, type WorkflowJson } from './engine';
import { byId, jsons } from './workflows';

describe('examples/zendesk-ticket-solved.json', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	afterAll(async () => await sandbox.close());

	it('adds the requester of a solved ticket as a contact, tags the response, and sets aside a ticket without email', async () => {
		const workflow = structuredClone(example) as unknown as WorkflowJson;
		// Examples leave Collector empty, so that nothing runs before a person fills it in.
		const ours = workflow.nodes.filter(({ type }) => type === SURVEY_LAB);
		expect(ours.map(({ parameters }) => parameters.collectorId)).toEqual(
			ours.map(() => expect.objectContaining({ value: '' })),
		);
		for (const { parameters } of ours) parameters.collectorId = byId(sandbox.collectorId) as never;
		const tag = workflow.nodes.find(({ name }) => name === 'Tag survey response')!;
		tag.parameters.options = { surveyBaseUrl: sandbox.url };

		const result = await runWorkflow(workflow, {
			credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
			pinned: { 'Zendesk Trigger': payload },
		});

		expect(result.error).toBeUndefined();
		const { collectorId } = sandbox;
		expect(sandbox.contacts).toEqual([
			{
				collectorId,
				email: 'zazolc.gesla+sklep@example.com',
				crk: '48213',
				referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
				language: 'pl',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
				at: expect.any(Number),
			},
		]);
		expect(sandbox.tags).toMatchObject([
			{
				collectorId,
				fields: {
					referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
					custom1: 'ACME Shop',
					custom2: 'Obsługa zwrotów',
					custom3: 'vip returns pl',
					crk: '48213',
				},
			},
		]);
		expect(jsons(result, 0, 'Add contact to collector')).toEqual([
			{
				outcome: 'accepted',
				email: 'zazolc.gesla+sklep@example.com',
				crk: '48213',
				fields: {
					referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
					language: 'pl',
					firstName: 'Zażółć',
					lastName: 'Gęślą',
				},
				collectorId,
				notification: 'Action process correctly',
				statusCode: 200,
				attempts: 1,
			},
		]);
		expect(jsons(result, 0, 'Tag survey response')).toMatchObject([
			{ outcome: 'tagged', statusCode: 200, attempts: 1 },
		]);
		expect(jsons(result, 0, 'Not sent')).toMatchObject([
			{
				'ticket.id': '48213',
				error: 'Email is empty',
				details: { outcome: 'invalid', crk: '48213', collectorId },
			},
		]);
	});
});
