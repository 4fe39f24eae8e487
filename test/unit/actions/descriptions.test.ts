/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { allOperations } from '../../../nodes/SurveyLab/actions/operations';
import { sourceNotice } from '../../../nodes/SurveyLab/messages/sources';
import { SOURCES } from '../../../nodes/SurveyLab/sources';
import { SurveyLab } from '../../../nodes/SurveyLab/SurveyLab.node';

const { displayParameter, getNodeParameters } = NodeHelpers;
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
const ALL_FIELDS = ['referrer', 'email', 'phone', 'firstName', 'lastName', 'language', ...CUSTOM];
const CALL_OPTIONS = ['maxConcurrency', 'maxAttempts', 'maxWait', 'timeout'];
const ADDRESS_OPTIONS = ['slashes', 'surveyBaseUrl'];

/**
 * The choices of "Data Comes From" beside `manual`, as workflows store them and as a person reads them. A new
 * source is a new line here: its id is a promise.
 */
const SOURCE_CHOICES: ReadonlyArray<readonly [id: string, label: string]> = [
	['columns', 'A Table or Form (Columns Called Like the Fields)'],
	['baselinker', 'BaseLinker'],
	['calendly', 'Calendly'],
	['chatwoot', 'Chatwoot'],
	['freshdesk', 'Freshdesk'],
	['gorgias', 'Gorgias'],
	['helpScout', 'Help Scout'],
	['hubspot', 'HubSpot (Contact)'],
	['idosell', 'IdoSell'],
	['intercom', 'Intercom'],
	['jira', 'Jira'],
	['magento', 'Magento 2'],
	['pipedriveDeal', 'Pipedrive (Deal)'],
	['pipedrive', 'Pipedrive (Person)'],
	['salesforceCase', 'Salesforce (Case)'],
	['salesforce', 'Salesforce (Contact, Lead)'],
	['shopify', 'Shopify'],
	['stripe', 'Stripe'],
	['tawkTo', 'tawk.to'],
	['wooCommerce', 'WooCommerce'],
	['workable', 'Workable'],
	['zammad', 'Zammad'],
	['zendesk', 'Zendesk'],
	['zohoCrm', 'Zoho CRM'],
	['zohoDesk', 'Zoho Desk'],
];
const NOTICES = SOURCE_CHOICES.map(([id]) => `${id}Notice`);
/** The choice, and what stands in its place in a tool. */
const MAPPING = ['fieldMapping', 'fieldMapping'];
const PREVIEW = ['previewOnly', 'previewNotice'];

interface ExpectedOperation {
	readonly name: string;
	readonly action: string;
	readonly parameters: readonly string[];
	/** The collections of fields, in the order of the parameters. */
	readonly fields: ReadonlyArray<readonly [name: string, members: readonly string[]]>;
	readonly options: readonly string[];
}

const collectorSwitch = {
	parameters: ['collectorId', ...PREVIEW, 'options'],
	fields: [],
	options: CALL_OPTIONS,
} as const;

/** As the documented interface lists them, in the order people need them. */
const INTERFACE: Record<string, { name: string; operations: Record<string, ExpectedOperation> }> = {
	contact: {
		name: 'Contact',
		operations: {
			addToCollector: {
				name: 'Add to Collector',
				action: 'Add contact to collector',
				parameters: [
					'collectorId',
					...MAPPING,
					...NOTICES,
					'email',
					'crk',
					'additionalFields',
					'additionalFields',
					...PREVIEW,
					'options',
				],
				fields: [
					[
						'additionalFields',
						['referrer', 'language', 'firstName', 'lastName', 'phone', ...CUSTOM],
					],
					['additionalFields', [...ALL_FIELDS, 'crk']],
				],
				options: ['sendOnce', 'onUnknownOutcome', 'crkPrefix', ...CALL_OPTIONS],
			},
		},
	},
	surveyLink: {
		name: 'Survey Link',
		operations: {
			create: {
				name: 'Create',
				action: 'Create survey link',
				parameters: ['collectorId', ...MAPPING, ...NOTICES, 'crk', 'fields', 'options'],
				fields: [['fields', ALL_FIELDS]],
				options: ADDRESS_OPTIONS,
			},
		},
	},
	response: {
		name: 'Response',
		operations: {
			tag: {
				name: 'Tag',
				action: 'Tag survey response',
				parameters: ['collectorId', ...MAPPING, ...NOTICES, 'crk', 'fields', ...PREVIEW, 'options'],
				fields: [['fields', ALL_FIELDS]],
				options: [...CALL_OPTIONS, ...ADDRESS_OPTIONS],
			},
		},
	},
	collector: {
		name: 'Collector',
		operations: {
			turnOn: { name: 'Turn On', action: 'Turn on collector', ...collectorSwitch },
			turnOff: { name: 'Turn Off', action: 'Turn off collector', ...collectorSwitch },
		},
	},
};

