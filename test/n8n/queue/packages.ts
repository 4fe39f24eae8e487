/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
/** Which processes of queue mode need our package, tried out. */
import axios from 'axios';
import { setTimeout as sleep } from 'node:timers/promises';

import type { QueueProcess } from './processes';
import type { Checks } from './report';
import type { Stage } from './stage';

const PATH = 'which-process-needs-it';
const PATIENCE_MS = 20_000;
const UNKNOWN_NODE = 'Unrecognized node type: n8n-nodes-surveylab.surveyLab';

/** Sends one event to the process at the given address, and tells what became of it. */
async function prober(stage: Stage): Promise<(origin: string) => Promise<string>> {
	const { id } = await stage.createWorkflow(PATH, {});
	let probes = 0;
	return async (origin) => {
		probes += 1;
		const before = await stage.executions(id);
		const { status, data } = await axios.post<{ message?: string }>(
			`${origin}/webhook/${PATH}`,
			{ event: 'event-0', email: 'probe@example.com', crk: `probe-${probes}` },
			{ proxy: false, validateStatus: () => true },
		);
		const wanted = before.length + (status === 200 ? 1 : 0);
		const open = await stage.untilEnded(id, wanted, PATIENCE_MS);
		const executions = await stage.executions(id);
		const recorded = executions.length > before.length;
		if (status !== 200)
			return `${status} ${data.message ?? ''}, ${recorded ? 'recorded' : 'no execution recorded'}`;
		if (open > 0) return 'not executed';
		const { status: became = '', message = '' } = executions.at(-1) ?? {};
		return message === '' ? became : `${became}: ${message}`;
	};
}

/** Installing takes a while after main has told everybody. */
async function untilSuccess(probe: () => Promise<string>): Promise<string> {
	const end = Date.now() + PATIENCE_MS;
	for (;;) {
		const became = await probe();
		if (became === 'success' || Date.now() > end) return became;
		await sleep(500);
	}
}

/** Gives back two running workers, both with the package; nothing else runs beside main then. */
export async function tryPackages(
	stage: Stage,
	checks: Checks,
): Promise<readonly [QueueProcess, QueueProcess]> {
	const { main } = stage;
	const probe = await prober(stage);

	const [first, hooks] = await Promise.all([
		stage.startProcess('worker'),
		stage.startProcess('webhook'),
	]);
	const lacking = await probe(main.url);
	checks.check(
		'a worker without the package warns at its start, and its executions fail with a record',
		first.warnings === 1 && lacking === `error: ${UNKNOWN_NODE}`,
		lacking,
	);
	const unanswered = await probe(hooks.url);
	checks.check(
		'a webhook processor without it warns and refuses the call, and n8n keeps no record',
		hooks.warnings === 1 && unanswered === `400 ${UNKNOWN_NODE}, no execution recorded`,
		unanswered,
	);

	await main.uninstallPackage();
	await main.installPackage(main.shelf.newest);
	const followed = await untilSuccess(async () => await probe(main.url));
	checks.check(
		'a running worker follows when the package is installed on main',
		followed === 'success',
		followed,
	);
	const served = await untilSuccess(async () => await probe(hooks.url));
	checks.check('so does a running webhook processor', served === 'success', served);
	await hooks.end();

	await first.stop();
	const second = await stage.startProcess('worker', { N8N_REINSTALL_MISSING_PACKAGES: 'true' });
	const reinstalled = await probe(main.url);
	checks.check(
		'a new worker with N8N_REINSTALL_MISSING_PACKAGES=true installs it while starting',
		second.hasPackage && reinstalled === 'success',
		reinstalled,
	);

	await first.start();
	checks.check(
		'a worker that is started again with the same user folder still has it',
		first.hasPackage && first.warnings === 1,
		'no new warning',
	);
	return [first, second];
}
