import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { BROWSER, pathOf, TRIGGER_CREDENTIAL_TYPE, TRIGGER_NAME } from '../completions';
import { createDataTable, type DataTable } from '../dataTables';
import { exampleData, exampleNames, readExample } from '../exampleFiles';
import type { Setting } from '../exampleNodes';
import { EXAMPLE_NEEDS, needsOf, readyExample, type ExampleNeeds } from '../exampleWorkflows';
import type { ExecutionRecord } from '../execution';
import type { StoredWorkflow } from '../harness';
import { startMailbox, type Mailbox } from '../mailbox';
import { startScriptedModel, type ScriptedModel } from '../scriptedModel';
import { soon } from '../soon';
import { CREDENTIAL_TYPE, exported } from '../workflows';
import { newestExecution, testedInstallations, useStage } from './support';

const CONTACT = 'Add contact to collector';
const NOTE = 'Add internal note';
const SECRET = 'secret-of-the-examples';
const NO_EMAIL = 'Email is missing in the data from Zendesk';

interface Run {
	/** The first time, which is over. */
	readonly first: ExecutionRecord;
	again(): Promise<ExecutionRecord>;
	readonly table: DataTable | undefined;
	readonly workflow: StoredWorkflow;
}

const jsons = (record: ExecutionRecord, node: string, output = 0) =>
	(record.outputs(node)[output] ?? []).map(({ json }) => json);
const outcomes = (record: ExecutionRecord) =>
	jsons(record, CONTACT).flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]));

