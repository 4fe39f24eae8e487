import { below, isOn } from '../../../nodes/SurveyLab/sources/source';

describe('a switch', () => {
	it.each([true, 'true', ' TRUE '])('is on for %j', (value) => {
		expect(isOn(value)).toBe(true);
	});

	it.each([false, 'false', 'yes', '', 1, 0, null, undefined, [], {}])('is off for %j', (value) => {
		expect(isOn(value)).toBe(false);
	});
});

it('of several switches one that is on is enough', () => {
	expect(isOn(false, 'TRUE', undefined)).toBe(true);
	expect(isOn()).toBe(false);
});

it('paths below several places come path by path', () => {
	expect(below(['data.', ''])('Mobile', 'Phone')).toEqual([
		'data.Mobile',
		'Mobile',
		'data.Phone',
		'Phone',
	]);
});
