import type { IDataObject, INode } from 'n8n-workflow';

import { exampleData, readExample } from './exampleFiles';
import { setUp, SHEET, type Setting } from './exampleNodes';
import type { Workflow } from './harness';
import { exported, splitOut, webhook } from './workflows';

export { exampleNames, readExample } from './exampleFiles';

const WEBHOOK_TYPE = 'n8n-nodes-base.webhook';

export interface ExampleNeeds {
	/** What its trigger hands on: a file of `examples/data`, or the items themselves; nothing where it has an address. */
	readonly begins?: string | readonly IDataObject[];
	/** A second place where it begins, which the test lets begin by itself. */
	readonly alsoBegins?: string;
	/** Those of the file that its trigger asks the service for. */
	readonly only?: (item: IDataObject) => boolean;
	/** The data table that its note tells people to make, and a file of `examples/data` with rows for it. */
	readonly table?: {
		readonly name: string;
		readonly columns: readonly string[];
		readonly rows?: string;
	};
	/** A file of `examples/data` whose first item is what its chat model fills into the tool. */
	readonly toolCall?: string;
	/** The test that runs it, if not `suites/examples.test.ts`. */
	readonly ranBy?: 'suites/loop.test.ts' | 'queue/onceAcrossWorkers.ts';
	/** What n8n 1 does not have, so that people set it up in another way there. */
	readonly sinceN8n2?: string;
}

const LOOP = 'suites/loop.test.ts';

export const EXAMPLE_NEEDS: Readonly<Record<string, ExampleNeeds>> = {
	'a-sample': { begins: 'zendesk_trigger', ranBy: LOOP },
	'ai-agent-tool': {
		begins: [
			{
				sessionId: 'chat',
				action: 'sendMessage',
				chatInput: 'Please invite anna@example.com for ticket 48213.',
			},
		],
		toolCall: 'ai_agent_tool_calls',
	},
	baselinker: { begins: [{}] },
	calendly: {
		begins: 'calendly_trigger',
		only: ({ event, payload }) =>
			event === 'invitee.created' && (payload as IDataObject).scheduled_event !== undefined,
	},
	chatwoot: { begins: 'chatwoot_conversation_status_changed' },
	'data-table': {
		begins: [{}],
		table: {
			name: 'survey-invitations',
			columns: ['email', 'response_key', 'first_name', 'last_name', 'language'],
			rows: 'data_table_rows',
		},
		sinceN8n2: 'data tables by name',
	},
	'deal-won': {
		begins: 'pipedrive_trigger_v2',
		only: ({ meta }) => (meta as IDataObject).entity === 'deal',
		sinceN8n2: 'version 2 of the Pipedrive node',
	},
	'failed-items-second-look': {
		begins: 'zendesk_trigger',
		table: {
			name: 'survey-second-look',
			columns: ['response_key', 'what_happened', 'outcome', 'reason'],
		},
		sinceN8n2: 'data tables by name and failed items in the second output',
	},
	freshdesk: { begins: 'freshdesk_webhook' },
	'from-a-sheet': {
		begins: [{}],
		ranBy: LOOP,
		table: { name: SHEET, columns: ['response_key', 'email', 'first_name', 'outcome'] },
		sinceN8n2: 'failed items in the second output',
	},
	'full-circle': { begins: 'zendesk_trigger' },
	'google-sheets': { begins: 'google_sheets_row' },
	gorgias: { begins: 'gorgias_webhook_with_status' },
	'help-scout': { begins: 'helpscout_trigger' },
	'hubspot-contact': {
		begins: 'hubspot_trigger',
		only: ({ subscriptionType }) => subscriptionType === 'contact.creation',
	},
	'invited-completed-reminded': {
		begins: 'zendesk_trigger',
		alsoBegins: 'Every morning',
		ranBy: LOOP,
		table: {
			name: 'survey-answers',
			columns: ['response_key', 'email', 'invited_at', 'completed_at', 'told_at'],
		},
		sinceN8n2: 'data tables by name and failed items in the second output',
	},
	idosell: { begins: [{}] },
	intercom: { begins: 'intercom_conversation_closed' },
	jira: { begins: 'jira_trigger_jsm' },
	magento: { begins: [{}] },
	'mcp-server': { ranBy: LOOP },
	'not-now': { begins: [], ranBy: LOOP },
	'not-too-often': {
		begins: 'zendesk_trigger',
		alsoBegins: 'Every morning',
		ranBy: LOOP,
		table: { name: 'survey-asked-lately', columns: ['email', 'invited_at'] },
		sinceN8n2: 'data tables by name and failed items in the second output',
	},
	'once-across-workers': { begins: [], ranBy: 'queue/onceAcrossWorkers.ts' },
	'only-those-who-agreed': {
		begins: 'zendesk_trigger',
		ranBy: LOOP,
		table: { name: 'survey-consents', columns: ['email'] },
		sinceN8n2: 'data tables by name',
	},
	'n8n-form': { begins: 'n8n_form_submission' },
	'pipedrive-deal': {
		begins: 'pipedrive_trigger_v2',
		only: ({ meta }) => (meta as IDataObject).entity === 'deal',
	},
	'pipedrive-person': { begins: 'pipedrive_trigger_v1' },
	'salesforce-case': {
		begins: 'salesforce_trigger',
		only: ({ attributes }) => (attributes as IDataObject).type === 'Case',
	},
	'salesforce-contact': { begins: 'salesforce_trigger' },
	shopify: { begins: 'shopify_trigger_orders_fulfilled' },
	stripe: { begins: 'stripe_trigger' },
	'survey-completed': { begins: 'survey_completed' },
	'survey-link-in-email': { begins: 'zendesk_trigger' },
	'unhappy-customer': { ranBy: LOOP },
	'tawk-to': { begins: 'tawkto_chat_end' },
	'woo-commerce': { begins: 'woocommerce_trigger_order_updated' },
	workable: { begins: 'workable_trigger' },
	zammad: { begins: 'zammad_webhook' },
	zendesk: { begins: 'zendesk_trigger' },
	'zendesk-ticket-solved': { begins: 'zendesk_trigger' },
	'zoho-crm': {
		begins: [{ body: { contactId: '560094000000349199', dealId: '560094000000352001' } }],
	},
	'zoho-desk': { begins: 'zohodesk_webhook' },
};