describe.each(testedInstallations())('examples in n8n %s', (name) => {
	const isN8n1 = name === 'legacy';
	const stage = useStage(name);
	let model: ScriptedModel;
	let mailbox: Mailbox;
	let credentials: Setting['credentials'];

	beforeAll(async () => {
		const { n8n, credential } = stage();
		model = await startScriptedModel();
		mailbox = await startMailbox();
		const { host, port } = mailbox;
		credentials = {
			[CREDENTIAL_TYPE]: credential,
			openAiApi: await n8n.createCredential({
				name: 'Scripted model',
				type: 'openAiApi',
				data: { apiKey: 'none', url: model.url, header: false },
			}),
			[TRIGGER_CREDENTIAL_TYPE]: await n8n.createCredential({
				name: 'Address of completions',
				type: TRIGGER_CREDENTIAL_TYPE,
				data: { secret: SECRET },
			}),
			smtp: await n8n.createCredential({
				name: 'Mailbox',
				type: 'smtp',
				data: { user: '', password: '', host, port, secure: false, disableStartTls: true },
			}),
		};
	});
	afterEach(() => {
		model.forget();
		mailbox.forget();
	});
	afterAll(async () => {
		await model.close();
		await mailbox.close();
	});

	async function made({
		name: tableName,
		columns,
		rows,
	}: NonNullable<ExampleNeeds['table']>): Promise<DataTable> {
		const table = await createDataTable(stage().n8n, tableName, columns);
		const given = rows === undefined ? [] : exampleData<IDataObject>(rows);
		// Without those that n8n gives to every row by itself.
		const own = given.map((row) =>
			Object.fromEntries(columns.map((column) => [column, row[column] ?? null])),
		);
		if (own.length > 0) await table.insert(own);
		return table;
	}

	async function run(example: string): Promise<Run> {
		const { n8n, sandbox } = stage();
		const { table: wanted, toolCall } = needsOf(example);
		const table = wanted === undefined ? undefined : await made(wanted);
		// The node of n8n 1 has no "By Name": people choose the table from a list, which stores its id.
		const tableIds = table !== undefined && isN8n1 ? { [table.name]: table.id } : {};
		const path = `example-${example}`;
		const { workflow, body } = readyExample(example, path, {
			surveyBaseUrl: sandbox.url,
			credentials,
			tableIds,
		});
		const stored = await n8n.createActive(workflow);
		const again = async () => {
			if (toolCall !== undefined) model.call(exampleData<IDataObject>(toolCall)[0] ?? {});
			await n8n.webhook(path, body);
			const record = await newestExecution(n8n, stored.id);
			expect(record.error).toBeUndefined();
			expect(record.execution.status).toBe('success');
			return record;
		};
		return { first: await again(), again, table, workflow: stored };
	}

	/** Items that could not be sent; n8n 1 leaves them in the first output, whatever On Error says. */
	const failed = (record: ExecutionRecord) =>
		jsons(record, CONTACT, isN8n1 ? 0 : 1).filter(({ error }) => error !== undefined);

	const expectations: Readonly<Record<string, (run: Run) => void | Promise<void>>> = {
		'ai-agent-tool': async ({ first, again }) => {
			const { sandbox } = stage();
			expect(Object.keys(model.offers[0]?.parameters.properties ?? {})).toEqual([
				'email',
				'ticketNumber',
			]);
			expect(sandbox.contacts).toMatchObject([{ email: 'anna@example.com', crk: 'ticket-48213' }]);
			expect(jsons(first, 'AI Agent')).toMatchObject([
				{ output: expect.stringContaining('"accepted"') as unknown },
			]);
			expect(jsons(await again(), 'AI Agent')).toMatchObject([
				{ output: expect.stringContaining('"alreadySent"') as unknown },
			]);
			expect(sandbox.requests).toHaveLength(1);
		},

		'deal-won': () => {
			expect(stage().sandbox.contacts).toMatchObject([
				{
					email: 'zazolc.gesla+pd@example.com',
					crk: 'deal-1',
					referrer: 'https://acme-shop.pipedrive.com/deal/1',
					firstName: 'Zażółć',
					lastName: 'Gęślą',
					custom1: 'Wdrożenie 50% & #3',
				},
			]);
		},

		'failed-items-second-look': async ({ first, table }) => {
			expect(stage().sandbox.contacts).toMatchObject([
				{ email: 'zazolc.gesla+sklep@example.com', crk: 'zendesk-48213' },
			]);
			const kept = {
				response_key: 'zendesk-48213',
				what_happened: NO_EMAIL,
				outcome: 'invalid',
				reason: expect.stringContaining('ticket.requester.email') as unknown,
			};
			expect(failed(first)).toMatchObject([{ error: NO_EMAIL, details: { outcome: 'invalid' } }]);
			expect(await table?.rows()).toMatchObject(isN8n1 ? [] : [kept]);
		},

		'full-circle': async ({ workflow }) => {
			const { n8n, sandbox } = stage();
			expect(sandbox.contacts).toMatchObject([
				{ email: 'zazolc.gesla+sklep@example.com', crk: 'zendesk-48213' },
			]);
			const trigger = workflow.nodes.find(({ name: nodeName }) => nodeName === TRIGGER_NAME);
			if (trigger === undefined) throw new Error('There is no trigger');
			const address = `${n8n.url}${pathOf(trigger)}?crk=zendesk-48213&rid=77&key=${SECRET}`;
			const { status } = await axios.get(address, {
				proxy: false,
				headers: { 'user-agent': BROWSER },
			});
			expect(status).toBe(200);
			await soon(
				async () => jsons(await newestExecution(n8n, workflow.id), NOTE),
				(notes) =>
					expect(notes).toMatchObject([
						{
							ticket: 48213,
							internalNote: 'The survey about this ticket was completed: response 77 in SurveyLab.',
						},
					]),
			);
		},

		'hubspot-contact': () => {
			expect(stage().sandbox.contacts).toMatchObject([
				{
					email: 'zazolc.gesla+hub@example.com',
					crk: '71030045512',
					language: 'pl',
					phone: '+48 600 000 000',
					firstName: 'Zażółć',
					lastName: 'Gęślą',
				},
			]);
		},

		'send-once': async ({ first, again, table }) => {
			const { sandbox } = stage();
			const invited = () => sandbox.contacts.map(({ email, crk }) => `${crk} ${email}`).sort();
			const customers = [
				'customer-1007 anna.nowak@example.com',
				"customer-1008 pat.o'neil@example.com",
			];
			expect(invited()).toEqual(customers);
			expect(outcomes(first)).toEqual(['accepted', 'accepted']);
			expect(failed(first)).toMatchObject([{ error: 'Email is empty' }]);

			await table?.insert([
				{ customer_number: '1010', email: 'new@example.com', first_name: 'New', last_name: null },
			]);
			expect(outcomes(await again())).toEqual(['alreadySent', 'alreadySent', 'accepted']);
			expect(invited()).toEqual([...customers, 'customer-1010 new@example.com']);
			expect(sandbox.requests).toHaveLength(3);
		},

		'survey-completed': ({ first }) => {
			expect(stage().sandbox.requests).toEqual([]);
			expect(jsons(first, NOTE)).toMatchObject([
				{
					ticket: 48213,
					internalNote:
						'The survey about this ticket was completed: response 1048576 in SurveyLab.',
				},
				{
					ticket: 48214,
					internalNote:
						'The survey about this ticket was completed: response 1048577 in SurveyLab.',
				},
			]);
		},

		'survey-link-in-email': async () => {
			const { sandbox } = stage();
			expect(sandbox.requests).toEqual([]);
			expect(mailbox.mails).toMatchObject([
				{
					from: 'support@example.com',
					to: ['zazolc.gesla+sklep@example.com'],
					subject: 'How did we do?',
				},
			]);
			const [, link = ''] =
				/<a href="(.*?)">Open the survey/.exec(mailbox.mails[0]?.body ?? '') ?? [];
			await axios.get(link, { proxy: false });
			expect(sandbox.tags).toMatchObject([
				{
					fields: {
						crk: '48213',
						email: 'zazolc.gesla+sklep@example.com',
						name: 'Zażółć',
						surname: 'Gęślą',
						referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
						language: 'pl',
					},
				},
			]);
		},
	};

	it('are all known here', () => {
		expect(Object.keys(EXAMPLE_NEEDS).sort()).toEqual(exampleNames());
	});

	it.each(exampleNames())('%s can be imported', async (example) => {
		const { nodes } = readExample(example);
		const stored = await stage().n8n.createWorkflow(exported(readExample(example)));
		expect(stored.nodes.map(({ type }) => type)).toEqual(nodes.map(({ type }) => type));
	});

	const titled = exampleNames().map((example) => {
		const { sinceN8n2 } = EXAMPLE_NEEDS[example] ?? {};
		return [
			isN8n1 && sinceN8n2 !== undefined ? `${example} (here without ${sinceN8n2})` : example,
			example,
		] as const;
	});
	it.each(titled)('%s does what it says', async (_title, example) => {
		const { sandbox } = stage();
		const done = await run(example);
		expect(sandbox.contacts.length + sandbox.tags.length).toBe(sandbox.requests.length);
		const check =
			expectations[example] ?? (() => expect(sandbox.contacts.length).toBeGreaterThan(0));
		await check(done);
	});
});
