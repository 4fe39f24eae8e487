/** One item, as the operations read it. Each reading gives a value or a reason; none throws. */

import type { INodeExecutionData } from 'n8n-workflow';

import type { RunOfNode } from '../delivery/ledger';
import type { InvalidReason } from '../messages/reasons';
import type { Account, Accounts } from '../n8n/accounts';
import type { NamedParameter, Parameters } from '../n8n/parameters';
import { readCollector, type CollectorReference } from '../surveylab/collectorReference';
import { memoizeByObject } from '../surveylab/memoize';
import { success, withOrigin, type Result } from '../surveylab/result';
import { isObject } from '../surveylab/values';
import { collectorProperty } from './common/collector';
import { readSwitch } from './common/option';
import { OPTIONS, readItemOptions, readKeyPrefix, type ItemOptions } from './common/options';
import { previewOnly } from './common/preview';

/** What all items of an execution are read with. */
interface ExecutionInput {
	readonly items: readonly INodeExecutionData[];
	readonly parameters: Parameters;
	readonly accounts: Accounts;
	readonly run: RunOfNode;
}

type Read<Value> = Result<Value, InvalidReason>;

const NO_VALUES = {};

const collectorIn = memoizeByObject(
	({ value }: { readonly value?: unknown }): Read<CollectorReference> =>
		withOrigin('collector', readCollector(value)),
);

export class Item {
	private storedOptions: Read<Readonly<Record<string, unknown>>> | undefined;

	constructor(
		private readonly input: ExecutionInput,
		private readonly index: number,
	) {}

	/** Different for each item that this execution brings to the node. */
	get position(): string {
		return `${this.input.run.place}/${this.index}`;
	}

	/** n8n's number of the execution. */
	get execution(): string {
		return this.input.run.execution;
	}

	/** The item as it came in. */
	get json(): unknown {
		return this.input.items[this.index]?.json;
	}

	value(parameter: NamedParameter): Read<unknown> {
		return withOrigin('parameter', this.input.parameters.value(parameter, this.index));
	}

	/** A collection of fields or options; empty when nothing was added. */
	collection(parameter: NamedParameter): Read<Readonly<Record<string, unknown>>> {
		const read = this.value(parameter);
		if (!read.ok) return read;
		return success(isObject(read.value) ? read.value : NO_VALUES);
	}

	collector(): Read<CollectorReference> {
		const locator = this.value(collectorProperty);
		if (!locator.ok) return locator;
		// An expression or an AI model may give the bare id.
		return collectorIn(isObject(locator.value) ? locator.value : { value: locator.value });
	}

	/** Read once: an expression may give another value each time. */
	private optionValues(): Read<Readonly<Record<string, unknown>>> {
		return (this.storedOptions ??= this.collection(OPTIONS));
	}

	options(): Read<ItemOptions> {
		const values = this.optionValues();
		return values.ok ? withOrigin('option', readItemOptions(values.value)) : values;
	}

	/** The response key's prefix, although another option cannot be used; `undefined` where it is not known. */
	keyPrefix(): string | undefined {
		const values = this.optionValues();
		return values.ok ? readKeyPrefix(values.value) : undefined;
	}

	previewOnly(): Read<boolean> {
		const read = this.value(previewOnly);
		return read.ok ? withOrigin('option', readSwitch(previewOnly.displayName, read.value)) : read;
	}

	/** The text as n8n may store it: with a mask in place of the token, which a person may have dragged into a field. */
	scrub(text: string): string {
		return this.input.accounts.scrub(text);
	}

	/** The account, or why no request can be made with the credential. */
	async account(): Promise<Read<Account>> {
		return withOrigin('account', await this.input.accounts.of(this.index));
	}
}
