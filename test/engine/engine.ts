/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import 'reflect-metadata';
import './environment';

import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

import { DataDeduplicationService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	setSafeRegexEngine,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type IDataObject,
	type IDeduplicationOutput,
	type IExecuteData,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type ITaskData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { SurveyLabApi } from '../../credentials/SurveyLabApi.credentials';
import { SurveyLab } from '../../nodes/SurveyLab/SurveyLab.node.js';

// n8n gives up a regular expression after a quarter of a second on the clock, which a busy machine may take for
// anything. What it matches stays the same.
setSafeRegexEngine({
	exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
	test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
	replace: (pattern, input, flags, by) => input.replace(new RegExp(pattern, flags), by),
	matchAll: (pattern, input, flags = '') => [
		...input.matchAll(new RegExp(pattern, flags.replace(/g?$/, 'g'))),
	],
	split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
});

/** A workflow as n8n exports it. */
export type WorkflowJson = Pick<IWorkflowBase, 'nodes' | 'connections'> & Partial<IWorkflowBase>;

export interface RunOptions {
	/** The credential's data; expressions in it are evaluated for each item, as n8n does. */
	readonly credential?: ICredentialDataDecryptedObject;
	/** Called for each time that n8n reads the credential. */
	readonly onCredentialRead?: () => void;
	/** What the nodes named here emit, instead of running. */
	readonly pinned?: Readonly<Record<string, IDataObject[]>>;
	/** The workflow's id; runs that share it share n8n's store of processed items. */
	readonly workflowId?: string;
	/** An execution whose context this one inherits, as with n8n's button Retry. */
	readonly retryOf?: RunResult;
	/** The node to run; the source's own when left out. */
	readonly node?: INodeType;
	/** Called with the running execution, for instance to stop it. */
	readonly onStart?: (
		execution: WorkflowExecute,
		running: PromiseLike<IRun> & { cancel(): void },
	) => void;
}

export interface RunResult {
	readonly run: IRun;
	/** Every round of a node. */
	rounds(node: string): ITaskData[];
	/** The items of a node's output in its last round. */
	items(node: string, output?: number): INodeExecutionData[];
	/** The error that ended the execution. */
	readonly error: NonNullable<IRun['data']['resultData']['error']> | undefined;
}

/** Passes its input on: stands for every node that is not ours. */
const passThrough: INodeType = {
	description: {
		displayName: 'Pass Through',
		name: 'passThrough',
		group: ['transform'],
		version: [1, 2, 3, 4],
		description: 'Passes its input on',
		defaults: { name: 'Pass Through' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

/** Emits its first input one item at a time, once a round, as n8n's Loop Over Items does; then ends. */
const batches: INodeType = {
	description: {
		...passThrough.description,
		displayName: 'Batches',
		name: 'batches',
		outputs: ['main', 'main'],
	},
	async execute() {
		const context = this.getContext('node') as { left?: INodeExecutionData[] };
		context.left ??= [...this.getInputData()];
		const next = context.left.shift();
		return next === undefined ? [[], [{ json: {} }]] : [[next], []];
	},
};

/** Lets its input through the first output so many rounds, and then through the second. */
const rounds: INodeType = {
	description: {
		...passThrough.description,
		displayName: 'Rounds',
		name: 'rounds',
		outputs: ['main', 'main'],
		properties: [{ displayName: 'Rounds', name: 'rounds', type: 'number', default: 1 }],
	},
	async execute() {
		const context = this.getContext('node') as { done?: number };
		context.done = (context.done ?? 0) + 1;
		const most = this.getNodeParameter('rounds', 0) as number;
		return context.done <= most ? [this.getInputData(), []] : [[], this.getInputData()];
	},
};

const TEST_NODES: Readonly<Record<string, INodeType>> = {
	'test.batches': batches,
	'test.rounds': rounds,
};

const surveyLab = new SurveyLab();

/** The type name under which workflows know the node. */
export const SURVEY_LAB = 'n8n-nodes-surveylab.surveyLab';

/** The node as n8n offers it to AI agents: the same code, with a tool as its only output. */
export function asTool({ description, execute, methods }: INodeType): INodeType {
	return {
		description: {
			...description,
			name: `${description.name}Tool`,
			inputs: [],
			outputs: ['ai_tool'],
		},
		...(execute === undefined ? {} : { execute }),
		...(methods === undefined ? {} : { methods }),
	};
}

/** Calls the tool that is connected to it with what each item says, and emits what the tool answers. */
const agent: INodeType = {
	description: {
		...passThrough.description,
		displayName: 'Agent',
		name: 'agent',
		inputs: ['main', { type: 'ai_tool', displayName: 'Tool', required: true }],
		// n8n drops a parameter that the description does not have.
		properties: [{ displayName: 'At Once', name: 'atOnce', type: 'boolean', default: false }],
	},
	async execute() {
		const tools = (await this.getInputConnectionData('ai_tool', 0)) as Array<{
			name: string;
			description: string;
			schema: { shape: Record<string, unknown> };
			invoke(args: IDataObject): Promise<string>;
		}>;
		const [tool] = tools;
		if (tool === undefined) throw new Error('No tool is connected');
		const { name, description, schema } = tool;
		const call = async ({ json }: INodeExecutionData, item: number) => ({
			json: {
				name,
				description,
				parameters: Object.keys(schema.shape),
				answer: await tool.invoke(json).catch((error: Error) => error.message),
			},
			pairedItem: { item },
		});
		const calls = this.getInputData();
		if (this.getNode().parameters.atOnce === true) return [await Promise.all(calls.map(call))];
		const output: INodeExecutionData[] = [];
		for (const [item, one] of calls.entries()) output.push(await call(one, item));
		return [output];
	},
};

function nodeTypesWith(node: INodeType): INodeTypes {
	const known: Readonly<Record<string, INodeType>> = {
		...TEST_NODES,
		'test.agent': agent,
		[SURVEY_LAB]: node,
		[`${SURVEY_LAB}Tool`]: asTool(node),
	};
	const byName = (type: string) => known[type] ?? passThrough;
	return { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
}

class OneCredential extends ICredentialsHelper {
	private readonly type = new SurveyLabApi();

	constructor(
		private readonly data: ICredentialDataDecryptedObject | undefined,
		private readonly onRead: () => void = () => {},
	) {
		super();
	}

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		request: IHttpRequestOptions,
	) {
		return await this.type.authenticate(credentials, request);
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	getCredentials(): never {
		throw new Error('not used by nodes');
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_node: INodeCredentialsDetails,
		_type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		at?: ICredentialsExpressionResolveValues,
	) {
		if (this.data === undefined) throw new Error('Credential does not exist');
		this.onRead();
		// As n8n does it: with the defaults of what is shown for the stored values.
		const stored = NodeHelpers.getNodeParameters(
			this.type.properties,
			this.data as INodeParameters,
			true,
			false,
			null,
			null,
		);
		if (at === undefined) return stored as ICredentialDataDecryptedObject;
		return at.workflow.expression.getParameterValue(
			stored,
			at.runExecutionData,
			at.runIndex,
			at.itemIndex,
			at.node.name,
			at.connectionInputData,
			mode,
			{},
			executeData,
		) as unknown as ICredentialDataDecryptedObject;
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}

	getCredentialsProperties() {
		return this.type.properties;
	}
}

/** Nodes of a workflow share a list of the scope `workflow`. */
function placeOf(
	scope: string,
	{ workflow, node }: { workflow: Workflow; node?: { id: string } },
): string {
	return `${workflow.id} ${scope === 'node' ? node?.id : ''}`;
}

/**
 * n8n's store of processed items, kept in memory: like n8n's own it reads and writes the whole list
 * with a pause in between, so that two writers at once lose keys.
 */
class MemoryDeduplication {
	private readonly lists = new Map<string, string[]>();

	async checkProcessedAndRecord(
		items: unknown[],
		scope: string,
		context: { workflow: Workflow; node?: { id: string } },
		options: { maxEntries?: number },
	): Promise<IDeduplicationOutput> {
		if (context.workflow.id === UNSAVED)
			throw new Error('SQLITE_CONSTRAINT: FOREIGN KEY constraint failed');
		const place = placeOf(scope, context);
		const list = [...(this.lists.get(place) ?? [])];
		await Promise.resolve();
		const output: IDeduplicationOutput = { new: [], processed: [] };
		for (const item of items as string[]) {
			if (list.includes(item)) output.processed.push(item);
			else {
				list.push(item);
				output.new.push(item);
			}
		}
		if (options.maxEntries !== undefined) list.splice(0, list.length - options.maxEntries);
		this.lists.set(place, list);
		return output;
	}

	async removeProcessed(
		items: unknown[],
		scope: string,
		context: { workflow: Workflow; node?: { id: string } },
	) {
		const place = placeOf(scope, context);
		const list = [...(this.lists.get(place) ?? [])];
		await Promise.resolve();
		this.lists.set(
			place,
			list.filter((item) => !items.includes(item)),
		);
	}

	async getProcessedDataCount(): Promise<never> {
		throw new Error('not used by the node');
	}

	async clearAllProcessedItems() {
		this.lists.clear();
	}

	async checkProcessedItemsAndRecord(): Promise<never> {
		throw new Error('not used by the node');
	}
}

/** Where this n8n would be; nothing listens there. */
const HERE = 'http://localhost/';

/** The id under which n8n's database knows no workflow. */
export const UNSAVED = 'unsaved';

let deduplicationReady = false;

async function prepareDeduplication(): Promise<void> {
	if (deduplicationReady) return;
	deduplicationReady = true;
	await DataDeduplicationService.init(new MemoryDeduplication() as never);
}

/** The switch of n8n's protection against requests into its own network, as its engine reads it at each request. */
export function ssrfProtection(): { enabled: boolean } {
	const ofEngine = createRequire(require.resolve('n8n-core'));
	const { Container } = ofEngine('@n8n/di') as {
		Container: { get(name: unknown): { enabled: boolean } };
	};
	const { SsrfProtectionConfig } = ofEngine('@n8n/config') as { SsrfProtectionConfig: unknown };
	return Container.get(SsrfProtectionConfig);
}

/** Runs a workflow on n8n's own engine, with real expressions and real HTTP. */
export async function runWorkflow(
	json: WorkflowJson,
	options: RunOptions = {},
): Promise<RunResult> {
	await prepareDeduplication();
	const id = options.workflowId ?? randomUUID();
	const workflow = new Workflow({
		id,
		name: json.name ?? 'Test',
		nodes: json.nodes.map((node) => ({
			...structuredClone(node),
			// What choosing a credential in the node adds to the workflow.
			...(node.type.startsWith(SURVEY_LAB) && options.credential !== undefined
				? { credentials: { surveyLabApi: { id: '1', name: 'SurveyLab API' } } }
				: {}),
		})),
		connections: json.connections,
		active: false,
		nodeTypes: nodeTypesWith(options.node ?? surveyLab),
		settings: json.settings ?? {},
	});
	const pinData: Record<string, INodeExecutionData[]> = {};
	for (const [node, items] of Object.entries(options.pinned ?? {})) {
		pinData[node] = items.map((item) => ({ json: structuredClone(item) }));
	}
	const mode: WorkflowExecuteMode = 'trigger';
	const additionalData = {
		credentialsHelper: new OneCredential(options.credential, options.onCredentialRead),
		hooks: new ExecutionLifecycleHooks(mode, randomUUID(), json as IWorkflowBase),
		executionId: randomUUID(),
		currentNodeExecutionIndex: 0,
		restApiUrl: HERE,
		instanceBaseUrl: HERE,
		webhookBaseUrl: HERE,
		webhookWaitingBaseUrl: HERE,
		webhookTestBaseUrl: HERE,
		formBaseUrl: HERE,
		formWaitingBaseUrl: HERE,
		formTestBaseUrl: HERE,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const [trigger] = Object.keys(pinData);
	const startNode = trigger === undefined ? undefined : workflow.getNode(trigger);
	if (!startNode) throw new Error('Name the trigger and what it emits in `pinned`');
	const execution = new WorkflowExecute(additionalData, mode);
	const running = execution.run({ workflow, startNode, pinData });
	const inherited = options.retryOf?.run.data.executionData?.contextData;
	if (inherited !== undefined) {
		// n8n reads it from its database; the nodes begin to run after this.
		const { runExecutionData } = execution as unknown as { runExecutionData: IRunExecutionData };
		Object.assign(runExecutionData.executionData ?? {}, {
			contextData: structuredClone(inherited),
		});
	}
	options.onStart?.(execution, running);
	const run = await running;
	const rounds = (node: string) => run.data.resultData.runData[node] ?? [];
	return {
		run,
		rounds,
		items: (node, output = 0) => rounds(node).at(-1)?.data?.main?.[output] ?? [],
		error: run.data.resultData.error,
	};
}
