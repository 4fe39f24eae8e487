import type { IDataObject, INode } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox';
import { runWorkflow, SURVEY_LAB, type WorkflowJson } from './engine';
import { contactParameters, jsons } from './workflows';

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

	async function callTool(args: IDataObject[]): Promise<IDataObject[]> {
		const workflow: WorkflowJson = {
			nodes: [
				node('Chat', 'test.items', {}),
				node('Agent', 'test.agent', {}),
				node('Invite', `${SURVEY_LAB}Tool`, contactParameters(sandbox, {}, fromModel)),
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

	it('does not invite twice although the model asks twice', async () => {
		const calls = await callTool([
			{ email: 'anna@example.com', key: 'T-7' },
			{ email: 'anna@example.com', key: 'T-7' },
		]);

		expect(JSON.parse(calls[1]?.answer as string)).toMatchObject([{ outcome: 'duplicate' }]);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('tells the model what it has to mend', async () => {
		const [call] = await callTool([{ email: 'anna', key: 'T-7' }]);

		expect(call?.answer).toContain('Email is not a single valid email address');
		expect(sandbox.requests).toHaveLength(0);
	});
});
