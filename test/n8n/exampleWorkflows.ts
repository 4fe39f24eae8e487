import type { IDataObject, INode } from 'n8n-workflow';

import { exampleData, readExample } from './exampleFiles';
import { setUp, type Setting } from './exampleNodes';
import type { Workflow } from './harness';
import { exported, splitOut, webhook } from './workflows';

export { exampleNames, readExample } from './exampleFiles';

const WEBHOOK_TYPE = 'n8n-nodes-base.webhook';

export interface ExampleNeeds {
	/** What its trigger hands on: a file of `examples/data`, or the items themselves. */
	readonly begins: string | readonly IDataObject[];
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
	/** What n8n 1 does not have, so that people set it up in another way there. */
	readonly sinceN8n2?: string;
}

export const EXAMPLE_NEEDS: Readonly<Record<string, ExampleNeeds>> = {
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
	chatwoot: { begins: 'chatwoot_conversation_status_changed' },
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
	'full-circle': { begins: 'zendesk_trigger' },
	gorgias: { begins: 'gorgias_webhook_with_status' },
	'help-scout': { begins: 'helpscout_trigger' },
	'hubspot-contact': {
		begins: 'hubspot_trigger',
		only: ({ subscriptionType }) => subscriptionType === 'contact.creation',
	},
	intercom: { begins: 'intercom_conversation_closed' },
	jira: { begins: 'jira_trigger_jsm' },
	'pipedrive-person': { begins: 'pipedrive_trigger_v1' },
	'salesforce-contact': { begins: 'salesforce_trigger' },
	'send-once': {
		begins: [{}],
		table: {
			name: 'survey-customers',
			columns: ['customer_number', 'email', 'first_name', 'last_name'],
			rows: 'customers',
		},
		sinceN8n2: 'data tables by name',
	},
	shopify: { begins: 'shopify_trigger_orders_fulfilled' },
	'survey-completed': { begins: 'survey_completed' },
	'survey-link-in-email': { begins: 'zendesk_trigger' },
	'tawk-to': { begins: 'tawkto_chat_end' },
	'woo-commerce': { begins: 'woocommerce_trigger_order_updated' },
	zammad: { begins: 'zammad_webhook' },
	zendesk: { begins: 'zendesk_trigger' },
	'zendesk-ticket-solved': { begins: 'zendesk_trigger' },
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

function itemsOf({ begins, only = () => true }: ExampleNeeds): readonly IDataObject[] {
	return typeof begins === 'string' ? exampleData<IDataObject>(begins).filter(only) : begins;
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

export interface ReadyExample {
	readonly workflow: Workflow;
	/** What to post to its webhook. */
	readonly body: unknown;
}

/**
 * An example as a person sets it up, with two differences: the trigger of another service is replaced by a
 * webhook that hands on the same items under the same name, and a node that reads from such a service by one
 * that gives the same record.
 */
export function readyExample(example: string, path: string, setting: Setting): ReadyExample {
	const workflow = readExample(example);
	const items = itemsOf(needsOf(example));
	const start = startOf(workflow);
	const trigger = webhook(path);
	const others = workflow.nodes
		.filter((given) => given !== start)
		.map((given) => setUp(given, setting));
	if (start.type === WEBHOOK_TYPE) {
		const own = {
			...start,
			parameters: { ...start.parameters, ...trigger.parameters },
			webhookId: trigger.webhookId ?? '',
		};
		return { workflow: { ...exported(workflow), nodes: [own, ...others] }, body: items[0]?.body };
	}
	const nodes = [
		{ ...trigger, name: 'Test Webhook' },
		{ ...splitOut(), name: start.name },
		...others,
	];
	const connections = {
		...workflow.connections,
		'Test Webhook': { main: [[{ node: start.name, type: 'main' as const, index: 0 }]] },
	};
	return { workflow: { ...exported(workflow), nodes, connections }, body: items };
}
