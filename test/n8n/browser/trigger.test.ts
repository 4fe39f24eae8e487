/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import type { Page } from 'playwright-core';

import { readExample } from '../exampleFiles';
import { ExecutionRecord } from '../execution';
import { exported } from '../workflows';
import { soon } from '../soon';
import { picture, storyOf, useStage, type Stage } from './stage';

const TRIGGER = 'SurveyLab Trigger';
const HARD_TO_GUESS = 'Kp7dW2xQ9mRt4vLs';
const ENDING = '?crk={crk}&rid={rid}&key=';
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
	let testUrl: string;

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
		for (const word of [
			'invite',
			'ankieta',
			'customer satisfaction',
			'survey completed',
			'SurveyLab',
		]) {
			await editor.search(word);
			await editor.panelItem('SurveyLab').waitFor();
		}
		await editor.panel.getByText('Invite people to a survey, or start').waitFor();
		await editor.panelItem('SurveyLab').click();
		await editor.panelItem('On survey completed').click();
		await editor.details.root.waitFor();
	});

	step('reads where the secret comes from, and why a short one does not do', async ({ editor }) => {
		await editor.details.createCredential();
		await editor.dialog.root.getByText('SurveyLab Trigger Secret API').first().waitFor();
		await editor.dialog.root.getByText('Make this secret up yourself').waitFor();
		await picture('trigger-credential', editor.dialog.root);
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
		const lines = (await editor.details.notice.innerText())
			.split('\n')
			.map((line) => line.trim())
			.filter((line) => line !== '');
		expect(lines).toEqual([
			'To connect the survey:',
			expect.stringMatching(/^1\. Open Webhook URLs above/),
			expect.stringMatching(/^2\. Append this/),
			ENDING,
			expect.stringMatching(/^3\. In SurveyLab/),
			'4. Publish this workflow.',
			expect.stringMatching(/^To try it out first/),
		]);
		await chromium.page.mouse.move(0, 0);
		await chromium.page.waitForTimeout(500);
		await picture('trigger', editor.details.root, { width: 826, height: 660 });
		// Three clicks select the line and nothing beside it.
		await editor.details.notice.getByText(ENDING, { exact: true }).click({ clickCount: 3 });
		expect(((await chromium.page.evaluate('getSelection().toString()')) as string).trim()).toBe(
			ENDING,
		);
	});

	step('reads when the workflow will start', async ({ editor }) => {
		const panel = editor.details.root;
		await panel.getByText('Wait for a completed survey').waitFor();
		await panel.getByText('When will this node trigger my flow?').click();
		await panel.getByText('?crk=test&rid=1&key=', { exact: true }).waitFor();
		await panel.getByText('When will this node trigger my flow?').click();
	});

	/** One of the pages that help to complete the address: its heading, and the endings that it offers to copy. */
	async function expectTrialPage(heading: string, endings: readonly string[]): Promise<void> {
		expect(await respondent.locator('h1').innerText()).toBe(heading);
		expect(await respondent.locator('code').allInnerTexts()).toEqual(endings);
		// Nothing is cut off on a phone.
		expect(await respondent.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
			390,
		);
		for (const ending of await respondent.locator('code').all()) {
			await ending.click();
			expect(await respondent.evaluate('getSelection().toString()')).toBe(await ending.innerText());
		}
	}

	step(
		'opens the test address as it is, and reads what is missing',
		async ({ editor, chromium }) => {
			testUrl = await editor.details.webhookUrl('test');
			await editor.details.execute();
			await editor.details.listening.waitFor();
			respondent = await chromium.visitor();
			await respondent.goto(testUrl);
			await picture('test-page', respondent.locator('body'));
			await expectTrialPage('n8n is listening', [
				'?crk=test&rid=1&key=YourSecret',
				`${ENDING}YourSecret`,
			]);
			await respondent.goto(`${testUrl}${ENDING}YourSecret`);
			await expectTrialPage('The secret is another one', [
				'?crk=test&rid=1&key=YourSecret',
				`${ENDING}YourSecret`,
			]);
			await respondent.goto(`${testUrl}${ENDING}${HARD_TO_GUESS}`);
			await picture('test-page-it-works', respondent.locator('body'));
			await expectTrialPage('It works', ['?crk=test&rid=1&key=YourSecret']);
			await editor.details.listening.waitFor();
		},
	);

	step('opens it with values, which starts the workflow', async ({ editor }) => {
		await respondent.goto(`${testUrl}?crk=test&rid=1&key=${HARD_TO_GUESS}`);
		await expectPage('Thank you!', ['Your answers have been received. You can close this page.']);
		await editor.details.untilSucceeded();
	});

	step('tries it out: listens, and completes a survey', async (now) => {
		const { editor, sandbox } = now;
		const lines = ['<script>alert("{crk}")</script> & <b>bold</b>', 'second line'];
		await editor.details.fillIn('pageText', lines.join('\n'));
		sandbox.jumpTo(`${testUrl}${ENDING}${HARD_TO_GUESS}`);
		await editor.details.execute();
		await editor.details.listening.waitFor();
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
		// Those of the trials, too.
		const succeeded = async () =>
			(await now.editor.executions.innerText()).match(/Succeeded\s+in/g);
		await soon(succeeded, (found) => expect(found).toHaveLength(3));
	});

	step('whoever does not know the secret sees the same page and starts nothing', async (now) => {
		for (const ending of [`${ENDING}${HARD_TO_GUESS}x`, '?crk={crk}', '']) {
			now.sandbox.jumpTo(`${productionUrl}${ending}`);
			await completeSurvey(now, 'zendesk-48213');
			await expectPage(HEADING, LINES);
		}
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

	step('finds what to do next in the same panel', async ({ editor }) => {
		await editor.openPanelAfter(TRIGGER);
		for (const word of ['invite', 'ankieta', 'opinie']) {
			await editor.search(word);
			await editor.panelItem('SurveyLab').waitFor();
		}
	});

	step(
		'comes from an empty workflow to a published trigger in ten clicks',
		async ({ n8n, editor, chromium }) => {
			// n8n would choose the one that is there.
			for (const { id } of await n8n.rest<Array<{ id: string }>>('GET', '/rest/credentials'))
				await n8n.rest('DELETE', `/rest/credentials/${id}`);
			const { page } = chromium;
			await editor.newWorkflow();
			const clicks = await editor.countClicks();
			await editor.openPanelOfTriggers();
			await editor.search('survey completed');
			await editor.panelItem('SurveyLab').waitFor();
			await page.keyboard.press('Enter');
			await editor.panelItem('On survey completed').waitFor();
			// The list slides away, and takes no key while it does.
			await editor.panelItem('SurveyLab').waitFor({ state: 'hidden' });
			await page.waitForTimeout(500);
			await page.keyboard.press('Enter');
			await editor.details.root.waitFor();
			await editor.details.createCredential();
			await editor.dialog.field('secret').click();
			await page.keyboard.type(HARD_TO_GUESS);
			// n8n takes up what is typed a little later.
			await page.waitForTimeout(500);
			await editor.dialog.save();
			await editor.dialog.root.waitFor({ state: 'hidden' });
			await editor.details.copyProductionUrl();
			await editor.details.notice.getByText(ENDING, { exact: true }).click({ clickCount: 3 });
			await page.keyboard.press('Control+c');
			await page.keyboard.press('Escape');
			await editor.details.root.waitFor({ state: 'hidden' });
			await editor.publish();
			// The last one only closes what n8n says about the publishing.
			expect(await clicks()).toBe(10 + 1);
		},
	);

	step('meets nothing in the console that comes from our package', ({ chromium }) => {
		const ours = chromium.complaints.filter(({ text, source }) =>
			/survey-?lab|survey-completed/i.test(`${text} ${source}`),
		);
		expect(ours).toEqual([]);
		return Promise.resolve();
	});
});
