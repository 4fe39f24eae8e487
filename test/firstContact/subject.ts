import type { Situation } from '../sandbox/recording';

/** Whom and what the questions are about. */
export interface Subject {
	/** Where the account lives; the token goes there and nowhere else. */
	readonly baseUrl: string;
	/** Where the survey's own pages live. */
	readonly surveyUrl: string;
	readonly token: string;
	readonly email: string;
	readonly collectorId: string;
	/** Other documented hosts of the service. They never get the token. */
	readonly otherHosts: readonly string[];
	/** Unlike that of any other run, so that the keys of this one are new. */
	readonly run: string;
}

export const DOCUMENTED_HOSTS = [
	'https://www.mysurveylab.com',
	'https://www.surveylab.com',
	'https://app.surveylab.com',
] as const;

export const LONGEST_KEY = 64;

/** A response key of this run. */
export function keyOf({ run }: Subject, name: string, length = 0): string {
	return `fc-${run}-${name}`.padEnd(length, 'x');
}

/** How a value is written into the survey's address. */
export interface Spelling {
	readonly id: Situation;
	readonly what: string;
	readonly written: string;
	/** What the survey's report is assumed to show; absent where the value is assumed not to arrive. */
	readonly shown?: string;
}

export const SPELLINGS: readonly Spelling[] = [
	{ id: 'tagPlain', what: 'a plain word', written: 'plain', shown: 'plain' },
	{ id: 'tagEncodedSlash', what: 'a slash as %2F', written: 'a%2Fb', shown: 'a/b' },
	{ id: 'tagTwiceEncodedSlash', what: 'a slash as %252F', written: 'a%252Fb', shown: 'a%2Fb' },
	{ id: 'tagRawSlash', what: 'a slash as it is', written: 'a/b' },
	{ id: 'tagPlus', what: 'a plus sign', written: '1+1', shown: '1+1' },
	{ id: 'tagEmoji', what: 'an emoji', written: '%F0%9F%99%82', shown: '🙂' },
];

/** What the report shows as referrer of the response that a spelling made. */
export function referrerOf({ run }: Subject, { id }: Spelling): string {
	return `fc-${run}-${id}`;
}

/** The id in a survey link, or what was typed. */
export function collectorOf(typed: string): { id: string; origin?: string } | undefined {
	const text = typed.trim();
	if (/^[\w-]+$/.test(text)) return { id: text };
	if (!URL.canParse(text)) return undefined;
	const { origin, pathname } = new URL(text);
	const [, id] = /\/cId\/([\w-]+)/.exec(pathname) ?? [];
	return id === undefined ? undefined : { id, origin };
}
