import type { Answer } from '../sandbox/answers';
import { RECORDING_FORMAT, type RecordedExchange, type Recording } from '../sandbox/recording';
import type { Reply, Send } from './client';
import { maskFor, type Mask } from './masking';
import { questionsFor, type Question } from './questions';
import { referrerOf, SPELLINGS, type Subject } from './subject';

/** Who sits in front of it. */
export interface Person {
	say(text: string): void;
	/** @returns what was typed; `undefined` when nobody answers any more */
	ask(question: string): Promise<string | undefined>;
}

/** What a person saw in SurveyLab or in the mailbox. */
export interface Observation {
	readonly question: string;
	readonly typed: string;
}

export interface Protocol extends Recording {
	readonly observations: readonly Observation[];
	/** Questions that the person did not want to be asked. */
	readonly declined: readonly string[];
}

/** What is longer is a page, and no answer of api.php. */
const LONGEST_BODY = 4_000;

function keptHeaders(headers: Answer['headers'], mask: Mask): Answer['headers'] {
	return Object.fromEntries(
		Object.entries(headers).map(([name, text]) => [
			name,
			name === 'set-cookie' ? '***' : mask(text),
		]),
	);
}

function keptBody({ headers, body }: Answer, isSurvey: boolean, mask: Mask): string {
	if (!isSurvey && body.length <= LONGEST_BODY) return mask(body);
	return `(${body.length} characters of ${headers['content-type'] ?? 'no named type'}, not kept)`;
}

function exchangeOf({ id, request }: Question, reply: Reply, mask: Mask): RecordedExchange {
	const { method, url, form } = request;
	const asked = {
		question: id,
		request: { method, url: mask(url), ...(form === undefined ? {} : { form: mask(form) }) },
	};
	if ('fault' in reply) return { ...asked, fault: reply.fault };
	const { answer } = reply;
	return {
		...asked,
		answer: {
			status: answer.status,
			headers: keptHeaders(answer.headers, mask),
			body: keptBody(answer, id.startsWith('tag'), mask),
		},
	};
}

export function inOneLine({ answer, fault }: RecordedExchange): string {
	if (answer === undefined) return `no answer (${fault ?? 'unknown'})`;
	const { status, headers, body } = answer;
	const location = headers.location === undefined ? '' : ` → ${headers.location}`;
	const wait =
		headers['retry-after'] === undefined ? '' : `, Retry-After ${headers['retry-after']}`;
	const type = headers['content-type'] ?? 'no content type';
	const text = body.replace(/\s+/g, ' ').trim();
	return `${status}${location}${wait}, ${type}: ${text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
}

type Wish = 'yes' | 'no' | 'stop';

async function askOne(question: Question, position: string, person: Person): Promise<Wish> {
	const { title, does, mails, request } = question;
	person.say(`\n${position} ${title}\n    ${does}\n    ${mails}`);
	person.say(`    ${request.method} to ${new URL(request.url).host}.`);
	const typed = await person.ask('    Type "yes" to send it, "stop" to end: ');
	const wish = typed === undefined ? 'stop' : typed.trim().toLowerCase();
	return wish === 'yes' || wish === 'stop' ? wish : 'no';
}

async function observe(
	subject: Subject,
	exchanges: readonly RecordedExchange[],
	person: Person,
	mask: Mask,
): Promise<Observation[]> {
	const answered = (id: string) =>
		exchanges.some(({ question, answer }) => question === id && (answer?.status ?? 999) < 300);
	const wanted = [
		...(answered('added')
			? [{ question: 'mails', text: 'How many invitations has this run sent to your mailbox?' }]
			: []),
		...SPELLINGS.filter(({ id }) => answered(id)).map((spelling) => ({
			question: spelling.id,
			text:
				`In the survey's report, find the response with referrer ${referrerOf(subject, spelling)}. ` +
				'What stands in its Custom 1?',
		})),
	];
	if (wanted.length > 0)
		person.say('\nNow please look into SurveyLab. Enter alone leaves a question open.');
	const observations: Observation[] = [];
	for (const { question, text } of wanted) {
		const typed = (await person.ask(`\n${text}\n    `))?.trim() ?? '';
		if (typed !== '') observations.push({ question, typed: mask(typed) });
	}
	return observations;
}

/** Asks the person before each request, and then SurveyLab. */
export async function interview(
	subject: Subject,
	send: Send,
	person: Person,
	now: () => Date = () => new Date(),
): Promise<Protocol> {
	const mask = maskFor(subject);
	const questions = questionsFor(subject);
	const exchanges: RecordedExchange[] = [];
	const declined: string[] = [];
	let stopped = false;
	for (const [index, question] of questions.entries()) {
		const ready =
			question.after === undefined || exchanges.some(({ question: id }) => id === question.after);
		const wish: Wish =
			stopped || !ready ? 'no' : await askOne(question, `${index + 1}/${questions.length}`, person);
		stopped ||= wish === 'stop';
		if (wish !== 'yes') {
			declined.push(question.id);
			continue;
		}
		const exchange = exchangeOf(question, await send(question.request), mask);
		exchanges.push(exchange);
		person.say(`    ${inOneLine(exchange)}`);
	}
	return {
		format: RECORDING_FORMAT,
		recordedAt: now().toISOString(),
		exchanges,
		observations: await observe(subject, exchanges, person, mask),
		declined,
	};
}
