import {
	choiceOption,
	numberOption,
	OptionReader,
	switchOption,
	textOption,
} from '../../../nodes/SurveyLab/actions/common/option';
import { failure, success } from '../../../nodes/SurveyLab/surveylab/result';

const limit = numberOption(
	{
		displayName: 'Limit (Seconds)',
		name: 'limit',
		description: (range) => `How long, ${range} seconds`,
	},
	{ from: 1, to: 8, absent: 4 },
);
const choice = choiceOption(
	{ displayName: 'Choice', name: 'choice' },
	[
		{ name: 'First', value: 'first' },
		{ name: 'Second', value: 'second' },
	],
	'second',
);
const toggle = switchOption({ displayName: 'Toggle', name: 'toggle' });
const text = textOption({ displayName: 'Text', name: 'text' });

describe('an option', () => {
	it('is shown as it is read', () => {
		expect(limit.property).toEqual({
			displayName: 'Limit (Seconds)',
			name: 'limit',
			description: 'How long, from 1 to 8 seconds',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 8 },
			default: 4,
		});
		expect(choice.property).toEqual({
			displayName: 'Choice',
			name: 'choice',
			type: 'options',
			default: 'second',
			options: [
				{ name: 'First', value: 'first' },
				{ name: 'Second', value: 'second' },
			],
		});
		expect(text.property).toEqual({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			default: '',
		});
	});

	it('that is a switch arrives switched on, and is off while nobody has added it', () => {
		expect(toggle.property).toEqual({
			displayName: 'Toggle',
			name: 'toggle',
			type: 'boolean',
			default: true,
		});
		expect(toggle.absent).toBe(false);
	});

	it('with a number takes a text that is one, and counts whole ones', () => {
		expect(limit.read(3)).toEqual(success(3));
		expect(limit.read(3.9)).toEqual(success(3));
		expect(limit.read(' 8 ')).toEqual(success(8));
	});

	it.each([0, 8.5, 9, NaN, Infinity, '', 'many', true, [5], {}])(
		'with a number is refused by its label without the unit: %p',
		(value) => {
			expect(limit.read(value)).toEqual(
				failure({ kind: 'outOfRange', label: 'Limit', from: 1, to: 8 }),
			);
		},
	);

	it('with choices takes one of them and nothing else', () => {
		expect(choice.read('first')).toEqual(success('first'));
		for (const value of ['', 'First', 7, true, [], {}, ['first']])
			expect(choice.read(value)).toEqual(failure({ kind: 'unknownChoice', label: 'Choice' }));
	});

	it('with a text takes what is a text, a number or a switch, and trims it', () => {
		expect(text.read(' a ')).toEqual(success('a'));
		expect(text.read(7)).toEqual(success('7'));
		expect(text.read('  ')).toEqual(success(''));
		expect(text.read([])).toEqual(failure({ kind: 'notText', label: 'Text', what: 'list' }));
	});
});

describe('a switch', () => {
	it.each([true, 'true', ' TRUE ', 1, '1'])('is on for %j', (value) => {
		expect(toggle.read(value)).toEqual(success(true));
	});

	it.each([false, 'false', '', ' ', 0, '0', null, undefined])('is off for %j', (value) => {
		expect(toggle.read(value)).toEqual(success(false));
	});

	it.each(['yes', 'on', 'off', 2, NaN, [], {}])('is neither on nor off for %j', (value) => {
		expect(toggle.read(value)).toEqual(failure({ kind: 'notASwitch', label: 'Toggle' }));
	});
});

describe('a reader of options', () => {
	it.each([{}, { limit: null, choice: undefined, toggle: null, text: null }])(
		'takes what an option is while it is absent: %j',
		(values) => {
			const options = new OptionReader(values);
			expect([
				options.value(limit),
				options.value(choice),
				options.value(toggle),
				options.value(text),
			]).toEqual([4, 'second', false, '']);
			expect(options.result('made of them')).toEqual(success('made of them'));
		},
	);

	it('remembers the first one that cannot be used, and goes on with what it is while absent', () => {
		const options = new OptionReader({ limit: 9, choice: 'third', toggle: true });
		expect([options.value(toggle), options.value(choice), options.value(limit)]).toEqual([
			true,
			'second',
			4,
		]);
		expect(options.result('made of them')).toEqual(
			failure({ kind: 'unknownChoice', label: 'Choice' }),
		);
	});

	it('says nothing of an option that nobody asked for', () => {
		const options = new OptionReader({ limit: 9, toggle: true });
		expect(options.value(toggle)).toBe(true);
		expect(options.result(1)).toEqual(success(1));
	});
});
