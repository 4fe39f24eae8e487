import type { INodeExecutionData, IRun } from 'n8n-workflow';

import type { Execution } from './harness';

type Flat = Array<string | number | boolean | null | Record<string, unknown> | unknown[]>;

/**
 * Reads the form in which n8n stores an execution: a list in which every text inside an object or a list
 * is the place of the value it stands for.
 */
function unflatten(text: string): unknown {
	const flat = JSON.parse(text) as Flat;
	const done = new Map<number, unknown>();
	const at = (place: number): unknown => {
		const value = flat[place];
		if (typeof value !== 'object' || value === null) return value;
		if (done.has(place)) return done.get(place);
		const whole: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {};
		done.set(place, whole);
		for (const [name, part] of Object.entries(value)) {
			Object.assign(whole, { [name]: typeof part === 'string' ? at(Number(part)) : part });
		}
		return whole;
	};
	return at(0);
}

export class ExecutionRecord {
	private readonly data: IRun['data'];

	constructor(readonly execution: Execution) {
		this.data = unflatten(execution.data) as IRun['data'];
	}

	/** The items of every run of a node, by output. */
	runs(node: string): INodeExecutionData[][][] {
		const runs = this.data.resultData.runData[node] ?? [];
		return runs.map(({ data }) => (data?.main ?? []).map((items) => items ?? []));
	}

	/** The items of a node's last run, by output. */
	outputs(node: string): INodeExecutionData[][] {
		return this.runs(node).at(-1) ?? [];
	}

	/** What stopped the execution. */
	get error(): { message: string; description?: string | null | undefined } | undefined {
		return this.data.resultData.error;
	}
}
