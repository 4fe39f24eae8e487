/** Texts about values, parameters and options that cannot be sent. */

import { MAX_ADDRESS_BYTES, type AddressReason } from '../surveylab/addresses';
import type { ValueReason } from '../surveylab/values';
import { grouped, quoted, unsent, type Message } from './message';
import type { OptionReason, ParameterReason } from './reasons';

const KINDS = { list: 'a list', object: 'an object', invalidNumber: 'an invalid number' } as const;

export function missingMessage(label: string): Message {
	return unsent(
		`${label} is empty`,
		`Fill in ${label}, or check the expression in it: for this item it gave nothing.`,
	);
}

function notTextMessage(label: string, what: string): Message {
	return unsent(
		`${label} is ${what}, not a text`,
		`Choose one value for ${label}, for example by dragging a single field from the input panel onto it.`,
	);
}

function tooLongMessage({
	label,
	length,
	limit,
	withPrefix,
}: Extract<ValueReason, { kind: 'tooLong' }>): Message {
	const [included, orPrefix] = withPrefix
		? [', the prefix included', ` or ${label} Prefix`]
		: ['', ''];
	return unsent(
		`${label} is ${length} characters long`,
		`SurveyLab takes at most ${limit} characters${included}. Use a shorter ${label}${orPrefix}.`,
	);
}

export function valueMessage(reason: ValueReason): Message {
	const { label } = reason;
	switch (reason.kind) {
		case 'missing':
			return missingMessage(label);
		case 'notText':
			return notTextMessage(label, KINDS[reason.what]);
		case 'nul':
			return unsent(
				`${label} holds a character that no web address can carry`,
				`Remove the NUL character from ${label}; it often comes from a binary file read as text.`,
			);
		case 'tooLong':
			return tooLongMessage(reason);
		case 'notAnEmail':
			return unsent(
				`${label} is not a single valid email address`,
				`The value is ${quoted(reason.given)}. Use a single address such as name@example.com, without a name, ` +
					'spaces, line breaks or further addresses.',
			);
	}
}

export function addressMessage(reason: AddressReason): Message {
	const { label } = reason;
	switch (reason.kind) {
		case 'nul':
			return valueMessage({ kind: 'nul', label });
		case 'onlyDots':
			return unsent(
				`${label} is only dots, which a survey address cannot carry`,
				'Web programs take "." and ".." for folders and remove them. ' +
					`Use another value for ${label}, or leave it empty.`,
			);
		case 'addressTooLong':
			return unsent(
				`The address for this item is too long, mostly because of ${label}`,
				`It would have ${grouped(reason.bytes)} bytes, and web servers refuse more than ` +
					`${grouped(MAX_ADDRESS_BYTES)}. Shorten ${label}.`,
			);
	}
}

export function parameterMessage({ label, detail }: ParameterReason): Message {
	return unsent(
		`${label} could not be read`,
		`Check the expression in ${label}. n8n says: "${detail}".`,
	);
}

export function optionMessage(reason: OptionReason): Message {
	switch (reason.kind) {
		case 'unknownChoice':
			return unsent(
				`${reason.label} is set to a choice that does not exist`,
				'Pick one of the choices that the option offers, or remove the option to use the default.',
			);
		case 'notASwitch':
			return unsent(
				`${reason.label} is neither on nor off`,
				`Switch ${reason.label} on or off; an expression in it has to give true or false.`,
			);
		case 'outOfRange': {
			const { label, from, to } = reason;
			return unsent(
				`${label} is not a number from ${from} to ${to}`,
				`Set the option ${label} to a number from ${from} to ${to}, or remove it to use the default.`,
			);
		}
		default:
			return valueMessage(reason);
	}
}
