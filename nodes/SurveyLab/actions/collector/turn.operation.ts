import { identityHash } from '../../delivery/ledger';
import { Refusal } from '../../refusal';
import {
	collectorActionAddress,
	withMaskedToken,
	type CollectorAction,
} from '../../surveylab/addresses';
import { collectorProperty } from '../common/collector';
import { collectorOptions } from '../common/options';
import { known, previewed, refused, requestFacts, type Operation } from '../operation';

/** Turns a collector on or off, as SurveyLab's help documents it for SurveyLab's own integrations. */
function turn(action: CollectorAction): Operation {
	return {
		properties: [collectorProperty, collectorOptions],
		authenticated: true,

		async prepare(item) {
			const collector = item.collector();
			const options = item.options();
			const echo = known({ collectorId: collector instanceof Refusal ? collector : collector.id });
			if (collector instanceof Refusal) return refused(collector, echo);
			if (options instanceof Refusal) return refused(options, echo);
			const baseUrl = await item.accountBaseUrl();
			if (baseUrl instanceof Refusal) return refused(baseUrl, echo);
			const url = collectorActionAddress(baseUrl, collector.id, action);
			if (options.previewOnly) return previewed({ ...echo, url: withMaskedToken(url) });
			return {
				echo,
				order: {
					call: {
						endpoint: 'api',
						url,
						// A collector may be turned on, off and on again by one execution: each item is a call of its own.
						identity: identityHash([action, collector.id, item.position]),
						slashInValue: false,
						changesCollector: true,
					},
				},
			};
		},

		answer(success, { collectorId = '', url = '' }) {
			const { outcome } = success;
			return outcome === 'preview'
				? { outcome, collectorId, url }
				: { outcome, collectorId, ...requestFacts(success) };
		},
	};
}

export const turnOn = turn('turnOnCollector');
export const turnOff = turn('turnOffCollector');
