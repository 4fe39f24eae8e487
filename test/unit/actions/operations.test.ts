import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { Item } from '../../../nodes/SurveyLab/actions/item';
import { allOperations } from '../../../nodes/SurveyLab/actions/operations';
import { Accounts } from '../../../nodes/SurveyLab/n8n/accounts';
import { Parameters } from '../../../nodes/SurveyLab/n8n/parameters';

describe.each(allOperations().map((named) => [`${named.resource}.${named.name}`, named] as const))(
	'%s',
	(_, { operation }) => {
		it.each(['manual', 'zendesk'])(
			'evaluates each parameter once for an item (%s): an expression may give another value each time',
			async (fieldMapping) => {
				const stored: INodeParameters = Object.fromEntries(
					operation.properties.map(({ name }) => [name, '={{ $now }}']),
				);
				const evaluated: string[] = [];
				const values: Record<string, unknown> = {
					collectorId: 'abc',
					fieldMapping,
					email: 'anna@example.com',
					crk: 'K-1',
					fields: { custom1: 'a' },
					additionalFields: { custom1: 'a' },
					options: { timeout: 5 },
					previewOnly: false,
				};
				const context = {
					getNode: () => ({ parameters: stored }),
					getNodeParameter: (name: string) => {
						evaluated.push(name);
						return values[name];
					},
					getCredentials: async () =>
						await Promise.resolve({ apiToken: 'token', baseUrl: 'https://www.example.com' }),
				} as unknown as IExecuteFunctions;
				const json = { ticket: { id: 7, requester: { email: 'anna@example.com' } } };
				await operation.prepare(
					new Item(
						{
							items: [{ json }],
							parameters: new Parameters(context),
							accounts: new Accounts(context),
							run: { execution: '17', place: 'SurveyLab/0' },
						},
						0,
					),
				);
				expect(evaluated.length).toBeGreaterThan(2);
				expect(evaluated).toEqual([...new Set(evaluated)]);
			},
		);
	},
);
