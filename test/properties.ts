/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */

const QUICK = 500;

/**
 * How often fast-check tries a property, and from which seed. CI and `npm run test:properties` try it as often as
 * the test says; otherwise 500 times at most. The seed is Jest's own: a run shows it at its end, and
 * `--seed=` repeats it.
 */
export function runs(times: number): { numRuns: number; seed: number } {
	const deep = process.env.SURVEYLAB_PROPERTIES === 'deep';
	return { numRuns: deep ? times : Math.min(times, QUICK), seed: jest.getSeed() };
}
