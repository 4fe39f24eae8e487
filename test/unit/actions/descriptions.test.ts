/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { SurveyLab } from '../../../nodes/SurveyLab/SurveyLab.node';

const { description } = new SurveyLab();
const { properties } = description;

type Entry = INodeProperties | INodePropertyCollection | INodePropertyOptions;

function isProperty(entry: Entry): entry is INodeProperties {
	return 'type' in entry && 'displayName' in entry;
}

/** The parameter and everything offered inside it. */
function inside(property: INodeProperties): INodeProperties[] {
	return [property, ...(property.options ?? []).filter(isProperty).flatMap(inside)];
}

const everything = properties.flatMap(inside);

function choices(property: INodeProperties): INodePropertyOptions[] {
	return property.type === 'options' ? (property.options as INodePropertyOptions[]) : [];
}

function shownFor(resource: string, operation: string): INodeProperties[] {
	return properties.filter(({ name, displayOptions }) => {
		const { resource: resources = [], operation: operations = [] } = displayOptions?.show ?? {};
		return name !== 'operation' && resources.includes(resource) && operations.includes(operation);
	});
}

function named(list: INodeProperties[], name: string): INodeProperties {
	const found = list.filter((property) => property.name === name);
	expect(found).toHaveLength(1);
	return found[0] as INodeProperties;
}

function members(list: INodeProperties[], name: string): INodeProperties[] {
	return named(list, name).options as INodeProperties[];
}

function names(list: ReadonlyArray<{ name: string }>): string[] {
	return list.map(({ name }) => name).sort();
}

const CUSTOM = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `custom${number}`);

/** As the documented interface lists them, for the operations that exist. */
const INTERFACE: Record<string, Record<string, { action: string; parameters: string[]; fields: [string, string[]]; options: string[] }>> = {
	contact: {
		addToCollector: {
			action: 'Add contact to collector',
			parameters: ['collectorId', 'email', 'crk', 'additionalFields', 'options'],
			fields: ['additionalFields', ['referrer', 'language', 'firstName', 'lastName', 'phone', ...CUSTOM]],
			options: [
				...['sendOnce', 'historySize', 'ignoreHistory', 'onUnknownOutcome'],
				...['maxConcurrency', 'maxAttempts', 'maxWait', 'timeout', 'previewOnly'],
			],
		},
	},
	response: {
		tag: {
			action: 'Tag survey response',
			parameters: ['collectorId', 'fields', 'options'],
			fields: ['fields', ['referrer', 'email', 'phone', 'firstName', 'lastName', 'language', 'crk', ...CUSTOM]],
			options: [
				...['maxConcurrency', 'maxAttempts', 'maxWait', 'timeout', 'previewOnly'],
				...['slashes', 'slashReplacement', 'surveyBaseUrl'],
			],
		},
	},
};

const OPTIONS: Record<string, Partial<INodeProperties>> = {
	sendOnce: { displayName: 'Send Each Response Key Only Once', type: 'boolean', default: false },
	historySize: { displayName: 'History Size', type: 'number', default: 10_000 },
	ignoreHistory: { displayName: 'Ignore History This Time', type: 'boolean', default: false },
	onUnknownOutcome: { displayName: 'When the Outcome Is Unknown', type: 'options', default: 'doNotRetry' },
	maxConcurrency: {
		displayName: 'Max Concurrent Requests',
		type: 'number',
		default: 5,
		typeOptions: { minValue: 1, maxValue: 50 },
	},
	maxAttempts: { displayName: 'Max Attempts', type: 'number', default: 4, typeOptions: { minValue: 1, maxValue: 8 } },
	maxWait: { displayName: 'Longest Wait (Seconds)', type: 'number', default: 60, typeOptions: { minValue: 1, maxValue: 300 } },
	timeout: { displayName: 'Timeout (Seconds)', type: 'number', default: 30, typeOptions: { minValue: 1, maxValue: 300 } },
	previewOnly: { displayName: 'Preview Only', type: 'boolean', default: false },
	slashes: { displayName: 'Slashes in Values', type: 'options', default: 'encode' },
	slashReplacement: { displayName: 'Replace Slashes With', type: 'string', default: '_' },
	surveyBaseUrl: { displayName: 'Survey Base URL', type: 'string', default: '' },
};

