/** One item's parameters, as the operations read them: values or refusals, never exceptions. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { baseUrlMessage, collectorMessage, tokenMessages, valueMessages } from '../delivery/messages';
import { Refusal } from '../fields/validate';
import { readCollector, type CollectorReference } from '../surveylab/collectorReference';
import { readBaseUrl } from '../surveylab/hosts';
import { tokenFault } from '../surveylab/token';
import { DEFAULT_OPTIONS, readOptions, type Options } from './common/options';
import type { Accounts } from './n8nPorts';

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

	/** What n8n holds for a parameter, its expressions evaluated for this item. */
	value(name: string): unknown {
		try {
			return this.context.getNodeParameter(name, this.index, undefined);
		} catch (error) {
			return new Refusal(valueMessages.unreadable(error instanceof Error ? error.message : 'unknown'));
		}
	}

	/** A collection of fields or options; empty when nothing was added. */
	collection(name: string): Readonly<Record<string, unknown>> | Refusal {
		const value = this.value(name);
		if (value instanceof Refusal) return value;
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	}

	collector(): CollectorReference | Refusal {
		const locator = this.value('collectorId');
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
		const raw = this.collection('options');
		return raw instanceof Refusal ? raw : readOptions(raw);
	}

	/** For what holds for a whole execution: the options, or the defaults where they cannot be read. */
	optionsOrDefaults(): Options {
		const options = this.options();
		return options instanceof Refusal ? DEFAULT_OPTIONS : options;
	}

	/** The account's Base URL, once the credential is such that a request can be made with it. */
	async accountBaseUrl(): Promise<string | Refusal> {
		const { apiToken, baseUrl } = await this.accounts.of(this.index);
		const token = tokenFault(apiToken);
		if (token !== undefined) return new Refusal(tokenMessages[token]);
		const base = readBaseUrl(baseUrl);
		return base.fault === undefined ? base.url : new Refusal(baseUrlMessage('Base URL', base.fault));
	}
}
