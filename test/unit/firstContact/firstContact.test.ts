import { clientFor } from '../../firstContact/client';
import { notesFor, settingsFor } from '../../firstContact/findings';
import { refusalFor } from '../../firstContact/guard';
import { interview, type Protocol } from '../../firstContact/interview';
import { questionsFor } from '../../firstContact/questions';
import { reportFor } from '../../firstContact/report';
import { collectorOf, type Subject } from '../../firstContact/subject';
import { startSandbox } from '../../sandbox';
import { checkRecording } from '../../sandbox/recording';
import type { RecordedRequest, Fault, Sandbox } from '../../sandbox';
import { useSandbox } from '../sandbox/client';

const TOKEN = 'SL+secret/%tok~n';
const EMAIL = 'ann+first@example.com';
const COLLECTOR = '94b92523228ba1957e5e837d9873e6eee4108bab3';

const sandbox = useSandbox({ tokens: [TOKEN], collectors: [COLLECTOR] });

function subjectAt({ url }: Sandbox, changes: Partial<Subject> = {}): Subject {
	return {
		baseUrl: url,
		surveyUrl: url,
		token: TOKEN,
		email: EMAIL,
		collectorId: COLLECTOR,
		otherHosts: [],
		run: 'test1',
		...changes,
	};
}

interface Run {
	readonly protocol: Protocol;
	readonly report: string;
	/** All that was said and asked, one after the other. */
	readonly said: string[];
	readonly settings: string[];
	readonly notes: string[];
}

interface Wishes {
	/** What is typed when a request is about to be sent; "yes" otherwise. */
	permission?: (title: string) => string;
	/** What is typed when the person is asked to look; nothing otherwise. */
	sees?: Record<string, string>;
}

async function run(
	at: Sandbox,
	{ permission = () => 'yes', sees = {} }: Wishes = {},
	changes: Partial<Subject> = {},
): Promise<Run> {
	const subject = subjectAt(at, changes);
	const said: string[] = [];
	const person = {
		say: (text: string) => said.push(text),
		ask: async (question: string) => {
			said.push(question);
			if (question.includes('"yes"')) return permission(said.at(-3) ?? '');
			return Object.entries(sees).find(([mark]) => question.includes(mark))?.[1] ?? '';
		},
	};
	const protocol = await interview(
		subject,
		clientFor({ loopbackOnly: true }),
		person,
		() => new Date('2030-01-31T12:00:00Z'),
	);
	return {
		protocol,
		said,
		report: reportFor(protocol, subject),
		settings: settingsFor(protocol, subject).map(({ name, value }) => `${name}: ${value}`),
		notes: notesFor(protocol),
	};
}

const yes = JSON.stringify({ status: true, notification: 'Action process correctly' });
const no = JSON.stringify({ status: false, notification: 'Action failed' });
const answering = (body: string, status = 200, headers = {}): Fault => ({
	kind: 'status',
	status,
	body,
	headers,
});

function outcomeOf({ report }: Run, title: string): string | undefined {
	const row = report.split('\n').find((line) => line.startsWith(`| ${title} |`));
	return row?.split(' | ').at(-1)?.replace(' |', '');
}

describe('without a "yes"', () => {
	it.each(['', 'y', 'no', 'yes please', 'ok'])('sends nothing: %j', async (typed) => {
		const { protocol, said } = await run(sandbox(), { permission: () => typed });
		expect(sandbox().requests).toEqual([]);
		expect(protocol.exchanges).toEqual([]);
		expect(protocol.declined).toHaveLength(questionsFor(subjectAt(sandbox())).length);
		expect(said.join('\n')).not.toContain('look into SurveyLab');
	});

	it('sends nothing more after "stop"', async () => {
		const { said } = await run(sandbox(), {
			permission: (title) => (title.includes('A wrong collector') ? 'stop' : 'yes'),
		});
		expect(sandbox().requests).toHaveLength(3);
		expect(said.filter((text) => text.includes('"yes"'))).toHaveLength(4);
	});

	it('does not repeat a contact that was not added', async () => {
		const { said } = await run(sandbox(), {
			permission: (title) => (title.includes('A first contact') ? 'no' : 'yes'),
		});
		expect(said.join('\n')).not.toContain('The same key again');
		expect(sandbox().refusedRepeats).toEqual([]);
	});
});

it('says before each request what it does and whom it mails', async () => {
	const { said } = await run(sandbox());
	const asked = said.filter((text) => /^\n\d+\/\d+ /.test(text));
	expect(asked).toHaveLength(sandbox().requests.length);
	for (const text of asked) expect(text).toMatch(/mails? (nobody|your own address)/);
});

