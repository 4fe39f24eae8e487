import type { INodeProperties } from 'n8n-workflow';

import { SurveyLabApi } from '../../../credentials/SurveyLabApi.credentials';
import { SurveyLabTriggerApi } from '../../../credentials/SurveyLabTriggerApi.credentials';
import * as messages from '../../../nodes/SurveyLab/messages';
import { fieldNamed, SURVEY_FIELDS } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { shownPath, SOURCES } from '../../../nodes/SurveyLab/sources';
import type { Answer, AnswerClass, Reason } from '../../../nodes/SurveyLab/surveylab/responses';
import type { AddressFault } from '../../../nodes/SurveyLab/surveylab/addresses';
import type { BaseUrlFault } from '../../../nodes/SurveyLab/surveylab/hosts';
import type { CollectorFault } from '../../../nodes/SurveyLab/surveylab/collectorReference';
import { SurveyLab } from '../../../nodes/SurveyLab/SurveyLab.node';
import { SurveyLabTrigger } from '../../../nodes/SurveyLab/SurveyLabTrigger.node';

const {
	addressMessage,
	answerMessage,
	baseUrlMessage,
	collectorMessage,
	credentialTest,
	duration,
	refusalPages,
	heldMessages,
	hints,
	historyMessages,
	optionMessages,
	secretFits,
	secretMessages,
	sourceMessages,
	tokenMessages,
	valueMessages,
	websiteMessages,
} = messages;
type Message = messages.Message;

type Entry = [shown: string, text: Message];

const LABELS = SURVEY_FIELDS.map(({ label }) => label);

function ofValues(): Entry[] {
	const { missing, notText, nul, tooLong, email, unreadable, credentialUnreadable } = valueMessages;
	const kinds = ['a list', 'an object', 'an invalid number'];
	return [
		...['Collector', 'Base URL', ...LABELS].flatMap((label): Entry[] => [
			[`missing ${label}`, missing(label)],
			[`nul ${label}`, nul(label)],
			...kinds.map((kind): Entry => [`${kind} in ${label}`, notText(label, kind)]),
		]),
		['long key', tooLong('Response Key', 65, 64)],
		['long key with prefix', tooLong('Response Key', 65, 64, ', the prefix included')],
		['email', email('Email')],
		...['Collector', 'Options', 'Additional Fields', 'Email'].map((label): Entry => [
			`unreadable ${label}`,
			unreadable(label, 'Referenced node is not there'),
		]),
		['unreadable credential', credentialUnreadable('Referenced credential is not there')],
	];
}

function ofFaults(): Entry[] {
	const addresses: Array<AddressFault['fault']> = ['dotSegment', 'slash', 'nul', 'tooLong'];
	const collectors: Record<CollectorFault, true> = {
		empty: true,
		notText: true,
		forbiddenCharacters: true,
		linkAsId: true,
		apiLink: true,
		unreadableLink: true,
		noCollectorInLink: true,
		linkNotHttps: true,
	};
	const bases: Record<BaseUrlFault, true> = {
		empty: true,
		unreadable: true,
		notHttps: true,
		userInfo: true,
		queryOrFragment: true,
	};
	return [
		...[...LABELS, 'Collector', 'Base URL', 'Survey Base URL'].flatMap((label) =>
			addresses.map((fault): Entry => [
				`${fault} in ${label}`,
				addressMessage({ fault, label, bytes: 8001 } as AddressFault),
			]),
		),
		...Object.keys(collectors).map((fault): Entry => [
			`collector ${fault}`,
			collectorMessage(fault as CollectorFault),
		]),
		...['Base URL', 'Survey Base URL'].flatMap((label) =>
			Object.keys(bases).map((fault): Entry => [
				`${label} ${fault}`,
				baseUrlMessage(label, fault as BaseUrlFault),
			]),
		),
	];
}