const OPTIONS: Record<string, Partial<INodeProperties>> = {
	// A switch arrives on; absent means off.
	sendOnce: { displayName: 'Invite Each Key Once', type: 'boolean', default: true },
	onUnknownOutcome: {
		displayName: 'If the Connection Breaks',
		type: 'options',
		default: 'doNotRetry',
	},
	// What is the execution's own takes no expression.
	maxConcurrency: {
		displayName: 'Max Concurrent Requests',
		type: 'number',
		default: 5,
		typeOptions: { minValue: 1, maxValue: 50 },
		noDataExpression: true,
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
		default: 300,
		typeOptions: { minValue: 1, maxValue: 300 },
		noDataExpression: true,
	},
	timeout: {
		displayName: 'Timeout (Seconds)',
		type: 'number',
		default: 30,
		typeOptions: { minValue: 1, maxValue: 300 },
	},
	slashes: { displayName: 'Slashes in Values', type: 'options', default: 'encode' },
	surveyBaseUrl: { displayName: 'Survey Base URL', type: 'string', default: '' },
	crkPrefix: { displayName: 'Response Key Prefix', type: 'string', default: '' },
};

const CHOICES: Record<string, string[]> = {
	onUnknownOutcome: ['doNotRetry', 'retryOnce'],
	slashes: ['encode', 'encodeTwice', 'replace'],
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
			['surveyLink:create', false],
			['response:tag', false],
			['collector:turnOn', true],
			['collector:turnOff', true],
		]);
	});

	it('are told in words under the node', () => {
		const subtitle = /^=\{\{ (.*) \}\}$/s.exec(description.subtitle ?? '')?.[1] ?? '';
		const words = new Function('$parameter', `return ${subtitle};`) as (
			parameter: INodeParameters,
		) => unknown;
		for (const { resource, operation, action } of operations)
			expect(words({ resource, operation })).toBe(action);
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
			expect(options.length).toBeLessThanOrEqual(9);
			for (const option of members(shown, 'options')) {
				expect(option).toMatchObject(
					OPTIONS[option.name] ?? { displayName: 'one of the interface' },
				);
				expect(option.noDataExpression).toBe(OPTIONS[option.name]?.noDataExpression);
				if (CHOICES[option.name] !== undefined)
					expect(choices(option).map(({ value }) => value)).toEqual(CHOICES[option.name]);
			}
		});

		it('asks for the collector by a survey link or by its id', () => {
			const collector = named(shown, 'collectorId');
			expect(collector).toMatchObject({
				displayName: 'Collector',
				type: 'resourceLocator',
				required: true,
				default: { mode: 'url', value: '' },
			});
			expect(
				collector.modes?.map(({ name, type, displayName }) => [name, type, displayName]),
			).toEqual([
				['url', 'string', 'By URL'],
				['id', 'string', 'By ID'],
			]);
		});

		it('has a switch above the options that shows what would be sent, unless nothing is sent', () => {
			const [preview, ...more] = shown.filter(({ name }) => name === 'previewOnly');
			expect(more).toEqual([]);
			if (operation === 'create') return expect(preview).toBeUndefined();
			expect(preview).toMatchObject({
				displayName: 'Preview Only',
				type: 'boolean',
				default: false,
				description: expect.stringMatching(/^Whether /),
			});
			const order = shown.map(({ name }) => name);
			expect(order.indexOf('previewOnly')).toBeLessThan(order.indexOf('options'));
		});
	},
);

