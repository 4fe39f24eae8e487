/**
 * What n8n's store of processed items forgets when two workers write to it at once: it is read and written as
 * one list. The keys are different ones, so nothing but the store can lose them.
 */
import axios from 'axios';
import type { INode } from 'n8n-workflow';

import { contactParameters, inRow, splitOut, surveyLab } from '../workflows';
import { print, printTable, type Checks } from './report';
import { answeringAtOnce, type Stage } from './stage';

const KEYS = 200;
const PATIENCE_MS = 120_000;

interface Person {
	readonly email: string;
	readonly crk: string;
}

export interface Losses {
	readonly keys: number;
	readonly executions: number;
	readonly accepted: number;
	/** Keys for which SurveyLab is asked again when all of them come once more. */
	readonly forgotten: number;
}

/** Webhook, answering at once → one item for each person → SurveyLab with "Invite Each Key Once". */
function workflowNodes({ sandbox, credential }: Stage, path: string): INode[] {
	const parameters = contactParameters(sandbox.collectorId, {
		// The stand-in takes fewer requests a second than come here.
		options: { sendOnce: true, maxAttempts: 8 },
	});
	const settings = { onError: 'continueErrorOutput' as const };
	return [answeringAtOnce(path), splitOut(), surveyLab(parameters, credential, settings)];
}

async function measure(stage: Stage, path: string, size: number): Promise<Losses> {
	const { sandbox, main } = stage;
	stage.quiet();
	sandbox.faultFor();
	const { id } = await main.createActive(inRow(path, ...workflowNodes(stage, path)));
	const people: Person[] = Array.from({ length: KEYS }, (_, index) => ({
		email: `${path}-${index}@example.com`,
		crk: `${path}-${index}`,
	}));
	const parts = Array.from({ length: Math.ceil(KEYS / size) }, (_, index) =>
		people.slice(index * size, (index + 1) * size),
	);
	const post = async (list: readonly Person[]): Promise<unknown> =>
		await axios.post(`${main.url}/webhook/${path}`, list, { proxy: false });

	await Promise.all(parts.map(post));
	await stage.untilEnded(id, parts.length, PATIENCE_MS);
	const accepted = new Set(sandbox.contacts.map(({ crk }) => crk)).size;
	const before = sandbox.requests.length;

	await post(people);
	await stage.untilEnded(id, parts.length + 1, PATIENCE_MS);
	const asked = sandbox.requests.slice(before).map(({ query }) => query.crk);
	return { keys: KEYS, executions: parts.length, accepted, forgotten: new Set(asked).size };
}

export async function measureHistory(stage: Stage, checks: Checks): Promise<void> {
	const kinds: Array<[string, Losses]> = [
		['one key an execution', await measure(stage, 'history-singles', 1)],
		['twenty keys an execution', await measure(stage, 'history-twenties', 20)],
		['two executions with half of them', await measure(stage, 'history-halves', KEYS / 2)],
	];
	printTable([
		['', ...kinds.map(([title]) => title)],
		['different keys', ...kinds.map(([, { keys }]) => String(keys))],
		['executions at once', ...kinds.map(([, { executions }]) => String(executions))],
		['keys accepted', ...kinds.map(([, { accepted }]) => String(accepted))],
		['keys forgotten afterwards', ...kinds.map(([, { forgotten }]) => String(forgotten))],
	]);
	print();
	for (const [title, { keys, accepted }] of kinds)
		checks.check(`${title}: nobody is left out`, accepted === keys, `${accepted} of ${keys}`);
}