/** By example, the file of `examples/data` that holds what it begins with, and nothing else. */
export const EXAMPLE_ITEMS: Readonly<Record<string, string>> = Object.fromEntries(
	Object.entries(EXAMPLE_NEEDS).flatMap(([example, { begins, only }]) =>
		typeof begins === 'string' && only === undefined ? [[example, begins]] : [],
	),
);

export function needsOf(example: string): ExampleNeeds {
	const needs = EXAMPLE_NEEDS[example];
	if (needs === undefined) throw new Error(`Nobody said what ${example} needs`);
	return needs;
}

function itemsOf({ begins = [], only = () => true }: ExampleNeeds): readonly IDataObject[] {
	return typeof begins === 'string' ? exampleData(begins).filter(only) : begins;
}

function connected(workflow: Workflow): Set<string> {
	const targets = Object.values(workflow.connections).flatMap((byType) =>
		Object.values(byType).flatMap((outputs) => outputs.flatMap((output) => output ?? [])),
	);
	return new Set(targets.map(({ node }) => node));
}

function startOf(workflow: Workflow): INode {
	const targets = connected(workflow);
	// A model or a tool also leads somewhere, but does not begin anything.
	const start = workflow.nodes.find(
		({ name }) => !targets.has(name) && workflow.connections[name]?.main !== undefined,
	);
	if (start === undefined) throw new Error(`${workflow.name} does not begin anywhere`);
	return start;
}

/** Nodes that do together what a trigger does: take a list and hand on its items, under the trigger's name. */
function inPlaceOf({ name }: INode, path: string): readonly [receiving: INode, handingOn: INode] {
	return [
		{ ...webhook(path), name: `Test Webhook for ${name}` },
		{ ...splitOut(), name },
	];
}

/** The example's own webhook, which answers when all is done. */
function answering(own: INode, path: string): INode {
	const { parameters, webhookId = '' } = webhook(path);
	return { ...own, parameters: { ...own.parameters, ...parameters }, webhookId };
}

export interface ReadyExample {
	readonly workflow: Workflow;
	/** What to post to its webhook. */
	readonly body: unknown;
}

/** Behind the path of the example itself, where it begins at a second place. */
export const ALSO = '-also';

/**
 * An example as a person sets it up, with two differences: the trigger of another service is replaced by a
 * webhook that hands on the same items under the same name, and a node that reads from such a service by one
 * that gives the same record.
 */
export function readyExample(example: string, path: string, setting: Setting): ReadyExample {
	const { nodes, connections, ...workflow } = exported(readExample(example));
	const needs = needsOf(example);
	const replaced = new Map<string, readonly INode[]>();
	const start = needs.begins === undefined ? undefined : startOf(readExample(example));
	if (start?.type === WEBHOOK_TYPE) replaced.set(start.name, [answering(start, path)]);
	else if (start !== undefined) replaced.set(start.name, inPlaceOf(start, path));
	const second = nodes.find(({ name }) => name === needs.alsoBegins);
	if (second !== undefined) replaced.set(second.name, inPlaceOf(second, path + ALSO));

	const received = [...replaced.values()].filter((nodesOfStart) => nodesOfStart.length > 1);
	const items = itemsOf(needs);
	return {
		workflow: {
			...workflow,
			nodes: nodes.flatMap((given) => replaced.get(given.name) ?? [setUp(given, setting)]),
			connections: {
				...connections,
				...Object.fromEntries(
					received.map(([receiving, handingOn]) => [
						receiving?.name ?? '',
						{ main: [[{ node: handingOn?.name ?? '', type: 'main' as const, index: 0 }]] },
					]),
				),
			},
		},
		body: start?.type === WEBHOOK_TYPE ? items[0]?.body : items,
	};
}
