/** What becomes of a sample payload at SurveyLab: the request that arrives, or the sentence. */

import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../sandbox';
import type { Sample } from '../sources/samples';
import { byId, CONTINUE, jsons, runNode } from './workflows';

/** "Add contact to collector" with a source. */
export function sourceParameters(
	sandbox: Sandbox,
	source: string,
	options: IDataObject = {},
	more: IDataObject = {},
): IDataObject {
	return {
		resource: 'contact',
		operation: 'addToCollector',
		collectorId: byId(sandbox.collectorId),
		fieldMapping: source,
		additionalFields: {},
		options,
		...more,
	};
}

export interface RequestRow {
	readonly payload: string;
	readonly source: string;
	/** The parameters that arrived, without token and collector. */
	readonly request?: Readonly<Record<string, string>>;
	readonly sentence?: string;
}

/** Runs one payload through the node, with its source as Data Comes From and nothing else filled in. */
export async function requestOf(
	sandbox: Sandbox,
	{ title, source, item }: Sample,
): Promise<RequestRow> {
	sandbox.reset();
	const result = await runNode(sandbox, sourceParameters(sandbox, source), [item], {
		settings: CONTINUE,
	});
	const [output] = jsons(result);
	const [sent] = sandbox.requests;
	if (sent === undefined) return { payload: title, source, sentence: String(output?.error) };
	const request = Object.fromEntries(
		Object.entries(sent.query).filter(([parameter]) => !['apiToken', 'cId'].includes(parameter)),
	);
	return { payload: title, source, request };
}
