/**
 * Turns what a parameter or a payload holds into a text that may be sent, or says why it may not.
 * Pure; knows the catalogue and the messages.
 */

import { valueMessages } from '../messages';
import { Refusal } from '../refusal';
import { toWellFormed } from './encoding';
import type { FieldTexts, SurveyField } from './catalogue';
import { inDigits } from '../sources/normalise';

/**
 * One address: something on both sides of one `@`, and none of the characters that lists and headers
 * use, nor control characters, which would become blanks.
 */
const EMAIL = /^[^\s\p{Cc}@,;:<>()"\\]+@[^\s\p{Cc}@,;:<>()"\\]+$/u;

/** Control characters and line separators, which become one space; NUL is refused before. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0001-\u001F\u007F-\u009F\u2028\u2029]+/g;

/**
 * Text, numbers and booleans as trimmed text; `undefined` for null, absent and blank. A refusal stays
 * the refusal it is.
 */
export function toText(label: string, value: unknown): string | undefined | Refusal {
	if (value instanceof Refusal) return value;
	switch (typeof value) {
		case 'undefined':
			return undefined;
		case 'string':
			return value.trim() || undefined;
		case 'number':
			return Number.isFinite(value)
				? inDigits(value)
				: new Refusal(valueMessages.notText(label, 'an invalid number'));
		case 'boolean':
		case 'bigint':
			return String(value);
		default:
			if (value === null) return undefined;
			return new Refusal(
				valueMessages.notText(label, Array.isArray(value) ? 'a list' : 'an object'),
			);
	}
}

function cleaned(label: string, text: string): string | Refusal {
	if (text.includes('\0')) return new Refusal(valueMessages.nul(label));
	return toWellFormed(text.replace(CONTROL, ' ')).trim();
}

/**
 * A field's text as it may be sent.
 * @param prefix put in front of the value; counts towards the field's limit
 */
export function fieldText(
	field: SurveyField,
	value: unknown,
	prefix = '',
): string | undefined | Refusal {
	const text = toText(field.label, value);
	if (text === undefined || text instanceof Refusal) return text;
	// Before cleaning: a line break inside an address is an attempt at a second one, not white space.
	if (field.name === 'email' && !EMAIL.test(text))
		return new Refusal(valueMessages.email(field.label));
	const own = cleaned(field.label, text);
	if (own instanceof Refusal) return own;
	// A prefix alone is no key: every item would get the same.
	if (own === '') return undefined;
	const clean = cleaned(field.label, prefix + own);
	if (clean instanceof Refusal) return clean;
	const length = [...clean].length;
	if (field.maxLength !== undefined && length > field.maxLength) {
		const hint = prefix === '' ? '' : ', the prefix included';
		return new Refusal(valueMessages.tooLong(field.label, length, field.maxLength, hint));
	}
	return clean;
}

/**
 * Reads every field that is given; the first one that may not be sent decides.
 * @param keyPrefix put in front of a response key
 */
export function fieldTexts(
	fields: readonly SurveyField[],
	values: Readonly<Record<string, unknown>>,
	keyPrefix = '',
): FieldTexts | Refusal {
	const texts: FieldTexts = {};
	for (const field of fields) {
		const text = fieldText(field, values[field.name], field.name === 'crk' ? keyPrefix : '');
		if (text instanceof Refusal) return text;
		if (text !== undefined) texts[field.name] = text;
	}
	return texts;
}

/** The first of the required fields that has no text. */
export function missingField(
	texts: FieldTexts,
	required: readonly SurveyField[],
): Refusal | undefined {
	const missing = required.find((field) => texts[field.name] === undefined);
	return missing && new Refusal(valueMessages.missing(missing.label));
}
