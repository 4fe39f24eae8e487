/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import type { Page } from 'playwright-core';

import { readExample } from '../exampleFiles';
import { ExecutionRecord } from '../execution';
import { exported } from '../workflows';
import { soon } from '../soon';
import { picture, storyOf, useStage, type Stage } from './stage';

const TRIGGER = 'SurveyLab Trigger';
const HARD_TO_GUESS = 'Kp7dW2xQ9mRt4vLs';
const HEADING = 'Thank you so much!';
const LINES = [
	'Your answers go straight to the people who worked on your request.',
	'You can close this page.',
];

describe('A person who wants to know when a survey is completed', () => {
	const stage = useStage();
	const step = storyOf(stage);
	let respondent: Page;
	let productionUrl: string;

	/** Somebody opens a survey, comes to its end, and is sent on by SurveyLab. */
	async function completeSurvey({ sandboxUrl }: Stage, crk: string): Promise<void> {
		await respondent.goto(`${sandboxUrl}/survey?crk=${encodeURIComponent(crk)}`);
		await respondent.getByRole('button', { name: 'Finish' }).click();
	}

	/** What the respondent gets to see: these texts and nothing else. */
	async function expectPage(heading: string, lines: readonly string[]): Promise<void> {
		await soon(
			async () => await respondent.title(),
			(title) => expect(title).toBe(heading),
		);
		expect((await respondent.locator('body').innerText()).split(/\n+/)).toEqual([
			heading,
			...lines,
		]);
		expect(await respondent.locator('script, a, img, form, body b').count()).toBe(0);
	}

	async function executions({ n8n, editor }: Stage): Promise<unknown[]> {
		const all = await n8n.executions(editor.workflowId);
		return all
			.filter(({ mode }) => mode === 'webhook')
			.map((execution) => new ExecutionRecord(execution).outputs(TRIGGER)[0]?.[0]?.json);
	}

	step('finds the trigger in the node panel by what it does', async ({ editor }) => {
		await editor.logIn();
		await editor.newWorkflow();
		await editor.openPanelOfTriggers();
		await editor.search('SurveyLab');
		await editor.panelItem('SurveyLab').click();
		await editor.panelItem('On survey completed').click();
		await editor.details.root.waitFor();
	});

	step('reads why a short secret does not do', async ({ editor }) => {
		await editor.details.createCredential();
		// n8n makes up the name a little later, and saves nothing without one.
		await editor.dialog.root.locator('[data-test-id="credential-name"]').waitFor();
		expect(await editor.dialog.field('secret').getAttribute('type')).toBe('password');
		await editor.dialog.field('secret').fill('short');
		await editor.dialog.save();
		expect(await editor.dialog.failureDetails()).toContain(
			'Secret is too short. Somebody could guess it.',
		);
	});

	step('enters one that nobody guesses', async ({ editor }) => {
		await editor.dialog.field('secret').fill(HARD_TO_GUESS);
		await editor.dialog.save();
		// n8n closes the dialog of a credential that works.
		await editor.dialog.root.waitFor({ state: 'hidden' });
		await editor.details.parameters.locator('[data-test-id="credential-edit-button"]').waitFor();
	});

	step('reads where the address comes from and where it belongs', async ({ editor, chromium }) => {
		productionUrl = await editor.details.webhookUrl('production');
		expect(productionUrl).toMatch(/\/webhook\/[0-9a-f-]{36}\/survey-completed$/);
		const lines = (await editor.details.notice.innerText()).split('\n').map((line) => line.trim());
		expect(lines).toContain('?crk={crk}&rid={rid}&key=');
		expect(lines).toContain('SurveyLab fills in {crk} and {rid} by itself.');
		expect(lines.join('\n')).not.toMatch(/[<>]|undefined/);
		await chromium.page.mouse.move(0, 0);
		await chromium.page.waitForTimeout(500);
		await picture('trigger', editor.details.root, { width: 826, height: 660 });
	});

	step('reads when the workflow will start', async ({ editor }) => {
		const panel = editor.details.root;
		await panel.getByText('Wait for a completed survey').waitFor();
		await panel.getByText('When will this node trigger my flow?').click();
		await panel.getByText('?crk=test&rid=1&key=', { exact: true }).waitFor();
		await panel.getByText('When will this node trigger my flow?').click();
	});

	step('tries it out: listens, and completes a survey', async (now) => {
		const { editor, sandbox, chromium } = now;
		const lines = ['<script>alert("{crk}")</script> & <b>bold</b>', 'second line'];
		await editor.details.fillIn('pageText', lines.join('\n'));
		sandbox.jumpTo(
			`${await editor.details.webhookUrl('test')}?crk={crk}&rid={rid}&key=${HARD_TO_GUESS}`,
		);
		await editor.details.execute();
		await editor.details.listening.waitFor();
		respondent = await chromium.visitor();
		await completeSurvey(now, 'ticket 48213/ä&key=x');
		await expectPage('Thank you!', lines);
		await editor.details.untilSucceeded();
		await soon(
			async () => await editor.details.outputItem(),
			(item) => expect(item).toMatchObject({ crk: 'ticket 48213/ä&key=x', responseId: '1' }),
		);
	});

	step('writes what respondents are to see, and publishes', async ({ editor }) => {
		await editor.details.fillIn('pageHeading', HEADING);
		await editor.details.fillIn('pageText', LINES.join('\n'));
		await editor.details.close();
		await editor.publish();
	});

	step('a respondent completes the survey and sees that page', async (now) => {
		const { sandbox } = now;
		sandbox.jumpTo(`${productionUrl}?crk={crk}&rid={rid}&key=${HARD_TO_GUESS}&survey=nps`);
		await completeSurvey(now, 'zendesk-48213');
		await expectPage(HEADING, LINES);
		await picture('thank-you-page', respondent.locator('body'), { y: 160, height: 320 });
		await respondent.emulateMedia({ colorScheme: 'dark' });
		expect(await respondent.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe(
			'rgb(255, 255, 255)',
		);
	});

	step('the execution with this key is in n8n', async (now) => {
		const completed = { crk: 'zendesk-48213', responseId: '2', query: { survey: 'nps' } };
		await soon(
			async () => await executions(now),
			(items) => expect(items).toMatchObject([completed]),
		);
		await now.editor.show('executions');
		// The one of the trial, too.
		const succeeded = async () =>
			(await now.editor.executions.innerText()).match(/Succeeded\s+in/g);
		await soon(succeeded, (found) => expect(found).toHaveLength(2));
	});

	step('whoever does not know the secret starts nothing', async (now) => {
		now.sandbox.jumpTo(`${productionUrl}?crk={crk}&rid={rid}&key=${HARD_TO_GUESS}x`);
		await completeSurvey(now, 'zendesk-48213');
		await expectPage('This address is not valid', ['It does not carry what this page asks for.']);
		expect(await executions(now)).toHaveLength(1);
	});

	step('the address stays, however often the workflow is published', async (now) => {
		const { n8n, sandbox, editor } = now;
		await n8n.deactivate(editor.workflowId);
		await n8n.activate(await n8n.readWorkflow(editor.workflowId));
		sandbox.jumpTo(`${productionUrl}?crk={crk}&rid={rid}&key=${HARD_TO_GUESS}`);
		await completeSurvey(now, 'zendesk-48214');
		await expectPage(HEADING, LINES);
		await soon(
			async () => await executions(now),
			(items) => expect(items).toMatchObject([{ crk: 'zendesk-48214' }, {}]),
		);
		await editor.show('workflow');
		await editor.openNode(TRIGGER);
		expect(await editor.details.webhookUrl('production')).toBe(productionUrl);
		await editor.details.root
			.getByText('Completed surveys start the published workflow by themselves')
			.waitFor();
		await editor.details.close();
	});

	test('an example gets an address of its own when it is imported', async () => {
		const { n8n } = stage();
		const addresses = async () => {
			const { nodes } = await n8n.createWorkflow(exported(readExample('survey-completed')));
			return nodes.filter(({ name }) => name === TRIGGER).map(({ webhookId }) => webhookId);
		};
		const [first, second] = [await addresses(), await addresses()];
		for (const address of [first, second])
			expect(address).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
		expect(first).not.toEqual(second);
	});

	step(
		'meets nothing in the console that comes from our package, but that one call was turned away',
		({ chromium }) => {
			const ours = chromium.complaints.filter(({ text, source }) =>
				/survey-?lab|survey-completed/i.test(`${text} ${source}`),
			);
			expect(ours.map(({ text }) => text)).toEqual([expect.stringContaining('status of 403')]);
			return Promise.resolve();
		},
	);
});
