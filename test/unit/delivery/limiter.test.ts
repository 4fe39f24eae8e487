import { AdaptiveLimiter, newPace } from '../../../nodes/SurveyLab/delivery/limiter';
import type { BlockedReason } from '../../../nodes/SurveyLab/delivery/outcome';
import { RECOVER_AFTER, type Wait } from '../../../nodes/SurveyLab/delivery/policy';
import { SimulatedClock, unionOf } from './simulatedClock';

const HOME = 'home';
const done = (name: string) => ({ ok: true, value: name });
const WENT_ON = { ok: true, value: undefined };
const blocked = (reason: BlockedReason) => ({ ok: false, reason });

/** A wait that SurveyLab has asked for. */
const asked = (milliseconds: number): Wait => ({ milliseconds, asked: true });
const unasked = (milliseconds: number): Wait => ({ milliseconds, asked: false });

function start(maxConcurrency = 5, maxWaitMs = 60_000, pace = newPace()) {
	const clock = new SimulatedClock();
	const limiter = new AdaptiveLimiter(clock, { maxConcurrency, maxWaitMs }, pace);
	const startedAt = clock.now();
	const log: Array<[name: string, afterMs: number]> = [];
	const state = { underWay: 0, most: 0 };
	/** Takes a turn that lasts for a time, and says when it began. */
	const turn = async (
		name: string,
		lastsMs: number,
		atEnd: () => void = () => {},
		account = HOME,
	) =>
		await limiter.run(account, async () => {
			log.push([name, clock.now() - startedAt]);
			state.underWay += 1;
			state.most = Math.max(state.most, state.underWay);
			await clock.pass(lastsMs);
			state.underWay -= 1;
			atEnd();
			return name;
		});
	/** Waits, and says like a turn how that ended. */
	const wait = async (account: string, how: Wait) => {
		const reason = await limiter.wait(account, how);
		return reason === undefined ? WENT_ON : blocked(reason);
	};
	return { clock, limiter, log, state, turn, wait, startedAt };
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
		expect(await clock.until(Promise.all(turns))).toContainEqual(done('e'));
		expect(log.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(state.most).toBe(2);
	});

	it('begin in the moment of asking when there is room', () => {
		const { log, turn } = start(1);
		void turn('a', 0);
		expect(log).toEqual([['a', 0]]);
	});

	it('end for others, too, when a task fails', async () => {
		const { clock, limiter, turn } = start(1);
		const failing = limiter.run(HOME, async () => await Promise.reject(new TypeError('boom')));
		const next = turn('b', 10);
		await expect(clock.until(failing)).rejects.toThrow('boom');
		expect(await clock.until(next)).toEqual(done('b'));
	});
});

