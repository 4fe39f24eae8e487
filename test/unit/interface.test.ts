import type { INodeProperties, INodeType } from 'n8n-workflow';

import { SurveyLabApi } from '../../credentials/SurveyLabApi.credentials';
import { SurveyLabTriggerApi } from '../../credentials/SurveyLabTriggerApi.credentials';
import { SurveyLab } from '../../nodes/SurveyLab/SurveyLab.node';
import { SurveyLabTrigger } from '../../nodes/SurveyLab/SurveyLabTrigger.node';
import manifest from '../../package.json';
import { broken, promisesOf, unrecorded, type Promises } from './interface.promise';
import snapshot from './interface.snapshot.json';

function promises(node: Pick<INodeType, 'description'> = new SurveyLab()): Promises {
	return promisesOf(
		manifest.name,
		[node, new SurveyLabTrigger()],
		[new SurveyLabApi(), new SurveyLabTriggerApi()],
	);
}

describe('what saved workflows refer to', () => {
	it('is all there, as it was recorded', () => {
		expect(broken(snapshot, promises())).toEqual([]);
	});

	it('is all recorded', () => {
		expect(unrecorded(snapshot, promises())).toEqual([]);
	});

	it('is every node and every credential of the package', () => {
		expect(manifest.n8n.nodes.map((file) => file.replace(/.*\/(.+)\.node\.js/, '$1'))).toEqual(
			[SurveyLab, SurveyLabTrigger].map(({ name }) => name),
		);
		expect(
			manifest.n8n.credentials.map((file) => file.replace(/.*\/(.+)\.credentials\.js/, '$1')),
		).toEqual([SurveyLabApi, SurveyLabTriggerApi].map(({ name }) => name));
	});
});

describe('a change of what saved workflows refer to', () => {
	const before = promises();

	/** The node with one parameter changed wherever it stands. */
	function changed(name: string, change: Partial<INodeProperties>): Promises {
		const node = new SurveyLab();
		const properties = node.description.properties.map((property) =>
			property.name === name ? { ...property, ...change } : property,
		);
		return promises({ description: { ...node.description, properties } });
	}

	it.each<[what: string, name: string, change: Partial<INodeProperties>]>([
		['a new name', 'email', { name: 'address' }],
		['a new type', 'email', { type: 'number' }],
		['a new default', 'fieldMapping', { default: 'zendesk' }],
		['a removed choice', 'resource', { options: [{ name: 'Contact', value: 'contact' }] }],
		['another place', 'email', { displayOptions: { show: { resource: ['contact'] } } }],
		['a removed mode', 'collectorId', { modes: [] }],
		['a removed field in a collection', 'additionalFields', { options: [] }],
	])('says of %s why it must not be', (_, name, change) => {
		const sentences = broken(before, changed(name, change));

		expect(sentences.length).toBeGreaterThan(0);
		for (const sentence of sentences) {
			expect(sentence).toMatch(/^"node surveyLab: parameter \w+/);
			expect(sentence).toContain('Saved workflows refer to it for ever');
			expect(sentence).toContain('a new version of the node');
		}
	});

	it('may be another label or description, which no workflow stores', () => {
		const now = changed('email', { displayName: 'Email Address', description: 'Who is invited' });

		expect([...broken(before, now), ...unrecorded(before, now)]).toEqual([]);
	});

	it('says of a new name how to record it', () => {
		const [sentence] = unrecorded(before, changed('email', { name: 'address' }));

		expect(sentence).toContain(
			'parameter address (fieldMapping=manual, operation=addToCollector, resource=contact)" is new',
		);
		expect(sentence).toContain('"npm run interface"');
	});
});
