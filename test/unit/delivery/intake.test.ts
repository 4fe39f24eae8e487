import { Intake } from '../../../nodes/SurveyLab/delivery/intake';
import { SimulatedClock } from './simulatedClock';
import { World } from './simulation';

const READING_MS = 3;

function start(count: number, most: number, failAt = -1) {
	const clock = new SimulatedClock();
	const log: Array<'others' | number> = [];
	const state = { underWay: 0, most: 0 };
	const read = async (index: number) => {
		state.underWay += 1;
		state.most = Math.max(state.most, state.underWay);
		await clock.pass(READING_MS);
		state.underWay -= 1;
		log.push(index);
		if (index === failAt) throw new TypeError(`boom at ${index}`);
		return index;
	};
	const breathe = async () => {
		await clock.breathe();
		log.push('others');
	};
	const intake = new Intake(count, read, most, breathe);
	return { clock, intake, state, log, indices: () => log.filter((entry) => entry !== 'others') };
}

describe('items', () => {
	it('come in their order, each read when it is asked for', async () => {
		const { clock, intake, indices } = start(3, 2);
		expect(await clock.until(intake.take() ?? Promise.reject(new Error('none')))).toBe(0);
		expect(indices()).toEqual([0]);
		const rest = Promise.all([intake.take(), intake.take()]);
		expect(await clock.until(rest)).toEqual([1, 2]);
		expect(intake.take()).toBeUndefined();
	});

	it('are read one after another, also when several ask while others are read ahead', async () => {
		const { clock, intake, state } = start(9, 3);
		const ahead = intake.readAhead();
		const asked = [intake.take(), intake.take(), intake.take()];
		await clock.until(Promise.all([ahead, ...asked]));
		expect(state.most).toBe(1);
		const all = [...asked, ...Array.from({ length: 6 }, () => intake.take())];
		expect(await clock.until(Promise.all(all))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
	});
});

describe('reading ahead', () => {
	it('lays as many items ready as were wanted, and goes on when half of them were taken', async () => {
		const { clock, intake, indices } = start(9, 4);
		await clock.until(intake.readAhead());
		expect(indices()).toEqual([0, 1, 2, 3]);
		expect(await intake.take()).toBe(0);
		await clock.until(intake.readAhead());
		expect(indices()).toEqual([0, 1, 2, 3]);
		expect(await intake.take()).toBe(1);
		await clock.until(intake.readAhead());
		expect(indices()).toEqual([0, 1, 2, 3, 4, 5]);
	});

	it('lets others go first before each item', async () => {
		const { clock, intake, log } = start(3, 3);
		await clock.until(intake.readAhead());
		expect(log).toEqual(['others', 0, 'others', 1, 'others', 2]);
	});

	it('waits while items are asked for faster than they can lie ready', async () => {
		const { clock, intake, log } = start(9, 4);
		const ahead = intake.readAhead();
		const asked = [intake.take(), intake.take()];
		await clock.until(Promise.all([ahead, ...asked]));
		expect(log).toEqual(['others', 'others', 0, 1, 2, 'others', 3, 'others', 4, 'others', 5]);
	});

	it('ends with the last item', async () => {
		const { clock, intake, indices } = start(2, 5);
		await clock.until(intake.readAhead());
		expect(indices()).toEqual([0, 1]);
	});

	it('ends when nobody will ask any more', async () => {
		const { clock, intake, indices } = start(9, 5);
		const ahead = intake.readAhead();
		await clock.until(clock.pass(READING_MS));
		intake.close();
		await clock.until(ahead);
		expect(indices().length).toBeLessThanOrEqual(2);
		expect(intake.take()).toBeUndefined();
	});

	it('leaves a failure to whoever takes the item, and reads nothing after it', async () => {
		const { clock, intake, indices } = start(9, 3, 1);
		await clock.until(intake.readAhead());
		expect(await intake.take()).toBe(0);
		await expect(intake.take()).rejects.toThrow('boom at 1');
		await expect(intake.take()).rejects.toThrow('boom at 1');
		expect(indices()).toEqual([0, 1]);
	});
});

it('goes on while requests are under way, so that a free slot sends at once', async () => {
	const items = ['A', 'B', 'C', 'D', 'E', 'F'].map((key) => ({ key, readingTakesMs: 10 }));
	const { sent } = await new World().deliver({ items, policy: { maxConcurrency: 2 } });
	const ends = sent.map(({ ended }) => ended?.at).sort();
	expect(sent.map(({ key }) => key)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
	expect(sent.slice(2).map(({ at }) => at)).toEqual(ends.slice(0, 4));
});
