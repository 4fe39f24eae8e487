/** The options of all operations, how they are shown and read. */

import type { INodeProperties } from 'n8n-workflow';

import { HISTORY_SIZE } from '../../delivery/history';
import { LONGEST_WAIT_SECONDS, type BatchPolicy, type RequestPolicy } from '../../delivery/policy';
import { grouped } from '../../messages/message';
import type { OptionReason } from '../../messages/reasons';
import type { SlashTreatment } from '../../surveylab/addresses';
import { alphabetically } from '../../surveylab/alphabetically';
import { MAX_KEY_LENGTH } from '../../surveylab/catalogue';
import { DEFAULT_BASE_URL } from '../../surveylab/hosts';
import { memoizeByObject } from '../../surveylab/memoize';
import { valueOf, type Result } from '../../surveylab/result';
import {
	choiceOption,
	numberOption,
	OptionReader,
	switchOption,
	textOption,
	type Option,
} from './option';

/** Options of one item. An expression may give each item another value. */
export interface ItemOptions {
	readonly policy: RequestPolicy;
	readonly slashes: SlashTreatment;
	/** As typed; empty when not set. */
	readonly surveyBaseUrl: string;
	readonly sendOnce: boolean;
	readonly crkPrefix: string;
}

/** Options of an execution. They hold for all its items, so they take no expression. */
type ExecutionOptions = BatchPolicy;

type OptionValues = Readonly<Record<string, unknown>>;

const timeout = numberOption(
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		description: (range) => `How long to wait for an answer to one request, ${range} seconds`,
	},
	{ from: 1, to: 300, absent: 30 },
);

const maxConcurrency = numberOption(
	{
		displayName: 'Max Concurrent Requests',
		name: 'maxConcurrency',
		noDataExpression: true,
		description: (range) =>
			`How many requests may be under way at once, ${range}. ` +
			'When SurveyLab asks to slow down, fewer are sent by themselves.',
	},
	{ from: 1, to: 50, absent: 5 },
);

const maxAttempts = numberOption(
	{
		displayName: 'Max Attempts',
		name: 'maxAttempts',
		description: (range) =>
			`How often an item is tried at most, ${range}. ` +
			'Only a request that did not reach SurveyLab, or that SurveyLab refused before doing anything, is sent again.',
	},
	{ from: 1, to: 8, absent: 4 },
);

const maxWait = numberOption(
	{
		displayName: 'Longest Wait (Seconds)',
		name: 'maxWait',
		noDataExpression: true,
		description: (range) =>
			`How long the whole execution may wait for SurveyLab, all its waits together, ${range} seconds. ` +
			'If SurveyLab asks for more than what is left, the item ends at once.',
	},
	{ from: 1, to: LONGEST_WAIT_SECONDS, absent: LONGEST_WAIT_SECONDS },
);

const onUnknownOutcome = choiceOption(
	{
		displayName: 'If the Connection Breaks',
		name: 'onUnknownOutcome',
		description:
			'What to do when the connection ends before SurveyLab answers, so that nobody knows whether the ' +
			'contact was added',
	},
	[
		{
			name: 'Do Not Retry',
			value: 'doNotRetry',
			description: 'The item ends as unknown and nobody is invited twice',
		},
		{
			name: 'Retry Once',
			value: 'retryOnce',
			description:
				'Send once more, within Max Attempts, with the same response key, which SurveyLab refuses if the first ' +
				'attempt counted',
		},
	],
	'doNotRetry',
);

const sendOnce = switchOption({
	displayName: 'Invite Each Key Once',
	name: 'sendOnce',
	description:
		`Whether to remember the newest ${grouped(HISTORY_SIZE)} response keys of this workflow and never ` +
		'send them again in later executions. Needs a saved workflow. With several workers it does not always hold, ' +
		'because n8n loses keys now and then. The example "Once across workers" holds there, too.',
});

const crkPrefix = textOption({
	displayName: 'Response Key Prefix',
	name: 'crkPrefix',
	placeholder: 'e.g. zendesk-',
	description:
		'Put in front of every response key, because short ticket numbers of two systems can be the same. ' +
		`Counts towards the ${MAX_KEY_LENGTH} characters.`,
});

const slashes: Option<SlashTreatment> = choiceOption(
	{
		displayName: 'Slashes in Values',
		name: 'slashes',
		description:
			'What becomes of a slash in a value, for example in the address of a ticket. Not every server takes an ' +
			'encoded slash.',
	},
	[
		{
			name: 'Encode',
			value: 'encode',
			description: 'Send %2F, which most servers understand',
		},
		{
			name: 'Encode Twice',
			value: 'encodeTwice',
			description: 'Send %252F, which gets through every server but may show as %2F in reports',
		},
		{
			name: 'Replace by _',
			value: 'replace',
			description: 'Put an underscore in the place of the slash',
		},
	],
	'encode',
);

const surveyBaseUrl = textOption({
	displayName: 'Survey Base URL',
	name: 'surveyBaseUrl',
	placeholder: 'e.g. https://feedback.surveylab.com',
	description:
		`Where the survey lives. Empty: the pasted link's own address, or ${DEFAULT_BASE_URL} when the ` +
		'collector is given by its ID.',
});

function optionCollection(options: ReadonlyArray<Option<unknown>>): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: options
			.map(({ property }) => property)
			.sort(alphabetically(({ displayName }) => displayName)),
	};
}

/** For operations that call SurveyLab. */
const callOptions = [timeout, maxConcurrency, maxAttempts, maxWait];
const addressOptions = [slashes, surveyBaseUrl];

const inviteOptions = [onUnknownOutcome, sendOnce, crkPrefix];

export const contactOptions = optionCollection([...callOptions, ...inviteOptions]);
export const tagOptions = optionCollection([...callOptions, ...addressOptions]);
export const linkOptions = optionCollection(addressOptions);
export const collectorOptions = optionCollection(callOptions);

/** All options together. They are read the same way for every operation. */
export const OPTIONS = optionCollection([...callOptions, ...inviteOptions, ...addressOptions]);

/** Reads `options` of one item, the same way for all operations. */
export const readItemOptions = memoizeByObject(
	(values: OptionValues): Result<ItemOptions, OptionReason> => {
		const options = new OptionReader(values);
		// These two hold for the execution. They are read here so that an item with a wrong one fails.
		options.value(maxConcurrency);
		options.value(maxWait);
		return options.result({
			policy: {
				maxAttempts: options.value(maxAttempts),
				repeatUnknownOnce: options.value(onUnknownOutcome) === 'retryOnce',
				timeoutMs: options.value(timeout) * 1000,
			},
			slashes: options.value(slashes),
			surveyBaseUrl: options.value(surveyBaseUrl),
			sendOnce: options.value(sendOnce),
			crkPrefix: options.value(crkPrefix),
		});
	},
);

/** Reads the prefix alone; `undefined` where it cannot be used. */
export const readKeyPrefix = memoizeByObject((values: OptionValues): string | undefined => {
	const options = new OptionReader(values);
	return valueOf(options.result(options.value(crkPrefix)));
});

/**
 * Reads the options of an execution.
 * @param values what the workflow stores for `options`; an option that cannot be used counts as absent
 */
export function readExecutionOptions(values: OptionValues): ExecutionOptions {
	const options = new OptionReader(values);
	return {
		maxConcurrency: options.value(maxConcurrency),
		maxWaitMs: options.value(maxWait) * 1000,
	};
}
