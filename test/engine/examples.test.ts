/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	executeFilter,
	NodeHelpers,
	Workflow,
	type FilterValue,
	type IDataObject,
	type INode,
	type INodeType,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { SOURCES } from '../../nodes/SurveyLab/sources';
import { SurveyLab } from '../../nodes/SurveyLab/SurveyLab.node.js';
import { SurveyLabTrigger } from '../../nodes/SurveyLab/SurveyLabTrigger.node';
import { startSandbox, type Sandbox } from '../sandbox';
import { exampleData, exampleNames } from '../n8n/exampleFiles';
import { withCollector } from '../n8n/workflows';
import { asTool, runWorkflow, SURVEY_LAB, type WorkflowJson } from './engine';
import { jsons } from './workflows';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const NAMES = exampleNames();

const COLLECTOR = '94b92523228ba1957e5e837d9873e6eee4108bab3';
const CONTACT = 'Add contact to collector';
const COMPLETED = 'SurveyLab Trigger';
const LOOK = 'To look at';

const fileText = (name: string) => readFileSync(join(EXAMPLES, `${name}.json`), 'utf8');
const imported = (name: string) => JSON.parse(fileText(name)) as WorkflowJson & { name: string };

/** Once a person has entered the collector. */
function example(name: string): WorkflowJson & { name: string } {
	const workflow = imported(name);
	return { ...workflow, nodes: workflow.nodes.map((node) => withCollector(node, COLLECTOR)) };
}

function nodeNamed({ nodes }: WorkflowJson, name: string): INode {
	const found = nodes.find((node) => node.name === name);
	if (found === undefined) throw new Error(`There is no node "${name}"`);
	return found;
}

/** The edges of the graph, of every type. */
function edges({ connections }: WorkflowJson): Array<{ from: string; to: string; type: string }> {
	return Object.entries(connections).flatMap(([from, byType]) =>
		Object.entries(byType).flatMap(([type, outputs]) =>
			outputs.flatMap((output) => (output ?? []).map(({ node }) => ({ from, to: node, type }))),
		),
	);
}

const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';
const isOurs = ({ type }: INode) => type.startsWith(SURVEY_LAB);
const surveyLab = new SurveyLab();
const OUR_TYPES: Readonly<Record<string, INodeType>> = {
	[SURVEY_LAB]: surveyLab,
	[`${SURVEY_LAB}Tool`]: asTool(surveyLab),
	[`${SURVEY_LAB}Trigger`]: new SurveyLabTrigger(),
};
/** Nodes with a collector to fill in. */
const hasCollector = (node: INode) => isOurs(node) && !node.type.endsWith('Trigger');

/** Where an example begins, if it is not at one place. */
const STARTS: Readonly<Record<string, readonly string[]>> = {
	'full-circle': ['Zendesk Trigger', COMPLETED],
	'not-too-often': ['Zendesk Trigger', 'Every morning'],
	'invited-completed-reminded': ['Zendesk Trigger', COMPLETED, 'Every morning'],
};

/** Services without a node of their own in n8n, which an example asks at one address for everybody. */
const ASKED: Readonly<Record<string, readonly string[]>> = { baselinker: ['api.baselinker.com'] };

/** Nobody can be invited before a person has entered the collector. */
const EMPTY_COLLECTOR = { __rl: true, mode: 'url', value: '' };
const NO_COLLECTOR = { collectorId: ['Parameter "Collector" is required.'] };