const CHOICES: Record<string, string[]> = {
	onUnknownOutcome: ['doNotRetry', 'retryOnce'],
	slashes: ['encode', 'encodeTwice', 'refuse', 'replace'],
};

const operations = Object.entries(INTERFACE).flatMap(([resource, entries]) =>
	Object.entries(entries).map(([operation, expected]) => ({ resource, operation, ...expected })),
);

describe('the node', () => {
	it('is known to workflows by its name and shown by its label', () => {
		expect(description).toMatchObject({ name: 'surveyLab', displayName: 'SurveyLab', version: 1, usableAsTool: true });
		expect(description.defaults).toEqual({ name: 'SurveyLab' });
		expect([description.inputs, description.outputs]).toEqual([['main'], ['main']]);
	});

	it('has its icons beside it', () => {
		const folder = join(__dirname, '../../../nodes/SurveyLab');
		const { light, dark } = description.icon as { light: string; dark: string };
		for (const icon of [light, dark]) expect(existsSync(join(folder, icon.replace('file:', '')))).toBe(true);
	});

	it('has one credential entry, required, shown only for what needs the account', () => {
		expect(description.credentials).toEqual([
			{
				name: 'surveyLabApi',
				required: true,
				displayOptions: { show: { resource: ['contact'] } },
				testedBy: 'surveyLabApiTest',
			},
		]);
		expect(new SurveyLab().methods.credentialTest).toHaveProperty('surveyLabApiTest', expect.any(Function));
	});
});

