/**
 * A collector as a person names it: by its id, or by a survey link copied from SurveyLab
 * (`…/[lng/<language>/]pageTag/SurveyCampaign/cId/<id>…`).
 */

import { isSafeTarget, parseUrl } from './hosts';

export interface CollectorReference {
	readonly id: string;
	/** The pasted link's own origin. */
	readonly origin?: string;
}

export type CollectorFault =
	| 'empty'
	| 'notText'
	| 'forbiddenCharacters'
	/** A link was put where the id belongs. */
	| 'linkAsId'
	/** An API link: it carries a token, and a workflow must never hold one. */
	| 'apiLink'
	| 'unreadableLink'
	| 'noCollectorInLink'
	| 'linkNotHttps';

export type CollectorReading =
	| { readonly collector: CollectorReference; readonly fault?: undefined }
	| { readonly collector?: undefined; readonly fault: CollectorFault };

export type CollectorMode = 'id' | 'url';

/** What an id may consist of; everything else could change the address that is built around it. */
const ID = /^[A-Za-z0-9_-]+$/;
const SURVEY_PATH = /^\/(?:lng\/[^/]+\/)?pageTag\/SurveyCampaign\/cId\/([^/]+)(?:\/|$)/i;
const CARRIES_TOKEN = /apiToken/i;
const LOOKS_LIKE_LINK = /[/?#]|^www\./i;

function readId(text: string): CollectorReading {
	if (ID.test(text)) return { collector: { id: text } };
	return { fault: LOOKS_LIKE_LINK.test(text) ? 'linkAsId' : 'forbiddenCharacters' };
}

function readLink(text: string): CollectorReading {
	// People copy links from a browser that hides the scheme.
	const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	if (url === undefined) return { fault: 'unreadableLink' };
	const id = SURVEY_PATH.exec(url.pathname)?.[1];
	if (id === undefined || !ID.test(id)) return { fault: 'noCollectorInLink' };
	if (!isSafeTarget(url)) return { fault: 'linkNotHttps' };
	return { collector: { id, origin: url.origin } };
}

/**
 * @param value what n8n holds for the locator: a text, or a number from an expression
 * @returns the collector, or what is wrong with the value; never the value itself, which may hold a token
 */
export function readCollector(mode: CollectorMode, value: unknown): CollectorReading {
	if (value === undefined || value === null) return { fault: 'empty' };
	if (typeof value !== 'string' && !Number.isSafeInteger(value)) return { fault: 'notText' };
	const text = String(value).trim();
	if (text === '') return { fault: 'empty' };
	if (CARRIES_TOKEN.test(text) || CARRIES_TOKEN.test(decoded(text))) return { fault: 'apiLink' };
	return mode === 'url' ? readLink(text) : readId(text);
}

/** ASCII only, and never throwing: a broken escape elsewhere must not hide a token. */
function decoded(text: string): string {
	return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
		String.fromCharCode(parseInt(hex, 16)),
	);
}
