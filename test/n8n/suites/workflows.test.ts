/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { readFileSync } from 'node:fs';
import type { INodeParameters } from 'n8n-workflow';

import { authenticateMessages } from '../../../nodes/SurveyLab/messages/account';
import { valueMessage } from '../../../nodes/SurveyLab/messages/values';
import { startSandbox } from '../../sandbox';
import { exampleData } from '../exampleFiles';
import type { StoredWorkflow, Workflow } from '../harness';
import {
	byLink,
	contactParameters,
	CREDENTIAL_TYPE,
	exported,
	inRow,
	node,
	noOperation,
	splitOut,
	surveyLab,
	webhook,
} from '../workflows';
import { newestExecution, NOBODY, testedInstallations, useStage } from './support';

interface Posted {
	body: unknown;
}

const ANN = { email: 'ann@example.com', crk: 'K-1', note: 'first' };
const BEN = { email: 'ben@example.com', crk: 'K-2', note: 'second' };
const EVE = { email: 'eve@example.com', crk: 'K-3', note: 'third' };
const ONE_BY_ONE = { maxConcurrency: 1, maxAttempts: 1 };

describe.each(testedInstallations())('workflows in n8n %s', (name) => {
	const stage = useStage(name);

	/** Activates a workflow that begins with this webhook, and calls it once. */
	async function runOnce(
		path: string,
		workflow: Workflow,
		body: unknown,
	): Promise<{ stored: StoredWorkflow; status: number; data: unknown }> {
		const { n8n } = stage();
		const stored = await n8n.createActive(workflow);
		const { status, data } = await n8n.webhook(path, body);
		return { stored, status, data };
	}

	const contactNode = (
		more: INodeParameters = {},
		settings: Parameters<typeof surveyLab>[2] = {},
	) =>
		surveyLab(contactParameters(stage().sandbox.collectorId, more), stage().credential, settings);

	describe('a credential', () => {
		it('that holds an expression is read for each item', async () => {
			const { n8n, sandbox, token } = stage();
			const credential = await n8n.createCredential({
				name: 'Base URL by expression',
				type: CREDENTIAL_TYPE,
				data: {
					apiToken: token,
					baseUrl: `={{ $json.note === "first" ? "${sandbox.url}" : "${NOBODY}" }}`,
				},
			});
			const survey = surveyLab(
				contactParameters(sandbox.collectorId, { options: ONE_BY_ONE }),
				credential,
				{
					onError: 'continueRegularOutput',
				},
			);
			const workflow = inRow('By expression', webhook('by-expression'), splitOut(), survey);
			const { data } = await runOnce('by-expression', workflow, [ANN, BEN]);
			expect(data).toMatchObject([
				{ outcome: 'accepted', crk: 'K-1' },
				{ details: { crk: 'K-2', outcome: 'notSent' } },
			]);
			expect(sandbox.contacts).toMatchObject([{ crk: 'K-1' }]);
		});
	});

	describe('real payloads', () => {
		it('adds the contact of a Zendesk ticket, whose field names contain dots', async () => {
			const [ticket = {}] = exampleData<Record<string, string>>('zendesk_trigger');
			const { sandbox } = stage();
			const survey = contactNode({
				email: '={{ $json["ticket.requester.email"] }}',
				crk: '={{ $json["ticket.id"] }}',
				additionalFields: {
					referrer: '={{ "https://" + $json["ticket.url"] }}',
					firstName: '={{ $json["ticket.requester.first_name"] }}',
					lastName: '={{ $json["ticket.requester.last_name"] }}',
					phone: '={{ $json["ticket.requester.phone"] }}',
					custom1: '={{ $json["ticket.title"] }}',
					custom2: '={{ $json["ticket.ticket_field_360012345678"] }}',
					custom3: '={{ $json["ticket.assignee.name"] }}',
				},
			});
			const { data } = await runOnce(
				'zendesk',
				inRow('Zendesk', webhook('zendesk'), splitOut(), survey),
				[ticket],
			);
			expect(data).toEqual([
				{
					outcome: 'accepted',
					email: ticket['ticket.requester.email'],
					crk: '48213',
					fields: expect.objectContaining({ custom3: ticket['ticket.assignee.name'] }) as unknown,
					collectorId: sandbox.collectorId,
					notification: 'Action process correctly',
					statusCode: 200,
					attempts: 1,
				},
			]);
			expect(sandbox.contacts).toEqual([
				{
					collectorId: sandbox.collectorId,
					email: 'zazolc.gesla+sklep@example.com',
					crk: '48213',
					referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
					firstName: 'Zażółć',
					lastName: 'Gęślą',
					custom1: ticket['ticket.title'],
					custom2: 'EU/PL-0007 100%',
					custom3: 'Łukasz Żbik',
					at: expect.any(Number) as unknown,
				},
			]);
		});

		it('adds the customer of a Zammad ticket, straight from its webhook', async () => {
			const [{ body } = { body: {} }] = exampleData<Posted>('zammad_webhook');
			const { sandbox } = stage();
			const survey = contactNode({
				email: '={{ $json.body.ticket.customer.email }}',
				crk: '={{ "zammad-" + $json.body.ticket.number }}',
				additionalFields: {
					phone: '={{ $json.body.ticket.customer.phone }}',
					custom1: '={{ $json.body.ticket.title }}',
					custom2: '={{ $json.body.ticket.id }}',
					custom3: '={{ $json.body.ticket.customer.vip }}',
				},
			});
			const { data } = await runOnce('zammad', inRow('Zammad', webhook('zammad'), survey), body);
			expect(data).toMatchObject([{ outcome: 'accepted', crk: 'zammad-10081' }]);
			expect(sandbox.contacts).toMatchObject([
				{
					email: 'zazolc.gesla+zm@example.com',
					crk: 'zammad-10081',
					phone: '0048 58 555 01 23',
					custom1: 'Zwrot? 50% & #12',
					custom2: '81',
					custom3: 'false',
				},
			]);
		});

		it('adds the contact of a Chatwoot conversation', async () => {
			const [{ body } = { body: {} }] = exampleData<Posted>('chatwoot_conversation_status_changed');
			const survey = contactNode({
				email: '={{ $json.body.meta.sender.email }}',
				crk: '={{ $json.body.id }}',
				additionalFields: { phone: '={{ $json.body.meta.sender.phone_number }}' },
			});
			const { data } = await runOnce(
				'chatwoot',
				inRow('Chatwoot', webhook('chatwoot'), survey),
				body,
			);
			expect(data).toMatchObject([
				{ outcome: 'accepted', crk: '10', email: 'zazolc.gesla+cw@example.com' },
			]);
			expect(stage().sandbox.contacts[0]).not.toHaveProperty('phone');
		});

		it('tags a response with a Freshdesk ticket, without any credential', async () => {
			const [, { body } = { body: {} }] = exampleData<Posted>('freshdesk_webhook');
			const { sandbox, token } = stage();
			const survey = surveyLab({
				resource: 'response',
				operation: 'tag',
				collectorId: byLink(`${sandbox.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`),
				crk: '={{ $json.body.ticket_id }}',
				fields: {
					referrer: '={{ $json.body.ticket_url }}',
					firstName: '={{ $json.body.requester_name.split(" ")[0] }}',
					custom1: '={{ $json.body.ticket_subject }}',
					custom2: '={{ $json.body.requester_phone }}',
				},
				options: {},
			});
			const { data } = await runOnce(
				'freshdesk',
				inRow('Freshdesk', webhook('freshdesk'), survey),
				body,
			);
			expect(data).toMatchObject([
				{ outcome: 'tagged', collectorId: sandbox.collectorId, statusCode: 200, attempts: 1 },
			]);
			expect(sandbox.tags).toMatchObject([
				{
					collectorId: sandbox.collectorId,
					fields: {
						referrer:
							'https://acme-shop.freshdesk.com/a/tickets/7713?current_tab=details&q=a b%20c#reply',
						crk: '7713',
						name: 'Anna',
						custom1: 'Faktura',
					},
				},
			]);
			expect(JSON.stringify(sandbox.requests)).not.toContain(token);
		});
	});

	describe('items that fail', () => {
		function withErrorOutput(path: string): Workflow {
			const survey = contactNode({ options: ONE_BY_ONE }, { onError: 'continueErrorOutput' });
			const workflow = inRow('Error output', webhook(path), splitOut(), survey);
			const [success, error] = [noOperation('Success'), noOperation('Failure')];
			workflow.nodes.push(success, error);
			workflow.connections[survey.name] = {
				main: [success, error].map(({ name: end }) => [{ node: end, type: 'main', index: 0 }]),
			};
			return workflow;
		}

		it('go to the error output with the fields of the input', async () => {
			const { n8n, sandbox } = stage();
			sandbox.script({ kind: 'ok' }, { kind: 'rejected' });
			const { stored } = await runOnce('error-output', withErrorOutput('error-output'), [
				ANN,
				BEN,
				{ ...EVE, email: 'nobody' },
			]);
			const execution = await newestExecution(n8n, stored.id);
			expect(execution.execution.status).toBe('success');
			const [success = [], failure = []] = execution.outputs('SurveyLab');
			expect(sandbox.requests).toHaveLength(2);
			if (name === 'legacy') {
				// n8n 1 leaves an item in the first output unless `error`, or `error` and `message`, is all it holds.
				expect(success.map(({ json }) => 'error' in json)).toEqual([false, true, true]);
				expect(failure).toEqual([]);
				return;
			}
			expect(success.map(({ json }) => json)).toMatchObject([{ outcome: 'accepted', crk: 'K-1' }]);
			expect(failure.map(({ json }) => json)).toMatchObject([
				{
					...BEN,
					error: 'SurveyLab did not accept the contact',
					details: { outcome: 'rejected', crk: 'K-2', statusCode: 200, attempts: 1 },
				},
				{
					...EVE,
					email: 'nobody',
					error: valueMessage({ kind: 'notAnEmail', label: 'Email', given: 'nobody' }).message,
					details: { outcome: 'invalid' },
				},
			]);
			expect(execution.outputs('Success')[0]).toHaveLength(1);
			expect(execution.outputs('Failure')[0]).toHaveLength(2);
		});

		it('stay in their place with "continue"', async () => {
			stage().sandbox.script({ kind: 'rejected' }, { kind: 'ok' });
			const survey = contactNode({ options: ONE_BY_ONE }, { onError: 'continueRegularOutput' });
			const workflow = inRow('Continue', webhook('continue'), splitOut(), survey);
			const { status, data } = await runOnce('continue', workflow, [ANN, BEN]);
			expect(status).toBe(200);
			expect(data).toMatchObject([
				{ error: 'SurveyLab did not accept the contact', details: { crk: 'K-1' } },
				{ outcome: 'accepted', crk: 'K-2' },
			]);
		});

		it('stop the workflow otherwise, with a message that helps', async () => {
			const { n8n, sandbox } = stage();
			sandbox.script({ kind: 'ok' }, { kind: 'rejected' });
			const survey = contactNode({ options: ONE_BY_ONE });
			const workflow = inRow('Stop', webhook('stop'), splitOut(), survey);
			const { stored, status } = await runOnce('stop', workflow, [ANN, BEN, EVE]);
			expect(status).toBe(500);
			const { execution, error } = await newestExecution(n8n, stored.id);
			expect(execution.status).toBe('error');
			expect(error?.message).toMatch(/SurveyLab did not accept the contact/);
			expect(error?.description).toMatch(/Use a Response Key that was never used before/);
			expect(error?.description).toMatch(
				/Invite Each Key Once.* Of 3 items: 1 accepted, 1 refused by SurveyLab, 1 not sent\.$/,
			);
			expect(sandbox.requests).toHaveLength(2);
		});

		// n8n 1 hides the cause in its NodeApiError: the code stands in `httpCode` alone.
		it('name the base URL when nobody answers there', async () => {
			const { n8n, token, sandbox } = stage();
			const unreachable = await n8n.createCredential({
				name: 'Unreachable',
				type: CREDENTIAL_TYPE,
				data: { apiToken: token, baseUrl: NOBODY },
			});
			const survey = surveyLab(
				contactParameters(sandbox.collectorId, { options: ONE_BY_ONE }),
				unreachable,
			);
			const { stored } = await runOnce(
				'nobody',
				inRow('Nobody', webhook('nobody'), splitOut(), survey),
				[ANN],
			);
			const { error } = await newestExecution(n8n, stored.id);
			expect(error?.message).toMatch(/SurveyLab cannot be reached/);
			expect(error?.description).toMatch(/Check Base URL/);
		});
	});

	describe('Retry On Fail', () => {
		const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };

		const keysOf = (requests: Array<{ query: Record<string, string>; accepted: boolean }>) =>
			requests.filter(({ accepted }) => accepted).map(({ query }) => query.crk);

		it('sends each key once: what was accepted is not sent again', async () => {
			const { sandbox } = stage();
			sandbox.script({ kind: 'ok' }, { kind: 'status', status: 429 });
			const survey = contactNode({ options: ONE_BY_ONE }, RETRY);
			const workflow = inRow('Retry', webhook('retry'), splitOut(), survey);
			const { status, data } = await runOnce('retry', workflow, [ANN, BEN, EVE]);
			expect(data).toMatchObject([
				{ outcome: 'accepted', crk: 'K-1' },
				{ outcome: 'accepted', crk: 'K-2' },
				{ outcome: 'accepted', crk: 'K-3' },
			]);
			expect(status).toBe(200);
			expect(keysOf(sandbox.requests)).toEqual(['K-1', 'K-2', 'K-3']);
			expect(sandbox.requests).toHaveLength(4);
			expect(sandbox.refusedRepeats).toEqual([]);
		});

		it('does not repeat a request whose outcome is unknown', async () => {
			const { n8n, sandbox } = stage();
			sandbox.script({ kind: 'resetAfter', accept: true });
			const survey = contactNode({ options: ONE_BY_ONE }, RETRY);
			const workflow = inRow('Unknown', webhook('unknown'), splitOut(), survey);
			const { stored } = await runOnce('unknown', workflow, [ANN]);
			const { error } = await newestExecution(n8n, stored.id);
			expect(error?.message).toMatch(/may or may not have been accepted/);
			expect(sandbox.requests).toHaveLength(1);
			expect(sandbox.contacts).toHaveLength(1);
		});

		it('works together with continuing', async () => {
			const { sandbox } = stage();
			sandbox.script({ kind: 'status', status: 429 }, { kind: 'ok' });
			const survey = contactNode(
				{ options: ONE_BY_ONE },
				{ ...RETRY, onError: 'continueRegularOutput' },
			);
			const workflow = inRow('Retry and continue', webhook('retry-continue'), splitOut(), survey);
			const { data } = await runOnce('retry-continue', workflow, [ANN, BEN]);
			expect(data).toMatchObject([
				{ outcome: 'accepted', crk: 'K-1' },
				{ outcome: 'accepted', crk: 'K-2' },
			]);
			expect(keysOf(sandbox.requests).sort()).toEqual(['K-1', 'K-2']);
		});
	});

	describe('options', () => {
		it('"invite each key once" holds for later executions', async () => {
			const { n8n, sandbox } = stage();
			const survey = contactNode({ options: { sendOnce: true } });
			const workflow = inRow('Once', webhook('once'), splitOut(), survey);
			const first = await runOnce('once', workflow, [ANN, BEN, BEN]);
			expect(first.data).toMatchObject([
				{ outcome: 'accepted' },
				{ outcome: 'accepted' },
				{ outcome: 'duplicate' },
			]);
			const second = await n8n.webhook('once', [ANN, BEN, EVE]);
			expect(second.data).toMatchObject([
				{ outcome: 'alreadySent' },
				{ outcome: 'alreadySent' },
				{ outcome: 'accepted' },
			]);
			await n8n.restart();
			const third = await n8n.webhook('once', [ANN]);
			expect(third.data).toMatchObject([{ outcome: 'alreadySent', crk: 'K-1' }]);
			expect(sandbox.requests).toHaveLength(3);
		});

		it('"invite each key once" lets one of many simultaneous executions send', async () => {
			const { n8n, sandbox } = stage();
			const survey = contactNode({ options: { sendOnce: true } });
			await n8n.createActive(inRow('Burst', webhook('burst'), splitOut(), survey));
			const answers = await Promise.all(
				Array.from({ length: 8 }, async () => await n8n.webhook('burst', [ANN])),
			);
			const outcomes = answers.flatMap(({ data }) =>
				(data as Array<{ outcome: string }>).map(({ outcome }) => outcome),
			);
			expect(outcomes.sort()).toEqual(['accepted', ...Array<string>(7).fill('alreadySent')]);
			expect(sandbox.requests).toHaveLength(1);
		});

		it('"preview only" shows the requests and sends nothing', async () => {
			const { sandbox, token } = stage();
			const survey = contactNode({ previewOnly: true });
			const { data } = await runOnce(
				'preview',
				inRow('Preview', webhook('preview'), splitOut(), survey),
				[ANN],
			);
			expect(data).toEqual([
				{
					outcome: 'preview',
					email: ANN.email,
					crk: ANN.crk,
					fields: {},
					collectorId: sandbox.collectorId,
					url: expect.stringMatching(/\/api\.php\?.*apiToken=\*\*\*/) as unknown,
				},
			]);
			expect(JSON.stringify(data)).not.toContain(token);
			expect(sandbox.requests).toEqual([]);
		});

		it('items keep their order while several requests are under way', async () => {
			const { sandbox } = stage();
			sandbox.faultFor((_request, nth) => ({ kind: 'delay', ms: nth % 2 === 0 ? 10 : 150 }));
			const items = Array.from({ length: 12 }, (_, index) => ({
				email: 'ann@example.com',
				crk: `ORDER-${index}`,
			}));
			const workflow = inRow(
				'Order',
				webhook('order'),
				splitOut(),
				contactNode({ options: { maxConcurrency: 4 } }),
			);
			const { data } = await runOnce('order', workflow, items);
			expect((data as Array<{ crk: string }>).map(({ crk }) => crk)).toEqual(
				items.map(({ crk }) => crk),
			);
			expect(sandbox.peakConcurrency).toBeGreaterThan(1);
			expect(sandbox.peakConcurrency).toBeLessThanOrEqual(4);
		});
	});

	it('export and import keep a workflow working, and no token is in the file', async () => {
		const { n8n, sandbox, token } = stage();
		const survey = contactNode({
			options: { maxAttempts: 2 },
			additionalFields: { custom1: '={{ $json.note }}' },
		});
		const { stored } = await runOnce(
			'export',
			inRow('Export', webhook('export'), splitOut(), survey),
			[ANN],
		);
		const file = JSON.stringify(exported(await n8n.readWorkflow(stored.id)));
		expect(file).not.toContain(token);
		await n8n.deactivate(stored.id);

		const imported = await n8n.createActive(JSON.parse(file) as Workflow);
		expect(imported.id).not.toBe(stored.id);
		const { data } = await n8n.webhook('export', [BEN]);
		expect(data).toMatchObject([{ outcome: 'accepted', crk: 'K-2' }]);
		expect(sandbox.contacts).toMatchObject([{ custom1: 'first' }, { custom1: 'second' }]);
	});

	describe("n8n's HTTP Request node with our credential", () => {
		const request = (url: string) =>
			node(
				'HTTP Request',
				'n8n-nodes-base.httpRequest',
				4.2,
				{
					url,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: CREDENTIAL_TYPE,
					sendQuery: true,
					queryParameters: {
						parameters: [
							{ name: 'action', value: 'turnOnCollector' },
							{ name: 'cId', value: stage().sandbox.collectorId },
						],
					},
					options: {},
				},
				{ credentials: { [CREDENTIAL_TYPE]: stage().credential } },
			);

		it('carries the token to the base URL', async () => {
			const { sandbox } = stage();
			const workflow = inRow('HTTP', webhook('http'), request(`${sandbox.url}/api.php`));
			const { data } = await runOnce('http', workflow, {});
			expect(data).toMatchObject([{ status: true }]);
			expect(sandbox.actions).toMatchObject([{ action: 'turnOnCollector' }]);
		});

		it('is refused anywhere else', async () => {
			const { n8n } = stage();
			const elsewhere = await startSandbox();
			try {
				const workflow = inRow(
					'Elsewhere',
					webhook('elsewhere'),
					request(`${elsewhere.url}/api.php`),
				);
				const { stored } = await runOnce('elsewhere', workflow, {});
				const { execution, error } = await newestExecution(n8n, stored.id);
				expect(execution.status).toBe('error');
				expect(error?.message).toBe(authenticateMessages.elsewhere.message);
				expect(elsewhere.requests).toEqual([]);
			} finally {
				await elsewhere.close();
			}
		});

		it('does not follow a redirect', async () => {
			const { sandbox } = stage();
			const elsewhere = await startSandbox();
			try {
				sandbox.script({ kind: 'redirect', to: `${elsewhere.url}/api.php` });
				await runOnce(
					'moved',
					inRow('Moved', webhook('moved'), request(`${sandbox.url}/api.php`)),
					{},
				);
				expect(sandbox.requests).toHaveLength(1);
				expect(elsewhere.requests).toEqual([]);
			} finally {
				await elsewhere.close();
			}
		});
	});

	it(`${name === 'legacy' ? 'lets people activate' : 'refuses to publish'} a contact node without a credential`, async () => {
		const { n8n, sandbox } = stage();
		const survey = surveyLab(contactParameters(sandbox.collectorId));
		const activation = n8n.createActive(
			inRow('No credential', webhook('no-credential'), splitOut(), survey),
		);
		if (name !== 'legacy') {
			await expect(activation).rejects.toThrow(/credential/i);
			return;
		}
		const { id } = await activation;
		await n8n.webhook('no-credential', [ANN]);
		expect((await newestExecution(n8n, id)).execution.status).toBe('error');
		expect(sandbox.requests).toEqual([]);
	});

	// Last, because it looks at the traces of all that went before.
	it('the token is nowhere in what n8n stored or wrote', async () => {
		const { n8n, token } = stage();
		expect(n8n.refusedHosts.filter((host) => /surveylab/.test(host))).toEqual([]);
		await n8n.stop();
		const forms = [
			token,
			encodeURIComponent(token),
			new URLSearchParams({ token }).toString().slice('token='.length),
		];
		// The tail of a text reads differently in base64 with each place it can begin at.
		for (const offset of [0, 1, 2]) {
			forms.push(
				Buffer.from(' '.repeat(offset) + token)
					.toString('base64')
					.slice(4, -4),
			);
		}
		const readings = [
			...n8n.databaseFiles.map((file) => ({ place: file, text: readFileSync(file, 'latin1') })),
			{ place: 'log', text: n8n.output },
		];
		expect(readings.length).toBeGreaterThan(1);
		expect(readings.some(({ text }) => text.includes('K-1'))).toBe(true);
		const found = readings.flatMap(({ place, text }) =>
			forms.flatMap((form) => (text.includes(form) ? [`${place}: ${form.slice(0, 6)}…`] : [])),
		);
		expect(found).toEqual([]);
	});
});
