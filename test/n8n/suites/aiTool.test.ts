import type { INode, INodeParameters } from 'n8n-workflow';

import { valueMessage } from '../../../nodes/SurveyLab/messages/values';
import type { ExecutionRecord } from '../execution';
import type { Workflow } from '../harness';
import { startScriptedModel, type ScriptedModel } from '../scriptedModel';
import {
	byId,
	byLink,
	CREDENTIAL_TYPE,
	inRow,
	node,
	SURVEYLAB_TYPE,
	webhook,
	type CredentialReference,
} from '../workflows';
import { newestExecution, testedInstallations, useStage } from './support';

const WRONG_EMAIL = valueMessage({ kind: 'notAnEmail', label: 'Email', given: '' }).message;

describe.each(testedInstallations())('AI tool in n8n %s', (name) => {
	const stage = useStage(name);
	let model: ScriptedModel;
	let modelCredential: CredentialReference;

	beforeAll(async () => {
		model = await startScriptedModel();
		modelCredential = await stage().n8n.createCredential({
			name: 'Scripted model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url, header: false },
		});
	});
	afterEach(() => model.forget());
	afterAll(async () => await model.close());

	/** As n8n's editor writes it when a person lets the model define a parameter. */
	const fromModel = (field: string) =>
		`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${field}', \`\`, 'string') }}`;

	function tool(parameters: INodeParameters): INode {
		return node('SurveyLab', `${SURVEYLAB_TYPE}Tool`, 1, parameters, {
			credentials: { [CREDENTIAL_TYPE]: stage().credential },
		});
	}

	const contactTool = (more: INodeParameters = {}) =>
		tool({
			descriptionType: 'manual',
			toolDescription: 'Invites a person to the survey',
			resource: 'contact',
			operation: 'addToCollector',
			collectorId: byId(stage().sandbox.collectorId),
			email: fromModel('Email'),
			crk: fromModel('Response_Key'),
			additionalFields: { firstName: fromModel('First_Name') },
			options: {},
			...more,
		});

	function agentWorkflow(path: string, agentVersion: number, surveyLabTool: INode): Workflow {
		const agent = node('AI Agent', '@n8n/n8n-nodes-langchain.agent', agentVersion, {
			promptType: 'define',
			text: 'Invite Ann to the survey.',
			options: {},
		});
		const chatModel = node(
			'OpenAI Chat Model',
			'@n8n/n8n-nodes-langchain.lmChatOpenAi',
			1.2,
			{ model: { __rl: true, mode: 'id', value: 'scripted' }, options: { maxRetries: 0 } },
			{ credentials: { openAiApi: modelCredential } },
		);
		const workflow = inRow('Agent', webhook(path), agent);
		workflow.nodes.push(chatModel, surveyLabTool);
		for (const [type, { name: from }] of [
			['ai_languageModel', chatModel],
			['ai_tool', surveyLabTool],
		] as const) {
			workflow.connections[from] = { [type]: [[{ node: agent.name, type, index: 0 }]] };
		}
		return workflow;
	}

	async function run(
		path: string,
		agentVersion: number,
		surveyLabTool: INode,
	): Promise<ExecutionRecord> {
		const { n8n } = stage();
		const { id } = await n8n.createActive(agentWorkflow(path, agentVersion, surveyLabTool));
		await n8n.webhook(path, {});
		return await newestExecution(n8n, id);
	}

	/** What the model read as the tool's answer, after an execution that went well. */
	async function told(path: string, agentVersion: number, surveyLabTool: INode): Promise<string> {
		const record = await run(path, agentVersion, surveyLabTool);
		expect(record.error).toBeUndefined();
		expect(record.execution.status).toBe('success');
		const [result = ''] = model.results;
		expect(record.outputs('AI Agent')[0]).toMatchObject([
			{ json: { output: `The tool said: ${result}` } },
		]);
		return result;
	}

	const ANN = { Email: 'ann@example.com', Response_Key: 'AI-1', First_Name: 'Ann' };

	it.each([2.2, 3])(
		'an agent of version %s adds a contact with values from the model',
		async (agentVersion) => {
			const { sandbox, token } = stage();
			model.call(ANN);
			const result = await told(`agent-${agentVersion}`, agentVersion, contactTool());
			expect(model.offers).toMatchObject([
				{
					description: 'Invites a person to the survey',
					parameters: { required: expect.arrayContaining(['Email', 'Response_Key']) as unknown },
				},
			]);
			expect(sandbox.contacts).toMatchObject([
				{ email: 'ann@example.com', crk: 'AI-1', firstName: 'Ann' },
			]);
			expect(result).toContain('accepted');
			expect(result).not.toContain(token);
		},
	);

	it('describes itself when the person leaves that to n8n', async () => {
		model.call(ANN);
		await told('agent-auto', 3, contactTool({ descriptionType: 'auto' }));
		expect(model.offers[0]?.description).toMatch(/collector/i);
		expect(stage().sandbox.contacts).toHaveLength(1);
	});

	it.each([2.2, 3])(
		'tells an agent of version %s what was wrong, when the tool is set to continue',
		async (agentVersion) => {
			model.call({ ...ANN, Email: 'Ann' });
			const continuing = { ...contactTool(), onError: 'continueRegularOutput' as const };
			expect(await told(`agent-continues-${agentVersion}`, agentVersion, continuing)).toContain(
				WRONG_EMAIL,
			);
			expect(stage().sandbox.requests).toEqual([]);
		},
	);

	// n8n 2 lets a tool continue unless it is told to stop; n8n 1 stops unless it is told to continue.
	it('without that setting tells either the agent or the person', async () => {
		model.call({ ...ANN, Email: 'Ann' });
		const { execution, error } = await run('agent-default', 3, contactTool());
		if (name === 'legacy') {
			expect(execution.status).toBe('error');
			expect(error?.message).toBe(WRONG_EMAIL);
		} else {
			expect(execution.status).toBe('success');
			expect(model.results).toEqual([expect.stringContaining(WRONG_EMAIL)]);
		}
		expect(stage().sandbox.requests).toEqual([]);
	});

	it('tags a response with values from the model', async () => {
		const { sandbox } = stage();
		model.call({ Response_Key: 'AI-2', Topic: 'refund' });
		await told(
			'agent-tag',
			3,
			tool({
				descriptionType: 'auto',
				resource: 'response',
				operation: 'tag',
				collectorId: byLink(`${sandbox.url}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`),
				crk: fromModel('Response_Key'),
				fields: { custom1: fromModel('Topic') },
				options: {},
			}),
		);
		expect(sandbox.tags).toMatchObject([{ fields: { crk: 'AI-2', custom1: 'refund' } }]);
	});
});
