/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';

import type { Workflow } from './harness';
import { CREDENTIAL_TYPE, exported, splitOut, SURVEYLAB_TYPE, webhook, type CredentialReference } from './workflows';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');
const WEBHOOK_TYPE = 'n8n-nodes-base.webhook';

/** The workflows people are given to import, by file name without its ending. */
export function exampleNames(): string[] {
	if (!existsSync(EXAMPLES)) return [];
	return readdirSync(EXAMPLES)
		.filter((name) => name.endsWith('.json'))
		.map((name) => name.slice(0, -'.json'.length))
		.sort();
}

/**
 * What each example is run with, from `examples/data`. The others reach further than a webhook and SurveyLab
 * (another service's node on the way, a data table, a chat model): they are imported, not run.
 */
export const EXAMPLE_ITEMS: Readonly<Record<string, string>> = {
	chatwoot: 'chatwoot_conversation_status_changed',
	freshdesk: 'freshdesk_webhook',
	gorgias: 'gorgias_webhook_with_status',
	'help-scout': 'helpscout_trigger',
	intercom: 'intercom_conversation_closed',
	jira: 'jira_trigger_jsm',
	'pipedrive-person': 'pipedrive_trigger_v1',
	'salesforce-contact': 'salesforce_trigger',
	shopify: 'shopify_trigger_orders_fulfilled',
	'tawk-to': 'tawkto_chat_end',
	'woo-commerce': 'woocommerce_trigger_order_updated',
	zammad: 'zammad_webhook',
	zendesk: 'zendesk_trigger',
	'zendesk-ticket-solved': 'zendesk_trigger',
	'zoho-desk': 'zohodesk_webhook',
};

export function readExample(example: string): Workflow {
	return JSON.parse(readFileSync(join(EXAMPLES, `${example}.json`), 'utf8')) as Workflow;
}

function connected(workflow: Workflow): Set<string> {
	const targets = Object.values(workflow.connections).flatMap((byType) =>
		Object.values(byType).flatMap((outputs) => outputs.flatMap((output) => output ?? [])),
	);
	return new Set(targets.map(({ node }) => node));
}

function startOf(workflow: Workflow): INode {
	const targets = connected(workflow);
	const start = workflow.nodes.find(({ name }) => !targets.has(name) && workflow.connections[name] !== undefined);
	if (start === undefined) throw new Error(`${workflow.name} does not begin anywhere`);
	return start;
}

export interface ReadyExample {
	readonly workflow: Workflow;
	/** Whether the example has a webhook of its own, which gets one item's body. */
	readonly ownWebhook: boolean;
}

/**
 * An example as a person sets it up, with two differences: it talks to the sandbox, and the trigger of
 * another service is replaced by a webhook that hands on the same items under the same name.
 */
export function readyExample(
	example: string,
	path: string,
	credential: CredentialReference,
	surveyBaseUrl: string,
): ReadyExample {
	const workflow = readExample(example);
	const start = startOf(workflow);
	const ownWebhook = start.type === WEBHOOK_TYPE;
	const trigger = webhook(path);
	const nodes = workflow.nodes.flatMap((given): INode[] => {
		if (given === start) {
			if (!ownWebhook) return [{ ...trigger, name: 'Test Webhook' }, { ...splitOut(), name: start.name }];
			return [{ ...start, parameters: { ...start.parameters, ...trigger.parameters }, webhookId: trigger.webhookId ?? '' }];
		}
		if (given.type !== SURVEYLAB_TYPE) return [given];
		if (given.parameters.resource !== 'response') return [{ ...given, credentials: { [CREDENTIAL_TYPE]: credential } }];
		const options = { ...(given.parameters.options as INodeParameters | undefined), surveyBaseUrl };
		return [{ ...given, parameters: { ...given.parameters, options } }];
	});
	const connections = ownWebhook
		? workflow.connections
		: { ...workflow.connections, 'Test Webhook': { main: [[{ node: start.name, type: 'main' as const, index: 0 }]] } };
	return { workflow: { ...exported(workflow), nodes, connections }, ownWebhook };
}