describe('a service that answers as assumed', () => {
	it('shows nothing otherwise, and leaves only what a person has to look up', async () => {
		const result = await run(sandbox());
		expect(result.report).not.toContain('otherwise');
		expect(result.report).not.toContain('not asked');
		expect(result.settings).toEqual(['If the Connection Breaks: Retry Once']);
		expect(result.notes).toEqual([]);
		expect(sandbox().contacts.map(({ crk }) => crk)).toEqual([
			'fc-test1-first',
			'fc-test1-64-'.padEnd(64, 'x'),
		]);
		expect(sandbox().tags.map(({ fields }) => fields.custom1)).toEqual([
			'plain',
			'a/b',
			'a%2Fb',
			'1+1',
			'🙂',
		]);
	});

	it('takes what a person saw for the truth', async () => {
		const seen = await run(sandbox(), {
			sees: { tagEncodedSlash: 'a%2Fb', tagTwiceEncodedSlash: 'a/b', invitations: '2' },
		});
		expect(seen.settings).toContain('Slashes in Values: Encode Twice');
		expect(outcomeOf(seen, 'Tagging a response: a slash as %2F')).toBe('**otherwise**');
		expect(seen.report).toContain('Invitations that arrived: 2.');
		sandbox().reset();
		const once = await run(sandbox(), { sees: { tagEncodedSlash: 'a/b' } });
		expect(once.settings).toContain('Slashes in Values: Encode');
		sandbox().reset();
		const neither = await run(sandbox(), {
			sees: { tagEncodedSlash: 'a', tagTwiceEncodedSlash: 'a%2Fb' },
		});
		expect(neither.settings).toContain('Slashes in Values: Replace by _');
	});
});

interface Otherwise {
	name: string;
	title: string;
	decide: (request: RecordedRequest, url: string) => Fault | undefined;
	settings?: string[];
	/** The name of a setting that does not follow. */
	not?: string;
	note?: string;
}

const isRepeat = ({ query }: RecordedRequest) =>
	query.crk === 'fc-test1-first' && sandbox().contacts.length > 0;

const OTHERWISE: Otherwise[] = [
	{
		name: 'takes a key twice',
		title: 'The same key again',
		decide: (request) => (isRepeat(request) ? answering(yes) : undefined),
		settings: ['Invite Each Key Once: on', 'If the Connection Breaks: Do Not Retry'],
	},
	{
		name: 'refuses a key of 64 characters',
		title: 'A key of 64 characters',
		decide: ({ query }) => (query.crk?.length === 64 ? answering(no, 400) : undefined),
		settings: ['Response Key: shorter than 64 characters, prefix included'],
	},
	{
		name: 'takes a key of 65 characters',
		title: 'A key of 65 characters',
		decide: ({ query }) => (query.crk?.length === 65 ? answering(yes) : undefined),
		note: '65 characters was accepted',
	},
	{
		name: 'answers a wrong token with its usual refusal',
		title: 'A wrong token',
		decide: ({ token }) => (token?.includes('made-up') ? answering(no) : undefined),
		note: 'like any other refusal',
	},
	{
		name: 'answers 401 where parameters are missing',
		title: 'The token and nothing else',
		decide: ({ query }) => (Object.keys(query).length === 1 ? answering(no, 401) : undefined),
		note: "credential's test",
	},
	{
		name: 'takes POST',
		title: 'POST instead of GET',
		decide: ({ method }) => (method === 'POST' ? answering(yes) : undefined),
		note: 'POST was accepted',
	},
	{
		name: 'adds somebody without an email',
		title: 'No email',
		decide: ({ query }) => (query.crk?.includes('no-email') ? answering(yes) : undefined),
	},
	{
		name: 'answers with a page',
		title: 'A first contact',
		decide: ({ query }) => (query.crk === 'fc-test1-first' ? { kind: 'html' } : undefined),
		settings: [],
	},
	{
		name: 'has moved',
		title: 'A first contact',
		decide: ({ path }) =>
			path === '/api.php'
				? { kind: 'redirect', to: 'https://moved.invalid/api.php?kept=1' }
				: undefined,
		settings: ['Credential: Base URL: https://moved.invalid'],
	},
	{
		name: 'asks for a pause',
		title: 'A key of 64 characters',
		decide: ({ query }) =>
			query.crk?.length === 64 ? answering(no, 429, { 'retry-after': '60' }) : undefined,
		settings: ['Max Concurrent Requests: 1', 'Longest Wait (Seconds): at least 60'],
		not: 'Response Key',
	},
	{
		name: 'breaks off',
		title: 'A first contact',
		decide: ({ query }) => (query.crk === 'fc-test1-first' ? { kind: 'resetBefore' } : undefined),
		settings: [],
	},
	{
		name: 'refuses an encoded slash',
		title: 'Tagging a response: a slash as %2F',
		decide: ({ path }) => (path.includes('%2F') ? answering('', 404) : undefined),
	},
	{
		name: 'keeps its surveys elsewhere',
		title: 'Tagging a response: a plain word',
		decide: ({ path }) =>
			path.startsWith('/pageTag')
				? { kind: 'redirect', to: 'https://surveys.invalid/elsewhere' }
				: undefined,
		settings: ['Survey Base URL: https://surveys.invalid'],
	},
	{
		name: 'has no survey pages',
		title: 'Tagging a response: a plain word',
		decide: ({ path }) => (path.startsWith('/pageTag') ? answering('', 404) : undefined),
		settings: ["Survey Base URL: the beginning of the collector's own survey link"],
	},
];

