import fc from 'fast-check';

import { isAcceptedKey } from '../../../nodes/SurveyLab/completion/acceptedKeys';
import { runs } from '../../properties';

describe('the accepted keys', () => {
	it.each<[acceptedKeys: string, key: string, taken: boolean]>([
		['', 'anything', true],
		[' , ,', 'anything', true],
		['*', 'anything', true],
		['zendesk-*', 'zendesk-1', true],
		['zendesk-*', 'zendesk-', true],
		['zendesk-*', 'Zendesk-1', false],
		['zendesk-*', 'x-zendesk-1', false],
		['*-eu', '12-eu', true],
		['*-eu', '12-eu-1', false],
		['a*b*c', 'a-b-c', true],
		['a*b*c', 'abc', true],
		['a*b*c', 'acb', false],
		['a*b*c', 'a-c', false],
		['ab*ba', 'aba', false],
		['ab*ba', 'abba', true],
		['a*b*b', 'ab', false],
		['exact', 'exact', true],
		['exact', 'exactly', false],
		['zendesk-*, freshdesk-* ,exact', 'freshdesk-7', true],
		['zendesk-*, freshdesk-* ,exact', 'exact', true],
		['zendesk-*, freshdesk-* ,exact', 'jira-7', false],
		['.*', 'anything', false],
		['(a|b)+$', 'a', false],
	])('"%s" and the key %s: %s', (acceptedKeys, key, taken) => {
		expect(isAcceptedKey(key, acceptedKeys)).toBe(taken);
	});

	it('leave out a response without a key', () => {
		expect(isAcceptedKey('', 'zendesk-*')).toBe(false);
		expect(isAcceptedKey('', '')).toBe(true);
	});

	it('take what a regular expression of the same meaning takes', () => {
		const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 });
		const pattern = fc.string({
			unit: fc.constantFrom('a', 'b', '-', '*'),
			minLength: 1,
			maxLength: 6,
		});
		fc.assert(
			fc.property(letters, pattern, (key, acceptedKeys) => {
				const expected = new RegExp(`^${acceptedKeys.replaceAll('*', '.*')}$`).test(key);
				expect(isAcceptedKey(key, acceptedKeys)).toBe(expected);
			}),
			runs(2000),
		);
	});

	it('are compared in a moment, whatever the pattern', () => {
		expect(isAcceptedKey('a'.repeat(64), `${'a*'.repeat(500)}b`)).toBe(false);
	});
});
