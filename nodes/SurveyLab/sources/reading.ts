/** What holds for the reading of every source. Pure. */

import type { FieldName, FieldTexts } from '../surveylab/catalogue';
import { isObject } from '../surveylab/values';
import { languageCode } from './languages';
import { personLink } from './links';
import { child } from './path';
import { unfitAddress } from './recipients';
import type { RefusalKind, SourceReading } from './source';

/** The events in the body of a Webhook node. A body that is no list is one event. */
export function eventsIn(json: unknown): readonly unknown[] {
	const body = child(json, 'body');
	if (Array.isArray(body)) return body;
	return isObject(body) ? [body] : [];
}

/** How the text of a field becomes what SurveyLab takes; `undefined` where it becomes nothing. */
export const NORMALISE: { readonly [name in FieldName]?: (text: string) => string | undefined } = {
	language: languageCode,
	referrer: personLink,
};

/** Of these nothing personal is told: the data belongs to somebody else than the customer, or to nobody. */
const NOT_A_PERSONS: ReadonlySet<RefusalKind> = new Set(['notTheCustomer', 'machine']);
const PERSONAL: readonly FieldName[] = ['email', 'firstName', 'lastName', 'phone', 'language'];

/** A reading, with the rules that hold for every source: which addresses are refused, and what is then left out. */
export function readingOf(
	source: string,
	values: FieldTexts,
	refused: RefusalKind | undefined,
	missing: SourceReading['missing'],
): SourceReading {
	const kind = refused ?? (values.email === undefined ? undefined : unfitAddress(values.email));
	if (kind === undefined) return { values, missing };
	if (NOT_A_PERSONS.has(kind)) for (const name of PERSONAL) delete values[name];
	return { values, refusal: { kind, source }, missing };
}
