/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
/** A burst of events at the webhook, a worker killed in the middle, and what a person does afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { StoredWorkflow } from '../harness';
import { postAll, type Event } from './events';
import { figuresOf, isBrokenOff, type Figures } from './figures';
import type { QueueProcess } from './processes';
import type { Ended, Stage } from './stage';

const PATIENCE_MS = 300_000;

/** Kills the worker when half of the contacts have arrived, and starts it again; tells when it was killed. */
async function killInTheMiddle(
	{ sandbox }: Stage,
	worker: QueueProcess,
	half: number,
): Promise<number> {
	const end = Date.now() + PATIENCE_MS;
	while (sandbox.contacts.length < half && Date.now() < end) await sleep(20);
	const killedAt = Date.now();
	await worker.kill();
	await worker.start();
	return killedAt;
}

/** What n8n's button "Retry" does with an execution that broke off. */
async function retry(
	stage: Stage,
	{ id: workflowId }: StoredWorkflow,
	brokenOff: readonly Ended[],
): Promise<Ended[]> {
	const [first] = brokenOff;
	if (first === undefined) return [];
	const before = await stage.executions(workflowId);
	await stage.main.rest('POST', `/rest/executions/${first.id}/retry`, {});
	await stage.untilEnded(workflowId, before.length + 1, PATIENCE_MS);
	return (await stage.executions(workflowId)).slice(before.length);
}

/** Sends all events again whose executions broke off: a person cannot see which of them had arrived. */
async function sendAgain(
	stage: Stage,
	{ id: workflowId }: StoredWorkflow,
	url: string,
	events: readonly Event[],
): Promise<void> {
	const before = await stage.executions(workflowId);
	await postAll(
		url,
		events.map((event) => ({ ...event, again: true })),
	);
	await stage.untilEnded(workflowId, before.length + events.length, PATIENCE_MS);
}

export interface Burst {
	readonly path: string;
	readonly workflow: StoredWorkflow;
	readonly events: readonly Event[];
	/** The worker that is killed. */
	readonly victim: QueueProcess;
	/** What a person does before the events of broken-off executions are sent again. */
	readonly beforeAgain?: () => Promise<void>;
}

export async function burst(
	stage: Stage,
	{ path, workflow, events, victim, beforeAgain }: Burst,
): Promise<Figures> {
	stage.quiet();
	const { sandbox } = stage;
	const count = events.length;
	const keys = new Set(events.map(({ key }) => key)).size;
	const url = `${stage.main.url}/webhook/${path}`;

	const startedAt = Date.now();
	let postedAt = startedAt;
	const [notTaken, killedAt] = await Promise.all([
		postAll(url, events).finally(() => (postedAt = Date.now())),
		killInTheMiddle(stage, victim, keys / 2),
	]);
	const stillOpen = await stage.untilEnded(workflow.id, count - notTaken.length, PATIENCE_MS);
	const executions = await stage.executions(workflow.id);
	const contacts = sandbox.contacts.map(({ crk }) => crk);
	const requests = [...sandbox.requests];
	const refused = sandbox.refusedRepeats.length;

	const brokenOff = executions.filter(isBrokenOff);
	const brokenOffNames = new Set(brokenOff.map(({ event }) => event));
	const retried = await retry(stage, workflow, brokenOff);
	await beforeAgain?.();
	await sendAgain(
		stage,
		workflow,
		url,
		events.filter(({ name }) => brokenOffNames.has(name)),
	);

	return figuresOf({
		events,
		notTaken,
		stillOpen,
		executions,
		contacts,
		requests,
		refused,
		retried,
		refusedInTheEnd: sandbox.refusedRepeats.length,
		contactsInTheEnd: sandbox.contacts.map(({ crk }) => crk),
		times: { startedAt, postedAt, killedAt },
	});
}
