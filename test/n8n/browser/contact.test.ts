/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import type { Locator } from 'playwright-core';

import { collectorProperty } from '../../../nodes/SurveyLab/actions/common/collector';
import { soon } from '../soon';
import { picture, storyOf, useStage } from './stage';

const TRIGGER = 'When clicking ‘Execute workflow’';
const DATA = 'Edit Fields';
const CONTACT = 'Add contact to collector';

const TICKET = {
	'ticket.id': '48213',
	'ticket.url': 'acme-shop.zendesk.com/agent/tickets/48213',
	'ticket.requester.email': 'anna@example.com',
	'ticket.requester.first_name': 'Anna',
	'ticket.requester.language': 'Polski',
};

/** In the order people need them. */
const ACTIONS = [
	'Add contact to collector',
	'Create survey link',
	'Tag survey response',
	'Turn on collector',
	'Turn off collector',
];

/** What people look for who do not know the name. */
const WORDS = ['survey', 'invite', 'collector', 'customer satisfaction', 'ankieta', 'formularz'];

/** The picture is there, and not the sign of a broken one. */
async function expectShown(icon: Locator): Promise<void> {
	await icon.waitFor();
	const width = await icon.evaluate(
		(image) => (image as unknown as { naturalWidth: number }).naturalWidth,
	);
	expect(width).toBeGreaterThan(0);
}

