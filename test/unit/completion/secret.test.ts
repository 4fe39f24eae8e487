import fc from 'fast-check';

import { isSameSecret, readSecret } from '../../../nodes/SurveyLab/completion/secret';
import { runs } from '../../properties';

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
		expect(readSecret(secret)).toEqual(
			fault === undefined ? { ok: true, value: secret } : { ok: false, reason: fault },
		);
	});

	it('that can be used stays the same in an address', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string({ maxLength: 140 }), fc.stringMatching(/^[\w.~-]{16,128}$/)),
				(secret) => {
					if (!readSecret(secret).ok) return;
					expect(encodeURIComponent(secret)).toBe(secret);
					expect(new URL(`https://a.example/?key=${secret}`).search).toBe(`?key=${secret}`);
				},
			),
			runs(1000),
		);
	});

	it('is the same as itself and as nothing else', () => {
		expect(isSameSecret('a'.repeat(16), 'a'.repeat(16))).toBe(true);
		for (const given of ['', 'a', 'a'.repeat(15), 'a'.repeat(17), 'A'.repeat(16)])
			expect([given, isSameSecret(given, 'a'.repeat(16))]).toEqual([given, false]);
		expect(isSameSecret('', '')).toBe(false);
	});
});