describe('adding a contact', () => {
	const shown = shownFor('contact', 'addToCollector');
	const shownWith = (fieldMapping: string, previewOnly = true) =>
		names(
			shown.filter((property) =>
				displayParameter(
					{ resource: 'contact', operation: 'addToCollector', fieldMapping, previewOnly },
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
			'previewOnly',
		]);
	});

	it('says what a key is, where it is entered', () => {
		expect(named(shown, 'crk').hint).toBe(
			'Unique for every invitation, for example the ticket number',
		);
	});

	it('says that a step sends real invitations, while Preview Only is off', () => {
		expect(shownWith('manual', false)).toContain('previewNotice');
		expect(named(shown, 'previewNotice')).toMatchObject({
			type: 'notice',
			displayName: 'Running this step sends real invitations.',
		});
	});

	it.each(SOURCE_CHOICES)(
		'shows the notice of %s alone, and no required fields, with that source',
		(id) => {
			expect(shownWith(id)).toEqual(
				[
					...['additionalFields', 'collectorId', 'fieldMapping', 'options', 'previewOnly'],
					`${id}Notice`,
				].sort(),
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
	'"Data Comes From" of $resource: $operation',
	({ resource, operation }) => {
		const shown = shownFor(resource, operation);
		const [mapping, ofTool, ...more] = shown.filter(({ name }) => name === 'fieldMapping');
		if (mapping === undefined || ofTool === undefined)
			throw new Error('There is no such parameter');

		it('offers "manual" first and by default, then the sources in the order of the interface', () => {
			expect(mapping).toMatchObject({
				displayName: 'Data Comes From',
				type: 'options',
				default: 'manual',
				noDataExpression: true,
			});
			expect(choices(mapping).map(({ value, name }) => [value, name])).toEqual([
				['manual', 'Anything (Map Each Field)'],
				...SOURCE_CHOICES,
			]);
		});

		it.each(SOURCES.map((source) => [source.id, source] as const))(
			'has a notice for %s that says what it fills',
			(id, source) => {
				expect(named(shown, `${id}Notice`)).toMatchObject({
					type: 'notice',
					default: '',
					displayName: sourceNotice(source),
					displayOptions: { show: { fieldMapping: [id] } },
				});
			},
		);

		it('is not asked of an AI agent, which fills each field by itself', () => {
			expect(more).toEqual([]);
			expect(ofTool).toMatchObject({ type: 'hidden', default: 'manual' });
			const displayed = (nodeName: string) => {
				const type = { ...description, name: nodeName };
				const node = { typeVersion: 1 };
				const parameters = { resource, operation, fieldMapping: 'manual' };
				return [mapping, ofTool].map((property) =>
					displayParameter(parameters, property, node, type),
				);
			};
			expect(displayed('surveyLab')).toEqual([true, false]);
			expect(displayed('surveyLabTool')).toEqual([false, true]);
		});
	},
);

describe('the form of an AI tool', () => {
	const type = { ...description, name: 'surveyLabTool' };

	it.each([
		['contact', 'addToCollector', { email: 'a@example.com', crk: 'k' }],
		['response', 'tag', { crk: 'k', fields: { custom1: 'x' } }],
		['surveyLink', 'create', { crk: 'k', fields: { custom1: 'x' } }],
	])('keeps the fields of %s: %s', (resource, operation, fields) => {
		const typed = { resource, operation, ...fields };
		const node = { typeVersion: 1, parameters: typed };
		const kept = getNodeParameters(properties, typed, true, false, node, type);
		expect(kept).toMatchObject({ ...fields, fieldMapping: 'manual' });
	});
});

describe.each([
	['response', 'tag'],
	['surveyLink', 'create'],
])('the response key of %s: %s', (resource, operation) => {
	it('is asked for with a visible hint, and may be left out', () => {
		const crk = named(shownFor(resource, operation), 'crk');
		expect(crk).toMatchObject({
			displayName: 'Response Key',
			type: 'string',
			default: '',
			hint: expect.stringContaining(
				'Which response the data belongs to, for example the ticket number',
			),
		});
		expect(crk.required ?? false).toBe(false);
	});
});

describe('the check of a collector while typing', () => {
	const modes = named(shownFor('contact', 'addToCollector'), 'collectorId').modes ?? [];
	const passes = (mode: string, value: string) =>
		(modes.find(({ name }) => name === mode)?.validation ?? []).every(
			(rule) =>
				'properties' in rule &&
				new RegExp((rule.properties as { regex: string }).regex).test(value),
		);

	it.each([
		'',
		'abc',
		'a b',
		'https://x.example/pageTag/SurveyCampaign/cId/abc',
		'line\nbreak',
		'https://x.example/api.php?apiToken=[API TOKEN]&cId=abc',
		'https://x.example/api.php?cId=abc&apiToken=[API TOKEN]',
		'https://x.example/api.php?apiToken=%5BAPI%20TOKEN%5D&cId=abc',
		'https://x.example/api.php?apiToken=&cId=abc',
		'https://x.example/api.php?apiToken&cId=abc',
	])('lets %j through', (value) => {
		expect([passes('id', value), passes('url', value)]).toEqual([true, true]);
	});

	it.each([
		'https://x.example/api.php?apiToken=x',
		'https://x.example/pageTag/SurveyCampaign/cId/abc?APITOKEN=x',
		'abc\napitoken=x',
		'https://x.example/api.php?apiToken=[API TOKEN]x&cId=abc',
		'https://x.example/api.php?apiToken=&cId=abc&apiToken=x',
		'https://x.example/api.php?apiToken=[]&apiToken=x',
		'https://x.example/api.php?apiToken= x',
	])('stops %j, which holds a token', (value) => {
		expect([passes('id', value), passes('url', value)]).toEqual([false, false]);
	});
});

describe('every parameter', () => {
	// "Options", "Resource" and "Operation" say enough by themselves.
	const described = everything.filter(
		({ name, type }) =>
			!['notice', 'hidden'].includes(type) && !['resource', 'operation', 'options'].includes(name),
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
		expect(switches.map(({ name }) => name).sort()).toEqual([
			...['previewOnly', 'previewOnly', 'previewOnly', 'previewOnly', 'sendOnce'],
		]);
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
			// Those that people see first stand in the order they need them; what is no app comes before the apps.
			const ordered = property.name === 'fieldMapping' ? labels.slice(2) : labels;
			if (property.name !== 'resource' && property.name !== 'operation')
				expect(ordered).toEqual([...ordered].sort((a, b) => a.localeCompare(b)));
			for (const choice of choices(property)) expect(choice.description ?? '').not.toBe('');
			expect(choices(property).map(({ value }) => value)).toContain(property.default);
		}
	});

	it('has a label in title case', () => {
		for (const { displayName, type } of everything)
			if (type !== 'notice') expect(displayName).toMatch(/^[A-Z]/);
	});

	it('but notices has a short label', () => {
		for (const { displayName, type } of everything)
			if (type !== 'notice') expect(displayName.length).toBeLessThan(50);
	});

	it('of a list is shown for its own operation only, and some depend on another besides', () => {
		const mapped = new Set(['email', 'additionalFields', ...NOTICES]);
		for (const property of properties.filter(
			({ name }) => name !== 'resource' && name !== 'operation',
		)) {
			const { show = {}, hide = {} } = property.displayOptions ?? {};
			const ofContact = show.resource?.includes('contact') === true;
			const conditions = [...Object.keys(show), ...Object.keys(hide)].sort();
			expect(conditions).toEqual(
				[
					...(property.name === 'fieldMapping' ? ['@tool'] : []),
					...(mapped.has(property.name) || (property.name === 'crk' && ofContact)
						? ['fieldMapping']
						: []),
					...(property.name === 'previewNotice' ? ['previewOnly'] : []),
					'operation',
					'resource',
				].sort(),
			);
			expect([show.resource?.length, show.operation?.length]).toEqual([1, 1]);
		}
	});
});
