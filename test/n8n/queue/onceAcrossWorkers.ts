/** The example that puts a table of PostgreSQL in front of SurveyLab, run by two workers of which one is killed. */
import { readExample } from '../exampleFiles';
import { readyExample } from '../exampleWorkflows';
import type { Workflow } from '../harness';
import { CREDENTIAL_TYPE } from '../workflows';
import { burst } from './burst';
import { eventsWithTwins } from './events';
import type { Figures } from './figures';
import type { QueueProcess } from './processes';
import { answeringAtOnce, type Database, type Stage } from './stage';

const EXAMPLE = 'once-across-workers';
const CONTACT = 'Add contact to collector';
const PATH = 'once';

/** The statement that its note tells people to run once. */
function createTable(): string {
	const note = readExample(EXAMPLE).nodes.find(({ type }) => type.endsWith('.stickyNote'));
	const [, sql] = /`(CREATE TABLE [^`]*)`/.exec(String(note?.parameters.content)) ?? [];
	if (sql === undefined) throw new Error('The note does not say how to make the table');
	return sql;
}

/** As a person sets it up; each request also says which event it belongs to. */
function exampleFor({ sandbox, credential }: Stage, database: Database): Workflow {
	const { workflow } = readyExample(EXAMPLE, PATH, {
		surveyBaseUrl: sandbox.url,
		collectorId: sandbox.collectorId,
		credentials: { [CREDENTIAL_TYPE]: credential, postgres: database.credential },
		sendersUrl: '',
		tableIds: {},
	});
	for (const node of workflow.nodes) {
		if (node.name === 'Event') node.parameters = answeringAtOnce(PATH).parameters;
		if (node.name === CONTACT)
			node.parameters.additionalFields = { custom1: "={{ $('Event').item.json.body.event }}" };
	}
	return workflow;
}

export interface OnceFigures extends Figures {
	/** Rows without an outcome, before and after the second sending. */
	readonly openRows: number;
	readonly openRowsInTheEnd: number;
}

export async function tryOnceAcrossWorkers(
	stage: Stage,
	count: number,
	victim: QueueProcess,
): Promise<OnceFigures> {
	const database = await stage.createDatabase('surveys');
	await database.query(createTable());
	const workflow = await stage.main.createActive(exampleFor(stage, database));
	const openRows = async (): Promise<number> => {
		const [[rows] = []] = await database.query(
			'SELECT count(*) FROM survey_keys WHERE outcome IS NULL',
		);
		return Number(rows);
	};
	let open = 0;
	const figures = await burst(stage, {
		path: PATH,
		workflow,
		events: eventsWithTwins(PATH, count),
		victim,
		beforeAgain: async () => {
			open = await openRows();
			// What the note says to do after an hour.
			await database.query("UPDATE survey_keys SET claimed_at = claimed_at - interval '2 hours'");
			await database.query(
				"DELETE FROM survey_keys WHERE outcome IS NULL AND claimed_at < now() - interval '1 hour'",
			);
		},
	});
	return { ...figures, openRows: open, openRowsInTheEnd: await openRows() };
}
