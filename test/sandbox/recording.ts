import type { Answer, Ruling } from './answers';
import { decodeQuery, parseTarget } from './target';

/** What a request asks of the service, as far as the service may answer each in its own way. */
export type Situation =
	| 'tokenOnly'
	| 'missingEmail'
	| 'wrongToken'
	| 'wrongCollector'
	| 'added'
	| 'sameKey'
	| 'longestKey'
	| 'longerKey'
	| 'post'
	| 'tagPlain'
	| 'tagRawSlash'
	| 'tagEncodedSlash'
	| 'tagTwiceEncodedSlash'
	| 'tagPlus'
	| 'tagEmoji';

export interface RecordedExchange {
	/** A situation, or another question whose answer is for people only. */
	question: string;
	request: { method: string; url: string; form?: string };
	/** Header names are in lower case. */
	answer?: Answer;
	/** Node's code, where the connection ended without an answer. */
	fault?: string;
}

/** What a service answered, with placeholders for what belongs to the account. */
export interface Recording {
	format: typeof RECORDING_FORMAT;
	recordedAt: string;
	exchanges: RecordedExchange[];
}

export const RECORDING_FORMAT = 'surveylab-first-contact/1';

export const PLACEHOLDERS = {
	token: '<token>',
	email: '<email>',
	collector: '<collector>',
} as const;

/** They describe the connection, which is the stand-in's own. */
const OF_THE_CONNECTION = new Set([
	'connection',
	'content-encoding',
	'content-length',
	'keep-alive',
	'transfer-encoding',
]);

function isAnswer(value: unknown): value is Answer {
	const { status, headers, body } = (value ?? {}) as Partial<Record<keyof Answer, unknown>>;
	return (
		Number.isInteger(status) &&
		(status as number) >= 200 &&
		(status as number) <= 599 &&
		typeof headers === 'object' &&
		headers !== null &&
		Object.values(headers).every((text) => typeof text === 'string') &&
		typeof body === 'string'
	);
}

function isExchange(value: unknown): value is RecordedExchange {
	const { question, answer, fault } = (value ?? {}) as Partial<Record<string, unknown>>;
	return (
		typeof question === 'string' &&
		(answer === undefined ? typeof fault === 'string' : isAnswer(answer))
	);
}

/** @throws for anything but a recording: a stand-in must not quietly answer by its own rules. */
export function checkRecording(value: unknown): Recording {
	const { format, exchanges } = (value ?? {}) as Partial<Recording>;
	if (format !== RECORDING_FORMAT)
		throw new TypeError(`A recording has format ${RECORDING_FORMAT}`);
	if (!Array.isArray(exchanges) || !exchanges.every(isExchange))
		throw new TypeError('A recording has a list of exchanges, each with an answer or a fault');
	return value as Recording;
}

/** A name that never resolves: nobody who follows a recorded redirect must reach the live service. */
function awayFromTheLiveService(location: string): string {
	return location.replace(/^(https?:)?\/\/(?!127\.0\.0\.1\b)([^/:?#]+)(:\d+)?/i, '$1//$2.invalid');
}

function saysYes(situation: Situation, { status, body }: Answer): boolean {
	if (status < 200 || status >= 300) return false;
	if (situation.startsWith('tag')) return true;
	try {
		return (JSON.parse(body.trim()) as { status?: unknown } | null)?.status === true;
	} catch {
		return false;
	}
}

/** Gives recorded answers again, each in the situation in which the service gave it. */
export class Replay {
	private readonly answers = new Map<string, Answer>();

	constructor({ exchanges }: Recording) {
		for (const { question, answer } of exchanges) {
			if (answer !== undefined) this.answers.set(question, answer);
		}
	}

	/** The ruling with the recorded answer in it, where there is one. */
	apply(ruling: Ruling, rawTarget: string): Ruling {
		const { situation } = ruling;
		const recorded = situation === undefined ? undefined : this.answers.get(situation);
		if (situation === undefined || recorded === undefined) return ruling;
		const answer = this.filled(recorded, rawTarget);
		return { ...ruling, answer, accepted: saysYes(situation, answer) };
	}

	private filled({ status, headers, body }: Answer, rawTarget: string): Answer {
		const given = new Map(decodeQuery(parseTarget(rawTarget).query));
		const fill = (text: string) =>
			text
				.replaceAll(PLACEHOLDERS.token, () => given.get('apiToken') ?? PLACEHOLDERS.token)
				.replaceAll(PLACEHOLDERS.email, () => given.get('email') ?? PLACEHOLDERS.email)
				.replaceAll(PLACEHOLDERS.collector, () => given.get('cId') ?? PLACEHOLDERS.collector);
		const kept = Object.entries(headers)
			.filter(([name]) => !OF_THE_CONNECTION.has(name))
			.map(([name, text]) => [
				name,
				name === 'location' ? awayFromTheLiveService(fill(text)) : fill(text),
			]);
		return { status, headers: Object.fromEntries(kept) as Answer['headers'], body: fill(body) };
	}
}
