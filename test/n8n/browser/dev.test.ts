/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { exampleNames } from '../exampleWorkflows';
import { removeFolder, temporaryFolder } from '../harness';
import { Chromium } from './chromium';
import { N8nPage } from './n8nPage';
import { soon } from '../soon';

const ROOT = resolve(__dirname, '..', '..', '..');
const START_MS = 150_000;

/** `npm run dev`, after its build. */
class DevServer {
	private readonly child: ChildProcess;
	printed = '';

	constructor(folder: string) {
		this.child = spawn(
			process.execPath,
			['--import', 'tsx', join(__dirname, 'dev.ts'), '--folder', folder],
			{
				cwd: ROOT,
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
		}
	}

	async says(text: string): Promise<void> {
		await soon(
			() => {
				if (this.child.exitCode !== null)
					return `${this.printed}\nIt ended with ${this.child.exitCode}`;
				return this.printed;
			},
			(printed) => expect(printed).toContain(text),
			START_MS,
		);
	}

	/** What stands behind a label in what it printed. */
	printedAs(label: string): string {
		const [, value = ''] = new RegExp(`^ +${label} +(\\S+)`, 'm').exec(this.printed) ?? [];
		return value;
	}

	async interrupt(): Promise<number | null> {
		const { child } = this;
		if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
		const ended = new Promise<number | null>((done) => child.once('close', done));
		child.kill('SIGINT');
		return await ended;
	}
}

async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		({ ok }) => ok,
		() => false,
	);
}

describe('npm run dev', () => {
	const folder = temporaryFolder();
	let server: DevServer;
	let chromium: Chromium;

	beforeAll(async () => {
		server = new DevServer(folder);
		chromium = await Chromium.launch();
		await server.says('Ctrl+C ends everything');
	});
	afterAll(async () => {
		await server.interrupt();
		await chromium.close();
		removeFolder(folder);
	});

	test('n8n and the stand-in answer where it says', async () => {
		expect(await answers(`${server.printedAs('n8n')}/healthz`)).toBe(true);
		expect(await answers(server.printedAs('address'))).toBe(true);
	});

	test('an example runs with the samples and the stand-in it came with', async () => {
		expect(server.printed).toContain(`${exampleNames().length} examples imported`);
		const page = new N8nPage(chromium.page, server.printedAs('n8n'));
		await page.logIn();
		await chromium.page
			.getByText('Zendesk: survey invitation when a ticket is solved, without expressions')
			.first()
			.click();
		await page.node('Add contact to collector').waitFor();
		await page.executeWorkflow();
		await page
			.node('Add contact to collector')
			.locator('[data-test-id="canvas-node-status-success"]')
			.waitFor();
		const contacts = await (await fetch(server.printedAs('address'))).text();
		expect(contacts).toContain('zendesk-48213');
	});

	test('a change of the source builds, installs and restarts', async () => {
		const now = new Date();
		utimesSync(join(ROOT, 'nodes', 'SurveyLab', 'SurveyLab.node.ts'), now, now);
		await server.says('n8n has the new build');
		expect(await answers(`${server.printedAs('n8n')}/healthz`)).toBe(true);
	});

	test('Ctrl+C ends all of it, and the workflows stay', async () => {
		expect(await server.interrupt()).toBe(0);
		expect(server.printed).toMatch(/Ended\n$/);
		for (const label of ['n8n', 'address'])
			expect(await answers(server.printedAs(label))).toBe(false);
		expect(existsSync(join(folder, '.n8n', 'database.sqlite'))).toBe(true);
	});
});
