import type { INodeProperties } from 'n8n-workflow';

import { SurveyLabApi } from '../../../credentials/SurveyLabApi.credentials';
import { SurveyLabTriggerApi } from '../../../credentials/SurveyLabTriggerApi.credentials';
import type { FailureName, SuccessName } from '../../../nodes/SurveyLab/delivery/outcome';
import {
	authenticateMessages,
	credentialTestMessages,
} from '../../../nodes/SurveyLab/messages/account';
import { batchHint, stopNote, type Tally } from '../../../nodes/SurveyLab/messages/batch';
import {
	duration,
	grouped,
	inOneLine,
	type Message,
} from '../../../nodes/SurveyLab/messages/message';
import { valueMessage } from '../../../nodes/SurveyLab/messages/values';
import { SurveyLab } from '../../../nodes/SurveyLab/SurveyLab.node';
import { SurveyLabTrigger } from '../../../nodes/SurveyLab/SurveyLabTrigger.node';
import {
	everyMessage,
	invalidEntries,
	responseEntries,
	SENDING,
	unsentEntries,
	type ResponseEntry,
} from '../../tools/everyMessage';

type Entry = readonly [shown: string, text: Message];

const invalid = invalidEntries();
const unsent = unsentEntries();
const responses = responseEntries();

/** Everything that an item which failed may say, and why a request of another node gets no token. */
const all: readonly Entry[] = [
	...[...invalid, ...unsent, ...responses].map(({ shown, text }) => [shown, text] as const),
	...Object.entries(authenticateMessages).map(([name, text]) => [name, text] as const),
];

/** Sentences without a description: n8n shows them as they are. */
const sentences: ReadonlyArray<readonly [shown: string, text: string]> = [
	['passed', credentialTestMessages.passed],
	['unreachable', credentialTestMessages.unreachable('www.example.com', 'ECONNREFUSED')],
	['unreachable without a code', credentialTestMessages.unreachable('www.example.com', '')],
	['certificate', credentialTestMessages.certificate('www.example.com', 'CERT_HAS_EXPIRED')],
	['timedOut', credentialTestMessages.timedOut('www.example.com')],
	['blocked by n8n', credentialTestMessages.blockedByN8n('www.example.com')],
	['refused by a proxy', credentialTestMessages.proxyRefused('www.example.com')],
	['redirected', credentialTestMessages.redirected('www.example.com', undefined)],
	['redirected to a host', credentialTestMessages.redirected('www.example.com', 'app.example.com')],
	['refused', credentialTestMessages.refused(401)],
	['batch', batchHint(new Map([['accepted', 98]]), 14_000)],
	...SENDING.map(
		({ name, operation }) => [`how to run ${name} again`, operation.texts.runAgain] as const,
	),
];

/** Labels as messages use them: without the unit in brackets. */
function labelsOf(properties: readonly INodeProperties[]): string[] {
	return properties.flatMap((property) => [
		property.displayName,
		...(property.modes ?? []).map(({ displayName }) => displayName),
		...(property.options ?? []).flatMap((option) =>
			'displayName' in option && 'type' in option
				? labelsOf([option])
				: 'value' in option
					? [option.name]
					: [],
		),
	]);
}

const nodes = [new SurveyLab(), new SurveyLabTrigger()].map(({ description }) => description);
const credentials = [new SurveyLabApi(), new SurveyLabTriggerApi()];
const shownLabels = [...nodes, ...credentials].flatMap(({ properties }) => labelsOf(properties));
/** What n8n itself shows in every node. */
const N8N_LABELS = ['On Error', 'Continue (using error output)', 'Proxy', 'Ignore SSL Issues'];
const labels = [
	...shownLabels,
	...shownLabels.map((label) => label.replace(/ \(.*\)$/, '')),
	...credentials.map(({ displayName }) => displayName),
	...N8N_LABELS,
].sort((a, b) => b.length - a.length);

/** Names that are no labels. */
const NAMES =
	/\b(?:SurveyLab|HTTP|NUL|API|ID|Code|Professional|Enterprise|Integrations|Example|E[A-Z]{4,}|ERR_[A-Z_]+|CERT_[A-Z_]+|N8N_[A-Z_]+|Split|Out|Calendly)\b/g;
