/** "Add contact to collector" up to the request, without n8n: one item and parameters in, request or sentence out. */

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { addToCollector } from '../../../nodes/SurveyLab/actions/contact/addToCollector.operation';
import { ExecutionParameters } from '../../../nodes/SurveyLab/actions/itemParameters';
import type { Accounts } from '../../../nodes/SurveyLab/n8n/accounts';

export type Prepared =
	| { readonly request: Readonly<Record<string, string>>; readonly sentence?: undefined }
	| {
			readonly request?: undefined;
			readonly sentence: { readonly message: string; readonly description: string };
	  };

const accounts = {
	of: async () => ({ apiToken: 'token', baseUrl: 'https://www.example.com' }),
} as unknown as Accounts;

/** The request for an item that is read as the source's. */
export async function prepareContact(
	source: string,
	json: unknown,
	more: IDataObject = {},
): Promise<Prepared> {
	const parameters: IDataObject = {
		collectorId: { mode: 'id', value: 'collector-1' },
		fieldMapping: source,
		options: {},
		...more,
	};
	const context = {
		getNodeParameter: (name: string) => parameters[name],
		getInputData: () => [{ json }],
		getNode: () => ({ parameters }),
	} as unknown as IExecuteFunctions;
	const { order } = await addToCollector.prepare(
		new ExecutionParameters(context, 0, accounts).of(0),
	);
	if ('call' in order) return { request: Object.fromEntries(new URL(order.call.url).searchParams) };
	if (!('text' in order.outcome)) throw new Error('Neither a request nor a sentence');
	return { sentence: order.outcome.text };
}
