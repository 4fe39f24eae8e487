/** Small workflows around our node: items in, one node, two outputs. */

import type { IDataObject, INode } from 'n8n-workflow';

import type { Sandbox } from '../sandbox';
import {
	runWorkflow,
	SURVEY_LAB,
	type RunOptions,
	type RunResult,
	type WorkflowJson,
} from './engine';

export const ITEMS = 'Items';
export const NODE = 'SurveyLab';
export const DONE = 'Done';
export const FAILED = 'Failed';
export const COPY = 'Copy of SurveyLab';

export type NodeSettings = Partial<
	Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries' | 'type'>
>;

function node(
	name: string,
	type: string,
	parameters: IDataObject,
	settings: NodeSettings = {},
): INode {
	return {
		id: `id-of-${name}`,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		...settings,
	};
}

/** Items → our node → Done, and the error output → Failed. */
export function aroundNode(parameters: IDataObject, settings: NodeSettings = {}): WorkflowJson {
	return {
		name: 'Around our node',
		nodes: [
			node(ITEMS, 'test.items', {}),
			node(NODE, SURVEY_LAB, parameters, settings),
			node(DONE, 'test.noOp', {}),
			node(FAILED, 'test.noOp', {}),
		],
		connections: {
			[ITEMS]: { main: [to(NODE)] },
			[NODE]: { main: [to(DONE), to(FAILED)] },
		},
	};
}

function to(name: string) {
	return [{ node: name, type: 'main' as const, index: 0 }];
}

/** The items through our node, and then through a copy of it. */
export function withCopy(parameters: IDataObject): WorkflowJson {
	const workflow = aroundNode(parameters);
	workflow.nodes.push(node(COPY, SURVEY_LAB, parameters));
	workflow.connections = { [ITEMS]: { main: [[...to(NODE), ...to(COPY)]] } };
	return workflow;
}

/** The items one by one through our node, a round of a loop each. */
export function inBatches(parameters: IDataObject, settings: NodeSettings = {}): WorkflowJson {
	const workflow = aroundNode(parameters, settings);
	workflow.nodes.push(node('Batches', 'test.batches', {}));
	workflow.connections = {
		[ITEMS]: { main: [to('Batches')] },
		Batches: { main: [to(NODE), to(DONE)] },
		[NODE]: { main: [to('Batches')] },
	};
	return workflow;
}

/** What failed comes back into our node so many rounds. */
export function failedOnceMore(parameters: IDataObject, rounds: number): WorkflowJson {
	const workflow = aroundNode(parameters, ERROR_OUTPUT);
	workflow.nodes.push(node('Again', 'test.rounds', { rounds }));
	workflow.connections[NODE] = { main: [to(DONE), to('Again')] };
	workflow.connections.Again = { main: [to(NODE), to(FAILED)] };
	return workflow;
}

export function byId(value: unknown): IDataObject {
	return { __rl: true, mode: 'id', value } as IDataObject;
}

export function byLink(value: unknown): IDataObject {
	return { __rl: true, mode: 'url', value } as IDataObject;
}

/** "Add contact to collector" with expressions on `$json.email` and `$json.key`. */
export function contactParameters(
	sandbox: Sandbox,
	options: IDataObject = {},
	more: IDataObject = {},
): IDataObject {
	return {
		resource: 'contact',
		operation: 'addToCollector',
		collectorId: byId(sandbox.collectorId),
		email: '={{ $json.email }}',
		crk: '={{ $json.key }}',
		additionalFields: {},
		options,
		...more,
	};
}

/** "Tag survey response" with expressions on `$json`. */
export function tagParameters(
	sandbox: Sandbox,
	options: IDataObject = {},
	more: IDataObject = {},
): IDataObject {
	return {
		resource: 'response',
		operation: 'tag',
		collectorId: byId(sandbox.collectorId),
		fields: { referrer: '={{ $json.referrer }}', custom1: '={{ $json.custom1 }}' },
		options: { surveyBaseUrl: sandbox.url, ...options },
		...more,
	};
}

/** What became of each item, of those that failed as well. */
export function outcomesOf(items: readonly IDataObject[]): unknown[] {
	return items.map((json) => json.outcome ?? (json.details as IDataObject).outcome);
}

/** Items with different addresses and keys: `person-0@example.com` with `key-0` … */
export function people(count: number, prefix = 'key'): IDataObject[] {
	return Array.from({ length: count }, (_, number) => ({
		email: `person-${number}@example.com`,
		key: `${prefix}-${number}`,
	}));
}

export interface RunNodeOptions extends Omit<RunOptions, 'pinned'> {
	readonly settings?: NodeSettings;
}

/** Runs our node with these parameters over these items, with the stand-in's account. */
export async function runNode(
	sandbox: Sandbox,
	parameters: IDataObject,
	items: IDataObject[],
	{ settings, ...options }: RunNodeOptions = {},
): Promise<RunResult> {
	return await runWorkflow(aroundNode(parameters, settings), {
		credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
		...options,
		pinned: { [ITEMS]: items },
	});
}

/** The `json` of what came out of our node. */
export function jsons(result: RunResult, output = 0, name = NODE): IDataObject[] {
	return result.items(name, output).map(({ json }) => json);
}

export const CONTINUE: NodeSettings = { onError: 'continueRegularOutput' };
export const ERROR_OUTPUT: NodeSettings = { onError: 'continueErrorOutput' };
