import { Deadlines } from '../../../nodes/SurveyLab/n8n/deadlines';

const NEVER = new Promise<never>(() => {});

describe('a task with a deadline', () => {
	it('gives what it gives when it ends in time', async () => {
		expect(await new Deadlines().within(1000, async () => await Promise.resolve('done'))).toBe(
			'done',
		);
	});

	it('throws what it throws', async () => {
		const task = async () => await Promise.reject(new TypeError('boom'));
		await expect(new Deadlines().within(1000, task)).rejects.toThrow('boom');
	});

	it('ends with ECONNABORTED when it does not end by itself: its timer is set a second later', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout');
		await expect(new Deadlines().within(50, async () => await NEVER)).rejects.toMatchObject({
			code: 'ECONNABORTED',
		});
		expect(timeout.mock.calls).toEqual([[1050]]);
		timeout.mockRestore();
	});

	it('has destroyed what it registered', async () => {
		const destroyed: Error[] = [];
		const task = async (atDeadline: (destroy: (error: Error) => void) => void) => {
			atDeadline((error) => destroyed.push(error));
			return await NEVER;
		};
		await expect(new Deadlines().within(10, task)).rejects.toThrow();
		expect(destroyed).toMatchObject([{ code: 'ECONNABORTED' }]);
	});

	it('is left alone after it ended', async () => {
		const destroy = jest.fn();
		const deadlines = new Deadlines();
		await deadlines.within(10, async (atDeadline) => {
			atDeadline(destroy);
			return await Promise.resolve();
		});
		await expect(deadlines.within(10, async () => await NEVER)).rejects.toThrow();
		expect(destroy).not.toHaveBeenCalled();
	});
});

describe('tasks that begin within a second', () => {
	it('share one timer for each length of time', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout');
		const deadlines = new Deadlines();
		const task = async () => await Promise.resolve();
		for (let count = 0; count < 20; count += 1) await deadlines.within(30_000, task);
		await deadlines.within(60_000, task);
		expect(timeout.mock.calls).toEqual([[31_000], [61_000]]);
		timeout.mockRestore();
	});

	it('all end at it', async () => {
		const deadlines = new Deadlines();
		const ended = await Promise.allSettled(
			[1, 2, 3].map(async () => await deadlines.within(20, async () => await NEVER)),
		);
		expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	});
});
