/** One item's parameters, as the operations read them: values or refusals, never exceptions. */

import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { baseUrlMessage, collectorMessage, tokenMessages, valueMessages } from '../delivery/messages';
import { Refusal } from '../fields/validate';
import { readCollector, type CollectorReference } from '../surveylab/collectorReference';
import { readBaseUrl } from '../surveylab/hosts';
import { tokenFault } from '../surveylab/token';
import { DEFAULT_OPTIONS, readOptions, type Options } from './common/options';
import { collectorProperty } from './common/collector';
import type { Account, Accounts } from './accounts';

/** A parameter as the node describes it. */
type NamedParameter = Pick<INodeProperties, 'name' | 'displayName'>;

/** What n8n says of an expression or a credential; it names nodes and fields, never their values. */
function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : 'no reason given';
}

export class ItemParameters {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly index: number,
		private readonly run: number,
		private readonly accounts: Accounts,
	) {}

	/** Names this item among all that this execution brings to the node. */
	get position(): string {
		return `${this.run}/${this.index}`;
	}

	/** The item as it came in. */
	get json(): unknown {
		return this.context.getInputData()[this.index]?.json;
	}

	/** What n8n holds for a parameter, its expressions evaluated for this item. */
	value({ name, displayName }: NamedParameter): unknown {
		try {
			return this.context.getNodeParameter(name, this.index, undefined);
		} catch (error) {
			return new Refusal(valueMessages.unreadable(displayName, sentenceOf(error)));
		}
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
		const { mode, value } =
			typeof locator === 'object' && locator !== null && 'value' in locator
				? (locator as { mode?: unknown; value: unknown })
				: { mode: 'id', value: locator };
		const reading = readCollector(mode === 'url' ? 'url' : 'id', value);
		return reading.fault === undefined ? reading.collector : new Refusal(collectorMessage(reading.fault));
	}

	options(): Options | Refusal {
		const raw = this.collection({ name: 'options', displayName: 'Options' });
		return raw instanceof Refusal ? raw : readOptions(raw);
	}

	/** For what holds for a whole execution: the options, or the defaults where they cannot be read. */
	optionsOrDefaults(): Options {
		const options = this.options();
		return options instanceof Refusal ? DEFAULT_OPTIONS : options;
	}

	/** The account's Base URL, once the credential is such that a request can be made with it. */
	async accountBaseUrl(): Promise<string | Refusal> {
		const account = await this.account();
		if (account instanceof Refusal) return account;
		const { apiToken, baseUrl } = account;
		const token = tokenFault(apiToken);
		if (token !== undefined) return new Refusal(tokenMessages[token]);
		const base = readBaseUrl(baseUrl);
		return base.fault === undefined ? base.url : new Refusal(baseUrlMessage('Base URL', base.fault));
	}

	private async account(): Promise<Account | Refusal> {
		try {
			return await this.accounts.of(this.index);
		} catch (error) {
			return new Refusal(valueMessages.credentialUnreadable(sentenceOf(error)));
		}
	}
}
