import type { INode, INodeParameters } from 'n8n-workflow';

import { authenticateMessages } from '../../../nodes/SurveyLab/messages/account';
import { ExecutionRecord } from '../execution';
import type { Execution, Workflow } from '../harness';
import {
	contactParameters,
	CREDENTIAL_TYPE,
	inRow,
	node,
	splitOut,
	surveyLab,
	webhook,
	type CredentialReference,
} from '../workflows';
import { newestExecution, testedInstallations, useStage } from './support';

const ANN = { email: 'ann@example.com', crk: 'K-1' };
const BEN = { email: 'ben@example.com', crk: 'K-2' };
const EVE = { email: 'eve@example.com', crk: 'K-3' };
const ONE_BY_ONE = { maxConcurrency: 1, maxAttempts: 1 };

describe.each(testedInstallations())('delivery in n8n %s', (name) => {
	const stage = useStage(name);

	const contactNode = (
		more: INodeParameters = {},
		settings: Parameters<typeof surveyLab>[2] = {},
		credential: CredentialReference = stage().credential,
	) => surveyLab(contactParameters(stage().sandbox.collectorId, more), credential, settings);

	const keysSent = () => stage().sandbox.requests.map(({ query }) => query.crk);

	/** A failed run of a workflow, which a person can retry. */
	async function failedRun(path: string, survey: INode, items: object[]) {
		const { n8n } = stage();
		const stored = await n8n.createActive(inRow(path, webhook(path), splitOut(), survey));
		await n8n.webhook(path, items);
		const record = await newestExecution(n8n, stored.id);
		expect(record.execution.status).toBe('error');
		return { stored, record };
	}

	/** What the button Retry does, with the original workflow or with the one that is saved now. */
	async function retry({ execution }: ExecutionRecord, loadWorkflow: boolean) {
		const { n8n } = stage();
		const { id } = await n8n.rest<Execution>('POST', `/rest/executions/${execution.id}/retry`, {
			loadWorkflow,
		});
		return new ExecutionRecord(await n8n.rest<Execution>('GET', `/rest/executions/${id}`));
	}

	describe('the button Retry', () => {
		it.each([false, true])(
			'asks anew what was refused, once the token is mended (current workflow: %s)',
			async (loadWorkflow) => {
				const { n8n, sandbox, token } = stage();
				const data = { apiToken: 'wrong', baseUrl: sandbox.url };
				const mended = { name: 'Mended', type: CREDENTIAL_TYPE, data };
				const credential = await n8n.createCredential(mended);
				const path = `retry-token-${String(loadWorkflow)}`;
				const survey = contactNode({ options: ONE_BY_ONE }, {}, credential);
				const { record } = await failedRun(path, survey, [ANN, BEN]);
				expect(record.error?.message).toMatch(/refused the token|does not know the token/);
				await n8n.rest('PATCH', `/rest/credentials/${credential.id}`, {
					...mended,
					data: { ...data, apiToken: token },
				});
				sandbox.reset();
				const again = await retry(record, loadWorkflow);
				expect(again.execution.status).toBe('success');
				expect(again.outputs('SurveyLab')[0]?.map(({ json }) => json)).toMatchObject([
					{ outcome: 'accepted', crk: 'K-1' },
					{ outcome: 'accepted', crk: 'K-2' },
				]);
				expect(keysSent()).toEqual(['K-1', 'K-2']);
			},
		);

		it('does not send again what was accepted', async () => {
			const { sandbox } = stage();
			sandbox.script({ kind: 'ok' }, { kind: 'rejected' });
			const survey = contactNode({ options: ONE_BY_ONE });
			const { record } = await failedRun('retry-rejected', survey, [ANN, BEN, EVE]);
			expect(keysSent()).toEqual(['K-1', 'K-2']);
			const again = await retry(record, false);
			expect(again.outputs('SurveyLab')[0]?.map(({ json }) => json)).toMatchObject([
				{ outcome: 'accepted', crk: 'K-1' },
				{ outcome: 'accepted', crk: 'K-2' },
				{ outcome: 'accepted', crk: 'K-3' },
			]);
			expect(keysSent()).toEqual(['K-1', 'K-2', 'K-2', 'K-3']);
		});

		it('leaves alone what may have been accepted', async () => {
			const { sandbox } = stage();
			sandbox.script({ kind: 'status', status: 500 });
			const survey = contactNode({ options: ONE_BY_ONE });
			const { record } = await failedRun('retry-unknown', survey, [ANN]);
			const again = await retry(record, false);
			expect(again.execution.status).toBe('error');
			expect(again.error?.message).toMatch(/may or may not have been accepted/);
			expect(keysSent()).toEqual(['K-1']);
		});
	});

	it('asks nobody when one item is invalid and the workflow stops there', async () => {
		const survey = contactNode();
		const { record } = await failedRun('all-before-one', survey, [ANN, BEN, { crk: 'K-3' }]);
		expect(record.error?.message).toBe('Email is empty');
		expect(record.error?.description).toMatch(/Of 3 items: 1 with invalid values, 2 not sent\.$/);
		expect(keysSent()).toEqual([]);
	});

	it('sends a key once through two nodes of one execution', async () => {
		const { n8n } = stage();
		const second = { ...contactNode(), id: 'second', name: 'SurveyLab 2' };
		const workflow: Workflow = inRow(
			'Two nodes',
			webhook('two'),
			splitOut(),
			contactNode(),
			second,
		);
		await n8n.createActive(workflow);
		const { data } = await n8n.webhook('two', [ANN, BEN]);
		expect(data).toMatchObject([
			{ outcome: 'duplicate', crk: 'K-1' },
			{ outcome: 'duplicate', crk: 'K-2' },
		]);
		expect(keysSent()).toEqual(['K-1', 'K-2']);
	});

	it('tells two people with one key apart', async () => {
		const { n8n } = stage();
		const survey = contactNode({}, { onError: 'continueRegularOutput' });
		await n8n.createActive(inRow('Two people', webhook('people'), splitOut(), survey));
		const { data } = await n8n.webhook('people', [ANN, { ...BEN, crk: ANN.crk }]);
		expect(data).toMatchObject([
			{ outcome: 'accepted', email: ANN.email },
			{ error: 'Two different people have this Response Key', details: { outcome: 'invalid' } },
		]);
		expect(keysSent()).toEqual(['K-1']);
	});

	it('takes an option of each item by itself', async () => {
		const { n8n } = stage();
		const options = { sendOnce: '={{ $json.once }}' };
		const survey = contactNode({ options }, { onError: 'continueRegularOutput' });
		await n8n.createActive(inRow('Each', webhook('each'), splitOut(), survey));
		const items = [
			{ ...ANN, once: false },
			{ ...BEN, once: true },
		];
		await n8n.webhook('each', items);
		const { data } = await n8n.webhook('each', items);
		expect(data).toMatchObject([
			{ details: { crk: 'K-1', outcome: 'rejected' } },
			{ outcome: 'alreadySent', crk: 'K-2' },
		]);
		expect(keysSent()).toEqual(['K-1', 'K-2', 'K-1']);
	});

	it.each([
		['proxy', { proxy: 'http://127.0.0.1:9' }, authenticateMessages.proxy.message],
		['certificate', { allowUnauthorizedCerts: true }, authenticateMessages.unverified.message],
	])(
		'gives the token to no HTTP Request that lets others read it: %s',
		async (what, options, text) => {
			const { n8n, sandbox, credential } = stage();
			const request = node(
				'HTTP Request',
				'n8n-nodes-base.httpRequest',
				4.2,
				{
					url: `${sandbox.url}/api.php`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: CREDENTIAL_TYPE,
					options,
				},
				{ credentials: { [CREDENTIAL_TYPE]: credential } },
			);
			const stored = await n8n.createActive(inRow(what, webhook(`no-${what}`), request));
			await n8n.webhook(`no-${what}`, {});
			const { error } = await newestExecution(n8n, stored.id);
			expect(error?.message).toBe(text);
			expect(sandbox.requests).toEqual([]);
		},
	);
});
