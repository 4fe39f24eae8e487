import axios from 'axios';
import { BROWSER, pathOf, TRIGGER_NAME } from '../completions';
import type { DataTable } from '../dataTables';
import { exampleNames, readExample } from '../exampleFiles';
import { jsons, SECRET, useExamples } from '../exampleStage';
import { EXAMPLE_NEEDS } from '../exampleWorkflows';
import type { ExecutionRecord } from '../execution';
import type { StoredWorkflow } from '../harness';
import { soon } from '../soon';
import { exported } from '../workflows';
import { newestExecution, testedInstallations, useStage } from './support';

const CONTACT = 'Add contact to collector';
const NOTE = 'Add internal note';
const NO_EMAIL = 'Email is missing in the data from Zendesk';

interface Run {
	/** The first time, which is over. */
	readonly first: ExecutionRecord;
	again(): Promise<ExecutionRecord>;
	readonly table: DataTable | undefined;
	readonly workflow: StoredWorkflow;
}

const outcomes = (record: ExecutionRecord) =>
	jsons(record, CONTACT).flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]));

describe.each(testedInstallations())('examples in n8n %s', (name) => {
	const isN8n1 = name === 'legacy';
	const stage = useStage(name);
	const examples = useExamples(name, stage);

	async function run(example: string): Promise<Run> {
		const { workflow, table, begin } = await examples().prepare(example);
		return { first: await begin(), again: begin, table, workflow };
	}

	/** Items that could not be sent; n8n 1 leaves them in the first output, whatever On Error says. */
	const failed = (record: ExecutionRecord) =>
		jsons(record, CONTACT, isN8n1 ? 0 : 1).filter(({ error }) => error !== undefined);

	const expectations: Readonly<Record<string, (run: Run) => void | Promise<void>>> = {
		'ai-agent-tool': async ({ first, again }) => {
			const { sandbox } = stage();
			const { model } = examples();
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

		'data-table': async ({ first, again, table }) => {
			const { sandbox } = stage();
			const invited = () => sandbox.contacts.map(({ email, crk }) => `${crk} ${email}`).sort();
			expect(invited()).toEqual(['1007 anna.nowak@example.com']);
			expect(outcomes(first)).toEqual(['accepted']);
			expect(failed(first)).toHaveLength(1);

			await table?.insert([{ response_key: '1010', email: 'new@example.com' }]);
			expect(outcomes(await again())).toEqual(['alreadySent', 'accepted']);
			expect(invited()).toEqual(['1007 anna.nowak@example.com', '1010 new@example.com']);
			expect(sandbox.requests).toHaveLength(2);
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
			const { mailbox } = examples();
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

	const own = exampleNames().filter((example) => EXAMPLE_NEEDS[example]?.ranBy === undefined);
	const titled = own.map((example) => {
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
