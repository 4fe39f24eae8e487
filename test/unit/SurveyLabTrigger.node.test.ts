/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { ICredentialTestFunctions, IHookFunctions, INodeProperties } from 'n8n-workflow';

import { SurveyLabTriggerApi } from '../../credentials/SurveyLabTriggerApi.credentials';
import nodeCodex from '../../nodes/SurveyLab/SurveyLab.node.json';
import codex from '../../nodes/SurveyLab/SurveyLabTrigger.node.json';
import manifest from '../../package.json';
import { ADDRESS_ENDING } from '../../nodes/SurveyLab/completion/request';
import { secretIsUsable, websiteMessages } from '../../nodes/SurveyLab/completion/texts';
import { SurveyLabTrigger } from '../../nodes/SurveyLab/SurveyLabTrigger.node';
import { receive, SECRET, triggerNode } from './completion/webhookCalls';

const ROOT = join(__dirname, '..', '..');

const node = new SurveyLabTrigger();
const { description } = node;

function inside(property: INodeProperties): INodeProperties[] {
	return [
		property,
		...(property.options ?? []).flatMap((option) => ('type' in option ? inside(option) : [])),
	];
}

const everything = description.properties.flatMap(inside);
const named = (name: string) => everything.find((property) => property.name === name);

function expectIcons(icon: unknown, folder: string): void {
	const { light, dark } = icon as { light: string; dark: string };
	expect(light).not.toBe(dark);
	for (const file of [light, dark])
		expect(existsSync(join(ROOT, folder, file.replace('file:', '')))).toBe(true);
}

describe('the trigger', () => {
	it('is known to workflows by its name', () => {
		expect(description).toMatchObject({
			name: 'surveyLabTrigger',
			displayName: 'SurveyLab Trigger',
			version: 1,
			group: ['trigger'],
			inputs: [],
		});
		expectIcons(description.icon, 'nodes/SurveyLab');
		expect(manifest.n8n.nodes).toContain('dist/nodes/SurveyLab/SurveyLabTrigger.node.js');
	});

	it('has an address that does not change, for every method, and answers by itself', () => {
		expect(description.webhooks).toEqual([
			{
				name: 'default',
				httpMethod: 'GET,HEAD,POST,PUT,PATCH,DELETE',
				responseMode: 'onReceived',
				path: 'survey-completed',
				ndvHideMethod: true,
			},
		]);
	});

	it('needs its credential, which it tests itself', async () => {
		expect(description.credentials).toEqual([
			{ name: 'surveyLabTriggerApi', required: true, testedBy: 'surveyLabTriggerApiTest' },
		]);
		const test = node.methods.credentialTest.surveyLabTriggerApiTest;
		const credential = {
			id: '1',
			name: 'Secret',
			type: 'surveyLabTriggerApi',
			data: { secret: SECRET },
		};
		expect(await test.call({} as ICredentialTestFunctions, credential)).toEqual({
			status: 'OK',
			message: secretIsUsable,
		});
	});

	it('has the parameters that workflows know', () => {
		expect(description.properties.map(({ name }) => name)).toEqual([
			'event',
			'addressNotice',
			'respondentSees',
			'pageHeading',
			'pageText',
			'redirectUrl',
			'options',
		]);
		expect(inside(named('options') as INodeProperties).map(({ name }) => name)).toEqual([
			'options',
			'acceptedKeys',
			'ignorePreviews',
			'onlyOnce',
		]);
		expect(named('event')).toMatchObject({
			default: 'surveyCompleted',
			options: [{ value: 'surveyCompleted', action: 'On survey completed' }],
		});
		expect(named('respondentSees')).toMatchObject({
			default: 'page',
			options: [{ value: 'page' }, { value: 'redirect' }],
		});
		expect(named('redirectUrl')).toMatchObject({
			required: true,
			displayOptions: { show: { respondentSees: ['redirect'] } },
		});
	});

	it('takes no expression anywhere', () => {
		for (const property of everything.filter(
			({ type }) => !['notice', 'collection'].includes(type),
		)) {
			expect([property.name, property.noDataExpression]).toEqual([property.name, true]);
		}
	});

	it('tells in numbered steps what to put behind the address, and where', () => {
		expect(ADDRESS_ENDING).toBe('?crk={crk}&rid={rid}&key=');
		const notice = named('addressNotice')?.displayName ?? '';
		expect(notice.match(/<ul>\d\. /g)).toEqual(['<ul>1. ', '<ul>2. ', '<ul>3. ', '<ul>4. ']);
		expect(notice).toContain(`<ul>${ADDRESS_ENDING}</ul>`);
		// n8n's editor drops every other tag.
		expect(notice.replace(/<\/?ul>/g, '')).not.toMatch(/[<>]/);
		const inPanel = expect.stringContaining('&amp;key=') as unknown;
		expect(description.triggerPanel).toMatchObject({
			executionsHelp: { inactive: inPanel, active: inPanel },
		});
	});

	it('has nothing to register elsewhere, and looks whether it is ready', async () => {
		const { checkExists, create, delete: remove } = node.webhookMethods.default;
		const hook = (trigger = triggerNode()) => receive(trigger).context as unknown as IHookFunctions;
		for (const method of [checkExists, create, remove])
			expect(await method.call(hook())).toBe(true);
		const unready = triggerNode({ respondentSees: 'redirect', redirectUrl: '' });
		await expect(checkExists.call(hook(unready))).rejects.toThrow(websiteMessages.empty.message);
	});

	it('answers calls', async () => {
		const { context, answer } = receive(triggerNode());
		const { workflowData } = await node.webhook.call(context);
		expect(workflowData).toHaveLength(1);
		expect(answer.status).toBe(200);
	});
});

describe('what the node panel finds it by', () => {
	it.each(['ankieta', 'invite', 'customer satisfaction', 'collector'])('%s', (word) => {
		expect(codex.alias).toContain(word);
	});

	it('and under which heading', () => {
		expect(codex.categories).toEqual(['Marketing & Content', 'Communication']);
	});

	// The panel shows both nodes as one, and looks only at the words of the other one.
	it('is the same for both nodes', () => {
		expect(nodeCodex.alias).toEqual(codex.alias);
		expect(nodeCodex.categories).toEqual(codex.categories);
	});
});

describe('its credential', () => {
	const credential = new SurveyLabTriggerApi();

	it('is known to workflows by its name', () => {
		expect(credential).toMatchObject({
			name: 'surveyLabTriggerApi',
			displayName: 'SurveyLab Trigger Secret API',
		});
		expect(credential.documentationUrl).toMatch(/^https:\/\//);
		expectIcons(credential.icon, 'credentials');
		expect(manifest.n8n.credentials).toContain(
			'dist/credentials/SurveyLabTriggerApi.credentials.js',
		);
	});

	it('says where the secret comes from, and asks for it, hidden and required', () => {
		expect(credential.properties).toMatchObject([
			{
				name: 'notice',
				type: 'notice',
				displayName: expect.stringMatching(
					/^Make this secret up yourself: .* at the very end/,
				) as unknown,
			},
			{
				displayName: 'Secret',
				name: 'secret',
				type: 'string',
				typeOptions: { password: true },
				required: true,
				default: '',
			},
		]);
	});
});