describe.each(OTHERWISE)('a service that $name', ({ title, decide, settings, not, note }) => {
	it('is seen, and the settings follow', async () => {
		sandbox().faultFor((request) => decide(request, sandbox().url));
		const result = await run(sandbox());
		expect(outcomeOf(result, title)).toBe('**otherwise**');
		for (const setting of settings ?? []) expect(result.settings).toContain(setting);
		if (settings?.length === 0) expect(result.settings).toEqual([]);
		if (not !== undefined) expect(result.settings.join()).not.toContain(not);
		if (note !== undefined) expect(result.notes.join('\n')).toContain(note);
	});

	it('can be replayed', async () => {
		sandbox().faultFor((request) => decide(request, sandbox().url));
		const original = await run(sandbox());
		const replaying = await startSandbox({
			tokens: [TOKEN],
			collectors: [COLLECTOR],
			answers: checkRecording(JSON.parse(JSON.stringify(original.protocol))),
		});
		try {
			const again = await run(replaying);
			const answersOf = ({ protocol: { exchanges } }: Run) =>
				exchanges.map(({ question, answer }) => [question, answer?.status, answer?.body]);
			const replayed = new Map(answersOf(again).map((entry) => [entry[0], entry]));
			for (const entry of answersOf(original)) {
				// A connection that broke off is not replayed.
				if (entry[1] !== undefined && !String(entry[0]).startsWith('tag'))
					expect(replayed.get(entry[0])).toEqual(entry);
			}
			expect(again.notes).toEqual(original.notes);
		} finally {
			await replaying.close();
		}
	});
});

describe('other hosts', () => {
	it('are asked without the token, and a redirect that drops the query is seen', async () => {
		const old = await startSandbox();
		try {
			old.faultFor(() => ({ kind: 'redirect', to: `${sandbox().url}/api.php` }));
			const { report } = await run(sandbox(), {}, { otherHosts: [old.url] });
			expect(old.requests).toHaveLength(1);
			expect(old.requests[0]?.rawUrl).not.toContain(encodeURIComponent(TOKEN));
			expect(report).toMatch(/\| The host 127[^\n]*\*\*otherwise\*\* \|/);
		} finally {
			await old.close();
		}
	});
});

it('keeps token, email and collector out of all that is said and written', async () => {
	const told = [
		TOKEN,
		encodeURIComponent(TOKEN),
		encodeURIComponent(TOKEN).toLowerCase(),
		Buffer.from(TOKEN).toString('base64'),
		EMAIL,
		EMAIL.toUpperCase(),
		EMAIL.replace('@', '&#64;'),
		EMAIL.replace('@', '\\u0040'),
		COLLECTOR,
	];
	const cookie = 'session=1234567890';
	sandbox().faultFor(() =>
		answering(JSON.stringify({ status: false, notification: told.join(' ') }), 200, {
			'set-cookie': cookie,
			'x-echo': encodeURIComponent(told.join(' ')),
		}),
	);
	const { protocol, report, said } = await run(sandbox(), { sees: { tagPlain: TOKEN } });
	const everything = [JSON.stringify(protocol, null, 2), report, ...said].join('\n');
	for (const secret of [...told, cookie]) expect(everything).not.toContain(secret);
	expect(everything).toContain('<token>');
});

describe('the guard', () => {
	const person = { isCi: false, isTerminal: true };

	it.each([
		[['http://127.0.0.1:8089'], { isCi: true, isTerminal: false }],
		[['http://localhost:8089', 'http://[::1]:1'], { isCi: true, isTerminal: false }],
		[['https://surveylab.invalid'], person],
	])('lets through %j', (addresses, around) => {
		expect(refusalFor(addresses, around)).toBeUndefined();
	});

	it.each([
		[['https://surveylab.invalid'], { ...person, isCi: true }, 'CI'],
		[['https://surveylab.invalid'], { ...person, isTerminal: false }, 'terminal'],
		[['http://127.0.0.1:8089', 'https://surveylab.invalid'], { ...person, isCi: true }, 'CI'],
		[['http://surveylab.invalid'], person, 'https'],
		[['http://127.0.0.1.surveylab.invalid'], person, 'https'],
	])('stops %j', (addresses, around, word) => {
		expect(refusalFor(addresses, around)).toContain(word);
	});

	it('holds in the client, too', async () => {
		const send = clientFor({ loopbackOnly: true });
		await expect(send({ method: 'GET', url: 'https://surveylab.invalid/' })).rejects.toThrow(
			'Not on this machine',
		);
	});
});

describe('the collector', () => {
	it.each([
		['abc-1', { id: 'abc-1' }],
		[
			' https://feedback.surveylab.invalid/lng/pl/pageTag/SurveyCampaign/cId/abc1/ ',
			{ id: 'abc1', origin: 'https://feedback.surveylab.invalid' },
		],
		['https://surveylab.invalid/no-id', undefined],
		['two words', undefined],
		['', undefined],
	])('is read from %j', (typed, expected) => {
		expect(collectorOf(typed)).toEqual(expected);
	});
});
