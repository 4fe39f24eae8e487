/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
	displayParameter,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { allOperations } from '../../../nodes/SurveyLab/actions/operations';
import { fieldNamed, type FieldName } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { shownPath, SOURCES } from '../../../nodes/SurveyLab/sources';
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

/** The fields of a survey address. */
const ALL_FIELDS = [
	'referrer',
	'email',
	'phone',
	'firstName',
	'lastName',
	'language',
	'crk',
	...CUSTOM,
];
const CALL_OPTIONS = ['maxConcurrency', 'maxAttempts', 'maxWait', 'timeout', 'previewOnly'];
const ADDRESS_OPTIONS = ['slashes', 'slashReplacement', 'surveyBaseUrl'];

/** The choices of Field Mapping beside `manual`, in the interface's order, and as a person reads them. */
const SOURCE_CHOICES: Array<[id: string, label: string]> = [
	['chatwoot', 'Chatwoot'],
	['freshdesk', 'Freshdesk'],
	['gorgias', 'Gorgias'],
	['helpScout', 'Help Scout'],
	['hubspot', 'HubSpot (Contact)'],
	['intercom', 'Intercom'],
	['jira', 'Jira'],
	['pipedrive', 'Pipedrive (Person)'],
	['salesforce', 'Salesforce (Contact)'],
	['shopify', 'Shopify'],
	['tawkTo', 'tawk.to'],
	['wooCommerce', 'WooCommerce'],
	['zammad', 'Zammad'],
	['zendesk', 'Zendesk'],
	['zohoDesk', 'Zoho Desk'],
];
const NOTICES = SOURCE_CHOICES.map(([id]) => `${id}Notice`);

interface ExpectedOperation {
	readonly name: string;
	readonly action: string;
	readonly parameters: readonly string[];
	/** The collections of fields, in the order of the parameters. */
	readonly fields: ReadonlyArray<readonly [name: string, members: readonly string[]]>;
	readonly options: readonly string[];
}

const surveyTag = {
	parameters: ['collectorId', 'fieldMapping', ...NOTICES, 'fields', 'options'],
	fields: [['fields', ALL_FIELDS]],
} as const;
const collectorSwitch = {
	parameters: ['collectorId', 'options'],
	fields: [],
	options: CALL_OPTIONS,
} as const;

/** As the documented interface lists them. */
const INTERFACE: Record<string, { name: string; operations: Record<string, ExpectedOperation> }> = {
	collector: {
		name: 'Collector',
		operations: {
			turnOff: { name: 'Turn Off', action: 'Turn off collector', ...collectorSwitch },
			turnOn: { name: 'Turn On', action: 'Turn on collector', ...collectorSwitch },
		},
	},
	contact: {
		name: 'Contact',
		operations: {
			addToCollector: {
				name: 'Add to Collector',
				action: 'Add contact to collector',
				parameters: [
					'collectorId',
					'fieldMapping',
					...NOTICES,
					'email',
					'crk',
					'additionalFields',
					'additionalFields',
					'options',
				],
				fields: [
					[
						'additionalFields',
						['referrer', 'language', 'firstName', 'lastName', 'phone', ...CUSTOM],
					],
					['additionalFields', ALL_FIELDS],
				],
				options: [
					'sendOnce',
					'historySize',
					'ignoreHistory',
					'onUnknownOutcome',
					'crkPrefix',
					...CALL_OPTIONS,
				],
			},
		},
	},
	response: {
		name: 'Response',
		operations: {
			tag: {
				name: 'Tag',
				action: 'Tag survey response',
				...surveyTag,
				options: [...CALL_OPTIONS, ...ADDRESS_OPTIONS],
			},
		},
	},
	surveyLink: {
		name: 'Survey Link',
		operations: {
			create: {
				name: 'Create',
				action: 'Create survey link',
				...surveyTag,
				options: ['previewOnly', ...ADDRESS_OPTIONS],
			},
		},
	},
};

