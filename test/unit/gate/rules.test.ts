import { RULES, type JudgedNode } from '../../gate/rules';

const GREEN = '<svg><path fill="#1f7a6d"/></svg>';

/** A node that none of the rules objects to. */
const sound: JudgedNode = {
	description: {
		name: 'surveyLab',
		credentials: [{ name: 'surveyLabApi' }],
		properties: [
			{ name: 'resource', type: 'options', default: 'contact', options: [{ name: 'Contact' }] },
			{ name: 'fieldMapping', type: 'options', default: 'manual' },
			{ name: 'email', type: 'string', required: true, default: '', hint: 'x'.repeat(120) },
			{
				name: 'options',
				type: 'collection',
				default: {},
				options: [{ name: 'timeout', type: 'number', default: 30 }],
			},
		],
	},
	codex: { categories: ['Marketing & Content', 'Communication'] },
	icons: { light: GREEN, dark: '<svg><path fill="#5fd0bd"/></svg>' },
	source: 'const customerId = this.getNodeParameter("customerId", 0);',
};

const withProperty = (property: Record<string, unknown>) => ({
	...sound,
	description: {
		...sound.description,
		properties: [...sound.description.properties, property],
	},
});

type Wrong = [rule: string, node: JudgedNode, finding: string];

describe("n8n's newer rules", () => {
	it.each(Object.entries(RULES))('%s has nothing against a sound node', (_rule, judge) => {
		expect(judge(sound)).toEqual([]);
	});

	const categories = 'valid-node-categories, no-logic-or-flow-nodes';
	it.each<Wrong>([
		[categories, { ...sound, codex: { categories: ['Marketing'] } }, 'Marketing'],
		[categories, { ...sound, codex: { categories: ['Logic'] } }, 'Logic'],
		[categories, { ...sound, codex: { categories: [] } }, 'no category'],
		[
			'single-credential-per-node',
			{
				...sound,
				description: { ...sound.description, credentials: [{ name: 'one' }, { name: 'two' }] },
			},
			'one and two',
		],
		[
			'require-param-default',
			withProperty({
				name: 'more',
				type: 'collection',
				default: {},
				options: [{ name: 'inner', type: 'string' }],
			}),
			'inner',
		],
		[
			'require-param-default',
			withProperty({
				name: 'more',
				type: 'fixedCollection',
				default: {},
				options: [{ name: 'group', values: [{ name: 'deep', type: 'string' }] }],
			}),
			'deep',
		],
		[
			'non-required-fields-in-collection',
			withProperty({ name: 'limit', type: 'number', default: 50 }),
			'limit',
		],
		['open-ended-node-fields', withProperty({ name: 'body', type: 'json', default: '{}' }), 'body'],
		[
			'hint-max-length',
			withProperty({
				name: 'key',
				type: 'string',
				required: true,
				default: '',
				hint: 'x'.repeat(121),
			}),
			'key',
		],
		['no-hardcoded-ids', { ...sound, source: 'const tenant_id = "acme";' }, 'tenant_id = "acme"'],
		[
			'icon-contrast',
			{ ...sound, icons: { light: GREEN, dark: '<svg><path/></svg>' } },
			'dark: 1.48',
		],
		['icon-contrast', { ...sound, icons: { light: '<svg stroke="#fff"/>' } }, 'light: 1.00'],
	])('%s finds what it is for', (rule, node, finding) => {
		expect(RULES[rule]?.(node)).toEqual([finding]);
	});
});