describe('A person with a ticket, a survey and no taste for JSON', () => {
	const stage = useStage();
	const step = storyOf(stage);

	step('logs in and gives a new workflow some data', async ({ editor }) => {
		await editor.logIn();
		await editor.newWorkflow();
		await editor.addFirstNode('Manual Trigger');
		await editor.addNodeAfter(TRIGGER, 'Edit Fields (Set)');
		for (const [index, [name, value]] of Object.entries(TICKET).entries()) {
			await editor.details.addAssignment(index, name, value);
		}
		await editor.details.execute();
		await editor.details.untilSucceeded();
		await editor.details.close();
	});

	step('finds SurveyLab by what it does, with its actions by name', async (now) => {
		const { editor, chromium } = now;
		await editor.openPanelAfter(DATA);
		for (const word of WORDS) {
			await editor.search('nothing is called like this');
			await editor.panelItem('SurveyLab').waitFor({ state: 'detached' });
			await editor.search(word);
			await editor.panelItem('SurveyLab').waitFor();
		}
		await editor.search('survey');
		await editor.panelItem('SurveyLab').waitFor();
		await chromium.page.keyboard.press('Enter');
		for (const action of ACTIONS) await editor.panelItem(action).waitFor();
		// The list slides away.
		await editor.panelItem('SurveyLab').waitFor({ state: 'detached' });
		const names = (
			await editor.panel.locator('[data-test-id="node-creator-item-name"]').allInnerTexts()
		).map((name) => name.trim());
		expect(names).toEqual(ACTIONS);
		await expectShown(editor.panel.locator('img[src*="surveyLab"]').first());
	});

	step(
		'adds the contact action, the first one, with another Enter',
		async ({ editor, chromium }) => {
			await chromium.page.keyboard.press('Enter');
			await editor.details.root.waitFor();
			await soon(
				async () => await editor.details.root.innerText(),
				(text) => expect(text).toMatch(new RegExp(`^${CONTACT}`)),
			);
		},
	);

	step('opens the dialog of a new credential', async ({ editor }) => {
		await editor.details.createCredential();
		await soon(
			async () => await editor.dialog.field('baseUrl').inputValue(),
			(value) => expect(value).toBe('https://www.mysurveylab.com'),
		);
		expect(await editor.dialog.field('apiToken').getAttribute('type')).toBe('password');
	});

	step('reads why a wrong token does not work', async ({ editor, sandboxUrl }) => {
		await editor.dialog.field('apiToken').fill('no-such-token');
		await editor.dialog.field('baseUrl').fill(sandboxUrl);
		await editor.dialog.save();
		expect(await editor.dialog.failureDetails()).toContain(
			'SurveyLab refused the token (HTTP 401). Copy it again from SurveyLab: account settings → Integrations.',
		);
	});

	step('enters the right token and sees that it works', async (now) => {
		const { editor, sandbox } = now;
		await editor.dialog.field('apiToken').fill(sandbox.token);
		await editor.dialog.save();
		// n8n closes the dialog of a credential that works.
		await editor.dialog.root.waitFor({ state: 'hidden' });
		await editor.details.editCredential();
		await editor.dialog.success.waitFor();
		await picture('credential-dialog', editor.dialog.root, { height: 545 });
		await editor.dialog.close();
	});

	test('the form begins with a pasted link, and says what running the step does', async () => {
		const { details } = stage().editor;
		const mode = collectorProperty.modes?.find(({ name }) => name === 'url');
		// Our texts call that choice what the person sees.
		expect(await details.collectorMode()).toBe(mode?.displayName);
		expect(await details.isOn('previewOnly')).toBe(false);
		expect((await details.notice.innerText()).trim()).toBe(
			'Running this step sends real invitations.',
		);
	});

	step('leaves required fields empty and sees them marked', async ({ editor, sandbox }) => {
		await editor.details.execute();
		for (const name of ['collectorId', 'email', 'crk'])
			await editor.details.issueOf(name).waitFor();
		expect(await editor.details.issueText('crk')).toContain(
			'Parameter "Response Key" is required.',
		);
		await editor.notice.filter({ hasText: 'cannot start' }).waitFor();
		expect(sandbox.contacts).toEqual([]);
	});

	step(
		'pastes an API link and is told at once where the token belongs',
		async ({ editor, sandbox }) => {
			for (const mode of ['id', 'url'] as const) {
				await editor.details.collectorBy(
					mode,
					`https://www.mysurveylab.com/api.php?apiToken=secret&cId=${sandbox.collectorId}`,
				);
				await soon(
					async () => await editor.details.issueText('collectorId'),
					(text) =>
						expect(text).toContain(
							'This is an API link with your token in it. The token belongs only in the SurveyLab API credential.',
						),
				);
			}
		},
	);

	step('picks the collector by pasting the link of the survey', async ({ editor, sandbox }) => {
		await editor.details.collectorBy(
			'url',
			`https://www.mysurveylab.com/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`,
		);
		await editor.details.issueOf('collectorId').waitFor({ state: 'hidden' });
	});

	step('drags fields of the ticket onto Email and Response Key', async ({ editor }) => {
		await editor.details.executePreviousNodes();
		await editor.details.drag('email', 'email');
		await editor.details.parameters.getByText(TICKET['ticket.requester.email']).waitFor();
		await editor.details.drag(
			'id',
			'crk',
			async () =>
				await picture('drag-response-key', editor.details.root, { width: 826, height: 660 }),
		);
		for (const [name, expression] of [
			['email', '{{ $json.ticket.requester.email }}'],
			['crk', '{{ $json.ticket.id }}'],
		] as const) {
			await soon(
				async () => await editor.details.parameter(name).innerText(),
				(text) => expect(text).toContain(expression),
			);
		}
	});

	step('previews with one click: reads what would be sent, and sends nothing', async (now) => {
		const { editor, sandbox } = now;
		await editor.details.flip('previewOnly');
		expect(await editor.details.isOn('previewOnly')).toBe(true);
		await editor.details.notice.waitFor({ state: 'hidden' });
		await editor.details.execute();
		const shown = {
			outcome: 'preview',
			email: 'anna@example.com',
			crk: '48213',
			collectorId: sandbox.collectorId,
			url: expect.stringContaining('apiToken=***') as string,
		};
		await soon(
			async () => await editor.details.outputItem(),
			(item) => expect(item).toMatchObject(shown),
		);
		expect(sandbox.contacts).toEqual([]);
		await editor.details.parameter('previewOnly').scrollIntoViewIfNeeded();
		await editor.details.output.locator('[data-test-id="radio-button-schema"]').click();
		await picture('preview', editor.details.root, { x: 405, width: 825, height: 750 });
		await editor.details.flip('previewOnly');
		await editor.details.notice.waitFor();
	});

	step('runs the step and reads what came of it', async ({ editor, sandbox }) => {
		await editor.details.execute();
		await editor.details.untilSucceeded();
		const invited = {
			outcome: 'accepted',
			collectorId: sandbox.collectorId,
			email: 'anna@example.com',
			crk: '48213',
			statusCode: '200',
		};
		await soon(
			async () => await editor.details.outputItem(),
			(item) => expect(item).toMatchObject(invited),
		);
		expect(sandbox.contacts).toMatchObject([{ email: 'anna@example.com', crk: '48213' }]);
		await editor.details.output.locator('[data-test-id="radio-button-schema"]').click();
		await picture('output', editor.details.root, { x: 405, width: 825, height: 660 });
	});

	step(
		'reads what happened and how to go on when SurveyLab refuses',
		async ({ editor, sandbox }) => {
			sandbox.script({ kind: 'rejected', notification: 'Action failed' });
			await editor.details.execute();
			const { message, description } = editor.details.failure;
			await message.waitFor();
			expect(await message.innerText()).toBe('SurveyLab did not accept the contact');
			expect(await description.innerText()).toMatch(
				/^Use a Response Key that was never used before.* SurveyLab says: "Action failed"\./s,
			);
			await picture('message', editor.details.root, { x: 405, width: 825, height: 480 });
			for (const part of ['From SurveyLab', 'Other info'])
				await editor.details.output.getByText(part).click();
			expect(await editor.details.output.innerText()).not.toContain(sandbox.token);
		},
	);

	step('chooses Zendesk as the place that data comes from', async ({ editor }) => {
		await editor.details.choose('fieldMapping', 'Zendesk');
		await editor.details.notice.getByText('Fills Email, Response Key (ticket number)').waitFor();
		for (const name of ['email', 'crk'])
			await editor.details.parameter(name).waitFor({ state: 'hidden' });
		await picture('mapping-zendesk', editor.details.root, { width: 826 });
	});

	test('the notice is short, and its link leads to the page of the source', async () => {
		const { notice } = stage().editor.details;
		const { height = 0 } = (await notice.boundingBox()) ?? {};
		// Two points of two or three short lines, and room around them.
		expect(height).toBeLessThanOrEqual(110);
		const link = notice.getByRole('link');
		expect(await link.getAttribute('href')).toMatch(/\/docs\/sources\/zendesk\.md$/);
		// The editor with what is not saved yet stays open.
		expect(await link.getAttribute('target')).toBe('_blank');
	});

	step('runs it without a single expression', async ({ editor, sandbox }) => {
		sandbox.reset();
		await editor.details.execute();
		await editor.details.untilSucceeded();
		await soon(
			async () => await editor.details.outputItem(),
			(item) =>
				expect(item).toMatchObject({
					outcome: 'accepted',
					email: 'anna@example.com',
					crk: '48213',
				}),
		);
		expect(sandbox.contacts).toMatchObject([
			{ email: 'anna@example.com', crk: '48213', language: 'pl', firstName: 'Anna' },
		]);
	});

	step('sees the node in light and in dark', async ({ editor, chromium }) => {
		await expectShown(editor.details.icon);
		expect(await editor.details.icon.getAttribute('src')).toMatch(/\/surveyLab\.svg$/);
		await editor.details.close();
		await editor.fitToView();
		await chromium.page.waitForTimeout(500);
		await picture('workflow', editor.page.locator('[data-test-id="canvas"]'), {
			x: 170,
			y: 270,
			width: 860,
			height: 210,
		});
		await chromium.theme('dark');
		await expectShown(editor.node(CONTACT).locator('img[src$="/surveyLab.dark.svg"]'));
		await editor.openNode(CONTACT);
		await expectShown(editor.details.icon);
		await soon(
			async () => await editor.details.icon.getAttribute('src'),
			(src) => expect(src).toMatch(/\/surveyLab\.dark\.svg$/),
		);
		await editor.details.close();
	});

	step(
		'comes from an empty workflow to a contact that is invited in nine clicks',
		async ({ n8n, editor, chromium, sandbox, sandboxUrl }) => {
			// n8n would choose the one that is there.
			for (const { id } of await n8n.rest<Array<{ id: string }>>('GET', '/rest/credentials'))
				await n8n.rest('DELETE', `/rest/credentials/${id}`);
			sandbox.reset();
			const { page } = chromium;
			await editor.newWorkflow();
			const clicks = await editor.countClicks();
			await editor.openPanelOfTriggers();
			await editor.search('Manual Trigger');
			await editor.panelItem('Manual Trigger').waitFor();
			await page.keyboard.press('Enter');
			await editor.openPanelAfter(TRIGGER);
			await editor.search('survey');
			await editor.panelItem('SurveyLab').waitFor();
			await page.keyboard.press('Enter');
			// The list slides away.
			await editor.panelItem('SurveyLab').waitFor({ state: 'detached' });
			await editor.panelItem(CONTACT).waitFor();
			await page.keyboard.press('Enter');
			await editor.details.root.waitFor();
			await editor.details.createCredential();
			await soon(
				async () => await editor.dialog.field('baseUrl').inputValue(),
				(value) => expect(value).toBe('https://www.mysurveylab.com'),
			);
			// A person leaves this as it is.
			await editor.dialog.field('baseUrl').fill(sandboxUrl);
			await editor.dialog.field('apiToken').click();
			await page.keyboard.type(sandbox.token);
			await page.waitForTimeout(500);
			await editor.dialog.save();
			await editor.dialog.root.waitFor({ state: 'hidden' });
			await editor.details.collector.click();
			await page.keyboard.type(`${sandboxUrl}/pageTag/SurveyCampaign/cId/${sandbox.collectorId}`);
			await editor.details.parameter('email').click();
			await page.keyboard.type('anna@example.com');
			await editor.details.parameter('crk').click();
			await page.keyboard.type('48213');
			await page.waitForTimeout(500);
			await editor.details.execute();
			await editor.details.untilSucceeded();
			expect(sandbox.contacts).toMatchObject([{ email: 'anna@example.com', crk: '48213' }]);
			expect(await clicks()).toBe(9);
			await editor.details.close();
		},
	);

	step('meets no error in the console that comes from our package', ({ chromium }) => {
		const ours = chromium.complaints.filter(({ text, source }) =>
			/survey-?lab/i.test(`${text} ${source}`),
		);
		expect(ours).toEqual([]);
		return Promise.resolve();
	});
});
