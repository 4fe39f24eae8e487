/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
/**
 * The main job, on n8n's own engine and over real HTTP: solved Zendesk tickets go in, contacts are added
 * and survey responses tagged at the stand-in. Ends well only if what arrived is what the items said.
 */
import '../engine/environment';

import type { IDataObject, INodeType } from 'n8n-workflow';

import tickets from '../../examples/data/zendesk_trigger.json';
import example from '../../examples/zendesk-ticket-solved.json';
import { runWorkflow, type WorkflowJson } from '../engine/engine';
import { withCollector } from '../n8n/workflows';
import { startSandbox } from '../sandbox';

interface Row {
	readonly what: string;
	readonly said: string;
	readonly arrived: string;
}

/** What the tickets ask for, read by hand: the other side of what the node makes of them. */
function expectedRows(): Array<
	Omit<Row, 'arrived'> & { at: 'contact' | 'tag'; field: string; ticket: number }
> {
	return tickets.flatMap((ticket: IDataObject, number) => {
		if (!ticket['ticket.requester.email']) return [];
		const said = (key: string) => String(ticket[key] ?? '');
		const link = `https://${said('ticket.url')}`;
		return [
			{
				at: 'contact' as const,
				field: 'email',
				what: 'Contact: Email',
				said: said('ticket.requester.email'),
			},
			{
				at: 'contact' as const,
				field: 'crk',
				what: 'Contact: Response Key',
				said: said('ticket.id'),
			},
			{ at: 'contact' as const, field: 'referrer', what: 'Contact: Referrer', said: link },
			{ at: 'contact' as const, field: 'language', what: 'Contact: Language', said: 'pl' },
			{
				at: 'contact' as const,
				field: 'firstName',
				what: 'Contact: First Name',
				said: said('ticket.requester.first_name'),
			},
			{
				at: 'contact' as const,
				field: 'lastName',
				what: 'Contact: Last Name',
				said: said('ticket.requester.last_name'),
			},
			{ at: 'tag' as const, field: 'crk', what: 'Tag: Response Key', said: said('ticket.id') },
			{ at: 'tag' as const, field: 'referrer', what: 'Tag: Referrer', said: link },
			{
				at: 'tag' as const,
				field: 'custom1',
				what: 'Tag: Custom 1 (brand)',
				said: said('ticket.brand.name'),
			},
			{
				at: 'tag' as const,
				field: 'custom2',
				what: 'Tag: Custom 2 (group)',
				said: said('ticket.group.name'),
			},
			{
				at: 'tag' as const,
				field: 'custom3',
				what: 'Tag: Custom 3 (tags)',
				said: said('ticket.tags'),
			},
		].map((row) => ({ ...row, ticket: number }));
	});
}

function print(rows: Row[]): void {
	const columns: Array<keyof Row> = ['what', 'said', 'arrived'];
	const titles: Row = { what: 'Field', said: 'The ticket says', arrived: 'What arrived' };
	const widths = columns.map((column) =>
		Math.max(...[titles, ...rows].map((row) => row[column].length)),
	);
	const line = (row: Row) =>
		'  ' +
		columns
			.map((column, n) => row[column].padEnd(widths[n] ?? 0))
			.join('  ')
			.trimEnd();
	process.stdout.write(
		[
			line(titles),
			'  ' + widths.map((width) => '─'.repeat(width)).join('  '),
			...rows.map(line),
		].join('\n') + '\n',
	);
}

async function builtNode(): Promise<INodeType> {
	const built = (await import('../../dist/nodes/SurveyLab/SurveyLab.node.js' as string)) as {
		SurveyLab: new () => INodeType;
	};
	return new built.SurveyLab();
}

async function main(): Promise<boolean> {
	const sandbox = await startSandbox();
	try {
		const given = structuredClone(example) as unknown as WorkflowJson;
		const nodes = given.nodes.map((node) => withCollector(node, sandbox.collectorId));
		const workflow = { ...given, nodes };
		for (const { name, parameters } of nodes) {
			if (name === 'Tag survey response') parameters.options = { surveyBaseUrl: sandbox.url };
		}
		const result = await runWorkflow(workflow, {
			credential: { apiToken: sandbox.token, baseUrl: sandbox.url },
			pinned: { 'Zendesk Trigger': tickets },
			node: await builtNode(),
		});
		if (result.error !== undefined) {
			process.stderr.write(`  The workflow stopped: ${result.error.message}\n`);
			return false;
		}

		const withEmail = tickets.flatMap((ticket: IDataObject, number) =>
			ticket['ticket.requester.email'] ? [number] : [],
		);
		const rows = expectedRows().map(({ at, field, ticket, what, said }) => {
			const place = withEmail.indexOf(ticket);
			const record: Record<string, unknown> =
				at === 'contact' ? { ...sandbox.contacts[place] } : { ...sandbox.tags[place]?.fields };
			return { what, said, arrived: String(record[field] ?? '') };
		});
		print(rows);

		const setAside = result.items('Not sent').map(({ json }) => json);
		for (const json of setAside)
			process.stdout.write(
				`\n  Set aside: ticket ${String(json['ticket.id'])}: ${String(json.error)}\n`,
			);
		const complete =
			sandbox.contacts.length === withEmail.length &&
			sandbox.tags.length === withEmail.length &&
			setAside.length === tickets.length - withEmail.length &&
			withEmail.length > 0;
		const right = rows.every(({ said, arrived }) => said === arrived);
		process.stdout.write(
			`\n  ${sandbox.contacts.length} contact added, ${sandbox.tags.length} response tagged, ${setAside.length} item set aside: ` +
				`${complete && right ? 'what arrived is what the tickets said' : 'this is NOT what the tickets said'}\n`,
		);
		return complete && right;
	} finally {
		await sandbox.close();
	}
}

main().then(
	(well) => process.exit(well ? 0 : 1),
	(error: unknown) => {
		process.stderr.write(`${String(error)}\n`);
		process.exit(1);
	},
);