const OPTIONS: Record<string, Partial<INodeProperties>> = {
	sendOnce: { displayName: 'Send Each Response Key Only Once', type: 'boolean', default: false },
	historySize: { displayName: 'History Size', type: 'number', default: 10_000 },
	ignoreHistory: { displayName: 'Ignore History This Time', type: 'boolean', default: false },
	onUnknownOutcome: {
		displayName: 'When the Outcome Is Unknown',
		type: 'options',
		default: 'doNotRetry',
	},
	maxConcurrency: {
		displayName: 'Max Concurrent Requests',
		type: 'number',
		default: 5,
		typeOptions: { minValue: 1, maxValue: 50 },
	},
	maxAttempts: {
		displayName: 'Max Attempts',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 1, maxValue: 8 },
	},
	maxWait: {
		displayName: 'Longest Wait (Seconds)',
		type: 'number',
		default: 60,
		typeOptions: { minValue: 1, maxValue: 300 },
	},
	timeout: {
		displayName: 'Timeout (Seconds)',
		type: 'number',
		default: 30,
		typeOptions: { minValue: 1, maxValue: 300 },
	},
	previewOnly: { displayName: 'Preview Only', type: 'boolean', default: false },
	slashes: { displayName: 'Slashes in Values', type: 'options', default: 'encode' },
	slashReplacement: { displayName: 'Replace Slashes With', type: 'string', default: '_' },
	surveyBaseUrl: { displayName: 'Survey Base URL', type: 'string', default: '' },
	crkPrefix: { displayName: 'Response Key Prefix', type: 'string', default: '' },
};

const CHOICES: Record<string, string[]> = {
	onUnknownOutcome: ['doNotRetry', 'retryOnce'],
	slashes: ['encode', 'encodeTwice', 'refuse', 'replace'],
};

const operations = Object.entries(INTERFACE).flatMap(([resource, entry]) =>
	Object.entries(entry.operations).map(([operation, expected]) => ({
		resource,
		operation,
		...expected,
	})),
);

describe('the node', () => {
	it('is known to workflows by its name and shown by its label', () => {
		expect(description).toMatchObject({
			name: 'surveyLab',
			displayName: 'SurveyLab',
			version: 1,
			usableAsTool: true,
		});
		expect(description.defaults).toEqual({ name: 'SurveyLab' });
		expect([description.inputs, description.outputs]).toEqual([['main'], ['main']]);
	});

	it('has its icons beside it', () => {
		const folder = join(__dirname, '../../../nodes/SurveyLab');
		const { light, dark } = description.icon as { light: string; dark: string };
		for (const icon of [light, dark])
			expect(existsSync(join(folder, icon.replace('file:', '')))).toBe(true);
	});

	it('has one credential entry, required, shown only for what needs the account', () => {
		expect(description.credentials).toEqual([
			{
				name: 'surveyLabApi',
				required: true,
				displayOptions: { show: { resource: ['contact', 'collector'] } },
				testedBy: 'surveyLabApiTest',
			},
		]);
		expect(new SurveyLab().methods.credentialTest).toHaveProperty(
			'surveyLabApiTest',
			expect.any(Function),
		);
	});
});

describe('resources and operations', () => {
	it('are those of the interface, with the labels a person reads', () => {
		const resources = choices(named(properties, 'resource'));
		expect(resources.map(({ value, name }) => [value, name])).toEqual(
			Object.entries(INTERFACE).map(([value, { name }]) => [value, name]),
		);
		for (const [resource, { operations: expected }] of Object.entries(INTERFACE)) {
			const [operation, ...more] = properties.filter(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.resource?.includes(resource),
			);
			expect(more).toEqual([]);
			const offered = choices(operation as INodeProperties);
			expect(offered.map(({ value, name, action }) => [value, name, action])).toEqual(
				Object.entries(expected).map(([value, { name, action }]) => [value, name, action]),
			);
			expect(offered.map(({ value }) => value)).toContain(operation?.default);
		}
	});

	it('need the credential as the interface says', () => {
		expect(
			allOperations().map(({ resource, name, operation }) => [
				`${resource}:${name}`,
				operation.authenticated,
			]),
		).toEqual([
			['contact:addToCollector', true],
			['collector:turnOn', true],
			['collector:turnOff', true],
			['response:tag', false],
			['surveyLink:create', false],
		]);
	});

	it('are chosen, not computed', () => {
		for (const property of properties.filter(
			({ name }) => name === 'resource' || name === 'operation',
		)) {
			expect(property.noDataExpression).toBe(true);
		}
	});
});

