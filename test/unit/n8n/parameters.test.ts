import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { Parameters, sentenceOf } from '../../../nodes/SurveyLab/n8n/parameters';

const EMAIL = { name: 'email', displayName: 'Email' };
const OPTIONS = { name: 'options', displayName: 'Options' };

function start(stored: IDataObject, evaluate: (name: string, index: number) => unknown) {
	const evaluated: Array<[string, number]> = [];
	const context = {
		getNode: () => ({ parameters: stored }),
		getNodeParameter: (name: string, index: number) => {
			evaluated.push([name, index]);
			return evaluate(name, index);
		},
	} as unknown as IExecuteFunctions;
	return { parameters: new Parameters(context), evaluated };
}

describe('a parameter', () => {
	it('without an expression is read once for all items', () => {
		const { parameters, evaluated } = start({ email: 'a@example.com' }, () => 'a@example.com');
		for (const index of [0, 1, 2]) {
			expect(parameters.value(EMAIL, index)).toEqual({ ok: true, value: 'a@example.com' });
		}
		expect(evaluated).toEqual([['email', 0]]);
	});

	it.each<[string, IDataObject]>([
		['in it', { options: '={{ $json.options }}' }],
		['in one of its values', { options: { timeout: '={{ $json.timeout }}' } }],
		['deep in it', { options: { list: [{ value: '={{ 1 }}' }] } }],
	])('with an expression %s is read for each item', (_, stored) => {
		const { parameters } = start(stored, (__, index) => ({ timeout: index }));
		expect([0, 1].map((index) => parameters.value(OPTIONS, index))).toEqual([
			{ ok: true, value: { timeout: 0 } },
			{ ok: true, value: { timeout: 1 } },
		]);
	});

	it('of which one member fails is told by the label of that member', () => {
		const members = [
			{ name: 'timeout', displayName: 'Timeout (Seconds)', type: 'number', default: 30 } as const,
			{ name: 'crkPrefix', displayName: 'Prefix', type: 'string', default: '' } as const,
		];
		const stored = { options: { timeout: '={{ 1 }}', crkPrefix: '={{ $json.a.b }}' } };
		const { parameters } = start(stored, (name) => {
			if (name !== 'options.timeout') throw new Error('boom');
			return 1;
		});
		const failed = (label: string) => ({
			ok: false,
			reason: { kind: 'parameterUnreadable', label, detail: 'boom' },
		});
		expect(parameters.value({ ...OPTIONS, options: members }, 0)).toEqual(failed('Prefix'));
		expect(parameters.value(OPTIONS, 0)).toEqual(failed('Options'));
	});

	it('whose expression fails is told by its label, for its own item', () => {
		const { parameters } = start({ email: '={{ $json.a.b }}' }, (_, index) => {
			if (index === 0) throw new Error("Cannot read properties of undefined (reading 'b')");
			return 'b@example.com';
		});
		expect(parameters.value(EMAIL, 0)).toEqual({
			ok: false,
			reason: {
				kind: 'parameterUnreadable',
				label: 'Email',
				detail: "Cannot read properties of undefined (reading 'b')",
			},
		});
		expect(parameters.value(EMAIL, 1)).toEqual({ ok: true, value: 'b@example.com' });
	});
});

it('what was thrown without being an error gives no sentence', () => {
	expect([new Error('boom'), 'boom', undefined].map(sentenceOf)).toEqual([
		'boom',
		'no reason given',
		'no reason given',
	]);
});
