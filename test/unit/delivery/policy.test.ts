import {
	backoff,
	isRepeatable,
	stopsAccount,
	waitAfter,
	type RequestPolicy,
} from '../../../nodes/SurveyLab/delivery/policy';
import {
	classifyResponse,
	type ClassifiedResponse,
} from '../../../nodes/SurveyLab/surveylab/responses';
import { MANNERS, REQUEST_POLICY, type MannerName } from './simulation';

const NOW = Date.UTC(2026, 0, 5);
const NAMES = Object.keys(MANNERS) as MannerName[];

function responseTo(name: MannerName): ClassifiedResponse {
	const accepted = { status: 200, headers: {}, body: '{"status":true}' };
	return classifyResponse('api', name === 'accept' ? accepted : MANNERS[name].reply(NOW), NOW);
}

function isSentAgain(name: MannerName, policy: Partial<RequestPolicy> = {}, afterUnknown = false) {
	return isRepeatable(responseTo(name), afterUnknown, { ...REQUEST_POLICY, ...policy });
}

const namesLeaving = (...leaves: string[]) =>
	NAMES.filter((name) => leaves.includes(MANNERS[name].leaves));

describe('what is sent again', () => {
	it.each(namesLeaving('refusedBeforeWork'))('%s is, because no work was done', (name) => {
		expect(isSentAgain(name)).toBe(true);
		expect(isSentAgain(name, {}, true)).toBe(true);
	});

	it.each(namesLeaving('statement', 'refused', 'unclear'))('%s never is', (name) => {
		expect(isSentAgain(name, { repeatUnknownOnce: true })).toBe(false);
		expect(isSentAgain(name, { repeatUnknownOnce: true }, true)).toBe(false);
	});

	it.each(namesLeaving('doubt'))('%s is only with Retry Once, and only once', (name) => {
		expect(isSentAgain(name)).toBe(false);
		expect(isSentAgain(name, { repeatUnknownOnce: true })).toBe(true);
		expect(isSentAgain(name, { repeatUnknownOnce: true }, true)).toBe(false);
	});

	it('a request that the cancelled execution broke off is not', () => {
		const response = classifyResponse('api', { connectionError: { code: 'ERR_CANCELED' } }, NOW);
		const policy = { ...REQUEST_POLICY, repeatUnknownOnce: true };
		expect(isRepeatable(response, false, policy)).toBe(false);
	});
});

describe('how long is waited', () => {
	it.each([
		['429 Retry-After: 45', 45_000],
		['429 Retry-After: date in 7', 7000],
		['503 Retry-After: 3', 3000],
		['429 Retry-After: 0', 0],
		['429 Retry-After: 11 digits', 99_999_999_999_000],
	] as const)('%s is heeded to the millisecond, whatever chance says', (name, milliseconds) => {
		for (const random of [0, 0.5, 0.999]) {
			expect(waitAfter(responseTo(name), 2, random)).toEqual({ milliseconds, asked: true });
		}
	});

	it('a malformed Retry-After counts as absent', () => {
		expect(waitAfter(responseTo('429 Retry-After: malformed'), 1, 0.5)).toEqual({
			milliseconds: 500,
			asked: false,
		});
	});

	it('without one the ceiling doubles from one second up to thirty, with full jitter below it', () => {
		const ceilings = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => 2 * backoff(attempts, 0.5));
		expect(ceilings).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
		expect(backoff(4, 0)).toBe(0);
		expect(backoff(4, 0.999)).toBe(7992);
	});
});

it('only a refused token stops an account', () => {
	expect(NAMES.filter((name) => stopsAccount(responseTo(name)))).toEqual(['401', '403']);
});