describe.each(NAMES)('examples/%s.json', (name) => {
	const workflow = imported(name);

	it('can be imported as it is: not active, with unique ids and names', () => {
		expect(workflow).toMatchObject({
			active: false,
			settings: { executionOrder: 'v1' },
			pinData: {},
		});
		const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
		const ids = workflow.nodes.flatMap(({ id, webhookId }) =>
			webhookId === undefined ? [id] : [id, webhookId],
		);
		expect(ids.filter((id) => !uuid.test(id))).toEqual([]);
		expect(new Set(ids).size).toBe(ids.length);
		expect(new Set(workflow.nodes.map((node) => node.name)).size).toBe(workflow.nodes.length);
	});

	it('connects nodes that exist, and leaves none aside', () => {
		const graph = edges(workflow);
		for (const { from, to } of graph)
			expect([nodeNamed(workflow, from).name, nodeNamed(workflow, to).name]).toEqual([from, to]);
		// Models and tools hang on the agent that uses them.
		const steps = graph.map(({ from, to, type }) =>
			type === 'main' ? { from, to } : { from: to, to: from },
		);
		const starts = workflow.nodes.filter(
			(node) => !isNote(node) && !steps.some(({ to }) => to === node.name),
		);
		expect(starts.map((node) => node.name)).toEqual(STARTS[name] ?? [expect.any(String)]);
		const reached = new Set(starts.map((node) => node.name));
		for (let before = 0; before !== reached.size;) {
			before = reached.size;
			for (const { from, to } of steps) if (reached.has(from)) reached.add(to);
		}
		expect(workflow.nodes.filter((node) => !isNote(node) && !reached.has(node.name))).toEqual([]);
	});

	it('says in one note, in three sentences, what to fill in', () => {
		const notes = workflow.nodes.filter(isNote);
		expect(notes).toHaveLength(1);
		const [title, ...steps] = String(notes[0]?.parameters.content).split('\n');
		expect(title).toMatch(/^## \S/);
		expect(steps).toHaveLength(3);
		for (const [index, step] of steps.entries()) {
			expect(step).toMatch(new RegExp(`^${index + 1}\\. .*[^.]\\.$`));
			expect(step.slice(3, -1)).not.toMatch(/[.!?]\s/);
		}
		// What the note calls by name is there.
		const bold = [...steps.join(' ').matchAll(/\*\*(.+?)\*\*/g)].map(([, text]) => text as string);
		expect(
			bold.filter(
				(text) => text !== 'Production URL' && !workflow.nodes.some((node) => node.name === text),
			),
		).toEqual([]);
	});

	it('lies in order: from left to right, nothing upon another', () => {
		const boxes = workflow.nodes.map((node) => {
			const [left, top] = node.position;
			const { width = 0, height = 0 } = node.parameters as { width?: number; height?: number };
			return isNote(node)
				? { node: node.name, left, top, right: left + width, bottom: top + height }
				: {
						node: node.name,
						left,
						top,
						right: left + (node.type.endsWith('.agent') ? 256 : 150),
						bottom: top + 140,
					};
		});
		const overlaps = boxes.flatMap((a, index) =>
			boxes
				.slice(index + 1)
				.filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
				.map((b) => `${a.node} and ${b.node}`),
		);
		expect(overlaps).toEqual([]);
		for (const { from, to, type } of edges(workflow)) {
			const [[left], [right]] = [
				nodeNamed(workflow, from).position,
				nodeNamed(workflow, to).position,
			];
			if (type === 'main') expect(left).toBeLessThan(right);
		}
	});

	it('holds no credentials, tokens or real addresses', () => {
		const text = fileText(name);
		expect(text).not.toContain('"credentials"');
		expect(text).not.toMatch(/apiToken=|bearer [\w-]{8}|password|secret/i);
		const long = [...text.matchAll(/[A-Za-z0-9_-]{32,}/g)].map(([match]) => match);
		expect(
			long.filter((match) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(match)),
		).toEqual([]);
		const hosts = [...text.matchAll(/(?:https?:\/\/|@)((?:[\w-]+\.)+[a-z]{2,})/gi)].map(
			([, host]) => host as string,
		);
		const others = hosts.filter((host) => !/(?:^|\.)(?:example|mysurveylab)\.com$/.test(host));
		expect(others).toEqual(ASKED[name] ?? []);
	});

	it('uses SurveyLab as the node describes itself, with nothing left to fill in but the collector', () => {
		const ours = workflow.nodes.filter(isOurs);
		expect(ours.length).toBeGreaterThan(0);
		for (const node of ours) {
			const { description } = OUR_TYPES[node.type] as INodeType;
			const { descriptionType, toolDescription, ...parameters } = node.parameters;
			// n8n itself adds these two to every tool.
			if (!node.type.endsWith('Tool'))
				expect([descriptionType, toolDescription]).toEqual([undefined, undefined]);
			const plain = { ...node, parameters };
			const known = NodeHelpers.getNodeParameters(
				description.properties,
				parameters,
				true,
				false,
				plain,
				description,
			);
			expect(known).toMatchObject(parameters);
			expect(parameters.collectorId).toEqual(hasCollector(node) ? EMPTY_COLLECTOR : undefined);
			expect(
				NodeHelpers.getNodeParametersIssues(description.properties, plain, description),
			).toEqual(hasCollector(node) ? { parameters: NO_COLLECTOR } : null);
		}
	});
});

it.each(['survey-completed', 'full-circle'])(
	'%s leaves it to n8n to make up its addresses',
	(name) => {
		expect(nodeNamed(example(name), COMPLETED).parameters.respondentSees).toBe('page');
		expect(example(name).nodes.filter(({ webhookId }) => webhookId !== undefined)).toEqual([]);
	},
);

it('there is an example for every source', () => {
	const mappings = NAMES.flatMap((name) =>
		example(name)
			.nodes.filter(isOurs)
			.map(({ parameters }) => parameters.fieldMapping),
	);
	const covered = new Set(mappings);
	expect(SOURCES.filter(({ id }) => !covered.has(id))).toEqual([]);
});

/** What n8n's expressions give for one item. */
function evaluated(parameters: NodeParameterValueType, json: IDataObject): unknown {
	const type = { description: { properties: [] } } as unknown as INodeType;
	const { expression } = new Workflow({
		nodes: [
			{ id: 'node', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} },
		],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		},
	});
	return expression.getParameterValue(parameters, null, 0, 0, 'Node', [{ json }], 'manual', {});
}

/** Whether n8n's If node would let the item through its upper output. */
function passes({ parameters }: INode, json: IDataObject): boolean {
	return executeFilter(
		evaluated(parameters.conditions as NodeParameterValueType, json) as FilterValue,
	);
}

/** The item with another value at a dotted path; without it where the value is undefined. */
function changed(json: IDataObject, path: string, value: unknown): IDataObject {
	const copy = structuredClone(json);
	const keys = path.split('.');
	const last = keys.pop() as string;
	const parent = keys.reduce((object, key) => object[key] as IDataObject, copy);
	if (value === undefined) delete parent[last];
	else parent[last] = value as IDataObject;
	return copy;
}

