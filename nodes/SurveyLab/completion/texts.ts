/** What people read about the trigger: in its credential, when it is published, and while they try it out. */

import { grouped, type Message } from '../messages/message';
import type { Instruction, Page } from './page';
import { ADDRESS_ENDING, LIMITS, TRIAL_ENDING, type QueryReason } from './request';
import { SECRET_LENGTH, type SecretReason } from './secret';
import type { WebsiteReason } from './settings';

const SECRET_RULE =
	`Use ${SECRET_LENGTH.shortest} to ${SECRET_LENGTH.longest} letters and digits, for example from a password ` +
	'generator; ".", "-", "_" and "~" are fine, too.';

export const secretMessages: Readonly<Record<SecretReason, Message>> = {
	empty: { message: 'Secret is empty', description: SECRET_RULE },
	short: { message: 'Secret is too short', description: `Somebody could guess it. ${SECRET_RULE}` },
	long: { message: 'Secret is too long', description: SECRET_RULE },
	characters: {
		message: 'Secret holds characters that change on their way through an address',
		description: SECRET_RULE,
	},
};

export const secretIsUsable =
	'The secret can be used. Put the same text at the end of the address in SurveyLab.';

const WEBSITE_RULE =
	'Enter an address that begins with https:// and is the same for every respondent, for example ' +
	'https://www.example.com/thank-you.';

export const websiteMessages: Readonly<Record<WebsiteReason, Message>> = {
	empty: { message: 'Website is empty', description: WEBSITE_RULE },
	notHttps: { message: 'Website is not an https:// address', description: WEBSITE_RULE },
	expression: {
		message: 'Website holds an expression',
		description: `A respondent could change where it leads. ${WEBSITE_RULE}`,
	},
};

/** For programs: a browser opens an address with GET. */
export const wrongMethodText = 'This address answers GET and HEAD only.\n';

/** Stands for the secret itself, which no page repeats. */
const YOUR_SECRET = 'YourSecret';

const tryIt: Instruction = {
	text: `To start the workflow now, let the address end like this, with your secret in place of ${YOUR_SECRET}:`,
	code: `${TRIAL_ENDING}${YOUR_SECRET}`,
};

const inSurveyLab: Instruction = {
	text: 'In SurveyLab it is the Production URL with this ending. SurveyLab fills in {crk} and {rid}.',
	code: `${ADDRESS_ENDING}${YOUR_SECRET}`,
};

const SECRET_FITS = 'The secret fits';
const CLOSING = 'Nothing was started, and n8n keeps listening.';

/** Shown instead of the respondent's page while a person listens for a test event. */
export const trialPages: Readonly<Record<QueryReason, Page>> = {
	secretMissing: {
		heading: 'n8n is listening',
		text: `The end of the address is still missing. ${CLOSING}`,
		instructions: [tryIt, inSurveyLab],
	},
	secretWrong: {
		heading: 'The secret is another one',
		text:
			'What follows "key=" is not the Secret of the credential in this node. Copy it once more: it is the ' +
			`very end of the address. ${CLOSING}`,
		instructions: [tryIt, inSurveyLab],
	},
	parameterTwice: {
		heading: 'A parameter comes twice',
		text: `Each of crk, rid, key and your own parameters may stand in the address once. ${CLOSING}`,
		instructions: [tryIt, inSurveyLab],
	},
	queryTooLong: {
		heading: 'The address is too long',
		text: `At most ${grouped(LIMITS.query)} characters may follow the question mark. ${CLOSING}`,
		instructions: [tryIt, inSurveyLab],
	},
	placeholdersUnfilled: {
		heading: 'It works',
		text:
			'The secret is right, and SurveyLab will fill in {crk} and {rid}. In SurveyLab, append the same ending to ' +
			`the Production URL. ${CLOSING}`,
		instructions: [tryIt],
	},
	keyMissing: {
		heading: SECRET_FITS,
		text: `The address names neither a response key (crk) nor a response (rid). ${CLOSING}`,
		instructions: [tryIt, inSurveyLab],
	},
	keyUnusable: {
		heading: SECRET_FITS,
		text: `The values of crk and rid have at most ${LIMITS.key} characters and no line breaks. ${CLOSING}`,
		instructions: [tryIt],
	},
	keyNotAccepted: {
		heading: SECRET_FITS,
		text:
			'The option Accepted Response Keys does not let this key through. A respondent who comes with it is thanked ' +
			`like any other, and nothing starts. ${CLOSING}`,
	},
	tooManyParameters: {
		heading: SECRET_FITS,
		text: `The address has more than ${LIMITS.parameters} parameters. ${CLOSING}`,
		instructions: [tryIt],
	},
	parameterUnusable: {
		heading: SECRET_FITS,
		text:
			'A parameter beside crk, rid and key cannot be used. Names consist of letters, digits, ".", "-" and "_"; ' +
			`values have at most ${LIMITS.value} characters and no line breaks. ${CLOSING}`,
		instructions: [tryIt],
	},
};
