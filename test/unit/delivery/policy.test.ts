import {
	backoff,
	decide,
	stopsBatch,
	waitAfter,
	type DeliveryPolicy,
} from '../../../nodes/SurveyLab/delivery/policy';
import { readAnswer } from '../../../nodes/SurveyLab/surveylab/responses';
import { MANNERS, POLICY, type MannerName } from './simulation';

const NOW = Date.UTC(2026, 0, 5);

function answerTo(name: MannerName) {
	if (name === 'accept')
		return readAnswer('api', { status: 200, headers: {}, body: '{"status":true}' }, NOW);
	return readAnswer('api', MANNERS[name].reply(NOW), NOW);
}

function decisionOn(
	name: MannerName,
	policy: Partial<DeliveryPolicy> = {},
	attempts = 1,
	earlierUnknown = false,
) {
	const answer = answerTo(name);
	const whole = { ...POLICY, ...policy };
	return decide(answer, attempts, earlierUnknown, whole, waitAfter(answer, attempts, whole, 0.5));
}

const namesLeaving = (...leaves: string[]) =>
	(Object.keys(MANNERS) as MannerName[]).filter((name) => leaves.includes(MANNERS[name].leaves));

const patient = { maxWaitMs: 10_000_000 };

describe('what is sent again', () => {
	it.each(namesLeaving('refusedBeforeWork'))('%s is, because no work was done', (name) => {
		expect(decisionOn(name, patient).kind).toBe('repeat');
		expect(decisionOn(name, patient, 3).kind).toBe('repeat');
		expect(decisionOn(name, patient, 3, true).kind).toBe('repeat');
	});

	it.each(namesLeaving('refusedBeforeWork'))('%s is not beyond Max Attempts', (name) => {
		expect(decisionOn(name, patient, 4)).toEqual({ kind: 'end' });
		expect(decisionOn(name, { ...patient, maxAttempts: 1 })).toEqual({ kind: 'end' });
	});

	it.each(namesLeaving('statement', 'refused', 'unclear'))('%s never is', (name) => {
		expect(decisionOn(name, { repeatUnknownOnce: true, maxAttempts: 8 })).toEqual({ kind: 'end' });
	});

	it.each(namesLeaving('doubt'))('%s is only with Retry Once, and only once', (name) => {
		expect(decisionOn(name)).toEqual({ kind: 'end' });
		expect(decisionOn(name, { repeatUnknownOnce: true }).kind).toBe('repeat');
		expect(decisionOn(name, { repeatUnknownOnce: true }, 2, true)).toEqual({ kind: 'end' });
		expect(decisionOn(name, { repeatUnknownOnce: true, maxAttempts: 1 })).toEqual({ kind: 'end' });
	});

	it('a request that the cancelled execution broke off is not', () => {
		const answer = readAnswer('api', { connectionFault: { code: 'ERR_CANCELED' } }, NOW);
		expect(decide(answer, 1, false, { ...POLICY, repeatUnknownOnce: true }, 0)).toEqual({
			kind: 'end',
		});
	});
});

describe('how long is waited', () => {
	it.each([
		['429 Retry-After: 45', 45_000],
		['429 Retry-After: date in 7', 7000],
		['503 Retry-After: 3', 3000],
		['429 Retry-After: 0', 0],
	] as const)('%s is heeded to the millisecond, whatever chance says', (name, waitMs) => {
		for (const random of [0, 0.5, 0.999])
			expect(waitAfter(answerTo(name), 2, POLICY, random)).toBe(waitMs);
	});

	it('a malformed Retry-After counts as absent', () => {
		expect(waitAfter(answerTo('429 Retry-After: malformed'), 1, POLICY, 0.5)).toBe(500);
	});

	it('without one the ceiling doubles from one second up to thirty, with full jitter below it', () => {
		const ceilings = [1, 2, 3, 4, 5, 6, 7, 8].map(
			(attempts) => 2 * backoff(attempts, 300_000, 0.5),
		);
		expect(ceilings).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
		expect(backoff(4, 300_000, 0)).toBe(0);
		expect(backoff(4, 300_000, 0.999)).toBe(7992);
	});

	it('the ceiling never lies above Longest Wait', () => {
		expect(backoff(8, 5000, 0.999)).toBeLessThan(5000);
	});

	it('a longer Retry-After than Longest Wait ends the item, at the first attempt as at the last', () => {
		expect(decisionOn('429 Retry-After: 7200')).toEqual({
			kind: 'asksTooLong',
			askedMs: 7_200_000,
		});
		expect(decisionOn('503 Retry-After: 900', {}, 4)).toEqual({
			kind: 'asksTooLong',
			askedMs: 900_000,
		});
	});

	it('one of exactly Longest Wait is waited for', () => {
		expect(decisionOn('429 Retry-After: 45', { maxWaitMs: 45_000 })).toEqual({
			kind: 'repeat',
			waitMs: 45_000,
		});
	});
});

it('only a refused token stops the batch', () => {
	const stopping = (Object.keys(MANNERS) as MannerName[]).filter((name) =>
		stopsBatch(answerTo(name)),
	);
	expect(stopping).toEqual(['401', '403']);
});
