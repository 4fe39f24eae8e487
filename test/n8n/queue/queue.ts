/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/**
 * n8n's queue mode with our package: which processes need it, then bursts of events with a worker killed in
 * the middle (without and with "Invite Each Key Once", and with a table of PostgreSQL in front), and what
 * n8n's history loses between two workers. The number of events of each burst comes as the first argument,
 * the name of a single part as the second.
 */
import type { INodeParameters } from 'n8n-workflow';

import { burst } from './burst';
import { eventsOf, POSTS_PER_SECOND, REPEATED } from './events';
import type { Figures } from './figures';
import { measureHistory } from './history';
import { tryOnceAcrossWorkers, type OnceFigures } from './onceAcrossWorkers';
import { tryPackages } from './packages';
import { CONCURRENCY, type QueueProcess } from './processes';
import { Checks, print, printTable, seconds } from './report';
import { LATENCY_MS, RATE_LIMIT, SLOWED_DOWN, Stage, STALLED } from './stage';
import { tryTrigger } from './trigger';

const FEWEST = 100;
const MOST = 20_000;

function numberOfEvents(given = '2000'): number {
	const count = Number(given);
	if (Number.isInteger(count) && count >= FEWEST && count <= MOST) return count;
	throw new Error(`The number of events is one from ${FEWEST} to ${MOST}, not "${given}"`);
}

/** A column for each burst, by its title. */
function report(bursts: Readonly<Record<string, Figures>>): void {
	const row = (title: string, value: (figures: Figures) => string | number): string[] => [
		title,
		...Object.values(bursts).map((figures) => String(value(figures))),
	];
	printTable([
		['', ...Object.keys(bursts)],
		row('events (webhook executions)', ({ events }) => events),
		row('response keys', ({ keys }) => keys),
		row('  of these, coming twice', ({ events, keys }) => events - keys),
		row('keys accepted once', ({ acceptedOnce }) => acceptedOnce),
		row('keys accepted twice', ({ acceptedTwice }) => acceptedTwice),
		row('attempts refused as repeats', ({ refused }) => refused),
		row('events held back as alreadySent', ({ alreadySent }) => alreadySent),
		row('attempts told to come back later (429)', ({ toldToWait }) => toldToWait),
		row('executions broken off by the kill', ({ brokenOff }) => brokenOff),
		row(
			'  after the contact was accepted',
			({ brokenOffAfterAccepting }) => brokenOffAfterAccepting,
		),
		row(
			'  before',
			({ brokenOff, brokenOffAfterAccepting }) => brokenOff - brokenOffAfterAccepting,
		),
		row('events ended without any record', ({ withoutRecord }) => withoutRecord.length),
		row('failures without an explanation', ({ unexplained }) => unexplained.length),
		row('broken off, sent again: accepted', ({ againAccepted }) => againAccepted),
		row('broken off, sent again: refused as repeat', ({ againRefused }) => againRefused),
		row('keys accepted once in the end', ({ acceptedOnceInTheEnd }) => acceptedOnceInTheEnd),
		row('time for the webhook calls', ({ postingMs }) => seconds(postingMs)),
		row('time until all had ended', ({ allMs }) => seconds(allMs)),
		row("from the kill to n8n's record of it", ({ noticedMs }) => seconds(noticedMs)),
	]);
}

const firstSentence = (text: string): string => text.split('. ')[0] ?? '';
const listed = (names: readonly string[]): string =>
	names.length === 0 ? 'none' : names.slice(0, 5).join('; ');

function judge(checks: Checks, title: string, figures: Figures): void {
	print(`\n  ${title}`);
	checks.check(
		'n8n took every webhook call',
		figures.notTaken === 0,
		`${figures.notTaken} not taken`,
	);
	checks.check('every execution ended', figures.stillOpen === 0, `${figures.stillOpen} open`);
	checks.check(
		'no key was accepted twice',
		figures.acceptedTwice === 0,
		String(figures.acceptedTwice),
	);
	checks.check(
		'no event was sent on after an answer',
		figures.sentOnAfterAnswer === 0,
		String(figures.sentOnAfterAnswer),
	);
	checks.check(
		'no event ended without a record',
		figures.withoutRecord.length === 0,
		listed(figures.withoutRecord),
	);
	checks.check(
		'no failure is without an explanation',
		figures.unexplained.length === 0,
		listed(figures.unexplained),
	);
	checks.check('the rate limit was felt', figures.toldToWait > 0, `${figures.toldToWait} times`);
	const hit = figures.brokenOff > 0 && figures.brokenOff <= CONCURRENCY;
	checks.check(
		'the kill broke off no more than the worker had under way',
		hit,
		String(figures.brokenOff),
	);
	const complete = figures.acceptedOnceInTheEnd === figures.keys;
	checks.check(
		'sent again, every key is accepted, once',
		complete,
		`${figures.acceptedOnceInTheEnd} of ${figures.keys}`,
	);
	for (const message of figures.brokenOffMessages)
		print(`    n8n's record of a broken-off execution: ${firstSentence(message)}`);
	for (const message of figures.retried)
		print(`    its button "Retry" starts one that ends at once: ${firstSentence(message)}`);
	print(
		`    alreadySent without a contact, because the execution that had noted the key broke off: ${figures.claimedByBrokenOff}`,
	);
}

