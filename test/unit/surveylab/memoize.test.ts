import { memoizeByObject, memoizeByText, once } from '../../../nodes/SurveyLab/surveylab/memoize';

describe('a reading that is remembered by its object', () => {
	it('is done once for each object', () => {
		const read = jest.fn(({ value }: { value: number }) => value * 2);
		const remembered = memoizeByObject(read);
		const [one, other] = [{ value: 1 }, { value: 2 }];

		expect([remembered(one), remembered(other), remembered(one), remembered(other)]).toEqual([
			2, 4, 2, 4,
		]);
		expect(read.mock.calls).toEqual([[one], [other]]);
	});

	it('goes by the object, not by what it holds', () => {
		const read = jest.fn(({ value }: { value: number }) => ({ value }));
		const remembered = memoizeByObject(read);

		expect(remembered({ value: 1 })).not.toBe(remembered({ value: 1 }));
		expect(read).toHaveBeenCalledTimes(2);
	});

	it('is remembered also where it gave nothing', () => {
		const read = jest.fn<undefined, [object]>(() => undefined);
		const remembered = memoizeByObject(read);
		const object = {};

		expect([remembered(object), remembered(object)]).toEqual([undefined, undefined]);
		expect(read).toHaveBeenCalledTimes(1);
	});

	it('is done again after it threw', () => {
		let times = 0;
		const remembered = memoizeByObject<object, number>(() => {
			times += 1;
			if (times === 1) throw new RangeError('the first time');
			return times;
		});
		const object = {};

		expect(() => remembered(object)).toThrow(RangeError);
		expect(remembered(object)).toBe(2);
	});

	it('is not shared between two readings of one object', () => {
		const object = { value: 3 };
		expect(memoizeByObject(({ value }: { value: number }) => value)(object)).toBe(3);
		expect(memoizeByObject(({ value }: { value: number }) => -value)(object)).toBe(-3);
	});
});

describe('a reading that is remembered by its text', () => {
	it('is done once for each text, and forgotten only when a new one no longer fits', () => {
		const read = jest.fn((text: string) => (text === '0' ? undefined : text));
		const remembered = memoizeByText(read);
		const texts = Array.from({ length: 1000 }, (_, number) => String(number));
		for (const text of [...texts, ...texts]) expect(remembered(text)).toBe(read(text));
		read.mockClear();
		for (const text of texts) remembered(text);
		expect(read).not.toHaveBeenCalled();
		remembered('new');
		remembered('0');
		expect(read.mock.calls).toEqual([['new'], ['0']]);
	});
});

it('a value of which one is enough is computed at the first call only', () => {
	const compute = jest.fn(() => undefined);
	const value = once(compute);
	expect(compute).not.toHaveBeenCalled();
	expect([value(), value()]).toEqual([undefined, undefined]);
	expect(compute).toHaveBeenCalledTimes(1);
});
