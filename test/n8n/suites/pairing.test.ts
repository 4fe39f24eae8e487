/**
 * The error output behind nodes that split, join and rebuild items. n8n looks up the input of a failed item
 * by its pairing (n8n-io/n8n#37407), and expressions such as `$('Trigger').item` follow it as well (#30050).
 */
import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { ExecutionRecord } from '../execution';
import type { Workflow } from '../harness';
import { contactParameters, node, splitOut, surveyLab, webhook } from '../workflows';
import { newestExecution, testedInstallations, useStage } from './support';

const TRIGGER = 'Split Out';
const NODE = 'SurveyLab';
const AFTERWARDS = 'Afterwards';

const PEOPLE = [
	{ crk: 'pair-1', email: 'one@example.com', branch: 'left' },
	{ crk: 'pair-2', email: 'no address', branch: 'left' },
	{ crk: 'pair-3', email: 'three@example.com', branch: 'right' },
	{ crk: 'pair-4', email: 'no address', branch: 'right' },
];
const INVITED = ['pair-1', 'pair-3'];
const FAILED = ['pair-2', 'pair-4'];

type Link = readonly [from: string, output: number, to: string, input?: number];

function connect(links: readonly Link[]): IConnections {
	const connections: IConnections = {};
	for (const [from, output, to, input = 0] of links) {
		const outputs = ((connections[from] ??= { main: [] }).main ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type: 'main', index: input });
	}
	return connections;
}

const isOf = (branch: string): INodeParameters => ({
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [
			{
				id: branch,
				leftValue: '={{ $json.branch }}',
				rightValue: branch,
				operator: { type: 'string', operation: 'equals' },
			},
		],
		combinator: 'and',
	},
});
const switchNode = (): INode =>
	node('Switch', 'n8n-nodes-base.switch', 3.2, {
		rules: { values: [isOf('left'), isOf('right')] },
		options: {},
	});
const merge = (parameters: INodeParameters): INode =>
	node('Merge', 'n8n-nodes-base.merge', 3.1, parameters);
const code = (jsCode: string): INode => node('Code', 'n8n-nodes-base.code', 2, { jsCode });
/** Adds fields and keeps the others. */
const set = (name: string, fields: Readonly<Record<string, string>>): INode =>
	node(name, 'n8n-nodes-base.set', 3.4, {
		assignments: {
			assignments: Object.entries(fields).map(([field, value]) => ({
				id: field,
				name: field,
				type: 'string',
				value,
			})),
		},
		includeOtherFields: true,
		options: {},
	});
const leftAndRight = (): INode[] => [set('Left', { by: 'left' }), set('Right', { by: 'right' })];

const JOINED: readonly Link[] = [
	['Left', 0, 'Merge', 0],
	['Right', 0, 'Merge', 1],
	['Merge', 0, NODE],
];
const SWITCHED: readonly Link[] = [
	[TRIGGER, 0, 'Switch'],
	['Switch', 0, 'Left'],
	['Switch', 1, 'Right'],
	...JOINED,
];
const TWICE: readonly Link[] = [[TRIGGER, 0, 'Left'], [TRIGGER, 0, 'Right'], ...JOINED];
const CODED: readonly Link[] = [
	[TRIGGER, 0, 'Code'],
	['Code', 0, NODE],
];

interface Case {
	readonly title: string;
	readonly nodes: () => INode[];
	readonly links: readonly Link[];
	/** What the Code node has made: no node behind it can follow the pairing. */
	readonly pairingIsLost?: boolean;
}

