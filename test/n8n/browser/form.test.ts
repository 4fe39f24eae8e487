import type { INodeParameters } from 'n8n-workflow';

import { optionalCrk } from '../../../nodes/SurveyLab/actions/common/fields';
import { soon } from '../soon';
import { byId, CREDENTIAL_TYPE, exported, inRow, node, surveyLab } from '../workflows';
import { storyOf, useStage, type Stage } from './stage';

const NODE = 'SurveyLab';
const INVITE_ONCE = 'Invite Each Key Once';

describe('A person who pastes what is at hand, and comes back later', () => {
	const stage = useStage();
	const step = storyOf(stage);
	let workflowId: string;

	beforeAll(async () => await stage().editor.logIn());

	/** A workflow with one SurveyLab node behind a trigger, with the dialog of that node open. */
	async function open(
		{ n8n, sandbox, sandboxUrl, editor }: Stage,
		parameters: INodeParameters,
	): Promise<void> {
		const credential = await n8n.createCredential({
			name: 'SurveyLab',
			type: CREDENTIAL_TYPE,
			data: { apiToken: sandbox.token, baseUrl: sandboxUrl },
		});
		const start = node('Start', 'n8n-nodes-base.manualTrigger', 1, {});
		const ours = surveyLab(parameters, credential, { position: [240, 0] });
		({ id: workflowId } = await n8n.createWorkflow(exported(inRow('Form', start, ours))));
		await editor.openWorkflow(workflowId);
		await editor.openNode(NODE);
	}

	/** What n8n has saved of our node. */
	async function saved({ n8n }: Stage): Promise<INodeParameters | undefined> {
		const { nodes } = await n8n.readWorkflow(workflowId);
		return nodes.find(({ name }) => name === NODE)?.parameters;
	}

	async function runsTo({ editor }: Stage, expected: Record<string, string>): Promise<void> {
		await editor.details.execute();
		await soon(
			async () => await editor.details.outputItem(),
			(item) => expect(item).toMatchObject(expected),
		);
	}

	/** Runs it again until then: the editor takes up what is typed a little later, and a preview sends nothing. */
	async function previewsTo({ editor }: Stage, expected: Record<string, string>): Promise<void> {
		await soon(
			async () => {
				await editor.details.execute();
				return await editor.details.outputItem();
			},
			(item) => expect(item).toMatchObject({ outcome: 'preview', ...expected }),
		);
	}

	step('pastes links of all kinds into Collector, and the node finds the ID', async (now) => {
		const { editor, sandbox } = now;
		await open(now, {
			resource: 'contact',
			operation: 'addToCollector',
			email: 'anna@example.com',
			crk: '48213',
			previewOnly: true,
		});
		const survey = 'https://www.mysurveylab.com/lng/pl/pageTag/SurveyCampaign/cId';
		const api = 'https://www.mysurveylab.com/api.php?apiToken';
		for (const [mode, link, collectorId] of [
			['id', `${survey}/pasted1`, 'pasted1'],
			['url', `${survey}/pasted2`, 'pasted2'],
			['id', `${api}=[API TOKEN]&cId=pasted3`, 'pasted3'],
			['url', `${api}=[API TOKEN]&cId=pasted4`, 'pasted4'],
			['url', `${api}=%5BAPI%20TOKEN%5D&cId=pasted5&email=&crk=`, 'pasted5'],
		] as const) {
			await editor.details.collectorBy(mode, link);
			await previewsTo(now, { collectorId });
			expect(await editor.details.issueOf('collectorId').isVisible()).toBe(false);
		}
		expect([...sandbox.contacts, ...sandbox.tags]).toEqual([]);
	});

	step('adds a switch, which is on at once', async ({ editor, sandbox }) => {
		await editor.details.collectorBy('id', sandbox.collectorId);
		await editor.details.addOption(INVITE_ONCE);
		expect(await editor.details.isOn('sendOnce')).toBe(true);
		await editor.details.close();
		await editor.save();
	});

	step('comes back later: both switches are as they were left', async (now) => {
		await soon(
			async () => await saved(now),
			(parameters) =>
				expect(parameters).toMatchObject({ previewOnly: true, options: { sendOnce: true } }),
		);
		await now.editor.openWorkflow(workflowId);
		await now.editor.openNode(NODE);
		for (const name of ['previewOnly', 'sendOnce'])
			expect(await now.editor.details.isOn(name)).toBe(true);
	});

	step('runs it: the switches do what they say', async (now) => {
		const { editor, sandbox } = now;
		await runsTo(now, { outcome: 'preview' });
		expect([...sandbox.contacts, ...sandbox.tags]).toEqual([]);
		await editor.details.flip('previewOnly');
		await runsTo(now, { outcome: 'accepted', crk: '48213' });
		await runsTo(now, { outcome: 'alreadySent', crk: '48213' });
		expect(sandbox.contacts).toMatchObject([{ email: 'anna@example.com', crk: '48213' }]);
		await editor.details.close();
	});

	step('tags a response, and is asked which one and with what', async (now) => {
		const { editor, sandbox } = now;
		sandbox.reset();
		await open(now, {
			resource: 'response',
			operation: 'tag',
			collectorId: byId(sandbox.collectorId),
		});
		await editor.details.parameter('crk').waitFor();
		await editor.details.parameters.getByText(optionalCrk.hint ?? '').waitFor();
		await editor.details.execute();
		const { message, description } = editor.details.failure;
		await message.waitFor();
		expect(await message.innerText()).toBe('There is nothing to attach');
		expect(await description.innerText()).not.toBe('');
		expect([...sandbox.contacts, ...sandbox.tags]).toEqual([]);
		await editor.details.close();
		await editor.node(NODE).getByText('Tag survey response').waitFor();
	});

	step('creates a link, and is asked for which response', async (now) => {
		const { editor, sandbox } = now;
		await open(now, {
			resource: 'surveyLink',
			operation: 'create',
			collectorId: byId(sandbox.collectorId),
		});
		await editor.details.parameters.getByText(optionalCrk.hint ?? '').waitFor();
		await editor.details.fillIn('crk', '48213');
		await runsTo(now, {
			outcome: 'created',
			crk: '48213',
			url: `https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/${sandbox.collectorId}/crk/48213/`,
		});
	});
});
