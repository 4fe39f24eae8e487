/** What a parameter or a payload holds, as a text that may be sent, or why it may not be sent. Pure. */

import { SURVEY_FIELDS, type FieldTexts, type SurveyField } from './catalogue';
import { toWellFormed } from './encoding';
import { failure, success, type Result } from './result';

/** Why a value cannot be sent; `label` names the field that holds it. */
export type ValueReason = { readonly label: string } & (
	| { readonly kind: 'missing' | 'nul' }
	| { readonly kind: 'notText'; readonly what: 'list' | 'object' | 'invalidNumber' }
	| { readonly kind: 'notAnEmail'; readonly given: string }
	| {
			readonly kind: 'tooLong';
			readonly length: number;
			readonly limit: number;
			/** The prefix counts towards the limit. */
			readonly withPrefix: boolean;
	  }
);

/** An object or a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

/** True where a person sees nothing: white space, control characters and invisible ones. */
export const isBlank = (text: string) => !/[^\s\p{Cc}\p{Cf}]/u.test(text);

/**
 * A number as n8n shows it, but in full digits: `1e21` is no ticket number. Beyond 2^53 these digits
 * are not the exact value, but a person compares them with what n8n shows.
 */
export function inDigits(value: number): string {
	const shown = String(value);
	return shown.includes('e+') ? BigInt(value).toString() : shown;
}

/**
 * One address: something on both sides of one `@`. Characters of lists and headers are not allowed, nor are control
 * characters, which would become blanks, nor invisible ones.
 */
const EMAIL = /^[^\s\p{Cc}\p{Cf}@,;:<>()"\\]+@[^\s\p{Cc}\p{Cf}@,;:<>()"\\]+$/u;

/** Control characters and line separators, which become one space. NUL is not among them: it is refused. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0001-\u001F\u007F-\u009F\u2028\u2029]+/g;

/** Text, numbers and booleans as trimmed text; `undefined` for null, absent and blank. */
export function toText(label: string, value: unknown): Result<string | undefined, ValueReason> {
	switch (typeof value) {
		case 'undefined':
			return success(undefined);
		case 'string':
			return success(isBlank(value) && !value.includes('\0') ? undefined : value.trim());
		case 'number':
			if (Number.isFinite(value)) return success(inDigits(value));
			return failure({ kind: 'notText', label, what: 'invalidNumber' });
		case 'boolean':
		case 'bigint':
			return success(String(value));
		default:
			if (value === null) return success(undefined);
			return failure({ kind: 'notText', label, what: Array.isArray(value) ? 'list' : 'object' });
	}
}

function cleaned(label: string, text: string): Result<string, ValueReason> {
	if (text.includes('\0')) return failure({ kind: 'nul', label });
	return success(toWellFormed(text.replace(CONTROL, ' ')).trim());
}

/** The text that `toText` gives, free of characters that no address can carry. */
export function cleanText(label: string, value: unknown): Result<string | undefined, ValueReason> {
	const text = toText(label, value);
	return text.ok && text.value !== undefined ? cleaned(label, text.value) : text;
}

/**
 * A field's text as it may be sent; `undefined` where there is none.
 * @param prefix put in front of the value; counts towards the field's limit
 */
export function fieldText(
	{ label, name, maxLength = Infinity }: SurveyField,
	value: unknown,
	prefix = '',
): Result<string | undefined, ValueReason> {
	const text = toText(label, value);
	if (!text.ok || text.value === undefined) return text;
	// Checked before cleaning: a line break in an address could begin a second address.
	if (name === 'email' && !EMAIL.test(text.value)) {
		return failure({ kind: 'notAnEmail', label, given: text.value });
	}
	const own = cleaned(label, text.value);
	if (!own.ok) return own;
	const whole = cleaned(label, prefix + own.value);
	if (!whole.ok) return whole;
	const { length } = [...whole.value];
	return length <= maxLength
		? whole
		: failure({ kind: 'tooLong', label, length, limit: maxLength, withPrefix: prefix !== '' });
}

/**
 * Reads every field that is given; the first one that may not be sent decides.
 * @param keyPrefix put in front of a response key
 */
export function fieldTexts(
	values: Readonly<Record<string, unknown>>,
	keyPrefix = '',
): Result<FieldTexts, ValueReason> {
	const texts: FieldTexts = {};
	for (const field of SURVEY_FIELDS) {
		const text = fieldText(field, values[field.name], field.name === 'crk' ? keyPrefix : '');
		if (!text.ok) return text;
		if (text.value !== undefined) texts[field.name] = text.value;
	}
	return success(texts);
}
