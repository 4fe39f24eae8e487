/** What a source is, and the small functions that the sources' files are written with. */

import type { FieldName, FieldTexts } from '../surveylab/catalogue';
import type { Result } from '../surveylab/result';
import { isBlank } from '../surveylab/values';
import { path, type Path } from './path';
import type { UnfitAddress } from './recipients';

/** Why an item of a source gives no invitation, as plain data; `messages/sources.ts` makes a text of it. */
export type SourceReason =
	| { readonly kind: 'unknownSource' }
	/** One item of the Webhook node that holds more than one event. */
	| { readonly kind: 'severalEvents'; readonly source: string; readonly count: number }
	| {
			readonly kind: 'missing';
			readonly source: string;
			readonly field: FieldName;
			/** The paths that were tried, in order. */
			readonly tried: readonly string[];
	  }
	/** No column is called like the field. */
	| { readonly kind: 'noColumn'; readonly field: FieldName; readonly names: readonly string[] }
	/** Several columns for one field hold different values. */
	| {
			readonly kind: 'columnsDiffer';
			readonly field: FieldName;
			readonly columns: readonly string[];
	  }
	| Refusal;

/**
 * - `notTheCustomer`: a colleague, a bot, an app
 * - `optedOut`: wants no mail; `unreachable`: mail to the address came back
 * - `notAnOrder`: nothing was bought (yet); `notPaid`: no money came in; `refunded`: all of it went back
 * - `cancelled`: what was booked did not take place; `didNotCome`: it did, without the person
 * - `neverApplied`: somebody whom a recruiter has found
 * - `relay`, `machine`: an address that no person reads
 */
export type RefusalKind =
	| 'notTheCustomer'
	| 'optedOut'
	| 'unreachable'
	| 'notAnOrder'
	| 'notPaid'
	| 'refunded'
	| 'cancelled'
	| 'didNotCome'
	| 'neverApplied'
	| UnfitAddress;

/** The person must not be invited. */
export interface Refusal {
	readonly kind: RefusalKind;
	/** In words: "Zendesk", "a table or form". */
	readonly source: string;
}

export interface SourceReading {
	/** Readable texts by field, normalised. */
	readonly values: FieldTexts;
	/** An email that is set by hand overrules it. */
	readonly refusal?: Refusal;
	/** Why a required field has no value, with the places that were tried. */
	missing(field: 'email' | 'crk'): SourceReason;
}

/** The places a field is read from, for notices and pages. */
export interface FieldPlaces {
	readonly field: FieldName;
	readonly places: ReadonlyArray<{ readonly shown: string; readonly split?: true }>;
}

export interface Source {
	/** The value that workflows store. */
	readonly id: string;
	/** What a person reads. */
	readonly label: string;
	/** The node whose output is read. */
	readonly from: string;
	/** What the fields hold in this source, in the words of its users: `{ crk: 'ticket number' }`. */
	readonly meaning: { readonly [name in FieldName]?: string };
	/** What the notice says is filled, where a list of the fields would not say it. */
	readonly fills?: string;
	/** Who is not invited, as the end of a sentence that begins with "Not invited:". */
	readonly notInvited?: string;
	/** What a person should know beside that; whole sentences. */
	readonly note?: string;
	readonly places: readonly FieldPlaces[];
	/**
	 * Reads an item.
	 * @param setByHand fields that a person has set, which overrule what the item says
	 */
	read(json: unknown, setByHand?: FieldTexts): Result<SourceReading, SourceReason>;
}

// --- Sources that read known paths --------------------------------------------------------------

/** The sign of a customer, as opposed to an agent or a bot: one of these values, or the value at another path. */
type CustomerSign = { readonly path: Path } & (
	{ readonly values: readonly string[] } | { readonly sameAs: Path }
);

