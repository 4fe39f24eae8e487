/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
/**
 * A long batch against a service that limits requests and misbehaves at random: everything has to arrive,
 * nothing twice, and the heap has to stay flat. Run with `--expose-gc`.
 *
 * The service is rate-limited, and answers some requests with 429, with 503 and `Retry-After`, late, or
 * with a reset before it has read them. It never resets the same key twice: a person can only be asked
 * to look when nobody knows what became of both attempts.
 */
import '../engine/environment';

import type { IDataObject } from 'n8n-workflow';

import { runWorkflow, type RunResult } from '../engine/engine';
import { aroundNode, CONTINUE, contactParameters, ITEMS, NODE, people } from '../engine/workflows';
import { startSandbox, type Fault } from '../sandbox';

const ITEMS_COUNT = Number(process.argv[2] ?? 20_000);
const PER_SECOND = 100;
const MAX_RETAINED_BYTES_PER_ITEM = 1024;

/** A repeatable sequence from 0 to 1 (mulberry32), so that a run can be run again. */
function repeatableRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

async function heap(): Promise<number> {
	if (global.gc === undefined) throw new Error('Run with --expose-gc');
	for (let round = 0; round < 3; round += 1) {
		global.gc();
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return process.memoryUsage().heapUsed;
}

function check(what: string, well: boolean, detail: string): boolean {
	process.stdout.write(`  ${well ? '✔' : '✖'} ${what}: ${detail}\n`);
	return well;
}

async function run(): Promise<boolean> {
	const sandbox = await startSandbox({ rateLimit: { perSecond: PER_SECOND } });
	const random = repeatableRandom(20_000);
	const reset = new Set<string>();
	const faults: Record<string, number> = { '429': 0, '503': 0, late: 0, reset: 0 };
	// The stand-in's own records would drown what is measured; what counts is kept in two small sets.
	const accepted = new Map<string, number>();
	const counted = (name: string, fault: Fault): Fault => {
		faults[name] = (faults[name] ?? 0) + 1;
		return fault;
	};
	sandbox.faultFor(({ query }) => {
		const key = query.crk ?? '';
		const chance = random();
		if (chance < 0.001)
			return counted('429', { kind: 'status', status: 429, headers: { 'retry-after': '1' } });
		if (chance < 0.006)
			return counted('503', { kind: 'status', status: 503, headers: { 'retry-after': '1' } });
		if (chance < 0.016 && !reset.has(key)) {
			reset.add(key);
			return counted('reset', { kind: 'resetBefore' });
		}
		return chance < 0.06
			? counted('late', { kind: 'delay', ms: Math.floor(random() * 150) })
			: { kind: 'ok' };
	});
	const drain = setInterval(() => {
		for (const { crk } of sandbox.contacts.splice(0))
			accepted.set(crk, (accepted.get(crk) ?? 0) + 1);
		sandbox.requests.splice(0);
	}, 250);

	const items: IDataObject[] = people(ITEMS_COUNT);
	const parameters = contactParameters(sandbox, {
		maxConcurrency: 10,
		maxAttempts: 8,
		onUnknownOutcome: 'retryOnce',
	});
	// One small run first, so that code and caches of the engine do not count as growth.
	const credential = { apiToken: sandbox.token, baseUrl: sandbox.url };
	await runWorkflow(aroundNode(parameters, CONTINUE), {
		credential,
		pinned: { [ITEMS]: people(20, 'warm-up') },
	});

	const before = await heap();
	const since = Date.now();
	const result: RunResult = await runWorkflow(aroundNode(parameters, CONTINUE), {
		credential,
		pinned: { [ITEMS]: items },
	});
	const seconds = (Date.now() - since) / 1000;
	await new Promise((resolve) => setTimeout(resolve, 300));
	clearInterval(drain);
	const after = await heap();
	const output = result.items(NODE).map(({ json, pairedItem }) => ({ json, pairedItem }));
	const copy = JSON.parse(JSON.stringify(output)) as unknown[];
	const withCopy = await heap();
	const retained = (after - before - (withCopy - after)) / ITEMS_COUNT;

	const outcomes = new Map<string, number>();
	for (const { json } of output) {
		const outcome = String(json.outcome ?? (json.details as IDataObject).outcome);
		outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
	}
	const twice = [...accepted.values()].filter((times) => times > 1).length;
	const missing = items.filter(({ key }) => !accepted.has(String(key))).length;
	const told = (outcomes.get('accepted') ?? 0) + (outcomes.get('probablyAccepted') ?? 0);
	process.stdout.write(
		`  ${ITEMS_COUNT} items in ${seconds.toFixed(0)} s (at ${PER_SECOND} a second at least ${ITEMS_COUNT / PER_SECOND} s); faults: ` +
			`${Object.entries(faults)
				.map(([name, count]) => `${count} ${name}`)
				.join(', ')}\n`,
	);
	for (const { message } of result.rounds(NODE)[0]?.hints ?? [])
		process.stdout.write(`  n8n shows: ${message}\n`);
	await sandbox.close();
	return [
		check(
			'every item is told as accepted',
			told === ITEMS_COUNT,
			[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', '),
		),
		check('every key was accepted', missing === 0, `${missing} missing`),
		check('no key was accepted twice', twice === 0, `${twice} twice`),
		check(
			`retained heap per item beyond the output is below ${MAX_RETAINED_BYTES_PER_ITEM} bytes`,
			// In a short run the engine's own caches outweigh the items: there it is only reported.
			copy.length === ITEMS_COUNT &&
				(ITEMS_COUNT < 10_000 || retained < MAX_RETAINED_BYTES_PER_ITEM),
			`${retained.toFixed(0)} bytes`,
		),
	].every(Boolean);
}

run().then(
	(well) => {
		process.stdout.write(well ? '\n  The soak is passed\n' : '\n  The soak is NOT passed\n');
		process.exit(well ? 0 : 1);
	},
	(error: unknown) => {
		process.stderr.write(`${String(error)}\n`);
		process.exit(1);
	},
);