function ofOptionsAndState(): Entry[] {
	return [
		...['Max Attempts', 'Longest Wait', 'Timeout', 'History Size', 'Max Concurrent Requests'].map(
			(label): Entry => [`range of ${label}`, optionMessages.outOfRange(label, 1, 300)],
		),
		...['Slashes in Values', 'When the Outcome Is Unknown'].map((label): Entry => [
			`choice of ${label}`,
			optionMessages.unknownChoice(label),
		]),
		['replacement', optionMessages.replacementHasSlash],
		...Object.entries(tokenMessages).map(([name, text]): Entry => [`token ${name}`, text]),
		...[0, 1, 1000, 90_000, 3_600_000, 1e8].flatMap((milliseconds): Entry[] => [
			[`asks too long ${milliseconds}`, heldMessages.asksTooLong(milliseconds)],
			[`waited enough ${milliseconds}`, heldMessages.waitedEnough(milliseconds)],
		]),
		['batch stopped', heldMessages.batchStopped],
		['cancelled', heldMessages.cancelled],
		['unknown earlier', heldMessages.unknownEarlier],
		['unsaved workflow', historyMessages.unsavedWorkflow],
		['unusable history', historyMessages.unusable],
		[
			'kept in history',
			{
				message: heldMessages.unknownEarlier.message,
				description: `${heldMessages.unknownEarlier.description} ${historyMessages.keptInHistory}`,
			},
		],
	];
}

function ofSources(): Entry[] {
	return [
		['unknown source', sourceMessages.unknown],
		...SOURCES.flatMap(({ id, label, fields }): Entry[] => [
			...(['email', 'crk'] as const).map((field): Entry => {
				const tried = (fields[field] ?? []).map(({ path }) => shownPath(path));
				return [
					`missing ${field} in ${id}`,
					sourceMessages.missing(fieldNamed(field).label, label, tried),
				];
			}),
			[`not the customer of ${id}`, sourceMessages.notTheCustomer(label)],
			[`several events of ${id}`, sourceMessages.severalEvents(label, 3)],
		]),
	];
}

function ofTrigger(): Entry[] {
	return [
		...Object.entries(secretMessages).map(([name, text]): Entry => [`secret ${name}`, text]),
		...Object.entries(websiteMessages).map(([name, text]): Entry => [`website ${name}`, text]),
	];
}

const ANSWERS: Record<Reason, { class: AnswerClass; facts?: Array<Partial<Answer>> }> = {
	accepted: { class: 'accepted' },
	rejected: {
		class: 'rejected',
		facts: [{ statusCode: 200 }, { statusCode: 200, notification: 'Response key is taken' }],
	},
	notJson: { class: 'unclear', facts: [{ statusCode: 200 }] },
	bodyTooLong: { class: 'unclear', facts: [{ statusCode: 200 }] },
	rateLimited: {
		class: 'refusedBeforeWork',
		facts: [{ statusCode: 429 }, { statusCode: 429, retryAfterMs: 5000 }],
	},
	overloaded: { class: 'refusedBeforeWork', facts: [{ statusCode: 503, retryAfterMs: 5000 }] },
	unreachable: {
		class: 'refusedBeforeWork',
		facts: [{ connectionFault: { code: 'ECONNREFUSED' } }, { connectionFault: { code: '' } }],
	},
	badRequest: { class: 'wrongRequest', facts: [{ statusCode: 400 }, { statusCode: 422 }] },
	tokenRefused: { class: 'wrongRequest', facts: [{ statusCode: 401 }, { statusCode: 403 }] },
	notFound: { class: 'wrongRequest', facts: [{ statusCode: 404 }, { statusCode: 410 }] },
	tooLong: { class: 'wrongRequest', facts: [{ statusCode: 414 }] },
	otherRefusal: { class: 'wrongRequest', facts: [{ statusCode: 405 }] },
	redirected: {
		class: 'wrongRequest',
		facts: [{ statusCode: 302 }, { statusCode: 301, newHost: 'app.surveylab.com' }],
	},
	certificate: {
		class: 'wrongRequest',
		facts: [{ connectionFault: { code: 'CERT_HAS_EXPIRED' } }],
	},
	serverTrouble: { class: 'unknownOutcome', facts: [{ statusCode: 500 }] },
	connectionLost: {
		class: 'unknownOutcome',
		facts: [{ connectionFault: { code: 'ECONNRESET' } }, { connectionFault: { code: '' } }],
	},
	timedOut: { class: 'unknownOutcome', facts: [{ connectionFault: { code: 'ECONNABORTED' } }] },
	cancelled: { class: 'unknownOutcome', facts: [{ connectionFault: { code: 'ERR_CANCELED' } }] },
};