const CASES: Case[] = [
	{
		title: 'both outputs of a Switch',
		nodes: () => [switchNode()],
		links: [
			[TRIGGER, 0, 'Switch'],
			['Switch', 0, NODE],
			['Switch', 1, NODE],
		],
	},
	{
		title: 'a Switch and a Merge',
		nodes: () => [switchNode(), ...leftAndRight(), merge({ mode: 'append' })],
		links: SWITCHED,
	},
	...Object.entries<INodeParameters>({
		'by position': { mode: 'combine', combineBy: 'combineByPosition', options: {} },
		'by fields': {
			mode: 'combine',
			combineBy: 'combineByFields',
			fieldsToMatchString: 'crk',
			options: {},
		},
		'that chooses a branch': { mode: 'chooseBranch', useDataOfInput: '2' },
		'by SQL': { mode: 'combineBySql', query: 'SELECT * FROM input1', options: {} },
	}).map(([how, parameters]) => ({
		title: `a Merge ${how}`,
		nodes: () => [...leftAndRight(), merge(parameters)],
		links: TWICE,
	})),
	{
		title: 'a Loop, one item a round',
		nodes: () => [node('Loop', 'n8n-nodes-base.splitInBatches', 3, { batchSize: 1, options: {} })],
		links: [
			[TRIGGER, 0, 'Loop'],
			['Loop', 1, NODE],
			[NODE, 0, 'Loop'],
			[AFTERWARDS, 0, 'Loop'],
		],
	},
	{
		title: 'a Code node that gives no pairing',
		// One item less than it gets: of as many, n8n would pair them by their order.
		nodes: () => [code('return $input.all().slice(1).map(({ json }) => ({ json }));')],
		links: CODED,
		pairingIsLost: true,
	},
	{
		title: 'a Code node that gives a wrong pairing',
		nodes: () => [code('return $input.all().map(({ json }) => ({ json, pairedItem: 99 }));')],
		links: CODED,
		pairingIsLost: true,
	},
];

describe.each(testedInstallations())('the error output in n8n %s', (name) => {
	const isN8n1 = name === 'legacy';
	const stage = useStage(name);

	async function run({ title, nodes, links }: Case, fields: Readonly<Record<string, string>>) {
		const { n8n, sandbox, credential } = stage();
		const path = `pairing-${CASES.findIndex((one) => one.title === title)}-${Object.keys(fields).length}`;
		const start = webhook(path);
		const ours = surveyLab(contactParameters(sandbox.collectorId), credential, {
			onError: 'continueErrorOutput',
		});
		const workflow: Workflow = {
			name: title,
			nodes: [start, splitOut(), ...nodes(), ours, set(AFTERWARDS, fields)],
			connections: connect([[start.name, 0, TRIGGER], ...links, [NODE, 1, AFTERWARDS]]),
			settings: { executionOrder: 'v1' },
		};
		const { id } = await n8n.createActive(workflow);
		await n8n.webhook(path, PEOPLE);
		return await newestExecution(n8n, id);
	}

	/** What came out in all rounds, in the order of the keys. */
	const all = (record: ExecutionRecord, from: string, output: number): IDataObject[] =>
		record
			.runs(from)
			.flatMap((outputs) => outputs[output]?.map(({ json }) => json) ?? [])
			.sort((one, other) => String(one.crk).localeCompare(String(other.crk)));
	const expectedOf = ({ title }: Case) =>
		title.includes('no pairing') ? INVITED.slice(1) : INVITED;

	it.each(CASES)('behind $title takes what failed, with its own fields', async (one) => {
		const record = await run(one, { key: '={{ $json.crk }}' });
		expect(record.error).toBeUndefined();
		expect(
			stage()
				.sandbox.contacts.map(({ crk }) => crk)
				.sort(),
		).toEqual(expectedOf(one));
		const failed = isN8n1 ? all(record, NODE, 0).filter(({ error }) => error) : [];
		if (isN8n1) {
			// n8n 1 knows no item with details, and leaves it in the first output.
			expect(failed.map(({ details }) => (details as IDataObject).crk).sort()).toEqual(FAILED);
			return;
		}
		expect(all(record, NODE, 0).map(({ crk }) => crk)).toEqual(expectedOf(one));
		expect(all(record, AFTERWARDS, 0)).toMatchObject(
			FAILED.map((crk) => ({
				crk,
				key: crk,
				email: 'no address',
				error: 'Email is not a single valid email address',
				details: { outcome: 'invalid' },
			})),
		);
	});

	const paired = CASES.filter(({ pairingIsLost = false }) => !pairingIsLost);
	if (!isN8n1) {
		it.each(paired)("behind $title knows the trigger's item", async (one) => {
			const record = await run(one, {
				key: '={{ $json.crk }}',
				ofTrigger: `={{ $('${TRIGGER}').item.json.crk }}`,
			});
			expect(record.error).toBeUndefined();
			expect(all(record, AFTERWARDS, 0).map(({ ofTrigger }) => ofTrigger)).toEqual(FAILED);
		});
	}
});
