/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
/** The examples around an invitation, which are built from n8n's own nodes: not too often, not now, not everybody. */
import axios from 'axios';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { BROWSER, pathOf, TRIGGER_TYPE } from '../completions';
import { NEW_TICKET } from '../exampleNodes';
import { jsons, MCP_TOKEN, SECRET, useExamples, type Prepared } from '../exampleStage';
import { ExecutionRecord } from '../execution';
import type { Workflow } from '../harness';
import { connectMcp } from '../mcpClient';
import { soon } from '../soon';
import { testedInstallations, useStage } from './support';

const CONTACT = 'Add contact to collector';
const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = DAY_MS / 24;

const ticket = (id: string, email?: string): IDataObject => ({
	'ticket.id': id,
	...(email === undefined ? {} : { 'ticket.requester.email': email }),
});
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

describe.each(testedInstallations())('examples around an invitation in n8n %s', (name) => {
	const stage = useStage(name);
	const examples = useExamples(name, stage);

	const invited = () =>
		stage()
			.sandbox.contacts.map(({ email, crk }) => `${crk} ${email}`)
			.sort();

	/** What SurveyLab does with the browser of a respondent who has reached the end. */
	async function complete({ workflow }: Prepared, query: string): Promise<void> {
		const trigger = workflow.nodes.find(({ type }) => type === TRIGGER_TYPE);
		if (trigger === undefined) throw new Error('There is no trigger');
		const { status } = await axios.get(
			`${stage().n8n.url}${pathOf(trigger)}?rid=77&key=${SECRET}&${query}`,
			{ proxy: false, headers: { 'user-agent': BROWSER } },
		);
		expect(status).toBe(200);
	}

	it('not-too-often invites nobody twice, and notes only who was invited', async () => {
		const { sandbox } = stage();
		const { begin, beginAlso, table } = await examples().prepare('not-too-often');
		await table?.insert([
			{ email: 'long.ago@example.com', invited_at: daysAgo(91) },
			{ email: 'lately@example.com', invited_at: daysAgo(89) },
		]);
		await beginAlso([{}]);
		expect(await table?.rows()).toMatchObject([{ email: 'lately@example.com' }]);
		const first = await begin([
			ticket('1', 'anna@example.com'),
			ticket('2', ' ANNA@example.com'),
			ticket('3', 'long.ago@example.com'),
			ticket('4', 'lately@example.com'),
		]);
		expect(jsons(first, CONTACT)).toHaveLength(2);
		expect(invited()).toEqual(['zendesk-1 anna@example.com', 'zendesk-3 long.ago@example.com']);

		// SurveyLab has the key of ticket 1 already, so this person is not invited.
		await begin([ticket('1', 'bob@example.com'), ticket('5', 'Anna@Example.com')]);
		expect(sandbox.contacts).toHaveLength(2);
		await begin([ticket('6', 'bob@example.com')]);
		expect(invited()).toContain('zendesk-6 bob@example.com');

		// In n8n 1 a failed item comes out of the first output, without an address to be noted.
		const rows = ((await table?.rows()) ?? []).filter(({ email }) => email !== null);
		expect(rows.map(({ email }) => email).sort()).toEqual(
			['anna@example.com', 'bob@example.com', 'lately@example.com', 'long.ago@example.com'].sort(),
		);
		const isRecent = ({ invited_at }: IDataObject) =>
			Date.now() - Date.parse(String(invited_at)) < HOUR_MS;
		expect(rows.filter(isRecent).map(({ email }) => email)).toEqual(
			expect.arrayContaining(['anna@example.com', 'bob@example.com', 'long.ago@example.com']),
		);
	});

	it('invited-completed-reminded tells a colleague once who has not answered for a week', async () => {
		const invitedAt = daysAgo(8);
		const { mailbox } = examples();
		const prepared = await examples().prepare('invited-completed-reminded');
		const { begin, beginAlso, table } = prepared;
		await begin([ticket('1', 'anna@example.com'), ticket('2', 'bob@example.com')]);
		await complete(prepared, 'crk=zendesk-1');
		await table?.insert([
			{ response_key: 'zendesk-3', email: 'carl@example.com', invited_at: invitedAt },
			{ response_key: 'zendesk-4', email: 'dora@example.com', invited_at: invitedAt },
		]);
		await complete(prepared, 'crk=zendesk-4');
		const rowOf = async (key: string) =>
			(await table?.rows())?.filter(({ response_key }) => response_key === key);
		await soon(
			async () => [await rowOf('zendesk-1'), await rowOf('zendesk-4')],
			(rows) =>
				expect(rows).toEqual([
					[
						expect.objectContaining({
							email: 'anna@example.com',
							completed_at: expect.any(String) as unknown,
						}),
					],
					[
						expect.objectContaining({
							email: 'dora@example.com',
							completed_at: expect.any(String) as unknown,
						}),
					],
				]),
		);

		const morning = [{ timestamp: new Date().toISOString() }];
		await beginAlso(morning);
		expect(mailbox.mails).toMatchObject([
			{ to: ['colleague@example.com'], subject: 'Surveys without an answer: 1' },
		]);
		const [{ body = '' } = {}] = mailbox.mails;
		expect(body.trim()).toBe(`zendesk-3  carl@example.com  invited ${invitedAt.slice(0, 10)}`);
		await beginAlso(morning);
		expect(mailbox.mails).toHaveLength(1);
	});

	describe('not-now', () => {
		const ORDER = { order_number: '7001', email: 'anna@example.com' };
		/** The time zone in which it is this hour now, as hours ahead of UTC. */
		const aheadAt = (hour: number): number => {
			const ahead = (hour - new Date().getUTCHours() + 24) % 24;
			return ahead > 12 ? ahead - 24 : ahead;
		};
		/** Named the other way round: "Etc/GMT-2" is two hours ahead. */
		const zoneOf = (ahead: number): string => `Etc/GMT${ahead <= 0 ? '+' : ''}${-ahead}`;
		/** The next nine o'clock there. */
		const nextMorning = (ahead: number): string => {
			const there = new Date(Date.now() + ahead * HOUR_MS);
			const days = there.getUTCHours() < 9 ? 0 : 1;
			const morning = Date.UTC(
				there.getUTCFullYear(),
				there.getUTCMonth(),
				there.getUTCDate() + days,
				9,
			);
			return new Date(morning - ahead * HOUR_MS).toISOString();
		};
		const withHours =
			(hours: IDataObject) =>
			({ nodes, ...workflow }: Workflow): Workflow => {
				const changed = structuredClone(nodes);
				const { parameters } = changed.find((one) => one.name === 'Day and night') ?? {};
				const { assignments } = parameters?.assignments as { assignments: IDataObject[] };
				for (const one of assignments) one.value = hours[one.name as string] ?? one.value;
				return { ...workflow, nodes: changed };
			};

		it('invites at once where it is day, and waits for the morning where it is night', async () => {
			const { sandbox } = stage();
			const { begin, beginAndWait } = await examples().prepare(
				'not-now',
				withHours({ delay_hours: 0 }),
			);
			await begin({ ...ORDER, time_zone: zoneOf(aheadAt(12)) });
			expect(invited()).toEqual(['order-7001 anna@example.com']);
			for (const hour of [4, 22]) {
				const ahead = aheadAt(hour);
				const waiting = await beginAndWait({ ...ORDER, time_zone: zoneOf(ahead) });
				expect(waiting).toMatchObject({ status: 'waiting', waitTill: nextMorning(ahead) });
			}
			expect(sandbox.contacts).toHaveLength(1);
		});

		it('goes on by itself in the morning, and takes an unknown time zone for its own', async () => {
			// The workflow's own time zone is UTC here. It compares clocks within one day.
			while (new Date(Date.now() + 10_000).getUTCDate() !== new Date().getUTCDate()) {
				await sleep(1000);
			}
			const opensAt = Date.now() + 4000;
			const soonThere = new Date(opensAt).toISOString().slice(11, 19);
			const { begin } = await examples().prepare(
				'not-now',
				withHours({ delay_hours: 0, not_before: soonThere, not_after: '23:59:59' }),
			);
			const record = await begin({ ...ORDER, order_number: '7002', time_zone: 'Nowhere/Else' });
			expect(jsons(record, 'Done')).toMatchObject([{ outcome: 'accepted', crk: 'order-7002' }]);
			expect(Date.now()).toBeGreaterThanOrEqual(Math.floor(opensAt / 1000) * 1000);
		});
	});

	it('only-those-who-agreed leaves out who did not agree, and colleagues', async () => {
		const { begin, table } = await examples().prepare('only-those-who-agreed');
		await table?.insert([
			{ email: 'anna@example.com' },
			{ email: 'colleague@your-company.example.com' },
		]);
		await begin([
			ticket('1', 'Anna@example.com '),
			ticket('2', 'bob@example.com'),
			ticket('3', 'Colleague@Your-Company.example.com'),
			ticket('4'),
		]);
		expect(invited()).toEqual(['zendesk-1 Anna@example.com']);
	});

	it('a-sample invites every tenth, and the same ones again', async () => {
		const { sandbox } = stage();
		const { begin } = await examples().prepare('a-sample');
		const ids = Array.from({ length: 200 }, (_, index) => String(48000 + index));
		const share = (id: string) =>
			createHash('sha256').update(id).digest().readUInt32BE(0) % 10 === 0;
		const chosen = ids.filter(share).map((id) => `zendesk-${id} anna@example.com`);
		expect(chosen.length).toBeGreaterThan(10);
		const tickets = ids.map((id) => ticket(id, 'anna@example.com'));
		await begin(tickets);
		expect(invited()).toEqual(chosen);
		const again = await begin(tickets);
		expect(jsons(again, 'Done').map(({ outcome }) => outcome)).toEqual(
			chosen.map(() => 'alreadySent'),
		);
		expect(sandbox.requests).toHaveLength(chosen.length);
	});

	it('from-a-sheet writes into each row what became of it, and sends no row twice', async () => {
		const { sandbox } = stage();
		const { begin, table } = await examples().prepare('from-a-sheet');
		await table?.insert([
			{ response_key: 'A-1', email: 'anna@example.com', first_name: 'Anna' },
			{ response_key: 'A-2', email: 'no address' },
			{ response_key: 'A-3', email: 'dora@example.com', outcome: 'not wanted' },
			{ email: 'carl@example.com' },
		]);
		await begin();
		expect(sandbox.contacts).toMatchObject([
			{ email: 'anna@example.com', crk: 'A-1', firstName: 'Anna' },
		]);
		const becameOf = async (key: string | null) =>
			(await table?.rows())?.find(({ response_key }) => response_key === key)?.outcome ?? null;
		expect(await becameOf('A-1')).toBe('accepted');
		const reason = 'invalid: Email is not a single valid email address';
		// In n8n 1 a failed item comes out of the first output, without the fields that it came with.
		expect(await becameOf('A-2')).toBe(name === 'legacy' ? null : reason);
		expect(await becameOf('A-3')).toBe('not wanted');
		expect(await becameOf(null)).toBeNull();
		await begin();
		expect(sandbox.requests).toHaveLength(1);
	});

	it('unhappy-customer opens a task and tells the team, for that segment alone', async () => {
		const { n8n } = stage();
		const prepared = await examples().prepare('unhappy-customer');
		await complete(prepared, 'crk=zendesk-1&segment=promoter');
		await complete(prepared, 'crk=zendesk-2&segment=detractor');
		await soon(
			async () =>
				(await n8n.executions(prepared.workflow.id)).map((one) => new ExecutionRecord(one)),
			(records) => {
				expect(records.map(({ execution }) => execution.status)).toEqual(['success', 'success']);
				expect(records.flatMap((record) => jsons(record, 'Open a task'))).toEqual([
					{
						subject: 'Unhappy customer: zendesk-2',
						type: 'task',
						description:
							'Somebody is unhappy: see response 77 in SurveyLab (key zendesk-2) and call back.',
						id: NEW_TICKET,
					},
				]);
				expect(records.flatMap((record) => jsons(record, 'Tell the team'))).toEqual([
					{
						channel: '#customer-care',
						text: `An unhappy customer: ticket ${NEW_TICKET} is open (key zendesk-2).`,
					},
				]);
			},
		);
	});

	it('mcp-server lets an assistant with the token invite and make links', async () => {
		const { n8n, sandbox } = stage();
		await examples().prepare('mcp-server');
		const url = `${n8n.url}/mcp/surveylab`;
		await expect(connectMcp(url, 'another token')).rejects.toThrow('MCP: 403');

		const client = await connectMcp(url, MCP_TOKEN);
		const tools = await client.tools();
		expect(
			tools
				.map((tool) => [tool.name, ...Object.keys(tool.inputSchema.properties ?? {}).sort()])
				.sort(),
		).toEqual([
			['Create_a_survey_link', 'firstName', 'ticketNumber'],
			['Invite_to_the_survey', 'email', 'ticketNumber'],
		]);
		const anna = { email: 'anna@example.com', ticketNumber: '48213' };
		expect(await client.call('Invite_to_the_survey', anna)).toContain('"accepted"');
		expect(await client.call('Invite_to_the_survey', anna)).toContain('"alreadySent"');
		expect(invited()).toEqual(['ticket-48213 anna@example.com']);

		const answer = await client.call('Create_a_survey_link', {
			ticketNumber: '48214',
			firstName: 'Zażółć',
		});
		const [link = ''] = /http[^"\\]+/.exec(answer) ?? [];
		await axios.get(link, { proxy: false });
		expect(sandbox.tags).toMatchObject([{ fields: { crk: 'ticket-48214', name: 'Zażółć' } }]);
	});
});
