import fc from 'fast-check';

import { secretFault } from '../../../nodes/SurveyLab/completion/secret';

describe('a secret', () => {
	it.each<[unknown, string | undefined]>([
		[undefined, 'empty'],
		['', 'empty'],
		[null, 'empty'],
		[1234567890123456, 'empty'],
		[['a'.repeat(16)], 'empty'],
		['short', 'short'],
		['a'.repeat(15), 'short'],
		['a'.repeat(16), undefined],
		['Az09._~-Az09._~-', undefined],
		['a'.repeat(128), undefined],
		['a'.repeat(129), 'long'],
		[' '.repeat(20), 'characters'],
		[`${'a'.repeat(20)}\n`, 'characters'],
		[`${'a'.repeat(20)}+`, 'characters'],
		[`${'a'.repeat(20)}&`, 'characters'],
		[`${'a'.repeat(20)}ż`, 'characters'],
		['{{ $env.SECRET }}', 'characters'],
	])('%j: %s', (secret, fault) => {
		expect(secretFault(secret)).toBe(fault);
	});

	it('that can be used stays the same in an address', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string({ maxLength: 140 }), fc.stringMatching(/^[\w.~-]{16,128}$/)),
				(secret) => {
					if (secretFault(secret) !== undefined) return;
					expect(encodeURIComponent(secret)).toBe(secret);
					expect(new URL(`https://a.example/?key=${secret}`).search).toBe(`?key=${secret}`);
				},
			),
		);
	});
});