/** Text from outside, and addresses. */
const FOREIGN =
	/Looked for it at .*?\.(?= Check)|may be called .*?; (?=a row)|is not clear: .*|says: "[^"]*"\.|The value is "[^"]*"\.|https?:\/\/\S*|\/pageTag\S*|\b(?:www|app)\.\S+/g;

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const LABEL = new RegExp(`(?<![A-Za-z])(?:${labels.map(escaped).join('|')})(?![A-Za-z])`, 'g');

function strayNames(text: string): string[] {
	const rest = text.replace(FOREIGN, '.').replace(LABEL, '§').replace(NAMES, '§');
	// A capital letter that begins no sentence names something.
	return rest.match(/(?<![.?!]\)? |^|\()\b[A-Z][A-Za-z]*/g) ?? [];
}

/** n8n's own label has the word in it. */
const ERROR_OUTPUT = 'On Error to "Continue (using error output)"';
const FORBIDDEN = /error|problem|fail(?:ed|ure|s)?\b/i;
const NODE_CODE = /\bE[A-Z]{3,}\b|\bERR_|\bCERT_|\bHTTP\b|\bN8N_/;
const WAY_ON =
	/\b(?:Add|Ask|Check|Choose|Correct|Fetch|Fix|Put|Copy|Enter|Fill in|Leave out|Let|Look|Open|Paste|Pick|Remove|Rename|Run|Save|Send|Set|Shorten|Switch|Use|change|choose|raise|set|try another)\b/;

describe('every message', () => {
	it('is there: each kind of reason has samples, and each operation that sends has all texts', () => {
		expect(SENDING.map(({ name }) => name)).toEqual(['addToCollector', 'tag', 'turnOn', 'turnOff']);
		expect(new Set(invalid.map(({ reason }) => reason.origin)).size).toBe(9);
		expect(all.length).toBeGreaterThan(1000);
		expect(everyMessage().length).toBeGreaterThan(90);
	});

	it('says what happened in one clause, without a full stop', () => {
		for (const [shown, { message }] of all) {
			expect([shown, message]).toEqual([shown, expect.stringMatching(/^\S.*[^\s.!?:,]$/)]);
			expect([shown, message.length < 120]).toEqual([shown, true]);
		}
	});

	it('is described by whole sentences', () => {
		for (const [shown, { description }] of all) {
			expect([shown, description]).toEqual([
				shown,
				expect.stringMatching(/^(?:[A-Z]|n8n |tawk\.to ).*[.)]$/s),
			]);
			expect([shown, description]).not.toEqual([
				shown,
				expect.stringMatching(/undefined|null|NaN\b|\[object|\.\.(?!")| {2}|""/),
			]);
		}
	});

	it('keeps calm: no errors, problems or failures', () => {
		for (const [shown, { message, description }] of all) {
			expect([shown, `${message}. ${description}`.replace(FOREIGN, '.')]).not.toEqual([
				shown,
				expect.stringMatching(FORBIDDEN),
			]);
		}
		for (const [shown, text] of sentences) {
			expect([shown, text.replace(ERROR_OUTPUT, '§')]).not.toEqual([
				shown,
				expect.stringMatching(FORBIDDEN),
			]);
		}
	});

	it('keeps codes out of what n8n would replace by its own sentence', () => {
		for (const [shown, { message }] of all) {
			expect([shown, message]).not.toEqual([shown, expect.stringMatching(NODE_CODE)]);
		}
	});

	it('tells a way on', () => {
		for (const [shown, { description }] of all) {
			expect([shown, description]).toEqual([shown, expect.stringMatching(WAY_ON)]);
		}
	});

	it('calls fields by the labels they have in n8n', () => {
		for (const [shown, { message, description }] of all) {
			expect([shown, strayNames(message), strayNames(description)]).toEqual([shown, [], []]);
		}
		for (const [shown, text] of sentences) expect([shown, strayNames(text)]).toEqual([shown, []]);
	});

	it('quotes only what is shown in n8n', () => {
		// "body" is what the input panel shows of a Webhook node's item.
		const quotable = new Set([...labels, '-', '_', '.', '..', '?', '#', '&', 'apiToken=', 'body']);
		for (const [shown, { message, description }] of all) {
			const quotes = [
				...`${message} ${description}`.replace(FOREIGN, '').matchAll(/"([^"]*)"/g),
			].map(([, text]) => text);
			expect([shown, quotes.filter((text) => !quotable.has(text ?? ''))]).toEqual([shown, []]);
		}
	});

	it('about what was refused before anything was sent says so', () => {
		// Those about a base address or a token are shown in the credential's dialog as well.
		const elsewhere = /^(?:baseUrl|token)/;
		const said = invalid.filter(({ reason }) => !elsewhere.test(reason.reason.kind));
		expect(said.length).toBeGreaterThan(300);
		for (const { shown, text } of said) {
			expect([shown, text.description]).toEqual([
				shown,
				expect.stringMatching(/ Nothing was sent for this item\.$/),
			]);
		}
	});

	it.each([
		['ann', '"ann"'],
		['a\r\n\tb  c', '"a b c"'],
		['\u{1F600}'.repeat(60), `"${'\u{1F600}'.repeat(60)}"`],
		['\u{1F600}'.repeat(61), `"${'\u{1F600}'.repeat(60)}…"`],
	])('about an email quotes what the field gave, in one line and shortened: %j', (given, shown) => {
		const { description } = valueMessage({ kind: 'notAnEmail', label: 'Email', given });
		expect(description).toContain(`The value is ${shown}. Use a single address`);
	});
});

describe('a sentence of the credential test or about a batch', () => {
	it.each(sentences)('is whole: %s', (_, text) => {
		expect(text).toMatch(/^\S.*\.$/);
		expect(text).not.toMatch(/undefined|\.\.|\(\)/);
	});

	it('is made of a message by putting both parts in one line', () => {
		expect(inOneLine({ message: 'Email is empty', description: 'Fill it in.' })).toBe(
			'Email is empty. Fill it in.',
		);
	});
});

describe('the message about a response', () => {
	const where = (select: (entry: ResponseEntry) => boolean) => responses.filter(select);
	const OPEN = new Set([
		'notJson',
		'bodyTooLong',
		'serverTrouble',
		'connectionLost',
		'timedOut',
		'cancelled',
	]);
	const BEFORE_WORK = new Set(['rateLimited', 'overloaded', 'unreachable']);
	const NEVER_THERE = new Set(['proxyRefused', 'blockedByN8n', 'certificate']);
	const changesCollector = ({ operation }: ResponseEntry) => operation.startsWith('turn');

	it('never promises that nothing was sent when that is not known', () => {
		const open = where(({ response }) => response.afterUnknown || OPEN.has(response.reason));
		expect(open.length).toBeGreaterThan(500);
		for (const entry of open) {
			const { shown, text } = entry;
			expect([shown, text.message]).toEqual([
				shown,
				expect.stringContaining('may or may not have been accepted'),
			]);
			expect([shown, text.description]).not.toEqual([
				shown,
				expect.stringMatching(/nothing was sent/i),
			]);
			// Turning a collector on twice does no harm; inviting or tagging twice does.
			const check = changesCollector(entry)
				? 'whether the collector is on or off now'
				: 'before you send it again';
			expect([shown, text.description]).toEqual([shown, expect.stringContaining(check)]);
		}
	});

	it('says that nothing was sent where it was refused before any work, or on this side', () => {
		const unsentOnes = where(
			({ response }) =>
				!response.afterUnknown &&
				(BEFORE_WORK.has(response.reason) || NEVER_THERE.has(response.reason)),
		);
		expect(unsentOnes.length).toBeGreaterThan(200);
		for (const { shown, text } of unsentOnes) {
			expect([shown, text.description]).toEqual([
				shown,
				expect.stringMatching(/nothing was sent for this item/i),
			]);
			expect([shown, text.message]).not.toEqual([shown, expect.stringContaining('may or may not')]);
		}
	});

	it('counts the attempts', () => {
		for (const { shown, response, text } of where(
			({ response: { afterUnknown, reason } }) => !afterUnknown && BEFORE_WORK.has(reason),
		)) {
			expect([shown, text.description]).toEqual([
				shown,
				expect.stringContaining(
					response.attempts === 1 ? 'It was tried once' : 'It was tried 4 times',
				),
			]);
		}
	});

	it('names the HTTP status or the code in its description', () => {
		const named = where(
			({ response: { statusCode = 0, code = '' } }) => statusCode >= 300 || code !== '',
		);
		expect(named.length).toBeGreaterThan(500);
		for (const { shown, response, text } of named) {
			const detail = response.code ? `(Code: ${response.code}.)` : `(HTTP ${response.statusCode}.)`;
			expect([shown, text.description]).toEqual([shown, expect.stringContaining(detail)]);
		}
		for (const { text } of where(({ response }) => response.statusCode === 200))
			expect(text.description).not.toContain('HTTP');
	});

	it('speaks of token and credential only where a token was sent', () => {
		for (const { shown, text } of where(({ endpoint }) => endpoint === 'survey')) {
			expect([shown, `${text.message} ${text.description}`]).not.toEqual([
				shown,
				expect.stringMatching(/token|credential/i),
			]);
		}
	});

	it('suggests another treatment of slashes where one may be the cause', () => {
		for (const { shown, endpoint, withSlash, text } of where(
			({ response }) => response.reason === 'notFound' && !response.afterUnknown,
		)) {
			const suggested = text.description.includes('Slashes in Values');
			expect([shown, suggested]).toEqual([shown, endpoint === 'survey' && withSlash]);
			expect(text.description).toMatch(/collector/i);
		}
	});

	it('speaks of the collector where SurveyLab did not find it', () => {
		for (const { text } of where(
			({ response, endpoint }) =>
				response.reason === 'notFound' && !response.afterUnknown && endpoint === 'api',
		)) {
			expect(text.message).toBe('SurveyLab did not find the collector');
			expect(text.description).toContain('Check Collector');
		}
	});

	it('names the likely causes of a refusal, and what SurveyLab said', () => {
		const causes = (entry: ResponseEntry) =>
			changesCollector(entry)
				? ['Collector', 'plan']
				: ['Response Key', 'Collector', 'email address', 'plan'];
		for (const entry of where(
			({ response, endpoint }) =>
				response.reason === 'rejected' && !response.afterUnknown && endpoint === 'api',
		)) {
			for (const cause of causes(entry)) expect(entry.text.description).toContain(cause);
			expect(entry.text.description.includes('SurveyLab says: "Action failed".')).toBe(
				entry.response.notification !== undefined,
			);
		}
	});

	it('about a collector speaks neither of contacts nor of invitations', () => {
		const about = where(
			(entry) => changesCollector(entry) && entry.response.keptInHistory !== true,
		);
		expect(about.length).toBeGreaterThan(300);
		for (const { shown, text } of about) {
			expect([shown, `${text.message} ${text.description}`.replace(FOREIGN, '.')]).not.toEqual([
				shown,
				expect.stringMatching(/contact|Response Key|email|invite|survey address/i),
			]);
		}
		for (const { text } of about.filter(
			({ response }) => response.reason === 'rejected' && !response.afterUnknown,
		)) {
			expect(text.message).toBe('SurveyLab did not change the collector');
		}
	});

	it('names the host of a redirect and where to change it', () => {
		const redirected = where(
			({ response }) => response.newHost !== undefined && !response.afterUnknown,
		);
		expect(new Set(redirected.map(({ operation }) => operation)).size).toBe(4);
		for (const { endpoint, text } of redirected) {
			expect(text.message).toContain('redirects to app.surveylab.com');
			expect(text.description).toContain(
				endpoint === 'api'
					? 'Base URL in the SurveyLab API credential to https://app.surveylab.com'
					: 'Survey Base URL',
			);
		}
	});

	it('says of a key that stays in the history how the person can be invited all the same', () => {
		for (const { response, text } of responses) {
			expect(text.description.includes('Invite Each Key Once switched off')).toBe(
				response.keptInHistory === true,
			);
		}
	});

	it('names the setting of n8n that stands in the way', () => {
		for (const { text } of where(
			({ response }) => response.reason === 'blockedByN8n' && !response.afterUnknown,
		)) {
			expect(text.message).toBe('n8n does not allow requests to this address');
			expect(text.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
		}
	});

	it('speaks of the proxy where a proxy has answered', () => {
		for (const { text } of where(
			({ response }) => response.reason === 'proxyRefused' && !response.afterUnknown,
		)) {
			expect(text.message).toBe('A proxy between this n8n and SurveyLab refused the request');
			expect(text.description).not.toContain('token');
		}
	});
});

describe('the message about one key of two people', () => {
	it('says that they are two, and what a good key is', () => {
		const [entry, ...more] = unsent.filter(({ reason }) => reason.kind === 'keyOfAnotherPerson');
		expect(more).toEqual([]);
		expect(entry?.text).toEqual({
			message: 'Two different people have this Response Key',
			description: expect.stringContaining(
				'unique for every invitation, for example the ticket number',
			),
		});
	});
});

describe('a length of time', () => {
	it.each([
		[0, '0 seconds'],
		[1, '1 second'],
		[1000, '1 second'],
		[1001, '2 seconds'],
		[119_000, '119 seconds'],
		[120_000, '2 minutes'],
		[121_000, '2 minutes 1 second'],
		[245_000, '4 minutes 5 seconds'],
		[601_000, '11 minutes'],
		[3_600_000, '60 minutes'],
		[7_199_000, '120 minutes'],
		[7_200_000, '2 hours'],
		[86_400_000, '24 hours'],
	])('of %i milliseconds is told as %s', (milliseconds, text) => {
		expect(duration(milliseconds)).toBe(text);
	});
});

describe('a number', () => {
	it.each([
		[0, '0'],
		[999, '999'],
		[1_000, '1,000'],
		[10_000, '10,000'],
		[1_234_567, '1,234,567'],
	])('%p is shown as "%s"', (number, text) => {
		expect(grouped(number)).toBe(text);
	});
});

/** Every outcome, in the order in which they are counted; one that is missing does not compile. */
const OUTCOMES: Readonly<Record<SuccessName | FailureName, string>> = {
	accepted: '1 accepted',
	tagged: '2 tagged',
	turnedOn: '3 turned on',
	turnedOff: '4 turned off',
	created: '5 created',
	probablyAccepted: '6 probably accepted',
	duplicate: '7 duplicate',
	alreadySent: '8 already sent earlier',
	preview: '9 preview only',
	invalid: '10 with invalid values',
	rejected: '11 refused by SurveyLab',
	notSent: '12 not sent',
	unknown: '13 without a clear answer',
};

describe('what is said of all items', () => {
	const everyOutcome = new Map(
		Object.keys(OUTCOMES).map((outcome, index) => [outcome, index + 1]),
	) as Tally;

	it('counts every outcome in words', () => {
		expect(batchHint(everyOutcome, 0)).toBe(`SurveyLab: ${Object.values(OUTCOMES).join(', ')}.`);
	});

	it('tells of waiting from one second on', () => {
		const some: Tally = new Map([
			['accepted', 98],
			['duplicate', 2],
		]);
		expect(batchHint(some, 14_000)).toBe(
			'SurveyLab: 98 accepted, 2 duplicate. Waited 14 seconds for SurveyLab.',
		);
		expect(batchHint(new Map([['accepted', 1]]), 999)).toBe('SurveyLab: 1 accepted.');
	});

	it('after a stop names the number of items, what became of them, and how to run them again', () => {
		const some: Tally = new Map([
			['notSent', 1],
			['accepted', 2],
			['rejected', 1],
		]);
		expect(stopNote(some, 'Run it again.')).toBe(
			'Run it again. Of 4 items: 2 accepted, 1 refused by SurveyLab, 1 not sent.',
		);
		expect(stopNote(new Map([['invalid', 1]]), 'Run it again.')).toBe(
			'Run it again. Of 1 item: 1 with invalid values.',
		);
	});

	it('names the error output for every operation, and Invite Each Key Once for contacts', () => {
		for (const { name, operation } of SENDING) {
			expect(operation.texts.runAgain).toContain('On Error to "Continue (using error output)"');
			expect(operation.texts.runAgain.includes('Invite Each Key Once')).toBe(
				name === 'addToCollector',
			);
		}
	});
});