function judgeOnce(checks: Checks, figures: OnceFigures): void {
	judge(checks, 'With the table in front', figures);
	checks.check(
		'SurveyLab was asked once for each key, but for those sent again',
		figures.refused === 0,
		`${figures.refused} repeats refused`,
	);
	checks.check(
		'rows without an outcome are those of broken-off executions',
		figures.openRows <= figures.brokenOff,
		`${figures.openRows} rows, ${figures.brokenOff} broken off`,
	);
	checks.check(
		'no row is left without an outcome in the end',
		figures.openRowsInTheEnd === 0,
		String(figures.openRowsInTheEnd),
	);
}

async function startTwoWorkers(stage: Stage): Promise<readonly [QueueProcess, QueueProcess]> {
	const settings = { N8N_REINSTALL_MISSING_PACKAGES: 'true' };
	return [
		await stage.startProcess('worker', settings),
		await stage.startProcess('worker', settings),
	];
}

async function tryProcesses(
	stage: Stage,
	checks: Checks,
): Promise<readonly [QueueProcess, QueueProcess]> {
	print(
		'\n▸ Which process needs the package (installed on main, through its page for community nodes)',
	);
	const workers = await tryPackages(stage, checks);
	print('\n▸ SurveyLab Trigger, its calls taken by a webhook processor');
	await tryTrigger(stage, checks, workers);
	return workers;
}

const CONDITIONS = `  ${POSTS_PER_SECOND} webhook calls a second; 2 workers with concurrency ${CONCURRENCY};
  the stand-in takes ${RATE_LIMIT} requests a second, ${LATENCY_MS} ms each,
  answers 429 with Retry-After to more, and to one event in ${SLOWED_DOWN} anyway;
  one worker is killed (SIGKILL) when half of the contacts have arrived, and started again;
  a job is given up after ${STALLED.lockMs / 1000} s without a sign of life (n8n's own setting: 60 s), checked every ${STALLED.checkMs / 1000} s (30 s)`;

async function tryBursts(
	stage: Stage,
	checks: Checks,
	count: number,
	victim: QueueProcess,
): Promise<void> {
	print(`
▸ Two bursts of ${count} events, every ${REPEATED}th with a key that came before
${CONDITIONS};
  afterwards the events of all executions that broke off are sent again, without sendOnce
`);
	const tried = async (path: string, options: INodeParameters): Promise<Figures> =>
		await burst(stage, {
			path,
			workflow: await stage.createWorkflow(path, options),
			events: eventsOf(path, count),
			victim,
		});
	const without = await tried('without', {});
	const withIt = await tried('with', { sendOnce: '={{ !$json.body.again }}' });
	report({ 'without sendOnce': without, 'with sendOnce': withIt });
	judge(checks, 'Without sendOnce', without);
	judge(checks, 'With sendOnce', withIt);
}

async function tryTable(
	stage: Stage,
	checks: Checks,
	count: number,
	victim: QueueProcess,
): Promise<void> {
	print(`
▸ The example "once-across-workers": a burst of ${count} events, half of them with a key of its own, then two at once for each key
${CONDITIONS};
  afterwards rows without an outcome are deleted, and the events of all executions that broke off are sent again
`);
	const figures = await tryOnceAcrossWorkers(stage, count, victim);
	report({ 'with the table in front': figures });
	judgeOnce(checks, figures);
}

/** What can be asked for by name; without a name, all of it. */
const PARTS = ['bursts', 'table', 'history'] as const;
type Part = (typeof PARTS)[number];

function partOf(given: string | undefined): Part | undefined {
	const part = PARTS.find((name) => name === given);
	if (given !== undefined && part === undefined)
		throw new Error(`The parts are ${PARTS.join(', ')}, not "${given}"`);
	return part;
}

async function run(stage: Stage, checks: Checks, count: number, only?: Part): Promise<void> {
	print('\n▸ Starting Redis, PostgreSQL and n8n');
	const since = Date.now();
	await stage.start((line) => print(`  ${line}`));
	print(`  ready in ${seconds(Date.now() - since)}`);

	const isAsked = (part: Part): boolean => only === undefined || only === part;
	const [victim] =
		only === undefined ? await tryProcesses(stage, checks) : await startTwoWorkers(stage);
	if (isAsked('bursts')) await tryBursts(stage, checks, count, victim);
	if (isAsked('table')) await tryTable(stage, checks, count, victim);
	if (isAsked('history')) {
		print('\n▸ What n8n\'s history forgets between two workers, with "Invite Each Key Once"\n');
		await measureHistory(stage, checks);
	}
}

async function main(): Promise<number> {
	const count = numberOfEvents(process.argv[2]);
	const only = partOf(process.argv[3]);
	const since = Date.now();
	const checks = new Checks();
	const stage = new Stage();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => void stage.end().finally(() => process.exit(130)));
	}
	try {
		await run(stage, checks, count, only);
	} catch (error) {
		checks.check(
			'the run came to its end',
			false,
			error instanceof Error ? (error.stack ?? '') : String(error),
		);
		print(`\n  n8n's main process wrote last:\n${stage.lastWords()}`);
	} finally {
		await stage.end();
	}
	print(
		`\n▸ Queue mode ${checks.hold ? 'holds' : 'does NOT hold'} (${seconds(Date.now() - since)}, everything stopped)`,
	);
	print(checks.summary());
	return checks.hold ? 0 : 1;
}

void main().then((code) => process.exit(code));
