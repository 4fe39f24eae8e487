import type { Answer } from '../sandbox/answers';
import type { Protocol } from './interview';
import { isAccepted, isRedirect, isRefused, verdictOf } from './questions';
import type { Subject } from './subject';

/** A setting of the package, by its label in n8n. */
export interface Setting {
	readonly name: string;
	readonly value: string;
	readonly because: string;
}

class Answers {
	constructor(private readonly protocol: Protocol) {}

	of(id: string): Answer | undefined {
		return this.protocol.exchanges.find(({ question }) => question === id)?.answer;
	}

	accepted(id: string): boolean {
		const answer = this.of(id);
		return answer !== undefined && isAccepted(answer);
	}

	all(): Answer[] {
		return this.protocol.exchanges.flatMap(({ answer }) => answer ?? []);
	}

	seen(id: string): string | undefined {
		return this.protocol.observations.find(({ question }) => question === id)?.typed;
	}
}

/** Where an address of SurveyLab has moved to. */
function newOrigin(answer: Answer | undefined, from: string): string | undefined {
	const { location } = answer?.headers ?? {};
	if (answer === undefined || !isRedirect(answer) || location === undefined) return undefined;
	if (!URL.canParse(location, from)) return undefined;
	const { origin } = new URL(location, from);
	return origin === new URL(from).origin ? undefined : origin;
}

function baseUrl(answers: Answers, { baseUrl: from }: Subject): Setting[] {
	const origin = newOrigin(answers.of('added') ?? answers.of('tokenOnly'), from);
	if (origin === undefined) return [];
	return [
		{
			name: 'Credential: Base URL',
			value: origin,
			because: 'api.php redirects there, and the node does not follow with a token',
		},
	];
}

function repeats(answers: Answers): Setting[] {
	const again = answers.of('sameKey');
	// A refusal says something about the key only where the same contact was taken before.
	if (again === undefined || !answers.accepted('added')) return [];
	if (isRefused(again)) {
		return [
			{
				name: 'If the Connection Breaks',
				value: 'Retry Once',
				because: 'a second contact with the same key was refused, so a repeat mails nobody twice',
			},
		];
	}
	if (!isAccepted(again)) return [];
	return [
		{
			name: 'Invite Each Key Once',
			value: 'on',
			because: 'SurveyLab took the same key a second time',
		},
		{
			name: 'If the Connection Breaks',
			value: 'Do Not Retry',
			because: 'a repeat could invite the person twice',
		},
	];
}

function keys(answers: Answers): Setting[] {
	const longest = answers.of('longestKey');
	if (longest === undefined || !isRefused(longest) || !answers.accepted('added')) return [];
	return [
		{
			name: 'Response Key',
			value: 'shorter than 64 characters, prefix included',
			because: 'a key of 64 characters was refused',
		},
	];
}

/** The person's word wins over a status: a page can open and lose the value all the same. */
function slashArrives(answers: Answers, id: string): boolean | undefined {
	const seen = answers.seen(id);
	if (seen !== undefined) return seen === 'a/b';
	const status = answers.of(id)?.status;
	return status !== undefined && status >= 400 ? false : undefined;
}

function slashes(answers: Answers): Setting[] {
	const once = slashArrives(answers, 'tagEncodedSlash');
	const twice = slashArrives(answers, 'tagTwiceEncodedSlash');
	const name = 'Slashes in Values';
	if (once === true) return [{ name, value: 'Encode', because: '%2F arrived as a slash' }];
	if (twice === true) return [{ name, value: 'Encode Twice', because: '%252F arrived as a slash' }];
	if (once === false && twice === false)
		return [{ name, value: 'Replace by _', because: 'no spelling of a slash arrived' }];
	return [];
}

function surveyBaseUrl(answers: Answers, { surveyUrl }: Subject): Setting[] {
	const plain = answers.of('tagPlain');
	const name = 'Survey Base URL';
	const origin = newOrigin(plain, surveyUrl);
	if (origin !== undefined)
		return [{ name, value: origin, because: "the survey's address redirects there" }];
	if (plain?.status !== 404) return [];
	return [
		{
			name,
			value: "the beginning of the collector's own survey link",
			because: `there is no survey page on ${new URL(surveyUrl).host}`,
		},
	];
}

function limits(answers: Answers): Setting[] {
	const limited = answers
		.all()
		.find(({ status, headers }) => status === 429 || headers['retry-after'] !== undefined);
	if (limited === undefined) return [];
	const wait = limited.headers['retry-after'];
	return [
		{
			name: 'Max Concurrent Requests',
			value: '1',
			because: `SurveyLab asked for a pause (${limited.status})`,
		},
		...(wait === undefined || !/^\d+$/.test(wait)
			? []
			: [
					{
						name: 'Longest Wait (Seconds)',
						value: `at least ${wait}`,
						because: `Retry-After said ${wait}`,
					},
				]),
	];
}

/** What to set in n8n by what was seen; nothing where the defaults fit. */
export function settingsFor(protocol: Protocol, subject: Subject): Setting[] {
	const answers = new Answers(protocol);
	return [
		...baseUrl(answers, subject),
		...repeats(answers),
		...keys(answers),
		...slashes(answers),
		...surveyBaseUrl(answers, subject),
		...limits(answers),
	];
}

/** For the people who carry the package on: what its code should know from now on. */
export function notesFor(protocol: Protocol): string[] {
	const answers = new Answers(protocol);
	const when = (id: string, holds: (answer: Answer) => boolean, note: string) => {
		const answer = answers.of(id);
		return answer !== undefined && holds(answer) ? [note] : [];
	};
	return [
		...when(
			'wrongToken',
			(a) => verdictOf(a) === false,
			'A wrong token is answered like any other refusal, so a batch with one does not stop at its first item.',
		),
		...when('wrongToken', isAccepted, 'A wrong token was accepted.'),
		...when(
			'tokenOnly',
			({ status }) => [401, 403].includes(status),
			"The credential's test would call a working token refused.",
		),
		...when(
			'longerKey',
			isAccepted,
			'A key of 65 characters was accepted: the limit of 64 is not the one of api.php.',
		),
		...when(
			'post',
			isAccepted,
			'POST was accepted: the token could travel in the body instead of the address.',
		),
		...when(
			'added',
			(a) => isAccepted(a) && !/json/i.test(a.headers['content-type'] ?? ''),
			'The answer is JSON under another content type.',
		),
	];
}
