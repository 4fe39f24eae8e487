import fc from 'fast-check';

import { hashOf } from '../../../nodes/SurveyLab/surveylab/hash';
import { runs } from '../../properties';

describe('a hash', () => {
	it('is the same in every process, for what is saved is compared later', () => {
		expect(hashOf([])).toBe('T1PNoYwrqgwDVLtf');
	});

	it('is short, and holds only what an address and a key of an object may hold', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ unit: 'binary' })), (parts) => {
				expect(hashOf(parts)).toMatch(/^[A-Za-z0-9_-]{16}$/);
			}),
			runs(1000),
		);
	});

	it('tells apart where one part ends and the next begins', () => {
		const hashes = [
			['ab', 'c'],
			['a', 'bc'],
			['abc'],
			['abc', ''],
			['', 'abc'],
			['a","b', 'c'],
			['a', 'b', 'c'],
		];
		expect(new Set(hashes.map(hashOf)).size).toBe(hashes.length);
	});

	it('does not show what it was made of', () => {
		expect(hashOf(['ann@example.com'])).not.toContain('ann');
		expect(Buffer.from(hashOf(['ann@example.com']), 'base64url').toString()).not.toContain('ann');
	});
});
