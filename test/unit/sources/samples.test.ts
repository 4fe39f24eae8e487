import { sourceMessage } from '../../../nodes/SurveyLab/messages/sources';
import { sourceNamed, SOURCES, type Source } from '../../../nodes/SurveyLab/sources';
import { SAMPLES } from '../../sources/samples';

/** The message of an item that gives no invitation. */
function messageOf(source: Source, item: unknown): string | undefined {
	const reading = source.read(item);
	if (!reading.ok) return sourceMessage(reading.reason).message;
	const { values, refusal, missing } = reading.value;
	if (refusal !== undefined) return sourceMessage(refusal).message;
	const absent = (['email', 'crk'] as const).find((field) => values[field] === undefined);
	return absent && sourceMessage(missing(absent)).message;
}

describe('every sample', () => {
	it.each(SAMPLES)('$title', ({ source: id, item, expect: expected, refused }) => {
		const source = sourceNamed(id)!;
		const before = structuredClone(item);
		const reading = source.read(item);

		expect(reading.ok ? reading.value.values : {}).toEqual(expected);
		expect(messageOf(source, item)).toEqual(
			refused === undefined ? undefined : expect.stringContaining(refused),
		);
		// Nothing is written into the item.
		expect(item).toEqual(before);
	});

	it('has a name of its own', () => {
		const titles = SAMPLES.map(({ title }) => title);
		expect(titles.filter((title, n) => titles.indexOf(title) !== n)).toEqual([]);
	});
});

describe('every source', () => {
	it('has a folder of samples, and every folder a source', () => {
		const folders = [...new Set(SAMPLES.map(({ source }) => source))];
		expect(folders.sort()).toEqual(SOURCES.map(({ id }) => id).sort());
	});

	it.each(SOURCES.map(({ id }) => id))(
		'%s has a sample of an invitation, and one for its page',
		(id) => {
			const own = SAMPLES.filter(({ source }) => source === id);
			expect(own.filter(({ refused }) => refused === undefined)).not.toEqual([]);
			expect(own.filter(({ page }) => page === true)).toHaveLength(1);
		},
	);
});
