import { json, type Ruling } from './answers';
import type { Situation } from './recording';
import { CUSTOM_NAMES, LONGEST_CRK, type RecordedContact, type Records } from './records';
import { decodeQuery, type Target } from './target';

export interface Account {
	tokens: readonly string[];
	collectors: readonly string[];
	webCollectors: readonly string[];
}

const CONTACT_NAMES = [
	'referrer',
	'language',
	'phone',
	'firstName',
	'lastName',
	...CUSTOM_NAMES,
] as const;

const ALLOWED_NAMES: ReadonlySet<string> = new Set([
	'apiToken',
	'cId',
	'email',
	'crk',
	...CONTACT_NAMES,
	'action',
	'source',
]);

const ADD = 'addContactToCollector';
const COLLECTOR_ACTIONS = ['turnOnCollector', 'turnOffCollector'];

function refused(
	status: number,
	notification: string,
	situation?: Situation,
	headers?: Record<string, string>,
): Ruling {
	return {
		answer: json(status, { status: false, notification }, headers),
		accepted: false,
		situation,
	};
}

// SurveyLab says no more than this, whatever the cause.
const actionFailed = (): Ruling => refused(200, 'Action failed');

const processed = (record: () => void): Ruling => ({
	answer: json(200, { status: true, notification: 'Action process correctly' }),
	accepted: true,
	record: (accepted) => accepted && record(),
});

/** A collector takes each key once. */
function addContact(contact: RecordedContact, records: Records): Ruling {
	const { crk } = contact;
	if (records.hasKey(contact)) {
		return {
			...actionFailed(),
			situation: 'sameKey',
			record: (accepted) =>
				accepted ? records.addContact(contact) : records.refuseRepeat(contact),
		};
	}
	const added = processed(() => records.addContact(contact));
	return { ...added, situation: [...crk].length === LONGEST_CRK ? 'longestKey' : 'added' };
}

/** The given parameters, or what is wrong with them. */
function readParameters(target: Target): Map<string, string> | string {
	const parameters = new Map<string, string>();
	for (const [name, value] of decodeQuery(target.query)) {
		if (name === undefined || value === undefined) return 'Malformed parameter';
		if (!ALLOWED_NAMES.has(name)) return `Unknown parameter ${name}`;
		if (parameters.has(name)) return `Parameter ${name} given twice`;
		parameters.set(name, value);
	}
	return parameters;
}

function contactFrom(parameters: Map<string, string>): RecordedContact {
	const given = CONTACT_NAMES.filter((name) => parameters.has(name));
	return {
		collectorId: parameters.get('cId') ?? '',
		email: parameters.get('email') ?? '',
		crk: parameters.get('crk') ?? '',
		...Object.fromEntries(given.map((name) => [name, parameters.get(name)])),
		at: Date.now(),
	};
}

const situationWithout = (name: string): Situation | undefined =>
	name === 'email' ? 'missingEmail' : undefined;

/** GET /api.php */
export function answerApi(
	method: string,
	target: Target,
	account: Account,
	records: Records,
): Ruling {
	if (method !== 'GET') return refused(405, 'Method not allowed', 'post', { allow: 'GET' });

	const parameters = readParameters(target);
	if (typeof parameters === 'string') return refused(400, parameters);

	const token = parameters.get('apiToken');
	if (!token) return refused(400, 'Missing apiToken');
	if (!account.tokens.includes(token)) return refused(401, 'Invalid token', 'wrongToken');

	const action = parameters.get('action') ?? ADD;
	const adds = action === ADD;
	if (!adds && !COLLECTOR_ACTIONS.includes(action)) return refused(400, 'Unknown action');

	for (const name of adds ? ['cId', 'email', 'crk'] : ['cId']) {
		if (!parameters.get(name)) {
			const alone = parameters.size === 1;
			return refused(400, `Missing ${name}`, alone ? 'tokenOnly' : situationWithout(name));
		}
	}
	const collectorId = parameters.get('cId') ?? '';
	const crk = parameters.get('crk') ?? '';
	if (adds && [...crk].length > LONGEST_CRK) {
		return {
			...refused(400, `crk is longer than ${LONGEST_CRK} characters`, 'longerKey'),
			record: (accepted) => accepted && records.addContact(contactFrom(parameters)),
		};
	}

	if (account.webCollectors.includes(collectorId)) return actionFailed();
	if (!account.collectors.includes(collectorId))
		return refused(404, 'Unknown collector', adds ? 'wrongCollector' : undefined);
	if (adds) return addContact(contactFrom(parameters), records);

	const source = parameters.get('source');
	return processed(() =>
		records.actions.push({
			action,
			collectorId,
			...(source === undefined ? {} : { source }),
			at: Date.now(),
		}),
	);
}
