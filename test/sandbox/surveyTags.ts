import { html, plainPage, type Ruling } from './answers';
import type { Account } from './contacts';
import type { Situation } from './recording';
import { CUSTOM_NAMES, LONGEST_CRK, type Records } from './records';
import { decodeStrictly, type Target } from './target';

const ALLOWED_NAMES: ReadonlySet<string> = new Set([
	'referrer',
	'email',
	'phone',
	'name',
	'surname',
	'language',
	...CUSTOM_NAMES,
	'crk',
]);

const NAME_WITHOUT_VALUE = 'A name without a value';

function refused(
	status: number,
	title: string,
	text: string,
	headers?: Record<string, string>,
): Ruling {
	return { answer: html(status, plainPage(title, text), headers), accepted: false };
}

const badRequest = (text: string): Ruling => refused(400, 'Bad request', text);

/** The segments after the leading slash, or what is wrong with them. */
function readSegments(path: string): string[] | string {
	const raw = path.slice(1).split('/');
	if (raw.at(-1) === '') raw.pop();
	// Split before decoding: an encoded slash is part of a value.
	const segments: string[] = [];
	for (const segment of raw) {
		if (segment === '') return 'Empty segment';
		const decoded = decodeStrictly(segment);
		if (decoded === undefined) return 'Malformed segment';
		segments.push(decoded);
	}
	return segments;
}

/** The named values, or what is wrong with them. */
function readFields(segments: string[]): Map<string, string> | string {
	if (segments.length % 2 !== 0) return NAME_WITHOUT_VALUE;
	const fields = new Map<string, string>();
	for (let index = 0; index < segments.length; index += 2) {
		const [name = '', value = ''] = segments.slice(index, index + 2);
		if (!ALLOWED_NAMES.has(name)) return `Unknown name ${name}`;
		if (fields.has(name)) return `Name ${name} given twice`;
		fields.set(name, value);
	}
	return fields;
}

/** How the values of a path are written; what is not listed counts as plain. */
function situationOf(rawPath: string): Situation {
	if (/%252f/i.test(rawPath)) return 'tagTwiceEncodedSlash';
	if (/%2f/i.test(rawPath)) return 'tagEncodedSlash';
	if (rawPath.includes('+')) return 'tagPlus';
	return /%f0/i.test(rawPath) ? 'tagEmoji' : 'tagPlain';
}

/** GET /[lng/<language>/]pageTag/SurveyCampaign/cId/<id>/name/value… */
export function answerPageTag(
	method: string,
	target: Target,
	account: Account,
	records: Records,
): Ruling {
	if (method !== 'GET') {
		return refused(405, 'Method not allowed', 'Only GET is answered here.', { allow: 'GET' });
	}
	if (target.query !== undefined) return badRequest('A query is not allowed');

	const segments = readSegments(target.path);
	if (typeof segments === 'string') return badRequest(segments);

	const lng = segments[0] === 'lng' ? segments[1] : undefined;
	const [page, campaign, idName, collectorId, ...pairs] = segments.slice(lng === undefined ? 0 : 2);
	if (page !== 'pageTag' || campaign !== 'SurveyCampaign') {
		return refused(404, 'Not found', 'There is no such page.');
	}
	if (idName !== 'cId' || collectorId === undefined) return badRequest('Missing cId');

	const fields = readFields(pairs);
	if (typeof fields === 'string') {
		// What a slash in a value does: everything behind it moves up by one.
		const shifted = fields === NAME_WITHOUT_VALUE ? 'tagRawSlash' : undefined;
		return { ...badRequest(fields), situation: shifted };
	}
	if ([...(fields.get('crk') ?? '')].length > LONGEST_CRK) {
		return badRequest(`crk is longer than ${LONGEST_CRK} characters`);
	}

	if (![...account.collectors, ...account.webCollectors].includes(collectorId)) {
		return refused(404, 'Not found', 'There is no such survey.');
	}

	const tag = {
		collectorId,
		...(lng === undefined ? {} : { lng }),
		fields: Object.fromEntries(fields),
		rawPath: target.path,
		at: Date.now(),
	};
	return {
		answer: html(200, plainPage('Survey', 'Thank you for taking part. How did we do?')),
		accepted: true,
		situation: situationOf(target.path),
		record: (accepted) => accepted && records.tags.push(tag),
	};
}