interface Condition {
	readonly node: string;
	/** Where the If looks, and what it must not let through. */
	readonly path: string;
	readonly stops: readonly unknown[];
}

interface Run {
	readonly example: string;
	readonly trigger: string;
	readonly items: IDataObject[];
	/** What nodes in between make of the items, in their order; they do not run. */
	readonly between?: Readonly<Record<string, IDataObject[]>>;
	readonly condition?: Condition;
	readonly contacts: IDataObject[];
	/** The message of each item that ends at "To look at". */
	readonly toLookAt?: string[];
}

const LINK =
	`https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/${COLLECTOR}` +
	'/referrer/https%3A%2F%2Facme-shop.zendesk.com%2Fagent%2Ftickets%2F48213' +
	'/email/zazolc.gesla%2Bsklep%40example.com/name/Za%C5%BC%C3%B3%C5%82%C4%87/surname/G%C4%99%C5%9Bl%C4%85/language/pl/crk/48213/';

const only = (file: string, ...indexes: number[]) =>
	indexes.map((index) => exampleData(file)[index] as IDataObject);

const RUNS: Run[] = [
	{
		example: 'baselinker',
		trigger: 'Every hour',
		items: [{}],
		between: {
			'Get orders': [{ status: 'SUCCESS', orders: exampleData('baselinker_orders') }],
			'Split Out': exampleData('baselinker_orders'),
		},
		contacts: [
			{
				email: 'jan.kowalski@example.com',
				crk: 'baselinker-1630473',
				referrer: 'https://panel.baselinker.com/orders.php#order:1630473',
				phone: '+48600100200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
			{
				email: 'jan.kowalski@example.com',
				crk: 'baselinker-1630474',
				referrer: 'https://panel.baselinker.com/orders.php#order:1630474',
				phone: '+48600100200',
				firstName: 'Anna',
				lastName: 'Nowak',
			},
			{
				email: 'jan.kowalski@example.com',
				crk: 'baselinker-1630475',
				referrer: 'https://panel.baselinker.com/orders.php#order:1630475',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
		],
		toLookAt: [
			'Email in the data from BaseLinker is a relay address of a marketplace',
			'Email in the data from BaseLinker is a relay address of a marketplace',
			'This BaseLinker item is not an order yet',
			'Email is missing in the data from BaseLinker',
		],
	},
	{
		example: 'calendly',
		trigger: 'Calendly Trigger',
		items: only('calendly_trigger', 0),
		between: {
			'Until the meeting is over': only('calendly_trigger', 0),
			'Get invitee': exampleData('calendly_invitee'),
		},
		contacts: [
			{
				email: 'jan.kowalski@example.com',
				crk: 'daebde77-52a1-4a0b-8f3c-5930d81d922c',
				phone: '+48 600 100 200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
		],
		toLookAt: [
			'This Calendly item was cancelled',
			'The person named in this Calendly item did not come',
		],
	},
	{
		example: 'chatwoot',
		trigger: 'Chatwoot Webhook',
		items: exampleData('chatwoot_conversation_status_changed'),
		condition: { node: 'Resolved?', path: 'body.status', stops: ['open', 'pending', undefined] },
		contacts: [
			{
				email: 'zazolc.gesla+cw@example.com',
				crk: 'chatwoot-10',
				referrer: 'https://shop.example.com/koszyk',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
		toLookAt: ['Email is missing in the data from Chatwoot'],
	},
	{
		example: 'data-table',
		trigger: 'Every morning',
		items: [{}],
		between: { 'Read invitations': exampleData('data_table_rows') },
		contacts: [
			{
				email: 'anna.nowak@example.com',
				crk: '1007',
				language: 'en',
				firstName: 'Anna',
				lastName: 'Nowak',
			},
		],
		toLookAt: ['Email is missing: this item has no column called like it, or the column is empty'],
	},
	{
		example: 'freshdesk',
		trigger: 'Freshdesk Webhook',
		items: exampleData('freshdesk_webhook'),
		contacts: [
			{
				email: 'zazolc.gesla+fd@example.com',
				crk: 'freshdesk-7712',
				referrer: 'https://acme-shop.freshdesk.com/helpdesk/tickets/7712',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
			{
				email: 'anna.nowak@example.com',
				crk: 'freshdesk-7713',
				referrer:
					'https://acme-shop.freshdesk.com/a/tickets/7713?current_tab=details&q=a b%20c#reply',
				firstName: 'Anna',
				lastName: 'Nowak',
			},
		],
	},
	{
		example: 'google-sheets',
		trigger: 'Google Sheets Trigger',
		items: exampleData('google_sheets_row'),
		contacts: [
			{
				email: 'zazolc.gesla+gs@example.com',
				crk: 'sheet-A-1001',
				language: 'pl',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
				phone: '48600000000',
				custom1: 'true',
			},
		],
		toLookAt: [
			'Response Key is missing: this item has no column called like it, or the column is empty',
		],
	},
	{
		example: 'gorgias',
		trigger: 'Gorgias Webhook',
		items: only('gorgias_webhook_with_status', 0),
		condition: { node: 'Closed?', path: 'body.ticket_status', stops: ['open', '', undefined] },
		contacts: [
			{
				email: 'zazolc.gesla+gg@example.com',
				crk: '51234567',
				language: 'pl',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
	},
	{
		example: 'help-scout',
		trigger: 'Help Scout Trigger',
		items: exampleData('helpscout_trigger'),
		condition: { node: 'Closed?', path: 'status', stops: ['active', 'pending', undefined] },
		contacts: [
			{
				email: 'zazolc.gesla+hs@example.com',
				crk: 'helpscout-20871',
				referrer: 'https://secure.helpscout.net/conversation/2990011223/20871',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
	},
	{
		example: 'hubspot-contact',
		trigger: 'HubSpot Trigger',
		items: only('hubspot_trigger', 1),
		between: { 'Get contact': exampleData('hubspot_node_contact_get') },
		contacts: [
			{
				email: 'zazolc.gesla+hub@example.com',
				crk: '71030045512',
				referrer: 'https://app.hubspot.com/contacts/14700321/record/0-1/71030045512',
				language: 'pl',
				phone: '+48 600 000 000',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
			{
				email: "o'neil.pat@example.com",
				crk: '251',
				referrer: 'https://app.hubspot.com/contacts/14700321/record/0-1/251',
				lastName: "O'Neil",
			},
		],
	},
	{
		example: 'idosell',
		trigger: 'Every hour',
		items: [{}],
		between: {
			'Get orders': [{ Results: exampleData('idosell_orders'), resultsNumberAll: 3 }],
			'Split Out': exampleData('idosell_orders'),
		},
		contacts: [
			{
				email: 'jan.kowalski@example.com',
				crk: 'idosell-970',
				phone: '+48600100200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
			{
				email: 'jan.kowalski@example.com',
				crk: 'idosell-971',
				phone: '123123123',
				firstName: 'Anna',
				lastName: 'Nowak',
			},
		],
		toLookAt: ['Email in the data from IdoSell is a relay address of a marketplace'],
	},
	{
		example: 'intercom',
		trigger: 'Intercom Webhook',
		items: [
			...exampleData('intercom_conversation_closed'),
			...only('intercom_conversation_closed', 0).map((item) => {
				const another = changed(item, 'body.data.item.id', '215468700009999');
				return changed(another, 'body.data.item.source.author.type', 'admin');
			}),
		],
		condition: {
			node: 'Closed?',
			path: 'body.topic',
			stops: ['ping', 'conversation.user.created', undefined],
		},
		contacts: [
			{
				email: 'zazolc.gesla+ic@example.com',
				crk: '215468700001234',
				referrer: 'https://app.intercom.com/a/inbox/ab12cd34/inbox/conversation/215468700001234',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
			{
				email: 'zazolc.gesla+ic@example.com',
				crk: '33110022044',
				referrer: 'https://app.intercom.com/a/apps/ab12cd34/conversations/33110022044',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
		toLookAt: ['The person named in this Intercom item is not a customer'],
	},
	{
		example: 'jira',
		trigger: 'Jira Trigger',
		items: exampleData('jira_trigger_jsm'),
		condition: {
			node: 'Resolved?',
			path: 'issue.fields.status.statusCategory.key',
			stops: ['new', 'indeterminate', undefined],
		},
		contacts: [
			{
				email: 'zazolc.gesla+jsm@example.com',
				crk: 'HELP-77',
				referrer: 'https://acme-jsm.atlassian.net/browse/HELP-77',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
		toLookAt: ['Email is missing in the data from Jira'],
	},
	{
		example: 'magento',
		trigger: 'Every hour',
		items: [{}],
		between: {
			'Get orders': exampleData('magento_orders'),
		},
		contacts: [
			{
				email: 'jan.kowalski@example.com',
				crk: 'magento-000000003',
				phone: '+48 600 100 200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
			{
				email: 'jan.kowalski@example.com',
				crk: 'magento-000000004',
				phone: '+48 600 100 200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
		],
		toLookAt: [
			'This Magento 2 item is not paid',
			'Email in the data from Magento 2 is a relay address of a marketplace',
		],
	},
	{
		example: 'n8n-form',
		trigger: 'n8n Form',
		items: exampleData('n8n_form_submission'),
		contacts: [
			{
				email: 'zazolc.gesla+form@example.com',
				crk: 'form-2026-08-05T16:02:10.000+02:00',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
	},
	{
		example: 'pipedrive-deal',
		trigger: 'Pipedrive Trigger',
		items: only('pipedrive_trigger_v2', 1),
		between: { 'Get deal': exampleData('pipedrive_node_deal_get') },
		contacts: [
			{
				email: 'zazolc.gesla+pd@example.com',
				crk: 'deal-1',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
				phone: '+48 600 000 000',
				custom1: 'Wdrożenie 50% & #3',
			},
		],
	},
	{
		example: 'pipedrive-person',
		trigger: 'Pipedrive Trigger',
		items: only('pipedrive_trigger_v2', 0),
		contacts: [
			{
				email: 'zazolc.gesla+pd@example.com',
				crk: 'pipedrive-3',
				referrer: 'https://acme-shop.pipedrive.com/person/3',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
	},
	{
		example: 'salesforce-case',
		trigger: 'Salesforce Trigger',
		items: only('salesforce_trigger', 0),
		between: { 'Get case': exampleData('salesforce_node_case_get') },
		contacts: [
			{
				email: 'zazolc.gesla+sf@example.com',
				crk: 'case-00001026',
				language: 'pl',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
				phone: '+48 600 000 000',
			},
		],
		toLookAt: ['Email is missing in the data from Salesforce (Case)'],
	},
	{
		example: 'salesforce-contact',
		trigger: 'Salesforce Trigger',
		items: only('salesforce_trigger', 1),
		contacts: [
			{ email: 'zazolc.gesla+sf@example.com', crk: '0037Q00000LmNopQAH', lastName: 'Gęślą' },
		],
	},
	{
		example: 'shopify',
		trigger: 'Shopify Trigger',
		items: exampleData('shopify_trigger_orders_fulfilled'),
		contacts: [
			{
				email: 'zazolc.gesla+shp@example.com',
				crk: 'shopify-#1001',
				referrer: 'https://acme-shop.example.com/admin/orders/6120047713301',
				language: 'pl',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
		toLookAt: ['Email is missing in the data from Shopify'],
	},
	{
		example: 'stripe',
		trigger: 'Stripe Trigger',
		items: exampleData('stripe_trigger'),
		contacts: [
			{
				email: 'jan.kowalski@example.com',
				crk: 'pi_3MhUT5E0ExampleS0aBcDe01',
				referrer: 'https://dashboard.stripe.com/payments/pi_3MhUT5E0ExampleS0aBcDe01',
				language: 'pl',
				phone: '+48600100200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
			{
				email: 'martin@example.com',
				crk: 'in_1MhUT5E0ExampleSfPlY0502',
				referrer: 'https://dashboard.stripe.com/test/invoices/in_1MhUT5E0ExampleSfPlY0502',
				firstName: 'Martin',
			},
		],
		toLookAt: ['This Stripe item is not paid'],
	},
	{
		example: 'tawk-to',
		trigger: 'tawk.to Webhook',
		items: exampleData('tawkto_chat_end'),
		condition: { node: 'Chat ended?', path: 'body.event', stops: ['chat:start', undefined] },
		contacts: [
			{
				email: 'zazolc.gesla+tw@example.com',
				crk: 'a0c4e6d0-91b2-11f1-8f00-0123456789ab',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
		toLookAt: ['Email is missing in the data from tawk.to'],
	},
	{
		example: 'woo-commerce',
		trigger: 'WooCommerce Trigger',
		items: exampleData('woocommerce_trigger_order_updated'),
		condition: { node: 'Completed?', path: 'status', stops: ['processing', 'on-hold', undefined] },
		contacts: [
			{
				email: 'zazolc.gesla+woo@example.com',
				crk: 'woo-1843',
				referrer: 'https://shop.example.com/wp-admin/post.php?post=1843&action=edit',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
	},
	{
		example: 'workable',
		trigger: 'Workable Trigger',
		items: exampleData('workable_trigger'),
		contacts: [
			{
				email: 'jan.kowalski@example.com',
				crk: 'workable-108d1748',
				referrer: 'https://acme.workable.com/backend/jobs/376844767/candidates/277680758',
				phone: '+48 600 100 200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
		],
		toLookAt: ['Email is missing in the data from Workable'],
	},
	{
		example: 'zammad',
		trigger: 'Zammad Webhook',
		items: exampleData('zammad_webhook'),
		condition: {
			node: 'Closed?',
			path: 'body.ticket.state',
			stops: ['open', 'pending close', undefined],
		},
		contacts: [
			{
				email: 'zazolc.gesla+zm@example.com',
				crk: 'zammad-10081',
				phone: '0048 58 555 01 23',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
	},
	{
		example: 'zendesk',
		trigger: 'Zendesk Trigger',
		items: exampleData('zendesk_trigger'),
		contacts: [
			{
				email: 'zazolc.gesla+sklep@example.com',
				crk: 'zendesk-48213',
				referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
				language: 'pl',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
		toLookAt: ['Email is missing in the data from Zendesk'],
	},
	{
		example: 'zoho-crm',
		trigger: 'Zoho CRM Webhook',
		items: [
			{ body: { contactId: '560094000000349199', dealId: '560094000000352001' } },
			{ body: { contactId: '560094000000349204', dealId: '560094000000352002' } },
		],
		between: {
			'Get contact': exampleData('zoho_crm_contact'),
		},
		contacts: [
			{
				email: 'jan.kowalski@example.com',
				crk: 'deal-560094000000352001',
				referrer: 'https://crm.zoho.com/crm/tab/Contacts/560094000000349199',
				phone: '+48 600 100 200',
				firstName: 'Jan',
				lastName: 'Kowalski',
			},
		],
		toLookAt: ['The person named in this Zoho CRM item has opted out of email'],
	},
	{
		example: 'zoho-desk',
		trigger: 'Zoho Desk Webhook',
		items: exampleData('zohodesk_webhook'),
		between: {
			'Split Out': exampleData('zohodesk_webhook').flatMap(({ body }) => body as IDataObject[]),
		},
		condition: { node: 'Closed?', path: 'payload.status', stops: ['Open', 'On Hold', undefined] },
		contacts: [
			{
				email: 'zazolc.gesla+zd@example.com',
				crk: 'zoho-215',
				referrer:
					'https://desk.zoho.eu/support/acmeshop/ShowHomePage.do#Cases/dv/47720000003310021',
				language: 'pl',
				firstName: 'Zażółć',
				lastName: 'Gęślą',
			},
		],
	},
];

interface Zendesk {
	readonly node: INodeType;
	/** What would go to Zendesk. */
	readonly sent: IDataObject[];
}

/** Stands for n8n's Zendesk node, and for a Zendesk with these tickets: one that is closed takes no changes. */
function zendeskWith(tickets: readonly IDataObject[]): Zendesk {
	const sent: IDataObject[] = [];
	const property = (name: string, type: 'string' | 'json') => ({
		displayName: name,
		name,
		type,
		default: '',
	});
	const node: INodeType = {
		description: {
			displayName: 'Zendesk',
			name: 'zendesk',
			group: ['output'],
			version: 1,
			description: 'Stands for Zendesk',
			defaults: { name: 'Zendesk' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [
				property('operation', 'string'),
				property('id', 'string'),
				property('updateFields', 'json'),
			],
		},
		async execute() {
			const json = (index: number): IDataObject => {
				const id = this.getNodeParameter('id', index) as string | number;
				const ticket = tickets.find((known) => String(known.id) === String(id));
				if (this.getNodeParameter('operation', index) === 'get') {
					sent.push({ method: 'GET', path: `/tickets/${id}` });
					return ticket ?? { error: 'Not found' };
				}
				const { internalNote } = this.getNodeParameter('updateFields', index) as IDataObject;
				sent.push({ method: 'PUT', path: `/tickets/${id}`, internalNote: internalNote as string });
				if (ticket === undefined) return { error: 'Not found' };
				return ticket.status === 'closed'
					? { error: 'Status: closed prevents ticket update' }
					: ticket;
			};
			return [
				this.getInputData().map((_item, index) => ({ json: json(index), pairedItem: index })),
			];
		},
	};
	return { node, sent };
}

describe("the examples on n8n's engine", () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(() => sandbox.reset());

	afterAll(async () => await sandbox.close());

	const account = () => ({ apiToken: sandbox.token, baseUrl: sandbox.url });
	/** What the stand-in noted of a contact, next to its collector and time. */
	const noted = (contacts: IDataObject[]) =>
		contacts.map((contact) => ({
			collectorId: COLLECTOR,
			at: expect.any(Number) as number,
			...contact,
		}));

	const inSequence = (name: string) => {
		const workflow = example(name);
		// One after the other, so that contacts arrive in the items' order.
		const { parameters } = nodeNamed(workflow, CONTACT);
		parameters.options = {
			...(parameters.options as IDataObject),
			maxConcurrency: 1,
		} as INode['parameters'];
		return workflow;
	};

	it.each(RUNS)(
		'$example invites whom it is meant to invite',
		async ({ example: name, trigger, items, between, condition, contacts, toLookAt = [] }) => {
			const workflow = inSequence(name);
			if (condition !== undefined) {
				const node = nodeNamed(workflow, condition.node);
				for (const item of Object.values(between ?? {}).at(-1) ?? items) {
					expect(passes(node, item)).toBe(true);
					for (const value of condition.stops)
						expect(passes(node, changed(item, condition.path, value))).toBe(false);
				}
			}

			const result = await runWorkflow(workflow, {
				credential: account(),
				pinned: { [trigger]: items, ...between },
			});

			expect(result.error).toBeUndefined();
			expect(sandbox.contacts).toEqual(noted(contacts));
			expect(jsons(result, 0, 'Done').map(({ outcome }) => outcome)).toEqual(
				contacts.map(() => 'accepted'),
			);
			expect(jsons(result, 0, LOOK).map(({ error }) => error)).toEqual(toLookAt);
		},
	);

	it('has a run for every source', () => {
		const run = new Set(
			RUNS.map(({ example: name }) => nodeNamed(example(name), CONTACT).parameters.fieldMapping),
		);
		expect(SOURCES.filter(({ id }) => !run.has(id))).toEqual([]);
	});

	it('zoho-desk splits what arrives in one request', () => {
		expect(nodeNamed(example('zoho-desk'), 'Split Out').parameters).toMatchObject({
			fieldToSplitOut: 'body',
		});
	});

	it('salesforce-case and pipedrive-deal let only what was closed or won just now through', () => {
		const [closed] = only('salesforce_trigger', 0) as [IDataObject];
		const isClosed = nodeNamed(example('salesforce-case'), 'Closed?');
		expect(passes(isClosed, closed)).toBe(true);
		for (const status of ['New', 'Working', undefined])
			expect(passes(isClosed, changed(closed, 'Status', status))).toBe(false);
		const [won] = only('pipedrive_trigger_v2', 1) as [IDataObject];
		const isWon = nodeNamed(example('pipedrive-deal'), 'Just won?');
		expect(passes(isWon, won)).toBe(true);
		expect(passes(isWon, changed(won, 'data.status', 'open'))).toBe(false);
		expect(passes(isWon, changed(won, 'previous.status', undefined))).toBe(false);
		expect(nodeNamed(example('salesforce-case'), 'Get case').parameters.caseId).toBe(
			'={{ $json.Id }}',
		);
		expect(nodeNamed(example('pipedrive-deal'), 'Get deal').parameters.dealId).toBe(
			'={{ $json.data.id }}',
		);
	});

	it('hubspot-contact asks for the contact that the trigger names', () => {
		const { parameters } = nodeNamed(example('hubspot-contact'), 'Get contact');
		expect(parameters.contactId).toMatchObject({ value: '={{ $json.contactId }}' });
		expect(only('hubspot_trigger', 1)).toMatchObject([
			{ subscriptionType: 'contact.creation', contactId: 71030045512 },
		]);
	});

	it('deal-won invites the person of a deal that was just won, with the key of the deal', async () => {
		const workflow = inSequence('deal-won');
		const [deal] = only('pipedrive_trigger_v2', 1) as [IDataObject];
		const node = nodeNamed(workflow, 'Just won?');
		expect(passes(node, deal)).toBe(true);
		expect(passes(node, changed(deal, 'data.status', 'open'))).toBe(false);
		// A deal that was won before and is changed now.
		expect(passes(node, changed(deal, 'previous.status', undefined))).toBe(false);
		expect(nodeNamed(workflow, 'Get person').parameters.personId).toBe(
			'={{ $json.data.person_id }}',
		);

		const result = await runWorkflow(workflow, {
			credential: account(),
			pinned: {
				'Pipedrive Trigger': [deal],
				'Get person': exampleData('pipedrive_node_person_get'),
			},
		});

		expect(result.error).toBeUndefined();
		expect(sandbox.contacts).toEqual(
			noted([
				{
					email: 'zazolc.gesla+pd@example.com',
					crk: 'deal-1',
					referrer: 'https://acme-shop.pipedrive.com/deal/1',
					firstName: 'Zażółć',
					lastName: 'Gęślą',
					custom1: 'Wdrożenie 50% & #3',
				},
			]),
		);
		expect(jsons(result, 0, LOOK)).toEqual([]);
	});

	it('failed-items-second-look keeps what could not be sent, with the reason', async () => {
		const workflow = inSequence('failed-items-second-look');
		const table = nodeNamed(workflow, 'Keep for a second look');
		const { value: columns } = table.parameters.columns as { value: IDataObject };
		const result = await runWorkflow(workflow, {
			credential: account(),
			pinned: { 'Zendesk Trigger': exampleData('zendesk_trigger') },
		});

		expect(result.error).toBeUndefined();
		expect(sandbox.contacts).toHaveLength(1);
		const [kept, ...more] = jsons(result, 0, table.name);
		expect(more).toEqual([]);
		expect(evaluated(columns as NodeParameterValueType, kept as IDataObject)).toEqual({
			response_key: 'zendesk-48213',
			what_happened: 'Email is missing in the data from Zendesk',
			outcome: 'invalid',
			reason: expect.stringContaining('ticket.requester.email'),
		});
		expect(kept).toMatchObject({ 'ticket.id': '48213' });
	});

	it('survey-link-in-email puts a link for each ticket into a mail to its requester', async () => {
		const workflow = example('survey-link-in-email');
		const [withEmail, without] = exampleData('zendesk_trigger') as [IDataObject, IDataObject];
		const node = nodeNamed(workflow, 'Has an email address?');
		expect([
			passes(node, withEmail),
			passes(node, without),
			passes(node, { ...without, 'ticket.requester.email': '' }),
		]).toEqual([true, false, false]);

		// In the place of the mail node our own, to see to whom the mail would go.
		const mail = nodeNamed(workflow, 'Send Email');
		const { toEmail, html } = mail.parameters;
		mail.type = SURVEY_LAB;
		mail.parameters = {
			...nodeNamed(example('zendesk-ticket-solved'), CONTACT).parameters,
			email: toEmail as string,
			crk: 'mail',
			additionalFields: {},
			options: {},
			previewOnly: true,
		};

		const result = await runWorkflow(workflow, {
			credential: account(),
			pinned: { 'Zendesk Trigger': [withEmail] },
		});

		expect(result.error).toBeUndefined();
		const [link] = jsons(result, 0, 'Create survey link');
		expect(link).toEqual({
			outcome: 'created',
			url: LINK,
			email: 'zazolc.gesla+sklep@example.com',
			crk: '48213',
			fields: {
				firstName: 'Zażółć',
				lastName: 'Gęślą',
				language: 'pl',
				referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
			},
			collectorId: COLLECTOR,
		});
		expect(evaluated(html as string, link as IDataObject)).toContain(`<a href="${LINK}">`);
		expect(jsons(result, 0, 'Done')).toMatchObject([
			{ outcome: 'preview', email: 'zazolc.gesla+sklep@example.com' },
		]);
		expect(sandbox.requests).toEqual([]);
	});

	it('data-table invites each row once, whenever it runs', async () => {
		const workflow = inSequence('data-table');
		const rows = exampleData('data_table_rows');
		const morning = async (invitations: IDataObject[]) =>
			await runWorkflow(workflow, {
				credential: account(),
				workflowId: 'data-table',
				pinned: { 'Every morning': [{}], 'Read invitations': invitations },
			});
		await morning(rows);
		const added = { ...rows[0], response_key: '1010', email: 'new@example.com' };
		const second = await morning([...rows, added]);
		expect(jsons(second, 0, 'Done').map(({ outcome }) => outcome)).toEqual([
			'alreadySent',
			'accepted',
		]);
		expect(sandbox.contacts.map(({ crk }) => crk)).toEqual(['1007', '1010']);
	});

	/** In the place of Zendesk's nodes the one that stands for them. */
	const withZendesk = async (name: string, zendesk: Zendesk, completed: IDataObject[]) => {
		const workflow = example(name);
		for (const node of workflow.nodes)
			if (node.type === 'n8n-nodes-base.zendesk') node.type = SURVEY_LAB;
		return await runWorkflow(workflow, { node: zendesk.node, pinned: { [COMPLETED]: completed } });
	};
	const noteOf = (responseId: string) =>
		`The survey about this ticket was completed: response ${responseId} in SurveyLab.`;
	/** What somebody who has read the address in a browser could send. */
	const FORGED = {
		crk: 'zendesk-48213/../../users/1',
		responseId: '<img src=x onerror=alert(1)>',
		receivedAt: '2026-08-05T15:10:00.000Z',
		query: {},
	};

	it('survey-completed notes on the ticket that its survey was completed', async () => {
		const zendesk = zendeskWith(exampleData('zendesk_node_ticket_get'));

		const result = await withZendesk('survey-completed', zendesk, [
			...exampleData('survey_completed'),
			FORGED,
		]);

		expect(result.error).toBeUndefined();
		expect(zendesk.sent).toEqual([
			{ method: 'GET', path: '/tickets/48213' },
			{ method: 'GET', path: '/tickets/48214' },
			{ method: 'GET', path: '/tickets/NaN' },
			{ method: 'PUT', path: '/tickets/48213', internalNote: noteOf('1048576') },
			{ method: 'PUT', path: '/tickets/48214', internalNote: noteOf('1048577') },
		]);
		expect(jsons(result, 0, 'Done').map(({ id }) => id)).toEqual([48213]);
		const toLookAt = result.rounds(LOOK).flatMap(({ data }) => data?.main?.[0] ?? []);
		expect(toLookAt.map(({ json }) => json.error).sort()).toEqual([
			'Not found',
			'Status: closed prevents ticket update',
		]);
	});

	it('full-circle invites the requester of a solved ticket', async () => {
		const result = await runWorkflow(inSequence('full-circle'), {
			credential: account(),
			pinned: { 'Zendesk Trigger': exampleData('zendesk_trigger') },
		});

		expect(result.error).toBeUndefined();
		expect(sandbox.contacts.map(({ crk }) => crk)).toEqual(['zendesk-48213']);
		expect(jsons(result, 0, 'Invited')).toMatchObject([{ outcome: 'accepted' }]);
		expect(jsons(result, 0, 'Not invited')).toMatchObject([
			{ error: 'Email is missing in the data from Zendesk' },
		]);
	});

	it('full-circle notes on the ticket that the survey with its key was completed', async () => {
		const zendesk = zendeskWith(exampleData('zendesk_node_ticket_get'));
		// The key that goes out is the one that comes back.
		const { crkPrefix } = nodeNamed(example('full-circle'), CONTACT).parameters
			.options as IDataObject;
		expect(exampleData('survey_completed')[0]?.crk).toBe(`${crkPrefix as string}48213`);

		const result = await withZendesk('full-circle', zendesk, [
			...exampleData('survey_completed'),
			FORGED,
		]);

		expect(result.error).toBeUndefined();
		expect(zendesk.sent).toEqual([
			{ method: 'PUT', path: '/tickets/48213', internalNote: noteOf('1048576') },
			{ method: 'PUT', path: '/tickets/48214', internalNote: noteOf('1048577') },
			{ method: 'PUT', path: '/tickets/NaN', internalNote: noteOf('imgsrcxonerroralert1') },
		]);
		expect(jsons(result, 0, 'Noted').map(({ id }) => id)).toEqual([48213]);
		expect(jsons(result, 0, 'Not noted').map(({ error }) => error)).toEqual([
			'Status: closed prevents ticket update',
			'Not found',
		]);
		expect(sandbox.requests).toEqual([]);
	});

	it('ai-agent-tool offers the model an address and a ticket number to fill in, nothing else', async () => {
		const workflow = example('ai-agent-tool');
		nodeNamed(workflow, 'AI Agent').type = 'test.agent';

		const result = await runWorkflow(workflow, {
			credential: account(),
			pinned: { Chat: exampleData('ai_agent_tool_calls') },
		});

		expect(result.error).toBeUndefined();
		const calls = jsons(result, 0, 'AI Agent');
		expect(calls).toMatchObject([
			{ parameters: ['email', 'ticketNumber'] },
			{ parameters: ['email', 'ticketNumber'] },
		]);
		expect(sandbox.contacts).toEqual(noted([{ email: 'anna@example.com', crk: 'ticket-48213' }]));
		expect(JSON.parse(calls[0]?.answer as string)).toMatchObject([
			{ outcome: 'accepted', crk: 'ticket-48213' },
		]);
		expect(calls[1]?.answer).toContain('Email is not a single valid email address');
	});
});