describe('after a 429', () => {
	it('everybody pauses, and goes on in the order of asking', async () => {
		const { clock, limiter, log, turn, startedAt } = start(3);
		limiter.recordRateLimit(asked(2000), startedAt);
		await clock.until(Promise.all(['a', 'b', 'c'].map(async (name) => await turn(name, 10))));
		expect(log).toEqual([
			['a', 2000],
			['b', 2010],
			['c', 2020],
		]);
	});

	it('a longer pause prolongs the first, a shorter one does not cut it', async () => {
		const { clock, limiter, log, turn, startedAt } = start();
		limiter.recordRateLimit(asked(2000), startedAt);
		clock.at(startedAt + 1000, () => limiter.recordRateLimit(asked(3000), startedAt));
		clock.at(startedAt + 1500, () => limiter.recordRateLimit(asked(100), startedAt));
		await clock.until(turn('a', 0));
		expect(log).toEqual([['a', 4000]]);
		expect(limiter.waitedMs).toBe(4000);
	});

	it('half as many go out at once, at least one', async () => {
		const scene = start(5);
		scene.limiter.recordRateLimit(asked(0), scene.clock.now());
		expect(await mostAtOnce(scene)).toBe(2);
		scene.limiter.recordRateLimit(asked(0), scene.clock.now());
		expect(await mostAtOnce(scene)).toBe(1);
		scene.limiter.recordRateLimit(asked(0), scene.clock.now());
		expect(await mostAtOnce(scene)).toBe(1);
	});

	it('a burst counts once: what was sent before the slowing down does not slow down again', async () => {
		const scene = start(40);
		const sentAt = scene.clock.now();
		await scene.clock.until(scene.clock.pass(100));
		for (let number = 0; number < 40; number += 1) scene.limiter.recordRateLimit(asked(0), sentAt);
		expect(await mostAtOnce(scene)).toBe(20);
	});

	it(`one more goes out after every ${RECOVER_AFTER} that went through, up to the limit`, async () => {
		const scene = start(4);
		const good = (count: number) => {
			for (let number = 0; number < count; number += 1) scene.limiter.recordSuccess();
		};
		scene.limiter.recordRateLimit(asked(0), scene.clock.now());
		good(RECOVER_AFTER - 1);
		expect(await mostAtOnce(scene)).toBe(2);
		good(1);
		expect(await mostAtOnce(scene)).toBe(3);
		good(5 * RECOVER_AFTER);
		expect(await mostAtOnce(scene)).toBe(4);
	});

	it('the count towards recovery begins anew', async () => {
		const scene = start(8);
		scene.limiter.recordRateLimit(asked(0), scene.clock.now());
		for (let number = 1; number < RECOVER_AFTER; number += 1) scene.limiter.recordSuccess();
		await scene.clock.until(scene.clock.pass(1));
		scene.limiter.recordRateLimit(asked(0), scene.clock.now());
		scene.limiter.recordSuccess();
		expect(await mostAtOnce(scene)).toBe(2);
	});

	it('lets somebody in as soon as one more may go', async () => {
		const { clock, limiter, log, turn } = start(2);
		limiter.recordRateLimit(asked(0), clock.now());
		for (let number = 1; number < RECOVER_AFTER; number += 1) limiter.recordSuccess();
		await clock.until(
			Promise.all([turn('a', 10, () => limiter.recordSuccess()), turn('b', 50), turn('c', 50)]),
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
		const { clock, limiter, turn, wait } = start();
		limiter.recordRateLimit(asked(90_000), clock.now());
		const held = blocked({ kind: 'askedToWaitTooLong', askedMs: 90_000 });
		expect(
			await clock.until(Promise.all([turn('a', 0), turn('b', 0), wait(HOME, asked(90_000))])),
		).toEqual([held, held, held]);
		expect(clock.waits).toEqual([]);
	});

	it('may be as long as Longest Wait', async () => {
		const { clock, wait } = start(5, 60_000);
		expect(await clock.until(wait(HOME, asked(60_000)))).toEqual(WENT_ON);
	});

	it('of several at the same time counts once', async () => {
		const { clock, limiter, wait } = start();
		const second = clock.pass(500).then(async () => await wait(HOME, asked(1000)));
		await clock.until(Promise.all([wait(HOME, asked(1000)), second, wait(HOME, asked(200))]));
		expect(limiter.waitedMs).toBe(1500);
		await clock.until(clock.pass(5000));
		await clock.until(wait(HOME, asked(100)));
		expect(limiter.waitedMs).toBe(1600);
		expect(unionOf(clock.waits)).toBe(1600);
	});

	it('tells how long it has lasted while it lasts', async () => {
		const { clock, limiter, wait } = start();
		void wait(HOME, asked(1000));
		await clock.until(clock.pass(400));
		expect(limiter.waitedMs).toBe(400);
	});

	it('is over for an execution when Longest Wait is used up', async () => {
		const { clock, limiter, turn, wait } = start(5, 300_000);
		for (let number = 0; number < 3; number += 1) {
			await clock.until(wait(HOME, asked(100_000)));
		}
		expect(limiter.waitedMs).toBe(300_000);
		const waitedEnough = blocked({ kind: 'waitedEnough', waitedMs: 300_000 });
		expect(await clock.until(wait(HOME, unasked(1)))).toEqual(waitedEnough);
		expect(await clock.until(wait(HOME, asked(1)))).toEqual(
			blocked({ kind: 'askedToWaitTooLong', askedMs: 1 }),
		);
		limiter.recordRateLimit(unasked(1), clock.now());
		expect(await clock.until(turn('a', 0))).toEqual(waitedEnough);
	});

	it('may run up to Longest Wait beside another wait', async () => {
		const { clock, limiter, wait } = start(5, 300_000);
		expect(
			await clock.until(Promise.all([wait(HOME, asked(300_000)), wait(HOME, asked(299_000))])),
		).toEqual([WENT_ON, WENT_ON]);
		expect(limiter.waitedMs).toBe(300_000);
	});
});

describe('a stop', () => {
	it('ends turns to come and waits, now and later, and lets running tasks end', async () => {
		const { clock, limiter, log, turn, startedAt, wait } = start(1);
		const all = Promise.all([turn('a', 100), turn('b', 0), wait(HOME, asked(50_000))]);
		clock.at(startedAt + 10, () => limiter.stop({ kind: 'batchStopped' }));
		const stopped = blocked({ kind: 'batchStopped' });
		expect(await clock.until(all)).toEqual([done('a'), stopped, stopped]);
		expect(clock.now() - startedAt).toBe(100);
		expect(await turn('c', 0)).toEqual(stopped);
		expect(log).toEqual([['a', 0]]);
		expect(limiter.waitedMs).toBe(10);
		expect(limiter.reasonToStop(HOME)).toEqual({ kind: 'batchStopped' });
	});

	it('ends the pause for those who queue', async () => {
		const { clock, limiter, turn, startedAt } = start();
		limiter.recordRateLimit(asked(50_000), startedAt);
		clock.at(startedAt + 10, () => limiter.stop({ kind: 'cancelled' }));
		expect(await clock.until(turn('a', 0))).toEqual(blocked({ kind: 'cancelled' }));
		expect(clock.now() - startedAt).toBe(10);
	});

	it('keeps its first reason', async () => {
		const { limiter } = start();
		limiter.stop({ kind: 'cancelled' });
		limiter.stop({ kind: 'batchStopped' });
		expect(limiter.reasonToStop(HOME)).toEqual({ kind: 'cancelled' });
	});
});

describe('the stop of an account', () => {
	const accountStopped = blocked({ kind: 'accountStopped' });

	it('ends the turns and waits of that account alone', async () => {
		const { clock, limiter, log, turn, wait, startedAt } = start(1);
		const all = Promise.all([
			turn('a', 100),
			turn('b', 0, undefined, 'away'),
			turn('c', 0),
			wait('away', asked(50_000)),
			wait(HOME, asked(2000)),
		]);
		clock.at(startedAt + 10, () => limiter.stopAccount('away'));
		expect(await clock.until(all)).toEqual([
			done('a'),
			accountStopped,
			done('c'),
			accountStopped,
			WENT_ON,
		]);
		expect(log).toEqual([
			['a', 0],
			['c', 100],
		]);
		expect(limiter.reasonToStop('away')).toEqual({ kind: 'accountStopped' });
		expect(limiter.reasonToStop(HOME)).toBeUndefined();
	});

	it('ends its part of a pause at once, while the others keep their order until the end', async () => {
		const { clock, limiter, log, turn, startedAt } = start(2);
		limiter.recordRateLimit(asked(2000), startedAt);
		clock.at(startedAt + 10, () => limiter.stopAccount('away'));
		let awayEndedAt = 0;
		const away = turn('b', 0, undefined, 'away').then((result) => {
			awayEndedAt = clock.now() - startedAt;
			return result;
		});
		expect(await clock.until(Promise.all([turn('a', 10), away, turn('c', 10)]))).toEqual([
			done('a'),
			accountStopped,
			done('c'),
		]);
		expect(awayEndedAt).toBe(10);
		expect(log).toEqual([
			['a', 2000],
			['c', 2010],
		]);
	});

	it('ends a pause that nobody else queues for; who comes later still waits for its end', async () => {
		const { clock, limiter, log, turn, startedAt } = start();
		limiter.recordRateLimit(asked(2000), startedAt);
		clock.at(startedAt + 10, () => limiter.stopAccount('away'));
		await clock.until(turn('a', 0, undefined, 'away'));
		expect(clock.pending).toBe(0);
		expect(limiter.waitedMs).toBe(10);
		expect(await clock.until(turn('b', 0))).toEqual(done('b'));
		expect(log).toEqual([['b', 2000]]);
	});
});

describe('the pace of an execution', () => {
	it('goes on in its next batch: the pause, the lower limit and the time that was waited', async () => {
		const pace = newPace();
		const first = start(4, 5000, pace);
		first.limiter.recordRateLimit(asked(3000), first.startedAt);
		await first.clock.until(first.wait(HOME, asked(1000)));
		expect(pace).toEqual({
			waitedMs: 1000,
			pausedUntil: first.startedAt + 3000,
			pauseAsked: true,
			reducedLimit: 2,
			reducedAt: first.startedAt,
			successesInARow: 0,
		});

		const second = start(4, 5000, structuredClone(pace));
		expect(await second.clock.until(second.turn('a', 0))).toEqual(done('a'));
		expect(second.log).toEqual([['a', 3000]]);
		expect(second.limiter.waitedMs).toBe(3000);
		expect(await mostAtOnce(second)).toBe(2);
		expect(await second.clock.until(second.wait(HOME, asked(1001)))).toEqual(
			blocked({ kind: 'askedToWaitTooLong', askedMs: 1001 }),
		);
	});

	it('recovers over rounds of a few requests each', () => {
		const pace = newPace();
		start(4, 5000, pace).limiter.recordRateLimit(asked(0), 1);
		expect(pace.reducedLimit).toBe(2);
		for (let round = 0; round < RECOVER_AFTER; round += 1) {
			start(4, 5000, pace).limiter.recordSuccess();
		}
		expect(pace.reducedLimit).toBe(3);
	});

	it('is reduced once by a burst of batches at the same time', () => {
		const pace = newPace();
		const clock = new SimulatedClock();
		const limiters = Array.from(
			{ length: 6 },
			() => new AdaptiveLimiter(clock, { maxConcurrency: 50, maxWaitMs: 5000 }, pace),
		);
		for (const limiter of limiters) limiter.recordRateLimit(asked(0), clock.now() - 1);
		expect(pace.reducedLimit).toBe(25);
	});

	it('counts a wait of several batches at the same time once', async () => {
		const pace = newPace();
		const clock = new SimulatedClock();
		const limiters = [0, 0, 0].map(
			() => new AdaptiveLimiter(clock, { maxConcurrency: 5, maxWaitMs: 5000 }, pace),
		);
		const waits = [3000, 1000, 2000].map(
			async (milliseconds, index) => await limiters[index]!.wait(HOME, asked(milliseconds)),
		);
		expect(await clock.until(Promise.all(waits))).toEqual([undefined, undefined, undefined]);
		expect(limiters.map(({ waitedMs }) => waitedMs)).toEqual([3000, 1000, 2000]);
		expect(pace.waitedMs).toBe(3000);
	});
});
