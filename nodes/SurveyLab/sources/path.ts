/**
 * Paths in an item, written as a person reads them: `issue.fields.reporter.emailAddress`,
 * `_links.self[0].href`, `emails[primary].value`, `meta_data[key=wpml_language].value`,
 * `fields.customfield_*.languageCode`. A path is taken apart once, when the package loads.
 */

import { inDigits, isBlank, isObject } from '../surveylab/values';

/** The entries of a list, or the values of an object, that are tried one after the other. */
type Entries = (parent: unknown) => readonly unknown[];
type Step = string | Entries;

export interface Path {
	/** As it was written. */
	readonly shown: string;
	readonly steps: readonly Step[];
}

export function child(parent: unknown, key: string): unknown {
	return isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
}

/** The entry with `primary: true` first, then the others, because the first may be blank. */
const primaryFirst: Entries = (list) => {
	if (!Array.isArray(list)) return [];
	const primary: unknown = list.find((entry) => child(entry, 'primary') === true);
	return primary === undefined ? list : [primary, ...list.filter((entry) => entry !== primary)];
};

/** Only of a list: an object with that number as a key is no list. */
function entryAt(place: number): Entries {
	return (list) => (Array.isArray(list) ? list.slice(place, place + 1) : []);
}

function entryWith(key: string, value: string): Entries {
	return (list) => (Array.isArray(list) ? list.filter((entry) => child(entry, key) === value) : []);
}

function keysThatBegin(prefix: string): Entries {
	return (parent) => {
		if (!isObject(parent)) return [];
		return Object.keys(parent)
			.filter((key) => key.startsWith(prefix))
			.map((key) => child(parent, key));
	};
}

function stepOf(text: string): Step {
	if (!text.startsWith('[')) return text.endsWith('*') ? keysThatBegin(text.slice(0, -1)) : text;
	const inBrackets = text.slice(1, -1);
	if (inBrackets === 'primary') return primaryFirst;
	const [key = '', value] = inBrackets.split('=');
	return value === undefined ? entryAt(Number(key)) : entryWith(key, value);
}

export function path(shown: string): Path {
	return { shown, steps: (shown.match(/\[[^\]]+\]|[^.[]+/g) ?? []).map(stepOf) };
}

/** Text that is not blank, or a number. For everything else the next place is tried. */
function isTextOrNumber(value: unknown): value is string | number {
	return typeof value === 'string' ? !isBlank(value) : Number.isFinite(value);
}

function valueFrom(root: unknown, steps: readonly Step[], begin: number): unknown {
	let value = root;
	for (let at = begin; at < steps.length; at += 1) {
		const step = steps[at];
		if (typeof step === 'function') {
			const values = step(value).map((entry) => valueFrom(entry, steps, at + 1));
			return values.find(isTextOrNumber) ?? values.find((found) => found !== undefined);
		}
		value = child(value, step ?? '');
		if (value === undefined) return undefined;
	}
	return value;
}

/** The value of one exact key that is called like the path, as the Zendesk Trigger writes it. */
function exactly(root: unknown, { shown, steps }: Path): unknown {
	return steps.length > 1 ? child(root, shown) : undefined;
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && isBlank(value));
}

/** What stands at the path step by step, whatever stands at an exact key. */
export function nestedAt(root: unknown, { steps }: Path): unknown {
	return valueFrom(root, steps, 0);
}

/** What stands at the path: first as one exact key, then step by step. */
export function valueAt(root: unknown, place: Path): unknown {
	const exact = exactly(root, place);
	return isNothing(exact) ? nestedAt(root, place) : exact;
}

/** The text or number that stands at the path. */
export function textAt(root: unknown, place: Path): string | undefined {
	const exact = exactly(root, place);
	const value = isTextOrNumber(exact) ? exact : nestedAt(root, place);
	if (!isTextOrNumber(value)) return undefined;
	return typeof value === 'string' ? value.trim() : inDigits(value);
}
