/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/**
 * Calls one by one, in turn with n8n's own Webhook node: how long the answers took beside each other. Then
 * completions at 50 a second: whether every key became one execution. Their number comes as the first
 * argument.
 */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode, INodeParameters } from 'n8n-workflow';

import { median } from '../../bench/statistics';
import { pathOf, surveyLabTrigger, TRIGGER_CREDENTIAL_TYPE, TRIGGER_NAME } from '../completions';
import { ExecutionRecord } from '../execution';
import {
	packRepository,
	removeFolder,
	startWithPackage,
	temporaryFolder,
	type Execution,
	type N8n,
} from '../harness';
import { install } from '../install';
import { Checks, print, printTable, seconds } from '../queue/report';
import { inRow, node, noOperation } from '../workflows';
import { callAll, callInTurn, type Answered } from './calls';

const PER_SECOND = 50;
/** The most that the trigger's median may take of the Webhook node's. */
const MOST_RATIO = 1.2;
const FULL = 1000;
const FEWEST = 20;
const MOST_ROUNDS = 200;
const WARM_UP = 10;
const PAUSE_MS = 150;
const SECRET = 'load-test.Secret_of~32-characters';

const POLL_MS = 500;
const POLLS = 240;
const PAGE = 100;
const READ_AT_ONCE = 8;

function numberOfCompletions(given = String(FULL)): number {
	const count = Number(given);
	if (Number.isInteger(count) && count >= FEWEST && count <= 20_000) return count;
	throw new Error(`The number of completions is one from ${FEWEST} to 20000, not "${given}"`);
}

/** n8n's Webhook node as the trigger behaves: GET, answering at once. */
function webhookNode(path: string, options: INodeParameters): INode {
	const parameters = { httpMethod: 'GET', path, responseMode: 'onReceived', options };
	return node('Webhook', 'n8n-nodes-base.webhook', 2, parameters, { webhookId: randomUUID() });
}

/** In the order in which they are called. */
const SIDES = ['SurveyLab Trigger', 'Webhook', 'Webhook with an expression'] as const;
type Side = (typeof SIDES)[number];

interface Sides {
	readonly n8n: N8n;
	/** Of the trigger's workflow. */
	readonly workflowId: string;
	readonly address: Readonly<Record<Side, string>>;
}

async function prepare(n8n: N8n): Promise<Sides> {
	const credential = await n8n.createCredential({
		name: 'Survey address',
		type: TRIGGER_CREDENTIAL_TYPE,
		data: { secret: SECRET },
	});
	const trigger = surveyLabTrigger({}, credential);
	// Without an expression n8n spares its own node, and no other, the engine for expressions.
	const webhooks = [
		webhookNode('plain', {}),
		webhookNode('expression', { responseData: '={{ "Thank you!" }}' }),
	];
	const { id } = await n8n.createActive(inRow('Trigger', trigger, noOperation('Next')));
	for (const own of webhooks) await n8n.createActive(inRow('Webhook', own, noOperation('Next')));
	return {
		n8n,
		workflowId: id,
		address: {
			'SurveyLab Trigger': `${n8n.url}${pathOf(trigger)}`,
			Webhook: `${n8n.url}/webhook/plain`,
			'Webhook with an expression': `${n8n.url}/webhook/expression`,
		},
	};
}

const numbered = (name: string, count: number): string[] =>
	Array.from({ length: count }, (_, index) => `${name}-${index}`);
const ending = (key: string): string => `?crk=${key}&rid=1&key=${SECRET}`;

type Times = Readonly<Record<Side, number>>;

/** The median of each side, called in turn. */
async function compare({ address }: Sides, name: string, rounds: number): Promise<Times> {
	const urls = numbered(name, rounds).flatMap((key) =>
		SIDES.map((side) => `${address[side]}${ending(key)}`),
	);
	const answers = await callInTurn(urls, PAUSE_MS);
	const of = (side: Side) =>
		answers
			.filter((_, index) => SIDES[index % SIDES.length] === side)
			.map(({ milliseconds }) => milliseconds);
	return Object.fromEntries(SIDES.map((side) => [side, median(of(side))])) as Times;
}

async function burst({ address }: Sides, side: Side, count: number): Promise<Answered[]> {
	const since = performance.now();
	const answers = await callAll(
		numbered('load', count).map((key) => `${address[side]}${ending(key)}`),
		PER_SECOND,
	);
	const middle = median(answers.map(({ milliseconds }) => milliseconds));
	print(
		`  ${side}: all answered after ${seconds(performance.now() - since)}, median ${middle.toFixed(1)} ms`,
	);
	return answers;
}

type Listed = Pick<Execution, 'id' | 'status'>;

