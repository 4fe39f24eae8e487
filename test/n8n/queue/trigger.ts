/** The trigger in queue mode: a webhook processor takes the calls, and the workers do the rest. */
import { htmlOf } from '../../../nodes/SurveyLab/completion/page';
import {
	call,
	pathOf,
	surveyLabTrigger,
	TRIGGER_CREDENTIAL_TYPE,
	type BrowserResponse,
} from '../completions';
import { inRow, noOperation } from '../workflows';
import type { QueueProcess } from './processes';
import type { Checks } from './report';
import type { Stage } from './stage';

const KEYS = 50;
const PATIENCE_MS = 60_000;
const SECRET = 'queue-test.Secret_of~33-characters';
const PAGE = { heading: 'Done', text: 'Thanks & good-bye.' };

/** The workers are stopped while the calls come in, and run again afterwards. */
export async function tryTrigger(
	stage: Stage,
	checks: Checks,
	workers: readonly QueueProcess[],
): Promise<void> {
	const { main } = stage;
	const hooks = await stage.startProcess('webhook', { N8N_REINSTALL_MISSING_PACKAGES: 'true' });
	const credential = await main.createCredential({
		name: 'Survey address',
		type: TRIGGER_CREDENTIAL_TYPE,
		data: { secret: SECRET },
	});
	const parameters = {
		pageHeading: PAGE.heading,
		pageText: PAGE.text,
		options: { onlyOnce: true },
	};
	const trigger = surveyLabTrigger(parameters, credential);
	const { id } = await main.createActive(inRow('Survey completed', trigger, noOperation('Next')));

	// The stage notes the event of every execution: here, that is the response key.
	const keys = Array.from({ length: KEYS }, (_, index) => `event-${index}`);
	const complete = async (crk: string, secret = SECRET): Promise<BrowserResponse> =>
		await call(hooks.url, { target: `${pathOf(trigger)}?crk=${crk}&rid=1&key=${secret}` });

	await Promise.all(workers.map(async (worker) => await worker.stop()));
	const replies: BrowserResponse[] = [];
	for (const key of keys) replies.push(...(await Promise.all([complete(key), complete(key)])));
	const withoutSecret = await complete('event-999', 'wrong');
	const shown = replies.filter(
		({ status, body }) => status === 200 && body === htmlOf(PAGE),
	).length;
	checks.check(
		'a webhook processor shows the page of the trigger',
		shown === KEYS * 2,
		`${shown} of ${KEYS * 2} calls`,
	);
	checks.check(
		'and shows it to somebody with a wrong secret, too',
		withoutSecret.body === htmlOf(PAGE),
		String(withoutSecret.status),
	);
	const waiting = await stage.untilEnded(id, KEYS, 0);
	checks.check(
		'without a worker, every completion waits',
		waiting === KEYS,
		`${waiting} executions`,
	);

	await Promise.all(workers.map(async (worker) => await worker.start()));
	const open = await stage.untilEnded(id, KEYS, PATIENCE_MS);
	const executions = await stage.executions(id);
	const done = executions.filter(({ status }) => status === 'success').map(({ event }) => event);
	const eachOnce = open === 0 && new Set(done).size === KEYS && executions.length === KEYS;
	checks.check(
		'with workers, every key is executed, once',
		eachOnce,
		`${new Set(done).size} keys, ${executions.length} executions`,
	);
	await hooks.end();
}
