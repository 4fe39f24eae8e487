/** One item's parameters, as the operations read them: values or refusals, never exceptions. */

import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
} from 'n8n-workflow';

import { baseUrlMessage, collectorMessage, tokenMessages, valueMessages } from '../messages';
import { onceEach } from '../memoize';
import { Refusal } from '../refusal';
import { readCollector, type CollectorReference } from '../surveylab/collectorReference';
import { readBaseUrl } from '../surveylab/hosts';
import { tokenFault } from '../surveylab/token';
import type { Account, Accounts } from '../n8n/accounts';
import { collectorProperty } from './common/collector';
import { DEFAULT_OPTIONS, readOptions, type Options } from './common/options';

/** A parameter as the node describes it. */
type NamedParameter = Pick<INodeProperties, 'name' | 'displayName'>;

/** What n8n says of an expression or a credential; it names nodes and fields, never their values. */
function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : 'no reason given';
}

/** As n8n stores it, an expression begins with `=`. */
function holdsExpression(stored: unknown): boolean {
	if (typeof stored === 'string') return stored.startsWith('=');
	return (
		typeof stored === 'object' && stored !== null && Object.values(stored).some(holdsExpression)
	);
}

const optionsIn = onceEach(readOptions);

const collectorIn = onceEach(
	({ mode, value }: { mode?: unknown; value?: unknown }): CollectorReference | Refusal => {
		const reading = readCollector(mode === 'url' ? 'url' : 'id', value);
		return reading.fault === undefined
			? reading.collector
			: new Refusal(collectorMessage(reading.fault));
	},
);

/** The account's Base URL, once the credential is such that a request can be made with it. */
const baseUrlIn = onceEach(({ apiToken, baseUrl }: Account): string | Refusal => {
	const token = tokenFault(apiToken);
	if (token !== undefined) return new Refusal(tokenMessages[token]);
	const base = readBaseUrl(baseUrl);
	return base.fault === undefined ? base.url : new Refusal(baseUrlMessage('Base URL', base.fault));
});

/** The parameters of one execution: those without an expression are the same for every item. */
export class ExecutionParameters {
	readonly items: readonly INodeExecutionData[];
	private readonly stored: INodeParameters;
	private readonly fixed = new Map<string, unknown>();

	constructor(
		private readonly context: IExecuteFunctions,
		readonly run: number,
		readonly accounts: Accounts,
	) {
		this.items = context.getInputData();
		this.stored = context.getNode().parameters;
	}

	of(index: number): ItemParameters {
		return new ItemParameters(this, index);
	}

	/** What n8n holds for a parameter, its expressions evaluated for this item. */
	value({ name, displayName }: NamedParameter, index: number): unknown {
		if (this.fixed.has(name)) return this.fixed.get(name);
		try {
			const value = this.context.getNodeParameter(name, index, undefined);
			if (!holdsExpression(this.stored[name])) this.fixed.set(name, value);
			return value;
		} catch (error) {
			return new Refusal(valueMessages.unreadable(displayName, sentenceOf(error)));
		}
	}
}

export class ItemParameters {
	constructor(
		private readonly execution: ExecutionParameters,
		private readonly index: number,
	) {}

	/** Names this item among all that this execution brings to the node. */
	get position(): string {
		return `${this.execution.run}/${this.index}`;
	}

	/** The item as it came in. */
	get json(): unknown {
		return this.execution.items[this.index]?.json;
	}

	value(parameter: NamedParameter): unknown {
		return this.execution.value(parameter, this.index);
	}

	/** A collection of fields or options; empty when nothing was added. */
	collection(parameter: NamedParameter): Readonly<Record<string, unknown>> | Refusal {
		const value = this.value(parameter);
		if (value instanceof Refusal) return value;
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	}

	collector(): CollectorReference | Refusal {
		const locator = this.value(collectorProperty);
		if (locator instanceof Refusal) return locator;
		// An expression or an AI model may give the bare id.
		return collectorIn(
			typeof locator === 'object' && locator !== null && 'value' in locator
				? locator
				: { value: locator },
		);
	}

	options(): Options | Refusal {
		const raw = this.collection({ name: 'options', displayName: 'Options' });
		return raw instanceof Refusal ? raw : optionsIn(raw);
	}

	/** For what holds for a whole execution: the options, or the defaults where they cannot be read. */
	optionsOrDefaults(): Options {
		const options = this.options();
		return options instanceof Refusal ? DEFAULT_OPTIONS : options;
	}

	/** The account's Base URL, or why no request can be made with the credential. */
	async accountBaseUrl(): Promise<string | Refusal> {
		try {
			return baseUrlIn(await this.execution.accounts.of(this.index));
		} catch (error) {
			return new Refusal(valueMessages.credentialUnreadable(sentenceOf(error)));
		}
	}
}