/** When the value at a place counts. */
export interface Condition {
	/** Counts only in items that have this, too: tells a ticket's `id` from a user's. */
	readonly beside?: Path;
	/** Counts only in items that have none of these. */
	readonly without?: readonly Path[];
	/** Counts only in items that have this very value at the path: a switch, for example. */
	readonly when?: { readonly path: Path; readonly value: unknown };
	/** Counts only where this says that the person is a customer. */
	readonly customer?: CustomerSign;
}

/** Where a value may stand. */
export interface Lookup extends Condition {
	/** One path, or several whose texts `make` puts together; then all of them are needed. */
	readonly paths: readonly Path[];
	/** Makes the value from the texts at the paths. Where it makes none, the next lookup is tried. */
	readonly make?: (...texts: string[]) => string | undefined;
}

/** A person's names. They come from one place in the item, so that they belong together. */
export interface NameLookup extends Condition {
	readonly first?: Path;
	readonly last?: Path;
	/** One text with both. */
	readonly full?: Path;
}

/** People who must not be invited, recognised by the values at some paths. */
export interface Rule {
	readonly kind: RefusalKind;
	readonly paths: readonly Path[];
	readonly applies: (...values: unknown[]) => boolean;
}

export type MappedField = 'email' | 'crk' | 'referrer' | 'language' | 'phone';

/** A source as its file describes it. A text in `fields` is the lookup of that path. */
export interface SourceTable extends Pick<Source, 'id' | 'label' | 'from' | 'notInvited' | 'note'> {
	/** What the key is: "ticket number". */
	readonly keyIs: string;
	/** What the referrer is: "ticket page". */
	readonly pageIs?: string;
	readonly fields: { readonly [name in MappedField]?: ReadonlyArray<string | Lookup> };
	readonly names: readonly NameLookup[];
	readonly rules?: readonly Rule[];
}

/** The value at a path, under a condition. */
export function lookup(place: string, condition: Condition = {}): Lookup {
	return { paths: [path(place)], ...condition };
}

/** A value that is made from one or several texts. */
export function built(
	places: readonly string[],
	make: (...texts: string[]) => string | undefined,
	condition: Condition = {},
): Lookup {
	return { paths: places.map(path), make, ...condition };
}

/** A first and a last name that stand beside each other. */
export function names(first: string, last: string, condition: Condition = {}): NameLookup {
	return { first: path(first), last: path(last), ...condition };
}

/** One text with first and last name. */
export function fullName(place: string, condition: Condition = {}): NameLookup {
	return { full: path(place), ...condition };
}

/** A rule: nobody is invited where `applies` is true of the values at the paths. */
export function refuse(
	kind: RefusalKind,
	places: readonly string[],
	applies: (...values: unknown[]) => boolean,
): Rule {
	return { kind, paths: places.map(path), applies };
}

/** For "when": an item that has the value at the path. */
export function is(place: string, value: unknown): NonNullable<Condition['when']> {
	return { path: path(place), value };
}

export function customerIf(place: string, ...values: string[]): CustomerSign {
	return { path: path(place), values };
}

/** For values that may stand below several places: path by path, each below every place. */
export function below(places: readonly string[]) {
	return (...rests: string[]): string[] =>
		rests.flatMap((rest) => places.map((place) => place + rest));
}

/** True for a text that is not blank. */
export function isFilled(value: unknown): value is string {
	return typeof value === 'string' && !isBlank(value);
}

/** For a rule: one of the values at the paths is one of these words, in any case. */
export function isOneOf(...words: string[]) {
	return (...values: unknown[]): boolean =>
		values.some((value) => isFilled(value) && words.includes(value.trim().toLowerCase()));
}

/** For a rule: one of the switches at the paths is on. Some services send a switch as a text. */
export function isOn(...values: unknown[]): boolean {
	return values.some((value) => value === true || isOneOf('true')(value));
}

/** A note for sources whose key is the person's own number, not that of a ticket, order or deal. */
export const ONE_KEY_PER_PERSON =
	'Each person is invited once: for an invitation per deal or case set Response Key under Additional Fields.';