describe.each(operations)(
	'$resource: $operation',
	({ resource, operation, parameters, fields, options }) => {
		const shown = shownFor(resource, operation);

		it('has the parameters of the interface', () => {
			expect(shown.map(({ name }) => name)).toEqual(parameters);
		});

		it('offers the fields of the interface', () => {
			const collections = shown.filter(
				({ name, type }) => type === 'collection' && name !== 'options',
			);
			expect(
				collections.map((collection) => [
					collection.name,
					names(collection.options as INodeProperties[]),
				]),
			).toEqual(fields.map(([name, members]) => [name, [...members].sort()]));
			for (const collection of collections) {
				expect(collection).toMatchObject({ type: 'collection', default: {} });
				for (const field of collection.options as INodeProperties[])
					expect(field).toMatchObject({ type: 'string', default: '' });
			}
		});

		it('offers the options of the interface, with their defaults and limits', () => {
			expect(named(shown, 'options')).toMatchObject({
				displayName: 'Options',
				type: 'collection',
				default: {},
			});
			expect(names(members(shown, 'options'))).toEqual([...options].sort());
			for (const option of members(shown, 'options')) {
				expect(option).toMatchObject(OPTIONS[option.name] ?? {});
				if (CHOICES[option.name] !== undefined)
					expect(choices(option).map(({ value }) => value)).toEqual(CHOICES[option.name]);
			}
		});

		it('asks for the collector by its id or by a survey link', () => {
			const collector = named(shown, 'collectorId');
			expect(collector).toMatchObject({
				displayName: 'Collector',
				type: 'resourceLocator',
				required: true,
				default: { mode: 'id', value: '' },
			});
			expect(
				collector.modes?.map(({ name, type, displayName }) => [name, type, displayName]),
			).toEqual([
				['id', 'string', 'By ID'],
				['url', 'string', 'By URL'],
			]);
		});
	},
);

describe('adding a contact', () => {
	const shown = shownFor('contact', 'addToCollector');
	const shownWith = (fieldMapping: string) =>
		names(
			shown.filter((property) =>
				displayParameter(
					{ resource: 'contact', operation: 'addToCollector', fieldMapping },
					property,
					null,
					null,
				),
			),
		);

	it.each([
		['email', 'Email'],
		['crk', 'Response Key'],
	])('requires %s', (name, displayName) => {
		expect(named(shown, name)).toMatchObject({
			displayName,
			type: 'string',
			required: true,
			default: '',
		});
	});

	it('shows Email and Response Key where each field is mapped by hand', () => {
		expect(shownWith('manual')).toEqual([
			'additionalFields',
			'collectorId',
			'crk',
			'email',
			'fieldMapping',
			'options',
		]);
	});

	it.each(SOURCE_CHOICES)(
		'shows the notice of %s alone, and no required fields, with that source',
		(id) => {
			expect(shownWith(id)).toEqual(
				['additionalFields', 'collectorId', 'fieldMapping', 'options', `${id}Notice`].sort(),
			);
		},
	);

	it.each([['manual', false], ...SOURCE_CHOICES.map(([id]) => [id, true] as const)] as const)(
		'with %s offers Email and Response Key among the additional fields: %s',
		(fieldMapping, offered) => {
			const [additional, ...more] = shown.filter(
				(property) =>
					property.name === 'additionalFields' &&
					displayParameter(
						{ resource: 'contact', operation: 'addToCollector', fieldMapping },
						property,
						null,
						null,
					),
			);
			expect(more).toEqual([]);
			const offers = names(additional?.options as INodeProperties[]);
			expect([offers.includes('email'), offers.includes('crk')]).toEqual([offered, offered]);
			expect(offers).toHaveLength(offered ? 15 : 13);
		},
	);
});

