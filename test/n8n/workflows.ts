import { randomUUID } from 'node:crypto';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import { PACKAGE, type Workflow } from './harness';

export const SURVEYLAB_TYPE = `${PACKAGE}.surveyLab`;
export const CREDENTIAL_TYPE = 'surveyLabApi';

type NodeSettings = Partial<Omit<INode, 'name' | 'type' | 'typeVersion' | 'parameters'>>;

export interface CredentialReference {
	id: string;
	name: string;
}

export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	settings: NodeSettings = {},
): INode {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, ...settings };
}

/** A production webhook that answers with all items of the last node. */
export function webhook(path: string): INode {
	return node(
		'Webhook',
		'n8n-nodes-base.webhook',
		2,
		{ httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'allEntries', options: {} },
		{ webhookId: randomUUID() },
	);
}

/** One item for each entry of the posted list. */
export function splitOut(): INode {
	return node('Split Out', 'n8n-nodes-base.splitOut', 1, {
		fieldToSplitOut: 'body',
		options: { disableDotNotation: true },
	});
}

export function noOperation(name: string): INode {
	return node(name, 'n8n-nodes-base.noOp', 1, {});
}

export function surveyLab(
	parameters: INodeParameters,
	credential?: CredentialReference,
	settings: NodeSettings = {},
): INode {
	return node('SurveyLab', SURVEYLAB_TYPE, 1, parameters, {
		...(credential === undefined ? {} : { credentials: { [CREDENTIAL_TYPE]: credential } }),
		...settings,
	});
}

export const byId = (id: string): INodeParameters => ({ __rl: true, mode: 'id', value: id });
/** What every example waits for: a person enters the collector. Nodes without one stay as they are. */
export function withCollector(given: INode, id: string): INode {
	if (given.parameters.collectorId === undefined) return given;
	return { ...given, parameters: { ...given.parameters, collectorId: byId(id) } };
}

export const byLink = (link: string): INodeParameters => ({ __rl: true, mode: 'url', value: link });

/** Parameters for a contact, with expressions on items such as `{ email, crk }`. */
export function contactParameters(
	collectorId: string,
	more: INodeParameters = {},
): INodeParameters {
	return {
		resource: 'contact',
		operation: 'addToCollector',
		collectorId: byId(collectorId),
		email: '={{ $json.email }}',
		crk: '={{ $json.crk }}',
		additionalFields: {},
		options: {},
		...more,
	};
}

/** One node after the other, main output to main input. */
export function inRow(name: string, ...nodes: INode[]): Workflow {
	const connections: IConnections = {};
	for (const [index, { name: from }] of nodes.entries()) {
		const to = nodes[index + 1];
		if (to !== undefined)
			connections[from] = { main: [[{ node: to.name, type: 'main', index: 0 }]] };
	}
	// What n8n's editor gives to every new workflow.
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

/** The workflow as n8n's menu exports it: what a person saves, sends around and imports elsewhere. */
export function exported({ name, nodes, connections, settings }: Workflow): Workflow {
	return JSON.parse(JSON.stringify({ name, nodes, connections, settings })) as Workflow;
}
