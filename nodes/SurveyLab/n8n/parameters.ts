/** The parameters of a node as n8n holds them. One without an expression is read once for all items. */

import type { IExecuteFunctions, INodeParameters, INodeProperties } from 'n8n-workflow';

import type { ParameterReason } from '../messages/reasons';
import { failure, success, type Result } from '../surveylab/result';
import { isObject } from '../surveylab/values';

/** A parameter as the node describes it; `options` are the members of a collection. */
export type NamedParameter = Pick<INodeProperties, 'name' | 'displayName' | 'options'>;

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
	value(parameter: NamedParameter, index: number): Result<unknown, ParameterReason> {
		const { name } = parameter;
		const fixed = this.fixed.get(name);
		if (fixed !== undefined) return fixed;
		const value = this.read(name, parameter.displayName, index);
		if (value.ok && !holdsExpression(this.stored[name])) this.fixed.set(name, value);
		return value.ok ? value : (this.unreadableMember(parameter, index) ?? value);
	}

	private read(path: string, label: string, index: number): Result<unknown, ParameterReason> {
		try {
			return success(this.context.getNodeParameter(path, index, undefined));
		} catch (error) {
			return failure({ kind: 'parameterUnreadable', label, detail: sentenceOf(error) });
		}
	}

	/** The member of a collection whose expression does not work, because a person has to find it. */
	private unreadableMember(
		{ name, options = [] }: NamedParameter,
		index: number,
	): Result<never, ParameterReason> | undefined {
		const stored: unknown = this.stored[name];
		for (const member of options) {
			if (!isObject(stored) || !holdsExpression(stored[member.name])) continue;
			const label = 'displayName' in member ? member.displayName : member.name;
			const value = this.read(`${name}.${member.name}`, label, index);
			if (!value.ok) return value;
		}
		return undefined;
	}
}