interface AnswerEntry {
	readonly shown: string;
	readonly answer: Answer;
	readonly context: messages.AnswerContext;
	readonly text: Message;
}

/** A contact, a collector turned on or off, and a survey address. */
const CALLS: ReadonlyArray<Pick<messages.AnswerContext, 'endpoint' | 'changesCollector'>> = [
	{ endpoint: 'api' },
	{ endpoint: 'api', changesCollector: true },
	{ endpoint: 'survey' },
];

const answerEntries: AnswerEntry[] = Object.entries(ANSWERS).flatMap(
	([reason, { class: className, facts = [] }]) =>
		facts.flatMap((fact) =>
			CALLS.flatMap((call) =>
				[true, false].flatMap((slashInValue) =>
					[true, false].flatMap((earlierUnknown) =>
						[1, 3].map((attempts) => {
							const answer: Answer = { ...fact, class: className, reason: reason as Reason };
							const context = { ...call, slashInValue, earlierUnknown, attempts };
							const shown = `${reason} ${JSON.stringify(fact)} ${JSON.stringify(context)}`;
							return { shown, answer, context, text: answerMessage(answer, context) };
						}),
					),
				),
			),
		),
);

/** Sentences without a description: n8n shows them as they are. */
const sentences: Array<[shown: string, text: string]> = [
	['passed', credentialTest.passed],
	['unreachable', credentialTest.unreachable('www.example.com', 'ECONNREFUSED')],
	['unreachable without a code', credentialTest.unreachable('www.example.com', '')],
	['certificate', credentialTest.certificate('www.example.com', 'CERT_HAS_EXPIRED')],
	['timedOut', credentialTest.timedOut('www.example.com')],
	['redirected', credentialTest.redirected('www.example.com', undefined)],
	['redirected to a host', credentialTest.redirected('www.example.com', 'app.example.com')],
	['refused', credentialTest.refused(401)],
	['kept in history', historyMessages.keptInHistory],
	['history nearly full', hints.historyNearlyFull(9500, 10_000)],
	['batch', hints.batch(new Map([['accepted', 98]]), 14_000)],
	['long link', hints.longLink(2000)],
	['secret fits', secretFits],
	...Object.entries(refusalPages).map(([status, { text }]): [string, string] => [
		`farewell ${status}`,
		text,
	]),
];

const everyMessage: Entry[] = [
	...ofValues(),
	...ofFaults(),
	...ofOptionsAndState(),
	...ofSources(),
	...ofTrigger(),
	...answerEntries.map(({ shown, text }): Entry => [shown, text]),
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
const nodeLabels = [
	...[...nodes, ...credentials]
		.flatMap(({ properties }) => labelsOf(properties))
		.map((label) => label.replace(/ \(.*\)$/, '')),
	...credentials.map(({ displayName }) => displayName),
].sort((a, b) => b.length - a.length);

/** Names that are no labels. */
const NAMES =
	/\b(?:SurveyLab|HTTP|NUL|API|ID|Code|Professional|Enterprise|Integrations|Example|E[A-Z]{4,}|ERR_[A-Z_]+|CERT_[A-Z_]+|Split|Out)\b/g;
/** Text from outside, and addresses. */
const FOREIGN =
	/Looked for it at [^\s,]+(?:, [^\s,]+)*\.(?= )|says: "[^"]*"\.|https?:\/\/\S*|\/pageTag\S*|\b(?:www|app)\.\S+/g;

