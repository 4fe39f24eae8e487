/**
 * Builds the addresses that SurveyLab's help documents. Pure.
 *
 * A path segment cannot carry everything (measured on common servers). Every client removes `.` and `..`, and with
 * `..` the collector's id. Servers drop an empty segment, which shifts all later pairs, and refuse NUL. A lone
 * surrogate makes `encodeURIComponent` throw.
 */

import { SURVEY_FIELDS, type FieldTexts, type SurveyField } from './catalogue';
import { encodeText } from './encoding';
import { failure, success, type Result } from './result';
import { TOKEN_MASK } from './token';

/** Apache and nginx answer 414 at about 8,190 bytes. The rest is for the token, which is added later. */
export const MAX_ADDRESS_BYTES = 8000;

/** What becomes of a slash in a value of a survey address; `replace` puts "_" in its place. */
export type SlashTreatment = 'encode' | 'encodeTwice' | 'replace';

interface CommonParts {
	readonly collectorId: string;
	/** Origin, and a path prefix where there is one, without a trailing slash. */
	readonly baseUrl: string;
}

interface ContactParts extends CommonParts {
	readonly fields: FieldTexts;
}

interface SurveyAddressParts extends ContactParts {
	readonly slashes: SlashTreatment;
}

/** Why an address cannot be built; `label` names the field, for `addressTooLong` the longest one. */
export type AddressReason = { readonly label: string } & (
	| { readonly kind: 'onlyDots' | 'nul' }
	| { readonly kind: 'addressTooLong'; readonly bytes: number }
);

interface FilledField {
	readonly field: SurveyField;
	readonly text: string;
}

/** A part of an address that the person decides, encoded as in the address. */
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

/** The texts as they go out. A slash that is to be replaced is no part of them. */
export function replacedSlashes(fields: FieldTexts, slashes: SlashTreatment): FieldTexts {
	if (slashes !== 'replace') return fields;
	const texts: FieldTexts = {};
	for (const { field, text } of filledFields(fields)) texts[field.name] = text.replaceAll('/', '_');
	return texts;
}

/** The address, if it is not too long. It is ASCII, so its length is its number of bytes. */
function withinLimit(url: string, parts: readonly Part[]): Result<string, AddressReason> {
	if (url.length <= MAX_ADDRESS_BYTES) return success(url);
	const { label } = parts.reduce((a, b) => (b.encoded.length > a.encoded.length ? b : a));
	return failure({ kind: 'addressTooLong', label, bytes: url.length });
}

/**
 * The address that adds a contact, without the token: the credential adds that.
 * @returns an absolute URL of at most `MAX_ADDRESS_BYTES` bytes, or why it cannot be built
 */
export function contactAddress({
	baseUrl,
	collectorId,
	fields,
}: ContactParts): Result<string, AddressReason> {
	const id = encodeText(collectorId);
	const parts: Part[] = [
		{ label: 'Collector', encoded: id },
		{ label: 'Base URL', encoded: baseUrl },
	];
	let query = `cId=${id}`;
	for (const { field, text } of filledFields(fields)) {
		if (text.includes('\0')) return failure({ kind: 'nul', label: field.label });
		const encoded = encodeText(text);
		parts.push({ label: field.label, encoded });
		query += `&${field.query}=${encoded}`;
	}
	return withinLimit(`${baseUrl}/api.php?${query}`, parts);
}

/** What `api.php` can do with a collector, as SurveyLab's help shows it for SurveyLab's own integrations. */
export type CollectorAction = 'turnOnCollector' | 'turnOffCollector';

/** The address that turns a collector on or off, without the token, or why it cannot be built. */
export function collectorActionAddress({
	baseUrl,
	collectorId,
	action,
}: CommonParts & { readonly action: CollectorAction }): Result<string, AddressReason> {
	const id = encodeText(collectorId);
	return withinLimit(`${baseUrl}/api.php?cId=${id}&action=${action}&source=n8n`, [
		{ label: 'Collector', encoded: id },
		{ label: 'Base URL', encoded: baseUrl },
	]);
}

/** An address of `api.php` as a person may see it: a mask stands in the token's place. */
export function withMaskedToken(url: string): string {
	return url.replace('?', `?apiToken=${TOKEN_MASK}&`);
}

function segment(text: string, slashes: SlashTreatment): string {
	const encoded = encodeText(text);
	return slashes === 'encodeTwice' ? encoded.replaceAll('%2F', '%252F') : encoded;
}

/** True when a value in a survey address holds a slash, which some servers do not take. */
export function hasEncodedSlash(url: string): boolean {
	return /%(?:25)?2F/.test(url);
}

/**
 * The survey's own address with data attached: `…/pageTag/SurveyCampaign/cId/<id>/<name>/<value>…`.
 * A field without a text is left out together with its name. A slash follows the response key, as in SurveyLab's
 * help.
 * @returns an absolute URL of at most `MAX_ADDRESS_BYTES` bytes, or why it cannot be built
 */
export function surveyAddress({
	baseUrl,
	collectorId,
	fields,
	slashes,
}: SurveyAddressParts): Result<string, AddressReason> {
	const id = encodeText(collectorId);
	const parts: Part[] = [
		{ label: 'Collector', encoded: id },
		{ label: 'Survey Base URL', encoded: baseUrl },
	];
	let url = `${baseUrl}/pageTag/SurveyCampaign/cId/${id}`;
	for (const { field, text } of filledFields(replacedSlashes(fields, slashes))) {
		if (text.includes('\0')) return failure({ kind: 'nul', label: field.label });
		if (text === '.' || text === '..') return failure({ kind: 'onlyDots', label: field.label });
		const encoded = segment(text, slashes);
		parts.push({ label: field.label, encoded });
		url += `/${field.path}/${encoded}`;
		if (field.name === 'crk') url += '/';
	}
	return withinLimit(url, parts);
}