describe('resources and operations', () => {
	it('are those of the interface', () => {
		expect(names(properties.filter(({ name }) => name === 'resource'))).toEqual(['resource']);
		const resources = choices(named(properties, 'resource'));
		expect(resources.map(({ value }) => value).sort()).toEqual(Object.keys(INTERFACE).sort());
		for (const [resource, entries] of Object.entries(INTERFACE)) {
			const [operation, ...more] = properties.filter(
				({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource),
			);
			expect(more).toEqual([]);
			const offered = choices(operation as INodeProperties);
			expect(offered.map(({ value, action }) => [value, action])).toEqual(
				Object.entries(entries).map(([name, { action }]) => [name, action]),
			);
			expect(offered.map(({ value }) => value)).toContain(operation?.default);
		}
	});

	it('are chosen, not computed', () => {
		for (const property of properties.filter(({ name }) => name === 'resource' || name === 'operation')) {
			expect(property.noDataExpression).toBe(true);
		}
	});

	it('have labels a person reads', () => {
		const shown = properties.filter(({ name }) => name === 'resource' || name === 'operation').flatMap(choices);
		expect(shown.map(({ name }) => name)).toEqual(['Contact', 'Response', 'Add to Collector', 'Tag']);
	});
});

describe.each(operations)('$resource: $operation', ({ resource, operation, parameters, fields: [collection, fields], options }) => {
	const shown = shownFor(resource, operation);

	it('has the parameters of the interface', () => {
		expect(shown.map(({ name }) => name)).toEqual(parameters);
	});

	it('offers the fields of the interface', () => {
		expect(named(shown, collection)).toMatchObject({ type: 'collection', default: {} });
		expect(names(members(shown, collection))).toEqual([...fields].sort());
		for (const field of members(shown, collection)) expect(field).toMatchObject({ type: 'string', default: '' });
	});

	it('offers the options of the interface, with their defaults and limits', () => {
		expect(named(shown, 'options')).toMatchObject({ displayName: 'Options', type: 'collection', default: {} });
		expect(names(members(shown, 'options'))).toEqual([...options].sort());
		for (const option of members(shown, 'options')) {
			expect(option).toMatchObject(OPTIONS[option.name] ?? {});
			if (CHOICES[option.name] !== undefined) expect(choices(option).map(({ value }) => value)).toEqual(CHOICES[option.name]);
		}
	});

	it('asks for the collector by its id or by a survey link', () => {
		const collector = named(shown, 'collectorId');
		expect(collector).toMatchObject({ displayName: 'Collector', type: 'resourceLocator', required: true, default: { mode: 'id', value: '' } });
		expect(collector.modes?.map(({ name, type }) => [name, type])).toEqual([
			['id', 'string'],
			['url', 'string'],
		]);
	});
});

describe('adding a contact', () => {
	it.each([
		['email', 'Email'],
		['crk', 'Response Key'],
	])('requires %s', (name, displayName) => {
		expect(named(shownFor('contact', 'addToCollector'), name)).toMatchObject({ displayName, type: 'string', required: true, default: '' });
	});
});

describe('the check of a collector while typing', () => {
	const modes = named(shownFor('contact', 'addToCollector'), 'collectorId').modes ?? [];
	const passes = (mode: string, value: string) =>
		(modes.find(({ name }) => name === mode)?.validation ?? []).every((rule) =>
			'properties' in rule && new RegExp((rule.properties as { regex: string }).regex).test(value),
		);

	it.each(['', 'abc', 'a b', 'https://x.example/pageTag/SurveyCampaign/cId/abc', 'line\nbreak'])('lets %j through', (value) => {
		expect([passes('id', value), passes('url', value)]).toEqual([true, true]);
	});

	it.each(['https://x.example/api.php?apiToken=x', 'https://x.example/pageTag/SurveyCampaign/cId/abc?APITOKEN=x', 'abc\napitoken=x'])(
		'stops %j, which holds a token',
		(value) => {
			expect([passes('id', value), passes('url', value)]).toEqual([false, false]);
		},
	);
});

describe('every parameter', () => {
	// "Options", "Resource" and "Operation" say enough by themselves.
	const described = everything.filter(({ name }) => !['resource', 'operation', 'options'].includes(name));

	it.each(described.map((property) => [`${property.displayName} (${property.name})`, property] as const))('%s is described', (_, property) => {
		expect(property.description ?? '').not.toBe('');
		expect(property.description).not.toMatch(/^\s|\s$|undefined/);
		// One sentence has no full stop, several have one each.
		const sentences = (property.description ?? '').split(/(?<=\.) (?=[A-Z])/).length;
		expect((property.description ?? '').endsWith('.')).toBe(sentences > 1);
	});

	it('that is switched on or off begins with "Whether"', () => {
		const switches = everything.filter(({ type }) => type === 'boolean');
		expect(switches.length).toBeGreaterThan(2);
		for (const { description: text } of switches) expect(text).toMatch(/^Whether /);
	});

	it('stands in a collection by the alphabet of the labels', () => {
		const collections = everything.filter(({ type }) => type === 'collection');
		expect(collections).toHaveLength(4);
		for (const { options } of collections) {
			const labels = (options as INodeProperties[]).map(({ displayName }) => displayName);
			expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
		}
	});

	it('that offers choices describes each and orders them by the alphabet', () => {
		for (const property of everything.filter(({ type }) => type === 'options')) {
			const labels = choices(property).map(({ name }) => name);
			expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
			for (const choice of choices(property)) expect(choice.description ?? '').not.toBe('');
			expect(choices(property).map(({ value }) => value)).toContain(property.default);
		}
	});

	it('has a label in title case', () => {
		for (const { displayName } of everything) expect(displayName).toMatch(/^[A-Z]/);
	});

	it('of a list is shown for its own operation only', () => {
		for (const property of properties.filter(({ name }) => name !== 'resource' && name !== 'operation')) {
			const show = property.displayOptions?.show ?? {};
			expect(Object.keys(show).sort()).toEqual(['operation', 'resource']);
			expect([show.resource?.length, show.operation?.length]).toEqual([1, 1]);
		}
	});
});