function strayNames(text: string): string[] {
	let rest = text.replace(FOREIGN, '.');
	for (const label of nodeLabels)
		rest = rest.replaceAll(new RegExp(`(?<![A-Za-z])${label}(?![A-Za-z])`, 'g'), '§');
	rest = rest.replace(NAMES, '§');
	// A capital letter that begins no sentence names something.
	return rest.match(/(?<![.?!(] |^|\()\b[A-Z][A-Za-z]*/g) ?? [];
}

const FORBIDDEN = /error|problem|fail(?:ed|ure|s)?\b/i;
const NODE_CODE = /\bE[A-Z]{3,}\b|\bERR_|\bCERT_|\bHTTP\b/;
const WAY_ON =
	/\b(?:Check|Choose|Fetch|Fix|Put|Copy|Enter|Fill in|Leave out|Likely causes|Look in|Open|Paste|Pick|Remove|Run|Save|Set|Shorten|Solve|Use|change|choose|raise|set|try another)\b/;

describe('every message', () => {
	it('is among those walked over', () => {
		expect(Object.keys(messages).sort()).toEqual(
			[
				...[
					'addressMessage',
					'answerMessage',
					'baseUrlMessage',
					'collectorMessage',
					'credentialTest',
					'duration',
					'refusalPages',
				],
				...[
					'heldMessages',
					'hints',
					'historyMessages',
					'optionMessages',
					'secretFits',
					'secretMessages',
					'sourceMessages',
				],
				...['tokenMessages', 'valueMessages', 'websiteMessages'],
			].sort(),
		);
		expect(Object.keys(valueMessages)).toHaveLength(7);
		expect(Object.keys(optionMessages)).toHaveLength(3);
		expect(Object.keys(heldMessages)).toHaveLength(5);
		expect(Object.keys(historyMessages)).toHaveLength(3);
		expect(Object.keys(credentialTest)).toHaveLength(6);
		expect(Object.keys(sourceMessages)).toHaveLength(4);
		expect(Object.keys(tokenMessages)).toHaveLength(4);
		expect(Object.keys(hints)).toHaveLength(3);
	});

	it('says what happened in one clause, without a full stop', () => {
		for (const [shown, { message }] of everyMessage) {
			expect([shown, message]).toEqual([shown, expect.stringMatching(/^\S.*[^\s.!?:,]$/)]);
			expect([shown, message.length < 120]).toEqual([shown, true]);
		}
	});

	it('is described by whole sentences', () => {
		for (const [shown, { description }] of everyMessage) {
			expect([shown, description]).toEqual([shown, expect.stringMatching(/^[A-Z].*[.)]$/s)]);
			expect([shown, description]).not.toEqual([
				shown,
				expect.stringMatching(/undefined|null|NaN\b|\[object|\.\.(?!")| {2}/),
			]);
		}
	});

	it('keeps calm: no errors, problems or failures', () => {
		for (const [shown, { message, description }] of everyMessage) {
			expect([shown, `${message}. ${description}`]).not.toEqual([
				shown,
				expect.stringMatching(FORBIDDEN),
			]);
		}
		for (const [shown, text] of sentences)
			expect([shown, text]).not.toEqual([shown, expect.stringMatching(FORBIDDEN)]);
	});

	it('keeps codes out of what n8n would replace by its own sentence', () => {
		for (const [shown, { message }] of everyMessage) {
			expect([shown, message]).not.toEqual([shown, expect.stringMatching(NODE_CODE)]);
		}
	});

	it('tells a way on', () => {
		for (const [shown, { description }] of everyMessage) {
			expect([shown, description]).toEqual([shown, expect.stringMatching(WAY_ON)]);
		}
	});

	it('calls fields by the labels they have in n8n', () => {
		for (const [shown, { message, description }] of everyMessage) {
			expect([shown, strayNames(message), strayNames(description)]).toEqual([shown, [], []]);
		}
		for (const [shown, text] of sentences) expect([shown, strayNames(text)]).toEqual([shown, []]);
	});

	it('quotes only what is shown in n8n', () => {
		// "body" is what the input panel shows of a Webhook node's item.
		const quotable = new Set([
			...nodeLabels,
			'-',
			'_',
			'~',
			'.',
			'..',
			'?',
			'#',
			'&',
			'apiToken=',
			'body',
		]);
		for (const [shown, { message, description }] of everyMessage) {
			const quoted = [
				...`${message} ${description}`.replace(FOREIGN, '').matchAll(/"([^"]*)"/g),
			].map(([, text]) => text);
			expect([shown, quoted.filter((text) => !quotable.has(text ?? ''))]).toEqual([shown, []]);
		}
	});

	it('about a value or an option says that nothing was sent', () => {
		for (const [shown, { description }] of [...ofValues(), ...ofFaults(), ...ofSources()]) {
			if (/^(?:Survey )?Base URL /.test(shown)) continue;
			expect([shown, description]).toEqual([
				shown,
				expect.stringContaining('Nothing was sent for this item.'),
			]);
		}
	});
});

describe('a sentence of the credential test or a hint', () => {
	it.each(sentences)('is whole: %s', (_, text) => {
		expect(text).toMatch(/^\S.*\.$/);
		expect(text).not.toMatch(/undefined|\.\.|\(\)/);
	});
});

describe('what a respondent reads whose call was turned away', () => {
	it.each(Object.entries(refusalPages))(
		'is calm and names nothing of n8n: %s',
		(_, { heading, text }) => {
			expect(heading).toMatch(/^This address is [a-z ]*[a-z]$/);
			expect(`${heading}. ${text}`).not.toMatch(FORBIDDEN);
			expect(strayNames(`${heading}. ${text}`)).toEqual([]);
		},
	);
});

describe('the message about an answer', () => {
	const where = (select: (entry: AnswerEntry) => boolean) => answerEntries.filter(select);

	it('does not exist for what was accepted', () => {
		const context = {
			endpoint: 'api',
			attempts: 1,
			slashInValue: false,
			earlierUnknown: false,
		} as const;
		expect(() => answerMessage({ class: 'accepted', reason: 'accepted' }, context)).toThrow(
			RangeError,
		);
	});

	it('never promises that nothing was sent when that is not known', () => {
		const open = where(
			({ answer, context }) =>
				context.earlierUnknown || answer.class === 'unknownOutcome' || answer.class === 'unclear',
		);
		expect(open.length).toBeGreaterThan(50);
		for (const { shown, context, text } of open) {
			expect([shown, text.message]).toEqual([
				shown,
				expect.stringContaining('may or may not have been accepted'),
			]);
			expect([shown, text.description]).not.toEqual([
				shown,
				expect.stringMatching(/nothing was sent/i),
			]);
			// Turning a collector on twice does no harm; inviting or tagging twice does.
			const check =
				context.changesCollector === true
					? 'whether the collector is on or off now'
					: 'before you send it again';
			expect([shown, text.description]).toEqual([shown, expect.stringContaining(check)]);
		}
	});

	it('says that nothing was sent where it was refused before any work', () => {
		for (const { shown, text } of where(
			({ answer, context }) => answer.class === 'refusedBeforeWork' && !context.earlierUnknown,
		)) {
			expect([shown, text.description]).toEqual([
				shown,
				expect.stringContaining('nothing was sent for this item'),
			]);
		}
	});

	it('counts the attempts', () => {
		for (const { shown, context, text } of where(
			({ answer, context: c }) => answer.class === 'refusedBeforeWork' && !c.earlierUnknown,
		)) {
			expect([shown, text.description]).toEqual([
				shown,
				expect.stringContaining(
					context.attempts === 1 ? 'It was tried once' : 'It was tried 3 times',
				),
			]);
		}
	});

	it('names the HTTP status or the code in its description', () => {
		for (const { shown, answer, text } of where(
			({ answer, context }) => answer.class === 'wrongRequest' && !context.earlierUnknown,
		)) {
			const detail = answer.connectionFault?.code ?? `HTTP ${answer.statusCode}`;
			expect([shown, text.description]).toEqual([shown, expect.stringContaining(detail)]);
		}
	});

	it('speaks of token and credential only where a token was sent', () => {
		for (const { shown, text } of where(
			({ context, answer }) => context.endpoint === 'survey' && answer.class !== 'rejected',
		)) {
			expect([shown, `${text.message} ${text.description}`]).not.toEqual([
				shown,
				expect.stringMatching(/token|credential/i),
			]);
		}
	});

	it('suggests another treatment of slashes where one may be the cause', () => {
		for (const { shown, context, text } of where(
			({ answer, context: c }) => answer.reason === 'notFound' && !c.earlierUnknown,
		)) {
			const suggested = text.description.includes('Slashes in Values');
			expect([shown, suggested]).toEqual([
				shown,
				context.endpoint === 'survey' && context.slashInValue,
			]);
			expect(text.description).toMatch(/collector/i);
		}
	});

	it('names the likely causes of a refusal, and what SurveyLab said', () => {
		const causes = (context: messages.AnswerContext) =>
			context.changesCollector === true
				? ['Collector', 'plan']
				: ['Response Key', 'Collector', 'email address', 'plan'];
		for (const { answer, context, text } of where(
			({ answer: a, context: c }) => a.reason === 'rejected' && !c.earlierUnknown,
		)) {
			for (const cause of causes(context)) expect(text.description).toContain(cause);
			expect(text.description.includes('SurveyLab says: "Response key is taken".')).toBe(
				answer.notification !== undefined,
			);
		}
	});

	it('about a collector speaks neither of contacts nor of keys', () => {
		const about = where(({ context }) => context.changesCollector === true);
		expect(about.length).toBeGreaterThan(100);
		for (const { shown, text } of about) {
			expect([shown, `${text.message} ${text.description}`.replace(FOREIGN, '.')]).not.toEqual([
				shown,
				expect.stringMatching(/contact|Response Key|email|invite|survey address/i),
			]);
		}
		for (const { text } of about.filter(
			({ answer, context }) => answer.reason === 'rejected' && !context.earlierUnknown,
		)) {
			expect(text.message).toBe('SurveyLab did not change the collector');
		}
	});

	it('names the host of a redirect and where to change it', () => {
		const api = where(
			({ answer, context }) =>
				answer.newHost !== undefined && context.endpoint === 'api' && !context.earlierUnknown,
		);
		for (const { text } of api) {
			expect(text.message).toBe('SurveyLab redirects to app.surveylab.com');
			expect(text.description).toContain(
				'Base URL in the SurveyLab API credential to https://app.surveylab.com',
			);
		}
		const survey = where(
			({ answer, context }) =>
				answer.newHost !== undefined && context.endpoint === 'survey' && !context.earlierUnknown,
		);
		for (const { text } of survey) expect(text.description).toContain('Survey Base URL');
		expect([api.length, survey.length]).toEqual([8, 4]);
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

describe('the hint about a batch', () => {
	it('counts every outcome in words', () => {
		const outcomes = [
			'accepted',
			'tagged',
			'created',
			'probablyAccepted',
			'duplicate',
			'alreadySent',
			'preview',
			'invalid',
			'rejected',
			'notSent',
			'unknown',
		];
		const hint = hints.batch(new Map(outcomes.map((outcome, index) => [outcome, index + 1])), 0);
		expect(hint).toBe(
			'SurveyLab: 1 accepted, 2 tagged, 3 created, 4 probably accepted, 5 duplicate, 6 already sent earlier, 7 preview only, 8 with invalid values, 9 refused by SurveyLab, 10 not sent, 11 without a clear answer.',
		);
	});

	it('tells of waiting from one second on', () => {
		expect(
			hints.batch(
				new Map([
					['accepted', 98],
					['duplicate', 2],
				]),
				14_000,
			),
		).toBe('SurveyLab: 98 accepted, 2 duplicate. Waited 14 seconds for SurveyLab.');
		expect(hints.batch(new Map([['accepted', 1]]), 999)).toBe('SurveyLab: 1 accepted.');
	});
});

describe('the hint about a long link', () => {
	it('tells the length and what to do', () => {
		expect(hints.longLink(2000)).toBe(
			'A survey link is longer than 2,000 characters. Some mail and chat programs cut such links: leave out fields that the report does not need.',
		);
	});
});
