import type { INodeProperties } from 'n8n-workflow';

import {
	collectorOptions,
	contactOptions,
	DEFAULT_OPTIONS,
	linkOptions,
	readOptions,
	tagOptions,
	type Options,
} from '../../../nodes/SurveyLab/actions/common/options';
import { Refusal } from '../../../nodes/SurveyLab/refusal';

function read(raw: Record<string, unknown>): Options {
	const options = readOptions(raw);
	if (options instanceof Refusal) throw new Error(options.text.message);
	return options;
}

function refusedWith(raw: Record<string, unknown>): string {
	const options = readOptions(raw);
	expect(options).toBeInstanceOf(Refusal);
	return (options as Refusal).text.message;
}

const NUMBERS: Array<
	[name: string, label: string, from: number, to: number, shown: (options: Options) => number]
> = [
	['maxConcurrency', 'Max Concurrent Requests', 1, 50, ({ policy }) => policy.maxConcurrency],
	['maxAttempts', 'Max Attempts', 1, 8, ({ policy }) => policy.maxAttempts],
	['maxWait', 'Longest Wait', 1, 300, ({ policy }) => policy.maxWaitMs / 1000],
	['timeout', 'Timeout', 1, 300, ({ timeoutMs }) => timeoutMs / 1000],
	['historySize', 'History Size', 1, 1_000_000, ({ historySize }) => historySize],
];

describe('options', () => {
	it('have safe defaults', () => {
		expect(DEFAULT_OPTIONS).toEqual({
			policy: { maxAttempts: 4, maxConcurrency: 5, maxWaitMs: 60_000, repeatUnknownOnce: false },
			timeoutMs: 30_000,
			previewOnly: false,
			slashes: { treatment: 'encode', replacement: '_' },
			surveyBaseUrl: '',
			sendOnce: false,
			historySize: 10_000,
			ignoreHistory: false,
			crkPrefix: '',
		});
	});

	it('are read with the defaults that the node shows', () => {
		const shown = [contactOptions, tagOptions, linkOptions, collectorOptions].flatMap(
			({ options }) => options as INodeProperties[],
		);
		expect(
			readOptions(Object.fromEntries(shown.map(({ name, default: value }) => [name, value]))),
		).toEqual(DEFAULT_OPTIONS);
	});

	it('may be null, as an expression may give it', () => {
		const names = [
			'previewOnly',
			'slashes',
			'slashReplacement',
			'surveyBaseUrl',
			'sendOnce',
			'ignoreHistory',
			'onUnknownOutcome',
			'crkPrefix',
		];
		expect(
			readOptions(
				Object.fromEntries(
					[...names, ...NUMBERS.map(([name]) => name)].map((name) => [name, null]),
				),
			),
		).toEqual(DEFAULT_OPTIONS);
	});

	describe.each(NUMBERS)('%s', (name, label, from, to, shown) => {
		it.each([from, to, String(to), ` ${from} `])(`takes %j`, (value) => {
			expect(shown(read({ [name]: value }))).toBe(Number(value));
		});

		it.each([from - 1, to + 1, -1, NaN, Infinity, '', ' ', 'many', '5 s', true, [], [5], {}])(
			'refuses %p by its label',
			(value) => {
				expect(refusedWith({ [name]: value })).toBe(
					`${label} is not a number from ${from} to ${to}`,
				);
			},
		);
	});

	it('count whole requests and whole keys', () => {
		const { policy, historySize } = read({
			maxAttempts: 3.9,
			maxConcurrency: 2.5,
			historySize: 10.7,
		});
		expect([policy.maxAttempts, policy.maxConcurrency, historySize]).toEqual([3, 2, 10]);
	});

	it.each(['doNotRetry', 'retryOnce'])('take the choice %s for an unknown outcome', (value) => {
		expect(read({ onUnknownOutcome: value }).policy.repeatUnknownOnce).toBe(value === 'retryOnce');
	});

	it.each(['encode', 'encodeTwice', 'replace', 'refuse'])(
		'take the choice %s for slashes',
		(value) => {
			expect(read({ slashes: value }).slashes).toEqual({ treatment: value, replacement: '_' });
		},
	);

	it.each(['', 'Encode', 'retry', 7, true, [], {}])('refuse the choice %p', (value) => {
		expect(refusedWith({ slashes: value })).toBe('Slashes in Values has no such choice');
		expect(refusedWith({ onUnknownOutcome: value })).toBe(
			'When the Outcome Is Unknown has no such choice',
		);
	});

	it.each(['-', '', '%2F', ' > ', 7])('take the replacement %j for a slash', (value) => {
		const { slashes } = read({ slashes: 'replace', slashReplacement: value });
		expect(slashes).toEqual({ treatment: 'replace', replacement: String(value) });
	});

	it('refuse a replacement that holds a slash, where it would be used', () => {
		expect(refusedWith({ slashes: 'replace', slashReplacement: 'a/b' })).toBe(
			'Replace Slashes With contains a slash itself',
		);
		expect(read({ slashes: 'encode', slashReplacement: '/' }).slashes.treatment).toBe('encode');
	});

	it('refuse texts that are no texts', () => {
		expect(refusedWith({ slashReplacement: [] })).toBe(
			'Replace Slashes With is a list, not a text',
		);
		expect(refusedWith({ surveyBaseUrl: {} })).toBe('Survey Base URL is an object, not a text');
		expect(refusedWith({ crkPrefix: ['zd-'] })).toBe('Response Key Prefix is a list, not a text');
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

	it.each(['previewOnly', 'sendOnce', 'ignoreHistory'] as const)('switch %s on', (name) => {
		expect(read({ [name]: true })[name]).toBe(true);
		expect(read({ [name]: false })[name]).toBe(false);
	});
});
