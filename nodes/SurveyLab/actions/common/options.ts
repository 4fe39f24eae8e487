/** The options of all operations: how each is shown, its default and its limits, in one table. */

import type { INodeProperties } from 'n8n-workflow';

import type { DeliveryPolicy } from '../../delivery/policy';
import { toText } from '../../surveylab/values';
import { optionMessages } from '../../messages';
import { Refusal } from '../../refusal';
import type { SlashRule, SlashTreatment } from '../../surveylab/addresses';
import { alphabetically } from './alphabetically';

export interface Options {
	readonly policy: DeliveryPolicy;
	readonly timeoutMs: number;
	readonly previewOnly: boolean;
	readonly slashes: SlashRule;
	/** As typed; empty when not set. */
	readonly surveyBaseUrl: string;
	readonly sendOnce: boolean;
	readonly historySize: number;
	readonly ignoreHistory: boolean;
	readonly crkPrefix: string;
}

const timeout: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 300 },
	default: 30,
	description: 'How long to wait for an answer to one request, from 1 to 300 seconds',
};

const maxConcurrency: INodeProperties = {
	displayName: 'Max Concurrent Requests',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 5,
	description:
		'How many requests may be under way at once, from 1 to 50. When SurveyLab asks to slow down, fewer are sent by themselves.',
};

const maxAttempts: INodeProperties = {
	displayName: 'Max Attempts',
	name: 'maxAttempts',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 8 },
	default: 4,
	description:
		'How often an item is tried at most, from 1 to 8. Only a request that SurveyLab refused before doing anything is sent again.',
};

const maxWait: INodeProperties = {
	displayName: 'Longest Wait (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 300 },
	default: 60,
	description:
		'How long to wait at most before another attempt, from 1 to 300 seconds. If SurveyLab asks for a longer wait, the item ends at once.',
};

const previewOnly: INodeProperties = {
	displayName: 'Preview Only',
	name: 'previewOnly',
	type: 'boolean',
	default: false,
	description: 'Whether to show the request without sending it. The token is masked.',
};

const onUnknownOutcome: INodeProperties = {
	displayName: 'When the Outcome Is Unknown',
	name: 'onUnknownOutcome',
	type: 'options',
	default: 'doNotRetry',
	description:
		'What to do when the connection ends before SurveyLab answers, so that nobody knows whether the contact was added',
	options: [
		{
			name: 'Do Not Retry',
			value: 'doNotRetry',
			description: 'The item ends as unknown and nobody is invited twice',
		},
		{
			name: 'Retry Once',
			value: 'retryOnce',
			description:
				'Send once more with the same response key, which SurveyLab refuses if the first attempt counted',
		},
	],
};

const sendOnce: INodeProperties = {
	displayName: 'Send Each Response Key Only Once',
	name: 'sendOnce',
	type: 'boolean',
	default: false,
	description:
		'Whether to remember sent keys and not send them again in later executions. Needs a saved workflow. Forgets the oldest keys beyond History Size. Two n8n processes that send the same key in the same moment can both send it; SurveyLab then refuses the second.',
};

const historySize: INodeProperties = {
	displayName: 'History Size',
	name: 'historySize',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1_000_000 },
	default: 10_000,
	description: 'How many sent keys to remember with Send Each Response Key Only Once',
};

const ignoreHistory: INodeProperties = {
	displayName: 'Ignore History This Time',
	name: 'ignoreHistory',
	type: 'boolean',
	default: false,
	description: 'Whether to send keys although they were sent in an earlier execution',
};

const crkPrefix: INodeProperties = {
	displayName: 'Response Key Prefix',
	name: 'crkPrefix',
	type: 'string',
	default: '',
	placeholder: 'e.g. zendesk-',
	description:
		'Put in front of every response key, because short ticket numbers of two systems can be the same. Counts towards the 64 characters.',
};

const SLASH_TREATMENTS: ReadonlyArray<{
	name: string;
	value: SlashTreatment;
	description: string;
}> = [
	{ name: 'Encode', value: 'encode', description: 'Send %2F, which most servers understand' },
	{
		name: 'Encode Twice',
		value: 'encodeTwice',
		description: 'Send %252F, which gets through every server but may show as %2F in reports',
	},
	{ name: 'Refuse', value: 'refuse', description: 'Let the item fail' },
	{ name: 'Replace', value: 'replace', description: 'Put another text in its place' },
];

const slashes: INodeProperties = {
	displayName: 'Slashes in Values',
	name: 'slashes',
	type: 'options',
	default: 'encode',
	description: 'How to send a slash inside a value, such as in the address of a ticket',
	options: [...SLASH_TREATMENTS],
};

const slashReplacement: INodeProperties = {
	displayName: 'Replace Slashes With',
	name: 'slashReplacement',
	type: 'string',
	default: '_',
	description: 'The text that takes the place of a slash when Slashes in Values is set to Replace',
};

