import type { IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Item } from '../../../nodes/SurveyLab/actions/item';
import { Accounts } from '../../../nodes/SurveyLab/n8n/accounts';
import { Parameters } from '../../../nodes/SurveyLab/n8n/parameters';
import { failure, success } from '../../../nodes/SurveyLab/surveylab/result';

const LINK = 'https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/abc';

/** What n8n holds for each parameter: a value, or a function of the item's number that stands for an expression. */
type Held = Readonly<Record<string, unknown>>;

function itemsWith(held: Held, items: INodeExecutionData[] = [{ json: {} }, { json: {} }]) {
	const read = jest.fn((name: string, index: number): unknown => {
		const value = held[name];
		return typeof value === 'function' ? (value as (index: number) => unknown)(index) : value;
	});
	const stored = Object.fromEntries(
		Object.entries(held).map(([name, value]) => [
			name,
			typeof value === 'function' ? '={{ $json }}' : value,
		]),
	);
	const context = {
		getNode: () => ({ parameters: stored as INodeParameters }),
		getNodeParameter: read,
		getCredentials: async () => await Promise.reject(new Error('Credential does not exist')),
	} as unknown as IExecuteFunctions;
	const input = {
		items,
		parameters: new Parameters(context),
		accounts: new Accounts(context),
		run: { execution: '17', place: 'SurveyLab/0' },
	};
	return { read, items: items.map((_, index) => new Item(input, index)) };
}

function only(held: Held): Item {
	const [item] = itemsWith(held).items;
	return item!;
}

describe('an item', () => {
	it('is named by its place among all that come to the node', () => {
		const { items } = itemsWith({});
		expect(items.map(({ position }) => position)).toEqual(['SurveyLab/0/0', 'SurveyLab/0/1']);
	});

	it('is told as it came in', () => {
		const { items } = itemsWith({}, [{ json: { a: 1 } }, { json: { a: 2 } }]);
		expect(items.map(({ json }) => json)).toEqual([{ a: 1 }, { a: 2 }]);
	});

	it('takes its collector from what n8n holds, or from a bare text', () => {
		expect(only({ collectorId: { __rl: true, mode: 'id', value: 'abc' } }).collector()).toEqual(
			success({ id: 'abc' }),
		);
		expect(only({ collectorId: { __rl: true, mode: 'id', value: LINK } }).collector()).toEqual(
			success({ id: 'abc', origin: 'https://www.mysurveylab.com' }),
		);
		expect(only({ collectorId: 'abc' }).collector()).toEqual(success({ id: 'abc' }));
		for (const collectorId of ['', null, undefined, {}, { value: '' }]) {
			expect(only({ collectorId }).collector()).toEqual(
				failure({ origin: 'collector', reason: { kind: 'collectorEmpty' } }),
			);
		}
	});

	it('has options and fields of its own where an expression gives them', () => {
		const { items } = itemsWith({ options: (index: number) => ({ sendOnce: index === 1 }) });
		expect(items.map((item) => item.options())).toMatchObject([
			{ ok: true, value: { sendOnce: false } },
			{ ok: true, value: { sendOnce: true } },
		]);
	});

	it('fails by itself where its options cannot be used', () => {
		const { items } = itemsWith({ options: (index: number) => ({ timeout: index }) });
		expect(items.map((item) => item.options())).toMatchObject([
			{
				ok: false,
				reason: { origin: 'option', reason: { kind: 'outOfRange', label: 'Timeout' } },
			},
			{ ok: true },
		]);
	});

	it.each([undefined, null, '', 'text', 7])('has an empty collection for %j', (held) => {
		const fields = { name: 'fields', displayName: 'Fields' };
		expect(only({ fields: held }).collection(fields)).toEqual(success({}));
	});

	it.each([
		[true, true],
		['true', true],
		[false, false],
		[undefined, false],
	])('is only shown for %j: %s', (previewOnly, shown) => {
		expect(only({ previewOnly }).previewOnly()).toEqual(success(shown));
	});

	it('is neither shown nor sent where Preview Only is neither on nor off', () => {
		expect(only({ previewOnly: 'yes' }).previewOnly()).toEqual(
			failure({ origin: 'option', reason: { kind: 'notASwitch', label: 'Preview Only' } }),
		);
	});

	it('gives the reason where n8n cannot read a parameter, by its label', () => {
		const previewOnly = () => {
			throw new Error('Referenced node is not there');
		};
		expect(only({ previewOnly }).previewOnly()).toEqual(
			failure({
				origin: 'parameter',
				reason: {
					kind: 'parameterUnreadable',
					label: 'Preview Only',
					detail: 'Referenced node is not there',
				},
			}),
		);
	});

	it('gives the reason where n8n cannot read the credential', async () => {
		expect(await only({}).account()).toEqual(
			failure({
				origin: 'account',
				reason: { kind: 'credentialUnreadable', detail: 'Credential does not exist' },
			}),
		);
	});

	it('reads a parameter once for all items where it holds no expression, and for each where it does', () => {
		const { read, items } = itemsWith({ previewOnly: true, options: () => ({}) });
		for (const item of items) {
			item.previewOnly();
			item.options();
		}
		expect(read.mock.calls.map(([name]) => name)).toEqual(['previewOnly', 'options', 'options']);
	});
});
