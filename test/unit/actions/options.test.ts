import type { INodeProperties } from 'n8n-workflow';

import {
	collectorOptions,
	contactOptions,
	linkOptions,
	readExecutionOptions,
	readItemOptions,
	tagOptions,
	type ItemOptions,
} from '../../../nodes/SurveyLab/actions/common/options';
import { failure, success } from '../../../nodes/SurveyLab/surveylab/result';

function read(raw: Record<string, unknown>): ItemOptions {
	const options = readItemOptions(raw);
	if (!options.ok) throw new Error(options.reason.kind);
	return options.value;
}

const ITEM_DEFAULTS: ItemOptions = {
	policy: { maxAttempts: 4, repeatUnknownOnce: false, timeoutMs: 30_000 },
	slashes: 'encode',
	surveyBaseUrl: '',
	sendOnce: false,
	crkPrefix: '',
};
const EXECUTION_DEFAULTS = { maxConcurrency: 5, maxWaitMs: 300_000 };

type Numbers = [name: string, label: string, from: number, to: number];
const ITEM_NUMBERS: Array<[...Numbers, shown: (options: ItemOptions) => number]> = [
	['maxAttempts', 'Max Attempts', 1, 8, ({ policy }) => policy.maxAttempts],
	['timeout', 'Timeout', 1, 300, ({ policy }) => policy.timeoutMs / 1000],
];
const EXECUTION_NUMBERS: Array<
	[...Numbers, shown: (options: ReturnType<typeof readExecutionOptions>) => number]
> = [
	['maxConcurrency', 'Max Concurrent Requests', 1, 50, ({ maxConcurrency }) => maxConcurrency],
	['maxWait', 'Longest Wait', 1, 300, ({ maxWaitMs }) => maxWaitMs / 1000],
];
const NUMBERS = [...ITEM_NUMBERS, ...EXECUTION_NUMBERS].map(([name, label, from, to]): Numbers => [
	name,
	label,
	from,
	to,
]);

const shown = [contactOptions, tagOptions, linkOptions, collectorOptions].flatMap(
	({ options }) => options as INodeProperties[],
);

describe('options', () => {
	it('have safe defaults', () => {
		expect(readItemOptions({})).toEqual(success(ITEM_DEFAULTS));
		expect(readExecutionOptions({})).toEqual(EXECUTION_DEFAULTS);
	});

	it('are read with the defaults that the node shows, but for a switch, which arrives on', () => {
		const values = Object.fromEntries(shown.map(({ name, default: value }) => [name, value]));
		expect(readItemOptions(values)).toEqual(success({ ...ITEM_DEFAULTS, sendOnce: true }));
		expect(readExecutionOptions(values)).toEqual(EXECUTION_DEFAULTS);
	});

	it('may be null, as an expression may give it', () => {
		const values = Object.fromEntries(shown.map(({ name }) => [name, null]));
		expect(readItemOptions(values)).toEqual(success(ITEM_DEFAULTS));
		expect(readExecutionOptions(values)).toEqual(EXECUTION_DEFAULTS);
	});

	it.each(ITEM_NUMBERS)('of an item hold %s', (name, _, from, to, value) => {
		for (const given of [from, to, String(to), ` ${from} `])
			expect(value(read({ [name]: given }))).toBe(Number(given));
	});

	it.each(EXECUTION_NUMBERS)('of an execution hold %s', (name, _, from, to, value) => {
		for (const given of [from, to, String(to), ` ${from} `])
			expect(value(readExecutionOptions({ [name]: given }))).toBe(Number(given));
	});

	describe.each(NUMBERS)('%s', (name, label, from, to) => {
		it.each([from - 1, to + 1, -1, NaN, Infinity, '', ' ', 'many', '5 s', true, [], [5], {}])(
			'is refused by its label for %p',
			(value) => {
				expect(readItemOptions({ [name]: value })).toEqual(
					failure({ kind: 'outOfRange', label, from, to }),
				);
			},
		);
	});

	it.each(EXECUTION_NUMBERS)(
		'of an execution go by the default where %s cannot be used: each item fails by itself',
		(name) => {
			expect(readExecutionOptions({ [name]: 'many' })).toEqual(EXECUTION_DEFAULTS);
		},
	);

	it('count whole requests', () => {
		expect(read({ maxAttempts: 3.9 }).policy.maxAttempts).toBe(3);
		expect(readExecutionOptions({ maxConcurrency: 2.5 }).maxConcurrency).toBe(2);
	});

	it.each(['doNotRetry', 'retryOnce'])('take the choice %s for a broken connection', (value) => {
		expect(read({ onUnknownOutcome: value }).policy.repeatUnknownOnce).toBe(value === 'retryOnce');
	});

	it.each(['encode', 'encodeTwice', 'replace'])('take the choice %s for slashes', (value) => {
		expect(read({ slashes: value }).slashes).toBe(value);
	});

	it.each(['', 'Encode', 'retry', 'refuse', 7, true, [], {}])('refuse the choice %p', (value) => {
		expect(readItemOptions({ slashes: value })).toEqual(
			failure({ kind: 'unknownChoice', label: 'Slashes in Values' }),
		);
		expect(readItemOptions({ onUnknownOutcome: value })).toEqual(
			failure({ kind: 'unknownChoice', label: 'If the Connection Breaks' }),
		);
	});

	it('refuse texts that are no texts', () => {
		expect(readItemOptions({ surveyBaseUrl: {} })).toEqual(
			failure({ kind: 'notText', label: 'Survey Base URL', what: 'object' }),
		);
		expect(readItemOptions({ crkPrefix: ['zd-'] })).toEqual(
			failure({ kind: 'notText', label: 'Response Key Prefix', what: 'list' }),
		);
	});

	it.each([
		['zd-', 'zd-'],
		[' zd- ', 'zd-'],
		['', ''],
		['  ', ''],
		[7, '7'],
	])('take the prefix %j for response keys as %j', (value, prefix) => {
		expect(read({ crkPrefix: value }).crkPrefix).toBe(prefix);
	});

	it.each([
		[true, true],
		['true', true],
		[false, false],
		['false', false],
	])('send each key once for %j: %s', (value, on) => {
		expect(read({ sendOnce: value }).sendOnce).toBe(on);
	});

	it('leave the execution alone where an option of an item cannot be used', () => {
		expect(readExecutionOptions({ timeout: 0, slashes: 'x', maxWait: 7 })).toEqual({
			maxConcurrency: 5,
			maxWaitMs: 7000,
		});
	});
});
