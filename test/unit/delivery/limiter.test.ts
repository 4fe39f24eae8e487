import { Pace } from '../../../nodes/SurveyLab/delivery/limiter';
import { RECOVER_AFTER, TOTAL_WAIT_MS } from '../../../nodes/SurveyLab/delivery/policy';
import { SimulatedClock, unionOf } from './simulatedClock';

function start(maxConcurrency = 5, maxWaitMs = 60_000) {
	const clock = new SimulatedClock();
	const pace = new Pace(clock, maxConcurrency, maxWaitMs);
	const startedAt = clock.now();
	const log: Array<[name: string, afterMs: number]> = [];
	const state = { underWay: 0, most: 0 };
	/** Takes a turn that lasts for a time, and says when it began. */
	const turn = async (name: string, lastsMs: number, atEnd: () => void = () => {}) =>
		await pace.inTurn(async () => {
			log.push([name, clock.now() - startedAt]);
			state.underWay += 1;
			state.most = Math.max(state.most, state.underWay);
			await clock.pass(lastsMs);
			state.underWay -= 1;
			atEnd();
			return { done: name };
		});
	return { clock, pace, log, state, turn, startedAt };
}

/** As many turns as fit at once. */
async function mostAtOnce({ state, turn, clock }: ReturnType<typeof start>): Promise<number> {
	state.most = 0;
	await clock.until(
		Promise.all(Array.from({ length: 60 }, async (_, number) => await turn(`${number}`, 10))),
	);
	return state.most;
}

