import type { IDataObject, INode } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox';
import { runWorkflow, SURVEY_LAB, type WorkflowJson } from './engine';
import { byId, contactParameters, jsons, tagParameters } from './workflows';

function node(name: string, type: string, parameters: IDataObject): INode {
	return {
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
	};
}

describe('SurveyLab as a tool of an AI agent', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(() => sandbox.reset());

	afterAll(async () => await sandbox.close());

	const fromModel = {
		email: "={{ $fromAI('email', 'The email address of the customer', 'string') }}",
		crk: "={{ $fromAI('key', 'The ticket number', 'string') }}",
	};

	async function callTool(
		args: IDataObject[],
		parameters: IDataObject = contactParameters(sandbox, {}, fromModel),
		{ atOnce = false, ...settings }: { atOnce?: boolean } & Partial<INode> = {},
	): Promise<IDataObject[]> {
		const workflow: WorkflowJson = {
			nodes: [
				node('Chat', 'test.items', {}),
				node('Agent', 'test.agent', { atOnce }),
				{ ...node('Invite', `${SURVEY_LAB}Tool`, parameters), ...settings },
			],
			connections: {
				Chat: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Invite: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		};
		const result = await runWorkflow(workflow, {
			pinned: { Chat: args },
			credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
		});
		expect(result.error).toBeUndefined();
		return jsons(result, 0, 'Agent');
	}

	it('offers the parameters that the model may fill, and adds the contact it names', async () => {
		const [call] = await callTool([{ email: 'anna@example.com', key: 'T-7' }]);

		expect(call).toMatchObject({ name: 'Invite', parameters: ['email', 'key'] });
		expect(JSON.parse(call?.answer as string)).toMatchObject([
			{ outcome: 'accepted', email: 'anna@example.com', crk: 'T-7' },
		]);
		expect(sandbox.contacts).toMatchObject([{ email: 'anna@example.com', crk: 'T-7' }]);
	});

	it('tags a response with what the model says', async () => {
		const parameters = tagParameters(
			sandbox,
			{},
			{
				crk: "={{ $fromAI('key', 'The ticket number', 'string') }}",
				fields: { custom1: "={{ $fromAI('topic', 'What it is about', 'string') }}" },
			},
		);
		const [call] = await callTool([{ key: 'T-7', topic: 'returns' }], parameters);

		expect(call).toMatchObject({ name: 'Invite', parameters: ['key', 'topic'] });
		expect(JSON.parse(call?.answer as string)).toMatchObject([
			{ outcome: 'tagged', crk: 'T-7', fields: { custom1: 'returns' } },
		]);
		expect(sandbox.tags).toMatchObject([{ fields: { crk: 'T-7', custom1: 'returns' } }]);
	});

	it('makes a survey link for the model to pass on', async () => {
		const parameters = {
			resource: 'surveyLink',
			operation: 'create',
			collectorId: byId(sandbox.collectorId),
			crk: "={{ $fromAI('key', 'The ticket number', 'string') }}",
			fields: {},
			options: {},
		};
		const [call] = await callTool([{ key: 'T-7' }], parameters);

		expect(JSON.parse(call?.answer as string)).toMatchObject([
			{ outcome: 'created', url: expect.stringMatching(/\/crk\/T-7\/$/), crk: 'T-7' },
		]);
		expect(sandbox.requests).toHaveLength(0);
	});

	it('does not invite twice although the model asks twice', async () => {
		const calls = await callTool([
			{ email: 'anna@example.com', key: 'T-7' },
			{ email: 'anna@example.com', key: 'T-7' },
		]);

		expect(JSON.parse(calls[1]?.answer as string)).toMatchObject([{ outcome: 'duplicate' }]);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('does not invite twice although the model asks twice at once', async () => {
		const ask = { email: 'anna@example.com', key: 'T-7' };
		const calls = await callTool([{ ...ask }, { ...ask }], undefined, { atOnce: true });

		const outcomes = calls.map(
			({ answer }) => (JSON.parse(answer as string) as Array<{ outcome: string }>)[0]?.outcome,
		);
		expect(outcomes.sort()).toEqual(['accepted', 'duplicate']);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('does not tag again what may be tagged, although n8n tries the tool again', async () => {
		sandbox.script({ kind: 'status', status: 500 });
		const parameters = tagParameters(sandbox, {}, { crk: 'T-7', fields: { custom1: 'x' } });
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
		const [call] = await callTool([{ topic: 'returns' }], parameters, retry);

		expect(call?.answer).toContain('may or may not have been accepted');
		expect(sandbox.requests).toHaveLength(1);
	});

	it('tells the model what it has to mend', async () => {
		const [call] = await callTool([{ email: 'anna', key: 'T-7' }]);

		expect(call?.answer).toContain('Email is not a single valid email address');
		expect(sandbox.requests).toHaveLength(0);
	});
});
