/** The parameters of a node as n8n holds them. One without an expression is read once for all items. */

import type { IExecuteFunctions, INodeParameters, INodeProperties } from 'n8n-workflow';

import type { ParameterReason } from '../messages/reasons';
import { failure, success, type Result } from '../surveylab/result';
import { isObject } from '../surveylab/values';

/** A parameter as the node describes it. */
export type NamedParameter = Pick<INodeProperties, 'name' | 'displayName'>;

/** What n8n says of an expression or a credential; it names nodes and fields, never their values. */
export function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : 'no reason given';
}

/** As n8n stores it, an expression begins with `=`. */
function holdsExpression(stored: unknown): boolean {
	if (typeof stored === 'string') return stored.startsWith('=');
	return isObject(stored) && Object.values(stored).some(holdsExpression);
}

export class Parameters {
	private readonly stored: INodeParameters;
	private readonly fixed = new Map<string, Result<unknown, ParameterReason>>();

	constructor(private readonly context: IExecuteFunctions) {
		this.stored = context.getNode().parameters;
	}

	/** What n8n holds for a parameter, its expressions evaluated for this item. */
	value({ name, displayName }: NamedParameter, index: number): Result<unknown, ParameterReason> {
		const fixed = this.fixed.get(name);
		if (fixed !== undefined) return fixed;
		try {
			const value = success(this.context.getNodeParameter(name, index, undefined));
			if (!holdsExpression(this.stored[name])) this.fixed.set(name, value);
			return value;
		} catch (error) {
			return failure({
				kind: 'parameterUnreadable',
				label: displayName,
				detail: sentenceOf(error),
			});
		}
	}
}
