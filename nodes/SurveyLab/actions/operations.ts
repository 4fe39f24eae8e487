/** All operations by resource, under the names that workflows store, in the order in which n8n shows them. */

import type { INodeProperties } from 'n8n-workflow';

import { turnOff, turnOn } from './collector/turn.operation';
import { addToCollector } from './contact/addToCollector.operation';
import type { Operation } from './operation';
import { tag } from './response/tag.operation';
import { create } from './surveyLink/create.operation';

interface Resource {
	readonly name: string;
	readonly description: string;
	readonly operations: Readonly<Record<string, Operation>>;
}

export const RESOURCES: Readonly<Record<string, Resource>> = {
	contact: {
		name: 'Contact',
		description: 'A respondent in the contact list of a collector',
		operations: { addToCollector },
	},
	surveyLink: {
		name: 'Survey Link',
		description: 'The link of a survey, with data of the respondent in it',
		operations: { create },
	},
	response: {
		name: 'Response',
		description: 'A survey response',
		operations: { tag },
	},
	collector: {
		name: 'Collector',
		description: 'What gathers the responses of a survey',
		operations: { turnOn, turnOff },
	},
};

interface NamedOperation {
	readonly resource: string;
	readonly name: string;
	readonly operation: Operation;
}

/** Every operation with the names under which workflows know it. */
export function allOperations(): NamedOperation[] {
	return Object.entries(RESOURCES).flatMap(([resource, { operations }]) =>
		Object.entries(operations).map(([name, operation]) => ({ resource, name, operation })),
	);
}

export function operationNamed(resource: string, name: string): Operation | undefined {
	return RESOURCES[resource]?.operations[name];
}

/** Resources of which at least one operation needs the account's credential. */
export function authenticatedResources(): string[] {
	const authenticated = allOperations().filter(({ operation }) => operation.authenticated);
	return [...new Set(authenticated.map(({ resource }) => resource))];
}

/** An n8n expression that says in words what the node does, e.g. "Add contact to collector". */
export function subtitle(): string {
	const actions = Object.fromEntries(
		allOperations().map(({ resource, name, operation }) => [
			`${resource}.${name}`,
			operation.shown.action,
		]),
	);
	return `={{ (${JSON.stringify(actions)})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

function resourceProperty(): INodeProperties {
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'contact',
		options: Object.entries(RESOURCES).map(([value, { name, description }]) => ({
			name,
			value,
			description,
		})),
	};
}

function operationProperty(resource: string, { operations }: Resource): INodeProperties {
	const [first = ''] = Object.keys(operations);
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		default: first,
		options: Object.entries(operations).map(([value, { shown }]) => ({ value, ...shown })),
	};
}

/** All parameters of the node, each shown for its own resource and operation. */
export function nodeProperties(): INodeProperties[] {
	return [
		resourceProperty(),
		...Object.entries(RESOURCES).map(([name, resource]) => operationProperty(name, resource)),
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