const surveyBaseUrl: INodeProperties = {
	displayName: 'Survey Base URL',
	name: 'surveyBaseUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://feedback.surveylab.com',
	description:
		"Where the survey lives. Empty: the pasted link's own address, or https://www.mysurveylab.com when the collector is given by its ID.",
};

function optionCollection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...options].sort(alphabetically(({ displayName }) => displayName)),
	};
}

/** For operations that call SurveyLab. */
const callOptions = [timeout, maxConcurrency, maxAttempts, maxWait, previewOnly];

export const contactOptions = optionCollection([
	...callOptions,
	onUnknownOutcome,
	sendOnce,
	historySize,
	ignoreHistory,
	crkPrefix,
]);

const addressOptions = [slashes, slashReplacement, surveyBaseUrl];

export const tagOptions = optionCollection([...callOptions, ...addressOptions]);

export const linkOptions = optionCollection([previewOnly, ...addressOptions]);

export const collectorOptions = optionCollection(callOptions);

type Raw = Readonly<Record<string, unknown>>;

function numberOption(
	{ displayName, name, default: fallback, typeOptions }: INodeProperties,
	raw: Raw,
): number | Refusal {
	const value = raw[name] ?? fallback;
	const { minValue = -Infinity, maxValue = Infinity } = typeOptions ?? {};
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	const label = displayName.replace(/ \(.*\)$/, '');
	return typeof number === 'number' && number >= minValue && number <= maxValue
		? number
		: new Refusal(optionMessages.outOfRange(label, minValue, maxValue));
}

function choiceOption<T extends string>(property: INodeProperties, raw: Raw): T | Refusal {
	const value = raw[property.name] ?? property.default;
	const known =
		property.options?.some((option) => 'value' in option && option.value === value) ?? false;
	return known ? (value as T) : new Refusal(optionMessages.unknownChoice(property.displayName));
}

/** Expressions often give "true" and "false" as text. */
function switchOption({ name, default: fallback }: INodeProperties, raw: Raw): boolean {
	const value = raw[name] ?? fallback;
	return typeof value === 'string' ? value.trim().toLowerCase() === 'true' : value === true;
}

function slashRule(raw: Raw): SlashRule | Refusal {
	const treatment = choiceOption<SlashTreatment>(slashes, raw);
	if (treatment instanceof Refusal) return treatment;
	const replacement = raw[slashReplacement.name] ?? slashReplacement.default;
	// Not trimmed: a blank may well take the place of a slash.
	const text =
		typeof replacement === 'string'
			? replacement
			: (toText(slashReplacement.displayName, replacement) ?? '');
	if (text instanceof Refusal) return text;
	return text.includes('/') && treatment === 'replace'
		? new Refusal(optionMessages.replacementHasSlash)
		: { treatment, replacement: text };
}

function firstRefusal(...values: unknown[]): Refusal | undefined {
	return values.find((value): value is Refusal => value instanceof Refusal);
}

/** Reads what n8n holds for `options`; what is absent takes its default. */
export function readOptions(raw: Raw): Options | Refusal {
	const attempts = numberOption(maxAttempts, raw);
	const concurrency = numberOption(maxConcurrency, raw);
	const wait = numberOption(maxWait, raw);
	const patience = numberOption(timeout, raw);
	const size = numberOption(historySize, raw);
	const outcome = choiceOption<'doNotRetry' | 'retryOnce'>(onUnknownOutcome, raw);
	const slash = slashRule(raw);
	const surveyBase = toText(surveyBaseUrl.displayName, raw[surveyBaseUrl.name]);
	const prefix = toText(crkPrefix.displayName, raw[crkPrefix.name]);
	const refusal = firstRefusal(
		attempts,
		concurrency,
		wait,
		patience,
		size,
		outcome,
		slash,
		surveyBase,
		prefix,
	);
	if (refusal !== undefined) return refusal;
	return {
		policy: {
			maxAttempts: Math.floor(attempts as number),
			maxConcurrency: Math.floor(concurrency as number),
			maxWaitMs: (wait as number) * 1000,
			repeatUnknownOnce: outcome === 'retryOnce',
		},
		timeoutMs: (patience as number) * 1000,
		previewOnly: switchOption(previewOnly, raw),
		slashes: slash as SlashRule,
		surveyBaseUrl: (surveyBase as string | undefined) ?? '',
		sendOnce: switchOption(sendOnce, raw),
		historySize: Math.floor(size as number),
		ignoreHistory: switchOption(ignoreHistory, raw),
		crkPrefix: (prefix as string | undefined) ?? '',
	};
}

/** The options an execution runs with when its own cannot be read: every item then fails with the reason. */
export const DEFAULT_OPTIONS = readOptions({}) as Options;
