/** Reads the parameters of the trigger. Pure. */

import { parseUrl } from '../surveylab/hosts';
import { failure, success, type Result } from '../surveylab/result';
import type { Page } from './page';
import { triggerProperties } from './properties';

/** What the respondent gets to see. */
export type RespondentPage =
	({ readonly kind: 'page' } & Page) | { readonly kind: 'redirect'; readonly url: string };

export type WebsiteReason = 'empty' | 'notHttps' | 'expression';

export interface Settings {
	readonly respondentPage: RespondentPage;
	/** Why the website cannot be used. Respondents then see the default page. */
	readonly websiteReason?: WebsiteReason;
	readonly acceptedKeys: string;
	readonly ignorePreviews: boolean;
	readonly onlyOnce: boolean;
}

type ParameterOf = (name: string) => unknown;

const defaultOf: ParameterOf = (name) =>
	triggerProperties.find((property) => property.name === name)?.default;

function readPage(parameter: ParameterOf): RespondentPage {
	const text = (name: string) => String(parameter(name) ?? defaultOf(name)).trim();
	return { kind: 'page', heading: text('pageHeading'), text: text('pageText') };
}

function readWebsite(typed: unknown): Result<string, WebsiteReason> {
	const text = typeof typed === 'string' ? typed.trim() : '';
	if (text === '') return failure('empty');
	// n8n takes the "=" away where it allows no expression.
	if (/^=|\{\{/.test(text)) return failure('expression');
	const url = parseUrl(text);
	const usable = url?.username === '' && url.password === '' && /^https:\/\//i.test(text);
	return usable ? success(url.href) : failure('notHttps');
}

function readRespondentPage(
	parameter: ParameterOf,
): Pick<Settings, 'respondentPage' | 'websiteReason'> {
	if (parameter('respondentSees') !== 'redirect') return { respondentPage: readPage(parameter) };
	const website = readWebsite(parameter('redirectUrl'));
	return website.ok
		? { respondentPage: { kind: 'redirect', url: website.value } }
		: { respondentPage: readPage(defaultOf), websiteReason: website.reason };
}

/** @param parameter gives a parameter as it is stored, expressions not evaluated */
export function readSettings(parameter: ParameterOf): Settings {
	const options = new Map(Object.entries(parameter('options') ?? {}));
	const acceptedKeys: unknown = options.get('acceptedKeys');
	return {
		...readRespondentPage(parameter),
		acceptedKeys: typeof acceptedKeys === 'string' ? acceptedKeys : '',
		ignorePreviews: options.get('ignorePreviews') !== false,
		onlyOnce: options.get('onlyOnce') === true,
	};
}
