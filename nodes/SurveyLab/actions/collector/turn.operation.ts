import { apiTexts, KEEP_GOING, PLAN, type OperationTexts } from '../../messages/response';
import {
	collectorActionAddress,
	withMaskedToken,
	type CollectorAction,
} from '../../surveylab/addresses';
import { hashOf } from '../../surveylab/hash';
import { withOrigin } from '../../surveylab/result';
import { collectorProperty } from '../common/collector';
import { collectorOptions } from '../common/options';
import { previewNotice, previewOnly } from '../common/preview';
import type { Item } from '../item';
import {
	invalid,
	previewed,
	requestFacts,
	type Echo,
	type Operation,
	type Prepared,
} from '../operation';

const texts: OperationTexts = {
	...apiTexts,
	rejected: {
		message: 'SurveyLab did not change the collector',
		description: `Check that Collector is right and that ${PLAN}, then run the item again.`,
	},
	lookFirst: 'Look in SurveyLab whether the collector is on or off now.',
	runAgain: `To run the workflow again safely, ${KEEP_GOING}.`,
};

type Turn = Pick<Operation, 'shown' | 'acceptedAs'> & {
	readonly action: CollectorAction;
	/** What a person reads below Preview Only. */
	readonly effect: string;
};

async function prepare(item: Item, action: CollectorAction): Promise<Prepared> {
	const collector = item.collector();
	if (!collector.ok) return invalid(collector, {});
	const echo: Echo = { collectorId: collector.value.id };
	const options = item.options();
	const preview = item.previewOnly();
	if (!options.ok) return invalid(options, echo);
	if (!preview.ok) return invalid(preview, echo);
	const account = await item.account();
	if (!account.ok) return invalid(account, echo);
	const { id, baseUrl } = account.value;
	const address = withOrigin(
		'address',
		collectorActionAddress({ baseUrl, collectorId: collector.value.id, action }),
	);
	if (!address.ok) return invalid(address, echo);
	if (preview.value) return previewed({ ...echo, url: withMaskedToken(address.value) });
	return {
		echo,
		request: {
			endpoint: 'api',
			url: address.value,
			account: id,
			// One execution may turn a collector on, off and on again, so the key names the item.
			idempotencyKey: hashOf([action, id, collector.value.id, item.position]),
			policy: options.value.policy,
		},
	};
}

/** Turns a collector on or off, as SurveyLab's help documents it for SurveyLab's own integrations. */
function turn({ action, effect, shown, acceptedAs }: Turn): Operation {
	return {
		shown,
		properties: [collectorProperty, previewOnly, previewNotice(effect), collectorOptions],
		authenticated: true,
		acceptedAs,
		texts,

		prepare: async (item) => await prepare(item, action),

		answer(successful, { collectorId = '', url = '' }) {
			const { outcome } = successful;
			return outcome === 'preview'
				? { outcome, collectorId, url }
				: { outcome, collectorId, ...requestFacts(successful) };
		},
	};
}

const DOCUMENTED = "Documented by SurveyLab's help for its own integrations.";

export const turnOn = turn({
	action: 'turnOnCollector',
	acceptedAs: 'turnedOn',
	effect: 'Running this step turns the collector on.',
	shown: {
		name: 'Turn On',
		action: 'Turn on collector',
		description: `Let a collector gather responses. ${DOCUMENTED}`,
	},
});

export const turnOff = turn({
	action: 'turnOffCollector',
	acceptedAs: 'turnedOff',
	effect: 'Running this step turns the collector off.',
	shown: {
		name: 'Turn Off',
		action: 'Turn off collector',
		description: `Stop a collector from gathering responses. ${DOCUMENTED}`,
	},
});
