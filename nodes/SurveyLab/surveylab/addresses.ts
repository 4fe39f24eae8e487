/**
 * Builds both webhook addresses. Pure text in, text out: one encoding, one place.
 *
 * What a path segment cannot carry, measured on common servers: `.` and `..` are removed by every
 * client (and `..` takes the collector id along), an empty segment is merged away and shifts all
 * later pairs, NUL is refused, a lone surrogate makes `encodeURIComponent` throw.
 */

import { SURVEY_FIELDS, type FieldTexts, type SurveyField } from './catalogue';
import { encodeText } from './encoding';

/** Apache and nginx answer 414 at about 8,190 bytes; the token is added later. */
export const MAX_ADDRESS_BYTES = 8000;

/** Stands for the token wherever an address is shown. */
export const TOKEN_MASK = '***';

export type SlashTreatment = 'encode' | 'encodeTwice' | 'replace' | 'refuse';

export interface SlashRule {
	readonly treatment: SlashTreatment;
	/** Used with `replace`; holds no slash itself. */
	readonly replacement: string;
}

export interface SurveyTag {
	/** Letters, digits, `-` and `_`. */
	readonly collectorId: string;
	/** Origin, and a path prefix where there is one, without a trailing slash. */
	readonly baseUrl: string;
	readonly fields: FieldTexts;
	readonly slashes: SlashRule;
}

export interface Contact {
	readonly collectorId: string;
	readonly baseUrl: string;
	readonly fields: FieldTexts;
}

export type AddressFault =
	| { readonly fault: 'dotSegment' | 'slash' | 'nul'; readonly label: string }
	/** `label` names the longest part. */
	| { readonly fault: 'tooLong'; readonly label: string; readonly bytes: number };

export type Address = { readonly url: string; readonly fault?: undefined } | AddressFault;

interface FilledField {
	readonly field: SurveyField;
	readonly text: string;
}

/** A part of an address whose length the person decides, as it stands in the address. */
interface Part {
	readonly label: string;
	readonly encoded: string;
}

/** The fields that hold a text, in the table's order. */
function filledFields(fields: FieldTexts): FilledField[] {
	const filled: FilledField[] = [];
	for (const field of SURVEY_FIELDS) {
		const text = fields[field.name];
		if (text !== undefined && text !== '') filled.push({ field, text });
	}
	return filled;
}

/** Percent-encoded text is ASCII, so its length is its number of bytes. */
function withinLimit(url: string, parts: readonly Part[]): Address {
	if (url.length <= MAX_ADDRESS_BYTES) return { url };
	const longest = parts.reduce((a, b) => (b.encoded.length > a.encoded.length ? b : a));
	return { fault: 'tooLong', label: longest.label, bytes: url.length };
}

/**
 * The address that adds a contact, without the token: the credential adds that.
 * @returns an absolute URL of at most `MAX_ADDRESS_BYTES` bytes, or the field that stands in its way
 */
export function contactAddress({ baseUrl, collectorId, fields }: Contact): Address {
	const id = encodeText(collectorId);
	const parts: Part[] = [
		{ label: 'Collector', encoded: id },
		{ label: 'Base URL', encoded: baseUrl },
	];
	let query = `cId=${id}`;
	for (const { field, text } of filledFields(fields)) {
		if (text.includes('\0')) return { fault: 'nul', label: field.label };
		const encoded = encodeText(text);
		parts.push({ label: field.label, encoded });
		query += `&${field.query}=${encoded}`;
	}
	return withinLimit(`${baseUrl}/api.php?${query}`, parts);
}

/** What `api.php` may do with a collector itself, as SurveyLab's help shows it for its integrations. */
export type CollectorAction = 'turnOnCollector' | 'turnOffCollector';

/** The address that turns a collector on or off, without the token. */
export function collectorActionAddress(
	baseUrl: string,
	collectorId: string,
	action: CollectorAction,
): string {
	return `${baseUrl}/api.php?cId=${encodeText(collectorId)}&action=${action}&source=n8n`;
}

/** The same address as a person may see it: with the token's place marked. */
export function withMaskedToken(url: string): string {
	return url.replace('?', `?apiToken=${TOKEN_MASK}&`);
}

/** A text as it is about to be encoded, its slashes replaced where that is asked for. */
function replaced(text: string, { treatment, replacement }: SlashRule): string {
	// A function, because a replacement text may hold `$&` and its like.
	return treatment === 'replace' ? text.replaceAll('/', () => replacement) : text;
}

function segment(text: string, { treatment }: SlashRule): string {
	const encoded = encodeText(text);
	return treatment === 'encodeTwice' ? encoded.replaceAll('%2F', '%252F') : encoded;
}

/**
 * The survey's own address with data attached: `…/pageTag/SurveyCampaign/cId/<id>/<name>/<value>…`.
 * A field without a text is left out together with its name. A response key closes the address with a
 * slash, as SurveyLab's help shows it.
 */
export function surveyAddress({ baseUrl, collectorId, fields, slashes }: SurveyTag): Address {
	const id = encodeText(collectorId);
	const parts: Part[] = [
		{ label: 'Collector', encoded: id },
		{ label: 'Survey Base URL', encoded: baseUrl },
	];
	let url = `${baseUrl}/pageTag/SurveyCampaign/cId/${id}`;
	for (const { field, text } of filledFields(fields)) {
		if (slashes.treatment === 'refuse' && text.includes('/'))
			return { fault: 'slash', label: field.label };
		const value = replaced(text, slashes);
		if (value === '') continue;
		if (value.includes('\0')) return { fault: 'nul', label: field.label };
		if (value === '.' || value === '..') return { fault: 'dotSegment', label: field.label };
		const encoded = segment(value, slashes);
		parts.push({ label: field.label, encoded });
		url += `/${field.path}/${encoded}`;
		if (field.name === 'crk') url += '/';
	}
	return withinLimit(url, parts);
}
