/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { KeyedMutex } from '../../../nodes/SurveyLab/delivery/keyedMutex';

const NEVER = new Promise<never>(() => {});

function start() {
	const mutex = new KeyedMutex();
	const log: string[] = [];
	/** A task that lasts for so many microtasks. */
	const task =
		(name: string, ticks = 5) =>
		async () => {
			log.push(`${name} begins`);
			for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
			log.push(`${name} ends`);
			return name;
		};
	return { mutex, log, task };
}

describe('tasks with the same key', () => {
	it('run one after another, in the order of asking', async () => {
		const { mutex, log, task } = start();
		expect(
			await Promise.all([
				mutex.run('k', task('a', 9)),
				mutex.run('k', task('b', 1)),
				mutex.runUnless(NEVER, 'k', task('c')),
			]),
		).toEqual(['a', 'b', { ok: true, value: 'c' }]);
		expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
	});

	it('let the next one in after an error', async () => {
		const { mutex, task } = start();
		const failing = mutex.run('k', async () => await Promise.reject(new TypeError('boom')));
		const next = mutex.run('k', task('b'));
		await expect(failing).rejects.toThrow('boom');
		expect(await next).toBe('b');
	});

	it('leave nothing of the key behind: a later one begins at once', async () => {
		const { mutex, log, task } = start();
		await mutex.run('k', task('a'));
		await new Promise((resolve) => setImmediate(resolve));
		expect(Reflect.get(mutex, 'tails')).toEqual(new Map());
		await mutex.run('k', task('b'));
		expect(log.slice(2)).toEqual(['b begins', 'b ends']);
	});
});

describe('tasks with different keys', () => {
	it('do not wait for each other', async () => {
		const { mutex, log, task } = start();
		await Promise.all([mutex.run('k', task('a')), mutex.run('l', task('b'))]);
		expect(log.slice(0, 2)).toEqual(['a begins', 'b begins']);
	});
});

describe('a task that is stopped', () => {
	const stopped = { ok: false, reason: 'stopped' };

	it('while it waits does not run, and keeps nobody behind it from running', async () => {
		const { mutex, log, task } = start();
		let stop = () => {};
		const stopping = new Promise<void>((resolve) => {
			stop = resolve;
		});
		let finish = () => {};
		const first = mutex.run('k', async () => {
			await new Promise<void>((resolve) => {
				finish = resolve;
			});
			log.push('a ends');
		});
		const second = mutex.runUnless(stopping, 'k', task('b'));
		const third = mutex.run('k', task('c'));
		await Promise.resolve();
		stop();
		expect(await second).toEqual(stopped);
		expect(log).toEqual([]);
		finish();
		await Promise.all([first, third]);
		expect(log).toEqual(['a ends', 'c begins', 'c ends']);
	});

	it('after it began runs to its end', async () => {
		const { mutex, log, task } = start();
		let stop = () => {};
		const stopping = new Promise<void>((resolve) => {
			stop = resolve;
		});
		const running = mutex.runUnless(stopping, 'k', async () => {
			stop();
			return await task('a')();
		});
		expect(await running).toEqual({ ok: true, value: 'a' });
		expect(log).toEqual(['a begins', 'a ends']);
	});
});
