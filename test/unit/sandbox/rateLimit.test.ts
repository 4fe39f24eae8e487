import { RateLimiter } from '../../sandbox/rateLimit';
import { startSandbox, type RateLimit } from '../../sandbox';
import { contactPath, get, tagPath, useSandbox } from './client';

const sandbox = useSandbox();

const add = (crk: string) => get(sandbox(), contactPath(sandbox(), { crk }));

/** The stand-in runs in this process, so its clock is this one. */
function stopClock() {
	const clock = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
	return { passSecond: () => void clock.mockReturnValue(1_001_000) };
}

afterEach(() => {
	jest.restoreAllMocks();
});

describe('the rate limit', () => {
	it('answers 429 with Retry-After above it, counting both addresses', async () => {
		stopClock();
		sandbox().limit({ perSecond: 2 });
		const answers = [await add('K-1'), await get(sandbox(), tagPath(sandbox())), await add('K-2')];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
		expect(answers[2]?.headers['retry-after']).toBe('1');
		expect(answers[2]?.data).toEqual({ status: false, notification: 'Too many requests' });
		expect(sandbox().contacts).toHaveLength(1);
		expect(sandbox().requests.at(-1)).toMatchObject({ status: 429, accepted: false });
	});

	it('lets the same request pass after the asked-for second', async () => {
		const { passSecond } = stopClock();
		sandbox().limit({ perSecond: 1 });
		await add('K-1');
		expect((await add('K-2')).status).toBe(429);
		passSecond();
		expect((await add('K-2')).status).toBe(200);
	});

	it('can give Retry-After as a date not before the end of the window', async () => {
		sandbox().limit({ perSecond: 0, retryAfter: 'date' });
		const before = Date.now();
		const header = (await add('K-1')).headers['retry-after'] as string;
		expect(header).toMatch(/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
		expect(Date.parse(header)).toBeGreaterThanOrEqual(before + 1000);
		expect(Date.parse(header)).toBeLessThanOrEqual(Date.now() + 2000);
	});

	it('can leave Retry-After out', async () => {
		sandbox().limit({ perSecond: 0, retryAfter: 'none' });
		const answer = await add('K-1');
		expect(answer.status).toBe(429);
		expect(answer.headers).not.toHaveProperty('retry-after');
	});

	it('is lifted by calling without one, and by a reset', async () => {
		sandbox().limit({ perSecond: 0 });
		sandbox().limit();
		expect((await add('K-1')).status).toBe(200);
		sandbox().limit({ perSecond: 0 });
		sandbox().reset();
		expect((await add('K-1')).status).toBe(200);
	});

	it('stands in front of the scripted faults and uses none of them up', async () => {
		stopClock();
		sandbox().limit({ perSecond: 1 });
		await add('K-1');
		sandbox().script({ kind: 'status', status: 500 });
		expect((await add('K-2')).status).toBe(429);
		sandbox().limit();
		expect((await add('K-2')).status).toBe(500);
	});

	it('does not count the control pages', async () => {
		sandbox().limit({ perSecond: 0 });
		expect((await get(sandbox(), '/')).status).toBe(200);
		expect((await get(sandbox(), '/requests.json')).status).toBe(200);
	});

	it('of the options holds from the start and after a reset', async () => {
		const limited = await startSandbox({ rateLimit: { perSecond: 0 } });
		try {
			expect((await get(limited, tagPath(limited))).status).toBe(429);
			limited.limit();
			expect((await get(limited, tagPath(limited))).status).toBe(200);
			limited.reset();
			expect((await get(limited, tagPath(limited))).status).toBe(429);
		} finally {
			await limited.close();
		}
	});

	it.each([{}, { perSecond: -1 }, { perSecond: NaN }, { perSecond: 1, retryAfter: 'soon' }])(
		'refuses %j',
		(limit) => {
			expect(() => sandbox().limit(limit as unknown as RateLimit)).toThrow(TypeError);
		},
	);
});

it('a window is fixed: it opens with a request and ends one second later', () => {
	const limiter = new RateLimiter();
	limiter.set({ perSecond: 2 });
	const passes = [5000, 5990, 5999, 6000, 6001, 6500, 9000].map(
		(now) => limiter.check(now) === undefined,
	);
	expect(passes).toEqual([true, true, false, true, true, false, true]);
});
