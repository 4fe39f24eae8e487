/** Reads what a source's item says: the table of sources in, values by field out. Never throws. */

import { sourceMessages } from '../messages';
import { Refusal } from '../refusal';
import type { FieldName } from '../surveylab/catalogue';
import { inDigits, languageCode, splitName, withScheme, type PersonName } from './normalise';
import {
	PRIMARY,
	shownPath,
	type Lookup,
	type NameLookup,
	type Path,
	type Source,
	type Step,
} from '.';

export interface SourceReading {
	readonly values: { readonly [name in FieldName]?: string };
	/** Why the person in the item must not be written to. */
	readonly notTheCustomer?: Refusal;
	/** What to say when a field that is needed has no value. */
	missing(field: 'email' | 'crk', label: string): Refusal;
}

function child(parent: unknown, step: Step): unknown {
	if (typeof parent !== 'object' || parent === null) return undefined;
	if (step === PRIMARY) {
		if (!Array.isArray(parent)) return undefined;
		const primary: unknown = parent.find((entry) => child(entry, 'primary') === true);
		return primary ?? parent[0];
	}
	return Object.hasOwn(parent, step)
		? (parent as Record<string | number, unknown>)[step]
		: undefined;
}

/** First as one exact key, as the Zendesk Trigger writes it, then step by step. */
function valueAt(root: unknown, path: Path): unknown {
	const exact = path.every((step) => typeof step === 'string')
		? child(root, path.join('.'))
		: undefined;
	return isFilled(exact) ? exact : path.reduce(child, root);
}

/** Text that is not blank, or a number: everything else says nothing, so that the next path is tried. */
function isFilled(value: unknown): value is string | number {
	return typeof value === 'string'
		? value.trim() !== ''
		: typeof value === 'number' && Number.isFinite(value);
}

/** The item itself, and what a Webhook node puts under `body`; a list of one event is that event. */
function rootsOf(json: unknown): unknown[] {
	const body = child(json, 'body');
	if (typeof body !== 'object' || body === null) return [json];
	return [json, Array.isArray(body) ? body[0] : body];
}

function isCustomer(root: unknown, { customer }: Pick<Lookup, 'customer'>): boolean {
	if (customer === undefined) return true;
	const value = valueAt(root, customer.path);
	if (!isFilled(value)) return false;
	return 'sameAs' in customer
		? value === valueAt(root, customer.sameAs)
		: customer.values.includes(String(value));
}

function counts(root: unknown, { beside }: Pick<Lookup, 'beside'>): boolean {
	return beside === undefined || isFilled(valueAt(root, beside));
}

function textAt(root: unknown, path: Path | undefined): string | undefined {
	const value = path === undefined ? undefined : valueAt(root, path);
	if (!isFilled(value)) return undefined;
	return typeof value === 'string' ? value.trim() : inDigits(value);
}

function nameAt(root: unknown, { first, last, full }: NameLookup): PersonName {
	if (full !== undefined) return splitName(textAt(root, full) ?? '');
	const [firstName, lastName] = [textAt(root, first), textAt(root, last)];
	return {
		...(firstName === undefined ? {} : { first: firstName }),
		...(lastName === undefined ? {} : { last: lastName }),
	};
}

const NORMALISE: { readonly [name in FieldName]?: (text: string) => string | undefined } = {
	language: languageCode,
	referrer: withScheme,
};

/** The first text that is the customer's, and whether one of somebody else stood before it. */
function firstText(
	roots: readonly unknown[],
	entries: readonly Lookup[],
): { readonly text?: string; readonly ofSomeoneElse: boolean } {
	let ofSomeoneElse = false;
	for (const entry of entries) {
		for (const root of roots) {
			const text = counts(root, entry) ? textAt(root, entry.path) : undefined;
			if (text === undefined) continue;
			if (isCustomer(root, entry)) return { text, ofSomeoneElse };
			ofSomeoneElse = true;
		}
	}
	return { ofSomeoneElse };
}

/** Reads an item as the source describes it. */
export function readSource(source: Source, json: unknown): SourceReading | Refusal {
	const events = child(json, 'body');
	if (Array.isArray(events) && events.length > 1) {
		return new Refusal(sourceMessages.severalEvents(source.label, events.length));
	}
	const roots = rootsOf(json);
	const values: { [name in FieldName]?: string } = {};
	let writtenToSomeoneElse = false;
	for (const [name, entries] of Object.entries(source.fields) as Array<
		[FieldName, readonly Lookup[]]
	>) {
		const { text, ofSomeoneElse } = firstText(roots, entries);
		if (name === 'email') writtenToSomeoneElse = ofSomeoneElse;
		const normalise = NORMALISE[name];
		const value = text === undefined || normalise === undefined ? text : normalise(text);
		if (value !== undefined) values[name] = value;
	}
	for (const entry of source.names) {
		for (const root of roots) {
			if (values.firstName !== undefined || values.lastName !== undefined) break;
			if (!counts(root, entry) || !isCustomer(root, entry)) continue;
			const { first, last } = nameAt(root, entry);
			if (first !== undefined) values.firstName = first;
			if (last !== undefined) values.lastName = last;
		}
	}
	return {
		values,
		...(writtenToSomeoneElse && values.email === undefined
			? { notTheCustomer: new Refusal(sourceMessages.notTheCustomer(source.label)) }
			: {}),
		missing(field, label) {
			const tried = (source.fields[field] ?? []).map(({ path }) => shownPath(path));
			return new Refusal(sourceMessages.missing(label, source.label, tried));
		},
	};
}