describe('turns', () => {
	it('come at once up to the limit, then in the order of asking', async () => {
		const { clock, log, turn, state } = start(2);
		const turns = ['a', 'b', 'c', 'd', 'e'].map(
			async (name, place) => await turn(name, 100 - place * 20),
		);
		expect(await clock.until(Promise.all(turns))).toContainEqual({ done: 'e' });
		expect(log.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(state.most).toBe(2);
	});

	it('begin in the moment of asking when there is room', () => {
		const { log, turn } = start(1);
		void turn('a', 0);
		expect(log).toEqual([['a', 0]]);
	});

	it('end for others, too, when a task fails', async () => {
		const { clock, pace, turn } = start(1);
		const failing = pace.inTurn(async () => await Promise.reject(new TypeError('boom')));
		const next = turn('b', 10);
		await expect(clock.until(failing)).rejects.toThrow('boom');
		expect(await clock.until(next)).toEqual({ done: 'b' });
	});
});

describe('after a 429', () => {
	it('everybody pauses, and goes on in the order of asking', async () => {
		const { clock, pace, log, turn, startedAt } = start(3);
		pace.slowDown(2000, startedAt);
		await clock.until(Promise.all(['a', 'b', 'c'].map(async (name) => await turn(name, 10))));
		expect(log).toEqual([
			['a', 2000],
			['b', 2010],
			['c', 2020],
		]);
	});

	it('a longer pause prolongs the first, a shorter one does not cut it', async () => {
		const { clock, pace, log, turn, startedAt } = start();
		pace.slowDown(2000, startedAt);
		clock.at(startedAt + 1000, () => pace.slowDown(3000, startedAt));
		clock.at(startedAt + 1500, () => pace.slowDown(100, startedAt));
		await clock.until(turn('a', 0));
		expect(log).toEqual([['a', 4000]]);
		expect(pace.waitedMs).toBe(4000);
	});

	it('half as many go out at once, at least one', async () => {
		const scene = start(5);
		scene.pace.slowDown(0, scene.clock.now());
		expect(await mostAtOnce(scene)).toBe(2);
		scene.pace.slowDown(0, scene.clock.now());
		expect(await mostAtOnce(scene)).toBe(1);
		scene.pace.slowDown(0, scene.clock.now());
		expect(await mostAtOnce(scene)).toBe(1);
	});

	it('a burst counts once: what was sent before the slowing down does not slow down again', async () => {
		const scene = start(40);
		const sentAt = scene.clock.now();
		await scene.clock.until(scene.clock.pass(100));
		for (let number = 0; number < 40; number += 1) scene.pace.slowDown(0, sentAt);
		expect(await mostAtOnce(scene)).toBe(20);
	});

	it(`one more goes out after every ${RECOVER_AFTER} that went through, up to the limit`, async () => {
		const scene = start(4);
		const good = (count: number) => {
			for (let number = 0; number < count; number += 1) scene.pace.wentThrough();
		};
		scene.pace.slowDown(0, scene.clock.now());
		good(RECOVER_AFTER - 1);
		expect(await mostAtOnce(scene)).toBe(2);
		good(1);
		expect(await mostAtOnce(scene)).toBe(3);
		good(5 * RECOVER_AFTER);
		expect(await mostAtOnce(scene)).toBe(4);
	});

	it('the count towards recovery begins anew', async () => {
		const scene = start(8);
		scene.pace.slowDown(0, scene.clock.now());
		for (let number = 1; number < RECOVER_AFTER; number += 1) scene.pace.wentThrough();
		await scene.clock.until(scene.clock.pass(1));
		scene.pace.slowDown(0, scene.clock.now());
		scene.pace.wentThrough();
		expect(await mostAtOnce(scene)).toBe(2);
	});

	it('lets somebody in as soon as one more may go', async () => {
		const { clock, pace, log, turn } = start(2);
		pace.slowDown(0, clock.now());
		for (let number = 1; number < RECOVER_AFTER; number += 1) pace.wentThrough();
		await clock.until(
			Promise.all([turn('a', 10, () => pace.wentThrough()), turn('b', 50), turn('c', 50)]),
		);
		expect(log).toEqual([
			['a', 0],
			['b', 10],
			['c', 10],
		]);
	});
});

describe('waiting', () => {
	it('beyond Longest Wait is refused at once, to those who queue as well', async () => {
		const { clock, pace, turn } = start();
		pace.slowDown(90_000, clock.now());
		const held = { held: 'asksTooLong', askedMs: 90_000 };
		expect(await clock.until(Promise.all([turn('a', 0), turn('b', 0), pace.wait(90_000)]))).toEqual(
			[held, held, held],
		);
		expect(clock.waits).toEqual([]);
	});

	it('may be as long as Longest Wait', async () => {
		const { clock, pace } = start(5, 60_000);
		expect(await clock.until(pace.wait(60_000))).toBeUndefined();
	});

	it('of several at the same time counts once', async () => {
		const { clock, pace } = start();
		const second = clock.pass(500).then(async () => await pace.wait(1000));
		await clock.until(Promise.all([pace.wait(1000), second, pace.wait(200)]));
		expect(pace.waitedMs).toBe(1500);
		await clock.until(clock.pass(5000));
		await clock.until(pace.wait(100));
		expect(pace.waitedMs).toBe(1600);
		expect(unionOf(clock.waits)).toBe(1600);
	});

	it('tells how long it has lasted while it lasts', async () => {
		const { clock, pace } = start();
		void pace.wait(1000);
		await clock.until(clock.pass(400));
		expect(pace.waitedMs).toBe(400);
	});

	it('is over for an execution after five minutes', async () => {
		const { clock, pace, turn } = start(5, 100_000);
		for (let number = 0; number < 3; number += 1) await clock.until(pace.wait(100_000));
		expect(pace.waitedMs).toBe(TOTAL_WAIT_MS);
		expect(await clock.until(pace.wait(1))).toEqual({ held: 'waitedEnough' });
		pace.slowDown(1, clock.now());
		expect(await clock.until(turn('a', 0))).toEqual({ held: 'waitedEnough' });
	});

	it('may run into those five minutes beside another wait', async () => {
		const { clock, pace } = start(5, 300_000);
		expect(await clock.until(Promise.all([pace.wait(300_000), pace.wait(299_000)]))).toEqual([
			undefined,
			undefined,
		]);
		expect(pace.waitedMs).toBe(TOTAL_WAIT_MS);
	});
});

describe('a halt', () => {
	it('ends turns to come and waits, now and later, and lets running tasks end', async () => {
		const { clock, pace, log, turn, startedAt } = start(1);
		const all = Promise.all([turn('a', 100), turn('b', 0), pace.wait(50_000)]);
		clock.at(startedAt + 10, () => pace.halt());
		const held = { held: 'halted' };
		expect(await clock.until(all)).toEqual([{ done: 'a' }, held, held]);
		expect(clock.now() - startedAt).toBe(100);
		expect(await turn('c', 0)).toEqual(held);
		expect(log).toEqual([['a', 0]]);
		expect(pace.waitedMs).toBe(10);
		expect(pace.halted).toBe(true);
	});

	it('ends the pause for those who queue', async () => {
		const { clock, pace, turn, startedAt } = start();
		pace.slowDown(50_000, startedAt);
		clock.at(startedAt + 10, () => pace.halt());
		expect(await clock.until(turn('a', 0))).toEqual({ held: 'halted' });
		expect(clock.now() - startedAt).toBe(10);
	});
});
