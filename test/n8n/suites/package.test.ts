/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

import { TRIGGER_CREDENTIAL_TYPE, TRIGGER_TYPE } from '../completions';
import { PACKAGE } from '../harness';
import {
	contactParameters,
	CREDENTIAL_TYPE,
	inRow,
	SURVEYLAB_TYPE,
	surveyLab,
	webhook,
} from '../workflows';
import { NOBODY, testedInstallations, useStage } from './support';

type Served<T> = T & { iconUrl?: { light: string; dark: string } };

describe.each(testedInstallations())('package in n8n %s', (name) => {
	const stage = useStage(name);

	async function served<T>(kind: 'nodes' | 'credentials'): Promise<Array<Served<T>>> {
		const { data } = await stage().n8n.request<Array<Served<T>>>('GET', `/types/${kind}.json`);
		return data;
	}

	async function expectLoaded(): Promise<void> {
		// n8n 1 only says so when it failed.
		const loading = (await stage().n8n.installedPackages()).map(
			({ failedLoading = false }) => failedLoading,
		);
		expect(loading).toEqual([false]);
	}

	async function expectIcons(iconUrl: Served<unknown>['iconUrl']): Promise<void> {
		const addresses = [iconUrl?.light, iconUrl?.dark];
		expect(new Set(addresses).size).toBe(2);
		for (const address of addresses) {
			const { status, headers, data } = await stage().n8n.request<string>('GET', `/${address}`);
			expect(status).toBe(200);
			expect(headers['content-type']).toMatch(/^image\/svg\+xml/);
			expect(data).toMatch(/^<(\?xml|svg)/);
		}
	}

	it('is installed from its tarball and loaded', async () => {
		const { n8n } = stage();
		expect(await n8n.installedPackages()).toMatchObject([
			{
				packageName: PACKAGE,
				installedVersion: n8n.shelf.newest,
				installedNodes: expect.arrayContaining(
					[SURVEYLAB_TYPE, TRIGGER_TYPE].map(
						(type) => expect.objectContaining({ type }) as unknown,
					),
				) as unknown,
			},
		]);
		await expectLoaded();
		expect(existsSync(join(n8n.packageFolder, 'dist', 'index.js'))).toBe(true);
		expect(existsSync(join(n8n.packageFolder, 'node_modules'))).toBe(false);
		expect(existsSync(join(n8n.packageFolder, 'test'))).toBe(false);
	});

	it('loads again at the next start, without a warning of ours', async () => {
		const { n8n } = stage();
		await n8n.restart();
		// Where n8n itself is installed may bear our name, too.
		const withoutItsPaths = (line: string) =>
			line.replace(/[^\s"(]*[\\/]node_modules[\\/](?!n8n-nodes-surveylab)[^\s")]*/g, '');
		const complaints = n8n.log.filter(
			({ level, line }) =>
				!['debug', 'info'].includes(level) && /surveylab/i.test(withoutItsPaths(line)),
		);
		// n8n asks the registry about the package before it asks npm; here nobody answers.
		expect(
			complaints.filter(({ message }) => !/registry/.test(message)).map(({ line }) => line),
		).toEqual([]);
		await expectLoaded();
	});

	it('offers the node, and the node as a tool, with icons and actions', async () => {
		const nodes = await served<INodeTypeDescription>('nodes');
		const ours = nodes.filter(({ name: type }) => type.startsWith(`${PACKAGE}.`));
		expect(ours.map(({ name: type }) => type)).toEqual(
			expect.arrayContaining([SURVEYLAB_TYPE, `${SURVEYLAB_TYPE}Tool`]),
		);
		const shown = ours.find(({ name: type }) => type === SURVEYLAB_TYPE);
		expect(shown).toMatchObject({
			displayName: 'SurveyLab',
			group: ['output'],
			codex: { alias: expect.anything() as unknown },
		});
		const actions = shown?.properties
			.filter(({ name: property }) => property === 'operation')
			.flatMap(({ options = [] }) =>
				options.map((option) => ('action' in option ? option.action : undefined)),
			);
		expect(actions).toEqual(
			expect.arrayContaining(['Add contact to collector', 'Tag survey response']),
		);
		await expectIcons(shown?.iconUrl);
	});

	it('offers the trigger, and not as a tool', async () => {
		const ours = (await served<INodeTypeDescription>('nodes')).filter(({ name: type }) =>
			type.startsWith(TRIGGER_TYPE),
		);
		expect(ours).toMatchObject([
			{
				displayName: 'SurveyLab Trigger',
				group: ['trigger'],
				codex: { alias: expect.anything() as unknown },
				credentials: [{ name: TRIGGER_CREDENTIAL_TYPE, required: true }],
			},
		]);
		await expectIcons(ours[0]?.iconUrl);
	});

	it("offers the trigger's credential, with icons", async () => {
		const credentials = await served<ICredentialType & { supportedNodes?: string[] }>(
			'credentials',
		);
		const ours = credentials.find(({ name: type }) => type === TRIGGER_CREDENTIAL_TYPE);
		expect(ours).toMatchObject({
			displayName: 'SurveyLab Trigger Secret API',
			supportedNodes: [expect.stringMatching(/surveyLabTrigger$/)] as unknown,
		});
		expect(ours?.properties).toMatchObject([
			{ type: 'notice' },
			{ name: 'secret', typeOptions: { password: true } },
		]);
		await expectIcons(ours?.iconUrl);
	});

	it('offers the credential, with icons', async () => {
		const credentials = await served<ICredentialType & { supportedNodes?: string[] }>(
			'credentials',
		);
		const ours = credentials.find(({ name: type }) => type === CREDENTIAL_TYPE);
		expect(ours).toMatchObject({
			displayName: 'SurveyLab API',
			supportedNodes: [expect.stringMatching(/surveyLab$/)] as unknown,
		});
		expect(ours?.properties.find(({ name: property }) => property === 'apiToken')).toMatchObject({
			typeOptions: { password: true },
		});
		await expectIcons(ours?.iconUrl);
	});

	describe("n8n's test of the credential", () => {
		const test = async (apiToken: string, baseUrl: string) => {
			const { n8n, credential } = stage();
			return await n8n.testCredential({
				...credential,
				type: CREDENTIAL_TYPE,
				data: { apiToken, baseUrl },
			});
		};

		it('passes with a token that is not refused, and adds nobody', async () => {
			const { sandbox, token } = stage();
			const { status, message } = await test(token, sandbox.url);
			expect(message).toMatch(/^SurveyLab can be reached/);
			expect(status).toBe('OK');
			expect(sandbox.requests).toHaveLength(1);
			expect(sandbox.contacts).toEqual([]);
		});

		it('tells that the token was refused', async () => {
			const { status, message } = await test('wrong-token', stage().sandbox.url);
			expect(status).toBe('Error');
			expect(message).toMatch(/^SurveyLab refused the token \(HTTP 401\)/);
		});

		it('tells that nobody answers there', async () => {
			const { status, message } = await test(stage().token, NOBODY);
			expect(status).toBe('Error');
			expect(message).toMatch(/^127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)/);
		});

		it('does not follow a redirect with the token', async () => {
			const { sandbox, token } = stage();
			sandbox.script({
				kind: 'redirect',
				to: `${sandbox.url.replace('127.0.0.1', 'localhost')}/api.php`,
			});
			const { status, message } = await test(token, sandbox.url);
			expect(status).toBe('Error');
			expect(message).toMatch(/redirects to localhost:\d+/);
			expect(sandbox.requests).toHaveLength(1);
		});

		it('shows the stored token to nobody', async () => {
			const { n8n, credential, token } = stage();
			const { data } = await n8n.request<unknown>(
				'GET',
				`/rest/credentials/${credential.id}?includeData=true`,
			);
			expect(JSON.stringify(data)).toContain('apiToken');
			expect(JSON.stringify(data)).not.toContain(token);
		});
	});

	describe('a saved workflow', () => {
		const path = `lifecycle-${name}`;
		const run = async (crk: string) =>
			await stage().n8n.webhook<{ outcome?: string }>(path, { email: 'ann@example.com', crk });

		const expectContact = async (crk: string) => {
			const { status, data } = await run(crk);
			expect(data).toMatchObject([{ outcome: 'accepted', crk }]);
			expect(status).toBe(200);
			expect(stage().sandbox.contacts).toMatchObject([{ crk }]);
		};

		let workflowId = '';

		beforeAll(async () => {
			const { n8n, sandbox, credential } = stage();
			const parameters = contactParameters(sandbox.collectorId, {
				email: '={{ $json.body.email }}',
				crk: '={{ $json.body.crk }}',
			});
			const { id } = await n8n.createActive(
				inRow('Lifecycle', webhook(path), surveyLab(parameters, credential)),
			);
			workflowId = id;
		});

		it('works with the package as first installed', async () => {
			await expectContact('L-1');
		});

		it('works after uninstalling and installing the same version', async () => {
			const { n8n } = stage();
			const before = await n8n.readWorkflow(workflowId);
			const version = n8n.shelf.newest;
			await n8n.uninstallPackage();
			expect(existsSync(n8n.packageFolder)).toBe(false);
			expect(await n8n.installedPackages()).toEqual([]);
			const { status } = await run('L-2');
			expect(status).toBeGreaterThanOrEqual(400);
			expect(stage().sandbox.requests).toEqual([]);

			await n8n.installPackage(version);
			await expectContact('L-3');
			expect((await n8n.readWorkflow(workflowId)).nodes).toEqual(before.nodes);
		});

		it('works after an update, without and with a restart', async () => {
			const { n8n, sandbox } = stage();
			const version = n8n.shelf.publishAs('99.0.0');
			expect(await n8n.updatePackage(version)).toMatchObject({ installedVersion: '99.0.0' });
			await expectContact('L-4');
			sandbox.reset();
			await n8n.restart();
			expect(await n8n.installedPackages()).toMatchObject([{ installedVersion: '99.0.0' }]);
			await expectLoaded();
			await expectContact('L-5');
		});
	});
});
