import { ADDRESS_ENDING } from '../../../nodes/SurveyLab/completion/request';
import {
	secretIsUsable,
	secretMessages,
	trialPages,
	websiteMessages,
	wrongMethodText,
} from '../../../nodes/SurveyLab/completion/texts';

const FORBIDDEN = /error|problem|fail(?:ed|ure|s)?\b|undefined|NaN|\[object| {2}/i;
const SENTENCES = /^[A-Z"n].*\.$/s;

const messages = [
	...Object.entries(secretMessages).map(([name, text]) => [`secret ${name}`, text] as const),
	...Object.entries(websiteMessages).map(([name, text]) => [`website ${name}`, text] as const),
];

describe.each(messages)('the message %s', (_, { message, description }) => {
	it('says in one clause what happened, and in sentences how to go on', () => {
		expect(message).toMatch(/^(?:Secret|Website) .*[^\s.!?:,]$/);
		expect(description).toMatch(SENTENCES);
		expect(description).toMatch(/\b(?:Use|Enter) /);
		expect(`${message} ${description}`).not.toMatch(FORBIDDEN);
	});
});

it('the rule for a secret names both lengths', () => {
	for (const { description } of Object.values(secretMessages))
		expect(description).toContain('16 to 128 letters and digits');
	expect(secretIsUsable).toMatch(SENTENCES);
});

it('a program that does not use GET reads which methods there are', () => {
	expect(wrongMethodText).toBe('This address answers GET and HEAD only.\n');
});

describe.each(Object.entries(trialPages))(
	'the test page %s',
	(_, { heading, text, instructions = [] }) => {
		it('has a short heading, and says in sentences that nothing was started', () => {
			expect(heading).toMatch(/^[A-Zn][\w ]{6,28}\w$/);
			expect(text).toMatch(SENTENCES);
			expect(text).toMatch(/ Nothing was started, and n8n keeps listening\.$/);
			expect(`${heading} ${text}`).not.toMatch(FORBIDDEN);
		});

		it('gives whole endings to be copied, with a stand-in for the secret', () => {
			for (const { text: purpose, code } of instructions) {
				expect(purpose).toMatch(/^[A-Z].*[.:]$/);
				expect([`${ADDRESS_ENDING}YourSecret`, '?crk=test&rid=1&key=YourSecret']).toContain(code);
			}
		});
	},
);

it('the test pages for people who have not come far show how the address must end, here and in SurveyLab', () => {
	for (const fault of ['secretMissing', 'secretWrong'] as const) {
		expect(trialPages[fault].instructions?.map(({ code }) => code)).toEqual([
			'?crk=test&rid=1&key=YourSecret',
			'?crk={crk}&rid={rid}&key=YourSecret',
		]);
	}
	expect(trialPages.placeholdersUnfilled.heading).toBe('It works');
	expect(trialPages.keyUnusable.text).toContain('at most 64 characters');
});
