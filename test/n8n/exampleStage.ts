/** For the tests of examples: what they need around them, and a way to run one. */
import type { IDataObject } from 'n8n-workflow';

import { TRIGGER_CREDENTIAL_TYPE } from './completions';
import { createDataTable, type DataTable } from './dataTables';
import { exampleData } from './exampleFiles';
import type { Setting } from './exampleNodes';
import { ALSO, needsOf, readyExample, type ExampleNeeds } from './exampleWorkflows';
import type { ExecutionRecord } from './execution';
import type { Execution, StoredWorkflow, Workflow } from './harness';
import type { InstallationName } from './install';
import { startMailbox, type Mailbox } from './mailbox';
import { startScriptedModel, type ScriptedModel } from './scriptedModel';
import { SENDER_TOKEN, startSenderApis, type SenderApis } from './senderApis';
import { soon } from './soon';
import { newestExecution, type Stage } from './suites/support';
import { CREDENTIAL_TYPE, type CredentialReference } from './workflows';

export const SECRET = 'secret-of-the-examples';
/** The token of an assistant that uses tools over MCP. */
export const MCP_TOKEN = 'token-of-the-assistant';

export interface Prepared {
	readonly workflow: StoredWorkflow;
	readonly table: DataTable | undefined;
	/** Lets it begin, with these items or with those that its trigger hands on; the execution has ended well. */
	begin(body?: unknown): Promise<ExecutionRecord>;
	/** Lets it begin at its second place. */
	beginAlso(items: readonly IDataObject[]): Promise<ExecutionRecord>;
	/** Lets it begin and does not wait for its end, but until n8n has put it to sleep. */
	beginAndWait(body: unknown): Promise<Execution>;
}

export interface ExampleStage {
	readonly model: ScriptedModel;
	readonly mailbox: Mailbox;
	readonly senders: SenderApis;
	/** As a person sets it up, who may also change it. */
	prepare(example: string, change?: (workflow: Workflow) => Workflow): Promise<Prepared>;
}

export const jsons = (record: ExecutionRecord, node: string, output = 0): IDataObject[] =>
	(record.outputs(node)[output] ?? []).map(({ json }) => json);

type Credentials = Record<string, CredentialReference>;

async function credentialsFor(
	{ n8n, credential }: Stage,
	model: ScriptedModel,
	{ host, port }: Mailbox,
	senders: SenderApis,
): Promise<Credentials> {
	const others: Record<string, Record<string, unknown>> = {
		openAiApi: { apiKey: 'none', url: model.url, header: false },
		[TRIGGER_CREDENTIAL_TYPE]: { secret: SECRET },
		smtp: { user: '', password: '', host, port, secure: false, disableStartTls: true },
		httpBearerAuth: { token: MCP_TOKEN },
		calendlyApi: { apiKey: SENDER_TOKEN },
		httpHeaderAuth: { name: 'X-BLToken', value: SENDER_TOKEN },
		magento2Api: { host: senders.url, accessToken: SENDER_TOKEN },
		postgres: { host: '127.0.0.1', port: 9, database: 'none', user: 'none', password: 'none' },
	};
	const credentials: Credentials = { [CREDENTIAL_TYPE]: credential };
	for (const [type, data] of Object.entries(others))
		credentials[type] = await n8n.createCredential({ name: `For ${type}`, type, data });
	return credentials;
}

async function made(
	{ n8n }: Stage,
	{ name, columns, rows }: NonNullable<ExampleNeeds['table']>,
): Promise<DataTable> {
	const table = await createDataTable(n8n, name, columns);
	const given = rows === undefined ? [] : exampleData(rows);
	// Without those that n8n gives to every row by itself.
	const own = given.map((row) =>
		Object.fromEntries(columns.map((column) => [column, row[column] ?? null])),
	);
	if (own.length > 0) await table.insert(own);
	return table;
}

/** Between the tests of one file, beside the n8n and the SurveyLab of its stage. */
export function useExamples(name: InstallationName, stage: () => Stage): () => ExampleStage {
	let model: ScriptedModel;
	let mailbox: Mailbox;
	let senders: SenderApis;
	let credentials: Setting['credentials'];
	let prepared = 0;

	beforeAll(async () => {
		model = await startScriptedModel();
		mailbox = await startMailbox();
		senders = await startSenderApis();
		credentials = await credentialsFor(stage(), model, mailbox, senders);
	});
	afterEach(() => {
		model.forget();
		mailbox.forget();
		senders.forget();
	});
	afterAll(async () => {
		await model.close();
		await mailbox.close();
		await senders.close();
	});

	async function prepare(
		example: string,
		change: (workflow: Workflow) => Workflow = (workflow) => workflow,
	): Promise<Prepared> {
		const { n8n, sandbox } = stage();
		const { table: wanted, toolCall } = needsOf(example);
		const table = wanted === undefined ? undefined : await made(stage(), wanted);
		// The node of n8n 1 has no "By Name": people choose the table from a list, which stores its id.
		const tableIds = table !== undefined && name === 'legacy' ? { [table.name]: table.id } : {};
		prepared += 1;
		const path = `example-${example}-${prepared}`;
		const ready = readyExample(example, path, {
			surveyBaseUrl: sandbox.url,
			collectorId: sandbox.collectorId,
			credentials,
			sendersUrl: senders.url,
			tableIds,
		});
		const workflow = await n8n.createActive(change(ready.workflow));
		const executed = async (at: string, body: unknown): Promise<ExecutionRecord> => {
			await n8n.webhook(at, body);
			const record = await newestExecution(n8n, workflow.id);
			expect(record.error).toBeUndefined();
			expect(record.execution.status).toBe('success');
			return record;
		};
		return {
			workflow,
			table,
			begin: async (body = ready.body) => {
				if (toolCall !== undefined) model.call(exampleData(toolCall)[0] ?? {});
				return await executed(path, body);
			},
			beginAlso: async (items) => await executed(path + ALSO, items),
			beginAndWait: async (body) => {
				const known = (await n8n.executions(workflow.id)).length;
				// Answered when the last node has run, so much later or never.
				n8n.webhook(path, body).catch(() => undefined);
				let newest: Execution | undefined;
				await soon(
					async () => await n8n.executions(workflow.id),
					(executions) => {
						expect(executions).toHaveLength(known + 1);
						[newest] = executions;
						expect(newest?.status).toBe('waiting');
					},
				);
				if (newest === undefined) throw new Error(`${example} does not wait`);
				return newest;
			},
		};
	}

	return () => ({ model, mailbox, senders, prepare });
}
