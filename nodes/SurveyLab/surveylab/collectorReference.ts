/**
 * A collector as a person names it: by its id, or by a link copied from SurveyLab. A survey link is
 * `…/[lng/<language>/]pageTag/SurveyCampaign/cId/<id>…`; an API link is `…/api.php?…&cId=<id>…`.
 */

import { percentDecoded } from './encoding';
import { isSafeTarget, parseUrl } from './hosts';
import { failure, success, type Result } from './result';

export interface CollectorReference {
	readonly id: string;
	/** The pasted survey link's own origin. */
	readonly origin?: string;
}

export interface CollectorReason {
	readonly kind:
		| 'collectorEmpty'
		| 'collectorNotText'
		| 'collectorCharacters'
		/** An API link that carries a token: a workflow must never hold one. */
		| 'collectorApiLink'
		| 'collectorUnreadableLink'
		| 'collectorNotInLink'
		| 'collectorLinkNotHttps';
}

/** An id consists of these. Other characters could change the address that is built around it. */
const ID = /^[A-Za-z0-9_-]+$/;
const SURVEY_PATH = /^\/(?:lng\/[^/]+\/)?pageTag\/SurveyCampaign\/cId\/([^/]+)(?:\/|$)/i;
const LOOKS_LIKE_LINK = /[/?#]|^www\./i;

/** What SurveyLab's own API links show in the token's place: nothing, or words in brackets. */
const PLACEHOLDER = /^(?:\[[^\]]*\])?$/;

const refuse = (kind: CollectorReason['kind']) => failure<CollectorReason>({ kind });

/** What follows the token's name in a text, up to the next parameter. */
const tokensIn = (text: string) =>
	[...text.matchAll(/apiToken\s*=?([^&#]*)/gi)].map(([, token = '']) => token);

/** True when a token may stand in the text, as it is or percent-encoded once or twice. */
function carriesToken(text: string): boolean {
	const decoded = percentDecoded(percentDecoded(text));
	// Each value is also decoded by itself, because an encoded "&" in it does not end it.
	const tokens = [...tokensIn(text).map(percentDecoded), ...tokensIn(decoded)];
	return !tokens.every((token) => PLACEHOLDER.test(token.trim()));
}

/** A link may lack its scheme, because browsers hide it. */
function urlOf(text: string): URL | undefined {
	return parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
}

function readApiLink(url: URL | undefined): Result<CollectorReference, CollectorReason> {
	const id = url?.searchParams.get('cId') ?? '';
	return ID.test(id) ? success({ id }) : refuse('collectorNotInLink');
}

function readLink(text: string): Result<CollectorReference, CollectorReason> {
	const url = urlOf(text);
	if (url === undefined) return refuse('collectorUnreadableLink');
	if (/\/api\.php$/i.test(url.pathname)) return readApiLink(url);
	const id = SURVEY_PATH.exec(url.pathname)?.[1];
	if (id === undefined || !ID.test(id)) return refuse('collectorNotInLink');
	if (!isSafeTarget(url)) return refuse('collectorLinkNotHttps');
	return success({ id, origin: url.origin });
}

/**
 * @param value what n8n holds for the collector: an id or a link as text, or a number from an expression
 * @returns the collector, or what is wrong with the value; never the value itself, which may hold a token
 */
export function readCollector(value: unknown): Result<CollectorReference, CollectorReason> {
	if (value === undefined || value === null) return refuse('collectorEmpty');
	if (typeof value !== 'string' && !Number.isSafeInteger(value)) return refuse('collectorNotText');
	const text = String(value).trim();
	if (text === '') return refuse('collectorEmpty');
	if (carriesToken(text)) return refuse('collectorApiLink');
	if (ID.test(text)) return success({ id: text });
	return LOOKS_LIKE_LINK.test(text) ? readLink(text) : refuse('collectorCharacters');
}
