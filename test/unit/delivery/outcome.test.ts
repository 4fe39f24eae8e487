import { outcomeOf, type Outcome } from '../../../nodes/SurveyLab/delivery/outcome';
import { classifyResponse, type RawResponse } from '../../../nodes/SurveyLab/surveylab/responses';
import { MANNERS, type MannerName } from './simulation';

const NOW = Date.UTC(2026, 0, 5);
const URL_CALLED = 'https://www.mysurveylab.com/api.php?crk=K';

function outcomeAfter(
	raw: RawResponse,
	more: { attempts?: number; afterUnknown?: boolean } = {},
): Outcome {
	return outcomeOf(
		classifyResponse('api', raw, NOW),
		URL_CALLED,
		{ attempts: 1, afterUnknown: false, ...more },
		(text) => text.replaceAll('s3cret', '***'),
	);
}

const says = (status: boolean, notification?: string): RawResponse => ({
	status: 200,
	headers: {},
	body: JSON.stringify({ status, notification }),
});
const replyOf = (name: Exclude<MannerName, 'accept'>) => MANNERS[name].reply(NOW);

describe('an outcome', () => {
	it('is accepted with what SurveyLab says of it', () => {
		expect(outcomeAfter(says(true, 'Contact was added'), { attempts: 3 })).toEqual({
			outcome: 'accepted',
			attempts: 3,
			statusCode: 200,
			notification: 'Contact was added',
		});
		expect(outcomeAfter(says(true))).toEqual({ outcome: 'accepted', attempts: 1, statusCode: 200 });
	});

	it('tells as data why a request ended without success', () => {
		expect(outcomeAfter(says(false, 'Key was used'), { attempts: 2 })).toEqual({
			outcome: 'rejected',
			attempts: 2,
			statusCode: 200,
			reason: {
				kind: 'response',
				reason: 'rejected',
				afterUnknown: false,
				attempts: 2,
				statusCode: 200,
				notification: 'Key was used',
			},
		});
	});

	it.each<[Exclude<MannerName, 'accept'>, string, string]>([
		['status:false', 'rejected', 'rejected'],
		['400', 'rejected', 'badRequest'],
		['401', 'rejected', 'tokenRefused'],
		['404', 'rejected', 'notFound'],
		['302', 'rejected', 'redirected'],
		['html', 'unknown', 'notJson'],
		['endless body', 'unknown', 'bodyTooLong'],
		['500', 'unknown', 'serverTrouble'],
		['503', 'unknown', 'serverTrouble'],
		['reset', 'unknown', 'connectionLost'],
		['timeout', 'unknown', 'timedOut'],
		['429', 'notSent', 'rateLimited'],
		['503 Retry-After: 3', 'notSent', 'overloaded'],
		['ENOTFOUND', 'notSent', 'unreachable'],
		['certificate', 'notSent', 'certificate'],
		['blocked by n8n', 'notSent', 'blockedByN8n'],
		['407', 'notSent', 'proxyRefused'],
	])('after "%s" is %s, because of %s', (name, outcome, reason) => {
		expect(outcomeAfter(replyOf(name))).toMatchObject({
			outcome,
			reason: { kind: 'response', reason },
		});
	});

	it('stays unknown after an attempt that may have counted, but for SurveyLab’s own yes or no', () => {
		const names = (Object.keys(MANNERS) as MannerName[]).filter((name) => name !== 'accept');
		for (const name of names) {
			const { outcome } = outcomeAfter(replyOf(name), { attempts: 2, afterUnknown: true });
			expect([name, outcome]).toEqual([
				name,
				name === 'status:false' ? 'probablyAccepted' : 'unknown',
			]);
		}
		const after = { attempts: 2, afterUnknown: true };
		expect(outcomeAfter(says(true), after)).toMatchObject({ outcome: 'accepted' });
		expect(outcomeAfter(says(false, 'Key was used'), after)).toEqual({
			outcome: 'probablyAccepted',
			attempts: 2,
			statusCode: 200,
			notification: 'Key was used',
		});
	});

	it('tells the code of a connection that came to nothing', () => {
		const { reason } = outcomeAfter(replyOf('ENOTFOUND')) as { reason: unknown };
		expect(reason).toMatchObject({ code: 'ENOTFOUND' });
	});

	it('names the new host of a redirect, unless it is the one that was called', () => {
		const to = (location: string) => outcomeAfter({ status: 301, headers: { location } });
		expect(to('https://app.surveylab.com/api.php')).toMatchObject({
			reason: { newHost: 'app.surveylab.com' },
		});
		expect(to('https://www.mysurveylab.com/login')).not.toHaveProperty('reason.newHost');
		expect(to('/login')).not.toHaveProperty('reason.newHost');
		expect(outcomeAfter({ status: 304, headers: {} })).not.toHaveProperty('reason.newHost');
	});

	it('holds nothing that is secret', () => {
		expect(outcomeAfter(says(true, 'hello s3cret'))).toMatchObject({ notification: 'hello ***' });
		expect(outcomeAfter(says(false, 'no s3cret'))).toMatchObject({
			reason: { notification: 'no ***' },
		});
		const location = 'https://s3cret.example/';
		expect(outcomeAfter({ status: 302, headers: { location } })).toMatchObject({
			reason: { newHost: '***.example' },
		});
	});

	it('is plain data, which n8n can save', () => {
		for (const name of Object.keys(MANNERS) as MannerName[]) {
			if (name === 'accept') continue;
			const outcome = outcomeAfter(replyOf(name));
			expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
		}
	});
});
