import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INode } from 'n8n-workflow';

import { addHint, failedJson, nodeError } from '../../../nodes/SurveyLab/n8n/output';

const text = { message: 'Email is empty', description: 'Fill in Email.' };
const reason = { kind: 'cancelled' };
const node: INode = {
	id: '1',
	name: 'Invite',
	type: 'n8n-nodes-surveylab.surveyLab',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

describe('the json of an item that failed', () => {
	it('has `error` and `details` alone, which n8n routes to the error output', () => {
		const failure = { outcome: 'rejected', reason, attempts: 2, statusCode: 404 } as const;
		expect(failedJson({ failure, text, collectorId: 'c', crk: 'k' })).toEqual({
			error: 'Email is empty',
			details: {
				reason: 'Fill in Email.',
				collectorId: 'c',
				crk: 'k',
				statusCode: 404,
				attempts: 2,
				outcome: 'rejected',
			},
		});
	});

	it('leaves out what is not known', () => {
		const failure = { outcome: 'invalid', reason, attempts: 0 } as const;
		expect(Object.keys(failedJson({ failure, text }).details as object)).toEqual([
			'reason',
			'attempts',
			'outcome',
		]);
	});
});

describe('the error that stops a workflow', () => {
	it('is an operation error for an item that was not sent because of its values', () => {
		const error = nodeError(node, { outcome: 'invalid', reason, attempts: 0 }, text, 3);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ ...text, context: { itemIndex: 3 } });
	});

	it('is an API error with the status for any other', () => {
		const failure = { outcome: 'rejected', reason, attempts: 1, statusCode: 404 } as const;
		const error = nodeError(node, failure, text, 0);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ ...text, httpCode: '404', context: { itemIndex: 0 } });
	});
});

it('hints stand in the output pane, where n8n has them', () => {
	const addExecutionHints = jest.fn();
	addHint({ addExecutionHints } as unknown as IExecuteFunctions, 'SurveyLab: 1 accepted.', 'info');
	expect(addExecutionHints).toHaveBeenCalledWith({
		message: 'SurveyLab: 1 accepted.',
		type: 'info',
		location: 'outputPane',
	});
	expect(() => addHint({} as unknown as IExecuteFunctions, 'x', 'warning')).not.toThrow();
});