describe.each(operations.filter(({ parameters }) => parameters.includes('fieldMapping')))(
	'Field Mapping of $resource: $operation',
	({ resource, operation }) => {
		const shown = shownFor(resource, operation);
		const mapping = named(shown, 'fieldMapping');

		it('offers "manual" first and by default, then the sources in the order of the interface', () => {
			expect(mapping).toMatchObject({
				displayName: 'Field Mapping',
				type: 'options',
				default: 'manual',
				noDataExpression: true,
			});
			expect(choices(mapping).map(({ value, name }) => [value, name])).toEqual([
				['manual', 'Map Each Field Manually'],
				...SOURCE_CHOICES,
			]);
		});

		it.each(SOURCES.map((source) => [source.id, source] as const))(
			'has a notice for %s that shows each path beside its field',
			(id, source) => {
				const notice = named(shown, `${id}Notice`);
				expect(notice).toMatchObject({
					type: 'notice',
					default: '',
					displayOptions: { show: { fieldMapping: [id] } },
				});
				const [, from, list = '', note] =
					/^From (.+):<ul>(.+)<\/ul>(.*)$/.exec(notice.displayName) ?? [];
				expect([from, note]).toEqual([source.from, source.note ?? '']);
				const rows = [...list.matchAll(/<li>([^<>:]+): ([^<>]+)<\/li>/g)];
				expect(rows.map(([row]) => row).join('')).toBe(list);
				const shownRows = new Map(
					rows.map(([, field, paths = '']) => [field, paths.split(', or ')]),
				);
				const names = (step: 'first' | 'last') =>
					source.names.flatMap((entry) => {
						const own = entry[step];
						return own !== undefined
							? [shownPath(own)]
							: entry.full !== undefined
								? [`${shownPath(entry.full)} (split)`]
								: [];
					});
				expect([...shownRows]).toEqual([
					...Object.entries(source.fields).map(([field, entries]) => [
						fieldNamed(field as FieldName).label,
						entries.map(({ path }) => shownPath(path)),
					]),
					['First Name', names('first')],
					['Last Name', names('last')],
				]);
			},
		);
	},
);

describe('the check of a collector while typing', () => {
	const modes = named(shownFor('contact', 'addToCollector'), 'collectorId').modes ?? [];
	const passes = (mode: string, value: string) =>
		(modes.find(({ name }) => name === mode)?.validation ?? []).every(
			(rule) =>
				'properties' in rule &&
				new RegExp((rule.properties as { regex: string }).regex).test(value),
		);

	it.each(['', 'abc', 'a b', 'https://x.example/pageTag/SurveyCampaign/cId/abc', 'line\nbreak'])(
		'lets %j through',
		(value) => {
			expect([passes('id', value), passes('url', value)]).toEqual([true, true]);
		},
	);

	it.each([
		'https://x.example/api.php?apiToken=x',
		'https://x.example/pageTag/SurveyCampaign/cId/abc?APITOKEN=x',
		'abc\napitoken=x',
	])('stops %j, which holds a token', (value) => {
		expect([passes('id', value), passes('url', value)]).toEqual([false, false]);
	});
});

describe('every parameter', () => {
	// "Options", "Resource" and "Operation" say enough by themselves.
	const described = everything.filter(
		({ name, type }) => type !== 'notice' && !['resource', 'operation', 'options'].includes(name),
	);

	it.each(
		described.map((property) => [`${property.displayName} (${property.name})`, property] as const),
	)('%s is described', (_, property) => {
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
		expect(collections).toHaveLength(9);
		for (const { options } of collections) {
			const labels = (options as INodeProperties[]).map(({ displayName }) => displayName);
			expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
		}
	});

	it('that offers choices describes each and orders them by the alphabet', () => {
		for (const property of everything.filter(({ type }) => type === 'options')) {
			const labels = choices(property).map(({ name }) => name);
			// What needs no source comes before all sources.
			const ordered = property.name === 'fieldMapping' ? labels.slice(1) : labels;
			expect(ordered).toEqual([...ordered].sort((a, b) => a.localeCompare(b)));
			for (const choice of choices(property)) expect(choice.description ?? '').not.toBe('');
			expect(choices(property).map(({ value }) => value)).toContain(property.default);
		}
	});

	it('has a label in title case', () => {
		for (const { displayName } of everything) expect(displayName).toMatch(/^[A-Z]/);
	});

	it('but notices has a short label', () => {
		for (const { displayName, type } of everything)
			expect(displayName.length < 50).toBe(type !== 'notice');
	});

	it('of a list is shown for its own operation only, and some depend on Field Mapping besides', () => {
		const dependent = new Set(['email', 'crk', 'additionalFields', ...NOTICES]);
		for (const property of properties.filter(
			({ name }) => name !== 'resource' && name !== 'operation',
		)) {
			const { show = {}, hide = {} } = property.displayOptions ?? {};
			const conditions = [...Object.keys(show), ...Object.keys(hide)].sort();
			expect(conditions).toEqual([
				...(dependent.has(property.name) ? ['fieldMapping'] : []),
				'operation',
				'resource',
			]);
			expect(Object.keys(hide)).toEqual(hide.fieldMapping === undefined ? [] : ['fieldMapping']);
			expect([show.resource?.length, show.operation?.length]).toEqual([1, 1]);
		}
	});
});
