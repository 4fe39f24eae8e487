import { json, type Ruling } from './answers';
import { CUSTOM_NAMES, LONGEST_CRK, type Records } from './records';
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

function refused(status: number, notification: string, headers?: Record<string, string>): Ruling {
	return { answer: json(status, { status: false, notification }, headers), accepted: false };
}

// SurveyLab says no more than this, whatever the cause.
const actionFailed = (): Ruling => refused(200, 'Action failed');

const processed = (): Ruling => ({
	answer: json(200, { status: true, notification: 'Action process correctly' }),
	accepted: true,
});

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

/** GET /api.php */
export function answerApi(
	method: string,
	target: Target,
	account: Account,
	records: Records,
): Ruling {
	if (method !== 'GET') return refused(405, 'Method not allowed', { allow: 'GET' });

	const parameters = readParameters(target);
	if (typeof parameters === 'string') return refused(400, parameters);

	const token = parameters.get('apiToken');
	if (!token) return refused(400, 'Missing apiToken');
	if (!account.tokens.includes(token)) return refused(401, 'Invalid token');

	const action = parameters.get('action') ?? ADD;
	const adds = action === ADD;
	if (!adds && !COLLECTOR_ACTIONS.includes(action)) return refused(400, 'Unknown action');

	for (const name of adds ? ['cId', 'email', 'crk'] : ['cId']) {
		if (!parameters.get(name)) return refused(400, `Missing ${name}`);
	}
	const collectorId = parameters.get('cId') ?? '';
	const email = parameters.get('email') ?? '';
	const crk = parameters.get('crk') ?? '';
	if (adds && [...crk].length > LONGEST_CRK) {
		return refused(400, `crk is longer than ${LONGEST_CRK} characters`);
	}

	if (account.webCollectors.includes(collectorId)) return actionFailed();
	if (!account.collectors.includes(collectorId)) return refused(404, 'Unknown collector');

	const at = Date.now();
	if (!adds) {
		const source = parameters.get('source');
		records.actions.push({ action, collectorId, ...(source === undefined ? {} : { source }), at });
		return processed();
	}

	const given = CONTACT_NAMES.filter((name) => parameters.has(name));
	const details = Object.fromEntries(given.map((name) => [name, parameters.get(name)]));
	return records.addContact({ collectorId, email, crk, ...details, at })
		? processed()
		: actionFailed();
}