/** The newest first, from all pages. */
async function listed({ n8n, workflowId }: Sides): Promise<Listed[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const all: Listed[] = [];
	let cursor: string | undefined;
	do {
		const page: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
		const { results, nextCursor } = await n8n.rest<{
			results: Listed[];
			nextCursor?: string | null;
		}>('GET', `/rest/executions?filter=${filter}&limit=${PAGE}${page}`);
		all.push(...results);
		cursor = nextCursor ?? undefined;
	} while (cursor !== undefined);
	// One that ends just then is listed as running and as ended.
	return [...new Map(all.map((one) => [one.id, one])).values()];
}

/** The keys of all executions that succeeded, once so many have ended or no more come. */
async function executedKeys(sides: Sides, count: number): Promise<string[]> {
	const ended = async () =>
		(await listed(sides)).filter(({ status }) => !['new', 'running'].includes(status));
	for (let poll = 0; poll < POLLS && (await ended()).length < count; poll += 1)
		await sleep(POLL_MS);
	// One too many would come late.
	await sleep(POLL_MS * 4);
	const ids = (await ended()).filter(({ status }) => status === 'success').map(({ id }) => id);
	const keys: string[] = [];
	for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
		const some = ids.slice(at, at + READ_AT_ONCE);
		keys.push(
			...(await Promise.all(
				some.map(async (id) =>
					keyOf(await sides.n8n.rest<Execution>('GET', `/rest/executions/${id}`)),
				),
			)),
		);
	}
	return keys;
}

function keyOf(execution: Execution): string {
	const [[item] = []] = new ExecutionRecord(execution).outputs(TRIGGER_NAME);
	return String(item?.json.crk);
}

async function compareAnswers(checks: Checks, n8n: N8n, count: number): Promise<void> {
	const sides = await prepare(n8n);
	await compare(sides, 'warm-up', WARM_UP);
	const rounds = Math.min(count, MOST_ROUNDS);
	print(`\n▸ ${rounds} calls of each, in turn, answered at once`);
	const times = await compare(sides, 'turn', rounds);
	printTable([
		['', 'median', 'the trigger takes of it'],
		...SIDES.map((side) => [
			side,
			`${times[side].toFixed(1)} ms`,
			(times['SurveyLab Trigger'] / times[side]).toFixed(2),
		]),
	]);
	print();
	if (count < FULL) return;
	const ratio = times['SurveyLab Trigger'] / times.Webhook;
	checks.check(
		`the trigger's median answer takes at most ${MOST_RATIO} of the Webhook node's`,
		ratio <= MOST_RATIO,
		ratio.toFixed(2),
	);
}

async function countCompletions(checks: Checks, n8n: N8n, count: number): Promise<void> {
	const sides = await prepare(n8n);
	await compare(sides, 'warm-up', WARM_UP);
	print(
		`\n▸ ${count} completions at ${PER_SECOND} a second, and as many calls of the Webhook node`,
	);
	const answers = await burst(sides, 'SurveyLab Trigger', count);
	const keys = (await executedKeys(sides, WARM_UP + count)).filter((key) =>
		key.startsWith('load-'),
	);
	await burst(sides, 'Webhook', count);
	print();
	const statuses = [...new Set(answers.map(({ status }) => status))];
	const counts = statuses.map(
		(status) => `${status}: ${answers.filter((answered) => answered.status === status).length}`,
	);
	checks.check(
		'every completion was answered with the page',
		statuses.join() === '200',
		counts.join(', '),
	);
	checks.check(
		'no key was lost',
		new Set(keys).size === count,
		`${new Set(keys).size} of ${count} keys have an execution`,
	);
	checks.check(
		'no key came twice',
		keys.length === new Set(keys).size,
		`${keys.length} executions`,
	);
}

/**
 * n8n 2's engine for expressions starts a virtual machine for every call of our webhook and every execution:
 * two processors did not keep up with 50 a second, and n8n answered some with 503.
 */
const FAST_EXPRESSIONS = { N8N_EXPRESSION_ENGINE: 'legacy' };

const PARTS: ReadonlyArray<
	readonly [settings: Record<string, string>, part: typeof compareAnswers]
> = [
	[{}, compareAnswers],
	[FAST_EXPRESSIONS, countCompletions],
];

async function main(): Promise<number> {
	const count = numberOfCompletions(process.argv[2]);
	const checks = new Checks();
	const installation = install('current', (line) => print(`  ${line}`));
	const packing = temporaryFolder();
	const packed = packRepository(packing);
	let n8n: N8n | undefined;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => void Promise.resolve(n8n?.end()).finally(() => process.exit(130)));
	}
	for (const [settings, part] of PARTS) {
		try {
			n8n = await startWithPackage(installation, packed, { N8N_LOG_LEVEL: 'warn', ...settings });
			await part(checks, n8n, count);
		} catch (error) {
			checks.check(
				'the run came to its end',
				false,
				error instanceof Error ? (error.stack ?? '') : String(error),
			);
			print(`\n  n8n wrote last:\n${n8n?.output.slice(-2000) ?? ''}`);
		} finally {
			await n8n?.end();
		}
	}
	removeFolder(packing);
	print(`\n${checks.summary()}`);
	return checks.hold ? 0 : 1;
}

void main().then((code) => process.exit(code));
