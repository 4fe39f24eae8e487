import { wideLines } from '../../tools/lineWidth';

const LIMITS = { most: 10, tab: 2 };

describe('a line of product code', () => {
	it('is too wide from the first character beyond the limit on', () => {
		expect(wideLines('1234567890\n12345678901\n', LIMITS)).toEqual([{ line: 2, width: 11 }]);
	});

	it('counts a tab as the blanks that an editor shows', () => {
		expect(wideLines('\t\t123456\n\t\t1234567\n', LIMITS)).toEqual([{ line: 2, width: 11 }]);
	});
});
