/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import type { Locator, Page } from 'playwright-core';

import { OWNER } from './localN8n';

/** n8n takes up what is typed a little later, and starts with what it knows. */
const TAKING_UP_MS = 500;

/** Counts in the page's own memory; a double or triple click is one. */
const COUNTING_CLICKS = `clicks = 0; addEventListener('click', ({ detail, isTrusted }) => {
	if (isTrusted && detail === 1) clicks += 1;
}, true)`;

function exactly(text: string): RegExp {
	return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/** What a person does in n8n's editor, by the marks that n8n sets for its own tests. */
export class N8nPage {
	readonly dialog: CredentialDialog;
	readonly details: NodeDetails;

	constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		this.dialog = new CredentialDialog(page);
		this.details = new NodeDetails(page);
	}

	private id(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	async logIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
		await this.page.locator('input[name="password"]').fill(OWNER.password);
		await this.id('form-submit-button').click();
		await this.page.waitForURL(/\/home\//);
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.id('canvas-plus-button').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.id('canvas').waitFor();
	}

	/** Nodes and notes. */
	get canvasParts(): Locator {
		return this.page.locator('.vue-flow__node');
	}

	/** What n8n shows in place of the icon of a node that it does not have. */
	get unknownNodes(): Locator {
		return this.canvasParts.getByText('?', { exact: true });
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** The names in the node panel, after entering a word in its search. */
	async search(text: string): Promise<Locator> {
		await this.id('node-creator-search-bar').fill(text);
		return this.id('node-creator-item-name');
	}

	get panel(): Locator {
		return this.id('node-creator');
	}

	panelItem(name: string): Locator {
		return this.id('node-creator-item-name')
			.filter({ hasText: exactly(name) })
			.first();
	}

	async addFirstNode(name: string): Promise<void> {
		await this.openPanelOfTriggers();
		await this.search(name);
		await this.panelItem(name).click();
		await this.id('canvas-node').first().waitFor();
	}

	/** Opens the node panel with the plus behind a node. */
	async openPanelAfter(name: string): Promise<void> {
		await this.node(name).locator('[data-test-id="canvas-handle-plus"]').click();
		await this.panel.waitFor();
	}

	async addNodeAfter(name: string, added: string): Promise<void> {
		await this.openPanelAfter(name);
		await this.search(added);
		await this.panelItem(added).click();
		await this.details.root.waitFor();
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.details.root.waitFor();
	}

	/** Opens the node panel with the plus of an empty workflow. */
	async openPanelOfTriggers(): Promise<void> {
		await this.id('canvas-plus-button').click();
		await this.panel.waitFor();
	}

	/** "Publish" at the top, and again in the dialog that it opens. */
	async publish(): Promise<void> {
		await this.id('workflow-open-publish-modal-button').click();
		await this.id('workflow-publish-button').click();
		await this.page.getByRole('button', { name: 'Got it' }).click();
	}

	/** The workflow's own address in the editor ends with it. */
	get workflowId(): string {
		const [, id] = /\/workflow\/(\w+)/.exec(this.page.url()) ?? [];
		if (id === undefined) throw new Error('No workflow is open');
		return id;
	}

	async show(tab: 'workflow' | 'executions'): Promise<void> {
		await this.id(`radio-button-${tab}`).click();
	}

	get executions(): Locator {
		return this.id('executions-sidebar');
	}

	async executeWorkflow(): Promise<void> {
		await this.id('execute-workflow-button').click();
	}

	async fitToView(): Promise<void> {
		await this.id('zoom-to-fit').click();
	}

	get notice(): Locator {
		return this.page.locator('.el-notification');
	}

	/** Counts what a person clicks from now on, as long as the page is not loaded anew. */
	async countClicks(): Promise<() => Promise<number>> {
		await this.page.evaluate(COUNTING_CLICKS);
		return async () => Number(await this.page.evaluate('clicks'));
	}

	/** Saves as a person does who has the dialog of a node open. */
	async save(): Promise<void> {
		await this.page.keyboard.press('Control+s');
	}
}

/** The dialog of one node: what comes in, its parameters, what comes out. */
export class NodeDetails {
	readonly root: Locator;
	readonly input: Locator;
	readonly output: Locator;

	constructor(private readonly page: Page) {
		this.root = page.locator('[data-test-id="ndv"]');
		this.input = this.root.locator('[data-test-id="ndv-input-panel"]');
		this.output = this.root.locator('[data-test-id="output-panel"]');
	}

	private id(testId: string): Locator {
		return this.root.locator(`[data-test-id="${testId}"]`);
	}

	parameter(name: string): Locator {
		return this.id(`parameter-input-${name}`);
	}

	get parameters(): Locator {
		return this.id('node-parameters');
	}

	/** The red mark beside a field. */
	issueOf(name: string): Locator {
		return this.parameter(name).locator('[data-test-id="parameter-issues"]');
	}

	/** What the red mark says when the mouse is on it. */
	async issueText(name: string): Promise<string> {
		await this.issueOf(name).hover();
		const tooltip = this.page
			.locator('.n8n-tooltip, [data-reka-popper-content-wrapper]', { hasText: 'Issues:' })
			.first();
		return await tooltip.innerText();
	}

	async choose(name: string, option: string): Promise<void> {
		await this.parameter(name).click();
		await this.page
			.locator('[data-test-id="parameter-input-item"]:visible')
			.filter({ has: this.page.locator('.option-headline', { hasText: exactly(option) }) })
			.click();
	}

	/** Where the collector is entered. */
	get collector(): Locator {
		return this.id('rlc-input');
	}

	async collectorBy(mode: 'id' | 'url', text: string): Promise<void> {
		await this.id('rlc-mode-selector').click();
		await this.page.locator(`[data-test-id="mode-${mode}"]:visible`).click();
		await this.collector.fill(text);
		await this.page.waitForTimeout(TAKING_UP_MS);
	}

	/** How the collector is given, as n8n shows it. */
	async collectorMode(): Promise<string> {
		return await this.id('rlc-mode-selector').locator('input').inputValue();
	}

	/** The uppermost notice among the parameters. */
	get notice(): Locator {
		return this.parameters.locator('.notice:visible').first();
	}

	async isOn(name: string): Promise<boolean> {
		const checked = await this.parameter(name).getByRole('switch').getAttribute('aria-checked');
		return checked === 'true';
	}

	/** One click. */
	async flip(name: string): Promise<void> {
		await this.parameter(name).locator('.el-switch, button[role="switch"]').first().click();
		await this.page.waitForTimeout(TAKING_UP_MS);
	}

	/** Two clicks: opens the list of options, which is the last one on the form, and adds one of them. */
	async addOption(option: string): Promise<void> {
		await this.id('collection-parameter-add').last().click();
		await this.page
			.locator('.el-select-dropdown__item:visible')
			.filter({ hasText: exactly(option) })
			.click();
	}

	/** "Edit Fields": one field with its value. */
	async addAssignment(index: number, name: string, value: string): Promise<void> {
		await this.id('assignment-collection-drop-area').click();
		const row = this.id('assignment').nth(index);
		await row.locator('[data-test-id="assignment-name"] input').fill(name);
		await row
			.locator('[data-test-id="assignment-value"]')
			.locator('input, textarea')
			.first()
			.fill(value);
	}

	inputField(name: string): Locator {
		return this.input
			.locator('[data-test-id="run-data-schema-node-name"]')
			.filter({ hasText: exactly(name) })
			.first();
	}

	/** Drags a field of the input panel onto a parameter; `before` is called while the mouse still holds it. */
	async drag(
		field: string,
		parameter: string,
		before: () => Promise<void> = async () => {},
	): Promise<void> {
		const { mouse } = this.page;
		const from = await middle(this.inputField(field));
		await mouse.move(from.x, from.y);
		await mouse.down();
		await mouse.move(from.x + 20, from.y + 20, { steps: 5 });
		// Parameters move apart while a field is held, and when the one above has just been filled.
		for (let moves = 0; moves < 3; moves += 1) {
			const to = await middle(this.parameter(parameter));
			await mouse.move(to.x, to.y, { steps: 15 });
		}
		await before();
		await mouse.up();
		await this.parameter(parameter)
			.locator('[data-test-id="inline-expression-editor-input"]')
			.waitFor();
	}

	async executePreviousNodes(): Promise<void> {
		await this.id('execute-previous-node').click();
		await this.input.locator('[data-test-id="run-data-schema-item"]').first().waitFor();
	}

	async execute(): Promise<void> {
		await this.id('node-execute-button').click();
	}

	/** What stands in the place of the input while a trigger waits for its event. */
	get listening(): Locator {
		return this.id('trigger-listening');
	}

	async untilSucceeded(): Promise<void> {
		await this.output.locator('[data-test-id="node-run-status-success"]').waitFor();
	}

	get failure(): { message: Locator; description: Locator } {
		return {
			message: this.output.locator('[data-test-id="node-error-message"]'),
			description: this.output.locator('[data-test-id="node-error-description"]'),
		};
	}

	/** The output as n8n's table shows it: the first item by column. */
	async outputItem(): Promise<Record<string, string>> {
		await this.id('radio-button-table').last().click();
		const table = this.output.locator('table').first();
		const texts = async (cells: string) =>
			(await table.locator(cells).allInnerTexts()).map((text) => text.trim());
		const names = await texts('thead th');
		const values = await texts('tbody tr:first-of-type td');
		return Object.fromEntries(
			names
				.map((name, column) => [name, values[column] ?? ''] as const)
				.filter(([name]) => name !== ''),
		);
	}

	/** Opens the dialog of a new credential. n8n makes up its name a little later, and saves nothing without one. */
	async createCredential(): Promise<void> {
		await this.id('node-credentials-slot').locator('button').first().click();
		await this.page.locator('[data-test-id="credential-name"]').waitFor();
	}

	async editCredential(): Promise<void> {
		await this.id('credential-edit-button').click();
	}

	get icon(): Locator {
		return this.root.locator('img[src*="surveyLab"]').first();
	}

	/** The address that the trigger answers at, as the panel of its parameters shows it. */
	async webhookUrl(kind: 'test' | 'production'): Promise<string> {
		const urls = this.root.locator('.webhooks');
		if (!(await urls.locator('.webhook-url').isVisible())) await urls.locator('.headline').click();
		await urls.locator(`[data-test-id="radio-button-${kind}"]`).click();
		const part = kind === 'test' ? '/webhook-test/' : '/webhook/';
		const shown = urls.locator('.webhook-url', { hasText: part });
		await shown.waitFor();
		return (await shown.innerText()).trim();
	}

	/** Three clicks: open the addresses, choose the one for respondents, copy it. */
	async copyProductionUrl(): Promise<void> {
		const urls = this.root.locator('.webhooks');
		await urls.locator('.headline').click();
		await urls.locator('[data-test-id="radio-button-production"]').click();
		await urls.locator('.webhook-url', { hasText: '/webhook/' }).click();
	}

	/** A text of several lines, too. */
	async fillIn(name: string, text: string): Promise<void> {
		await this.parameter(name).locator('input, textarea').first().fill(text);
		await this.page.waitForTimeout(TAKING_UP_MS);
	}

	async close(): Promise<void> {
		await this.id('ndv-close-button').click();
		await this.root.waitFor({ state: 'hidden' });
	}
}

async function middle(target: Locator): Promise<{ x: number; y: number }> {
	await target.scrollIntoViewIfNeeded();
	const box = await target.boundingBox();
	if (box === null) throw new Error('Nothing to drag from or to');
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export class CredentialDialog {
	readonly root: Locator;

	constructor(page: Page) {
		this.root = page.locator('[data-test-id="editCredential-modal"]');
	}

	field(name: string): Locator {
		return this.root.locator(`[data-test-id="parameter-input-${name}"] input`);
	}

	async save(): Promise<void> {
		await this.root.locator('[data-test-id="credential-save-button"]').click();
	}

	get success(): Locator {
		return this.root.locator('[data-test-id="credentials-config-container-test-success"]');
	}

	async failureDetails(): Promise<string> {
		const banner = this.root.locator('[data-test-id="node-credentials-config-container"]');
		await banner.getByText('More details').click();
		await banner.getByText('More details').waitFor({ state: 'hidden' });
		return await banner.innerText();
	}

	async close(): Promise<void> {
		await this.root.locator('.el-dialog__headerbtn').click();
		await this.root.waitFor({ state: 'hidden' });
	}
}
