/** Which operations there are: resource → operation, as workflows store them. */

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { turnOff, turnOn } from './collector/turn.operation';
import { alphabetically } from './common/alphabetically';
import { addToCollector } from './contact/addToCollector.operation';
import type { Operation } from './operation';
import { tag } from './response/tag.operation';
import { create } from './surveyLink/create.operation';

interface OperationEntry {
	readonly shown: Omit<INodePropertyOptions, 'value'> & { action: string };
	readonly operation: Operation;
}

interface ResourceEntry {
	readonly name: string;
	readonly description: string;
	readonly operations: Readonly<Record<string, OperationEntry>>;
}

export const RESOURCES: Readonly<Record<string, ResourceEntry>> = {
	contact: {
		name: 'Contact',
		description: 'A respondent in the contact list of a collector',
		operations: {
			addToCollector: {
				shown: {
					name: 'Add to Collector',
					action: 'Add contact to collector',
					description:
						'Add a respondent to the contact list of a collector; an active collector sends the invitation at once',
				},
				operation: addToCollector,
			},
		},
	},
	collector: {
		name: 'Collector',
		description: 'What gathers the responses of a survey',
		operations: {
			turnOn: {
				shown: {
					name: 'Turn On',
					action: 'Turn on collector',
					description:
						"Let a collector gather responses. Documented by SurveyLab's help for its own integrations.",
				},
				operation: turnOn,
			},
			turnOff: {
				shown: {
					name: 'Turn Off',
					action: 'Turn off collector',
					description:
						"Stop a collector from gathering responses. Documented by SurveyLab's help for its own integrations.",
				},
				operation: turnOff,
			},
		},
	},
	response: {
		name: 'Response',
		description: 'A survey response',
		operations: {
			tag: {
				shown: {
					name: 'Tag',
					action: 'Tag survey response',
					description: 'Attach data to a survey response, so that it appears in the reports',
				},
				operation: tag,
			},
		},
	},
	surveyLink: {
		name: 'Survey Link',
		description: 'The link of a survey, with data of the respondent in it',
		operations: {
			create: {
				shown: {
					name: 'Create',
					action: 'Create survey link',
					description:
						'Build a link to the survey that carries data, to be sent by mail or chat; nothing is called',
				},
				operation: create,
			},
		},
	},
};

/** Every operation with the names under which workflows know it. */
export function allOperations(): Array<{ resource: string; name: string } & OperationEntry> {
	return Object.entries(RESOURCES).flatMap(([resource, { operations }]) =>
		Object.entries(operations).map(([name, entry]) => ({ resource, name, ...entry })),
	);
}

export function operationNamed(resource: string, name: string): Operation | undefined {
	return RESOURCES[resource]?.operations[name]?.operation;
}

/** Resources of which at least one operation needs the account's credential. */
export function authenticatedResources(): string[] {
	return [
		...new Set(
			allOperations()
				.filter(({ operation }) => operation.authenticated)
				.map(({ resource }) => resource),
		),
	];
}

const byName = alphabetically<{ name: string }>(({ name }) => name);

export function resourceProperty(): INodeProperties {
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'contact',
		options: Object.entries(RESOURCES)
			.map(([value, { name, description }]) => ({ name, value, description }))
			.sort(byName),
	};
}

function operationProperty(resource: string, { operations }: ResourceEntry): INodeProperties {
	const [first = ''] = Object.keys(operations);
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		default: first,
		options: Object.entries(operations)
			.map(([value, { shown }]) => ({ value, ...shown }))
			.sort(byName),
	};
}

/** All parameters of the node, each shown for its own resource and operation. */
export function nodeProperties(): INodeProperties[] {
	return [
		resourceProperty(),
		...Object.entries(RESOURCES).map(([resource, entry]) => operationProperty(resource, entry)),
		...allOperations().flatMap(({ resource, name, operation }) =>
			operation.properties.map((property) => ({
				...property,
				displayOptions: {
					...property.displayOptions,
					show: { ...property.displayOptions?.show, resource: [resource], operation: [name] },
				},
			})),
		),
	];
}
