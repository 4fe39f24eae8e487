/** "Add contact to collector" up to the request, without n8n: one item and parameters in, request or sentence out. */

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { addToCollector } from '../../../nodes/SurveyLab/actions/contact/addToCollector.operation';
import { Item } from '../../../nodes/SurveyLab/actions/item';
import { isFailure } from '../../../nodes/SurveyLab/delivery/outcome';
import { failureMessage } from '../../../nodes/SurveyLab/messages';
import { Accounts } from '../../../nodes/SurveyLab/n8n/accounts';
import { Parameters } from '../../../nodes/SurveyLab/n8n/parameters';

export type Prepared =
	| { readonly request: Readonly<Record<string, string>>; readonly sentence?: undefined }
	| {
			readonly request?: undefined;
			readonly sentence: { readonly message: string; readonly description: string };
	  };

/** The request for an item that is read as the source's. */
export async function prepareContact(source: string, json: unknown): Promise<Prepared> {
	const parameters: IDataObject = {
		collectorId: { mode: 'id', value: 'collector-1' },
		fieldMapping: source,
		options: {},
	};
	const context = {
		getNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ parameters }),
		getCredentials: async () => ({ apiToken: 'token', baseUrl: 'https://www.example.com' }),
	} as unknown as IExecuteFunctions;
	const input = {
		items: [{ json: json as IDataObject }],
		parameters: new Parameters(context),
		accounts: new Accounts(context),
		run: { execution: '17', place: 'SurveyLab/0' },
	};
	const prepared = await addToCollector.prepare(new Item(input, 0));
	if ('request' in prepared) {
		return { request: Object.fromEntries(new URL(prepared.request.url).searchParams) };
	}
	if (!isFailure(prepared.outcome)) throw new Error('Neither a request nor a sentence');
	return { sentence: failureMessage(prepared.outcome.reason, addToCollector.texts) };
}
