/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- tests run in Node itself, not inside n8n */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

import { chromiumPath } from './install';

const VIEWPORT = { width: 1280, height: 800 };
const SMALL_VIEWPORT = { width: 390, height: 640 };
const WAIT_MS = 60_000;
/** The first page after a start loads everything. */
const PAGE_MS = 90_000;

const LOCAL = new Set(['localhost', '127.0.0.1']);

function isElsewhere(address: string | URL): boolean {
	const url = URL.canParse(String(address)) ? new URL(address) : undefined;
	return url !== undefined && url.protocol.startsWith('http') && !LOCAL.has(url.hostname);
}

async function emptyProfile(
	browser: Browser,
	viewport: { width: number; height: number },
): Promise<BrowserContext> {
	const context = await browser.newContext({
		viewport,
		locale: 'en-US',
		timezoneId: 'UTC',
		colorScheme: 'light',
		reducedMotion: 'reduce',
	});
	context.setDefaultTimeout(WAIT_MS);
	context.setDefaultNavigationTimeout(PAGE_MS);
	await context.route(isElsewhere, async (route) => await route.abort('connectionrefused'));
	return context;
}

export interface Complaint {
	readonly text: string;
	/** The file or address it is about. */
	readonly source: string;
}

/** A browser with an empty profile that reaches this machine only, and remembers what pages complain about. */
export class Chromium {
	/** Errors of the console and exceptions nobody caught. */
	readonly complaints: Complaint[] = [];

	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
	) {
		this.listenTo(page);
	}

	private listenTo(page: Page): void {
		page.on('console', (message) => {
			const { url } = message.location();
			// What n8n's editor looks up in the wide world is not to be had here.
			if (message.type() === 'error' && !isElsewhere(url))
				this.complaints.push({ text: message.text(), source: url });
		});
		page.on('pageerror', (error) =>
			this.complaints.push({ text: error.message, source: error.stack ?? '' }),
		);
	}

	static async launch(): Promise<Chromium> {
		const executablePath = chromiumPath();
		if (executablePath === undefined) throw new Error('Chromium is missing');
		const browser = await chromium.launch({
			executablePath,
			headless: true,
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-proxy-server',
				'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
			],
		});
		try {
			const context = await emptyProfile(browser, VIEWPORT);
			return new Chromium(browser, await context.newPage());
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	/** Another person's browser: one with a small screen, who is not logged in anywhere. */
	async visitor(): Promise<Page> {
		const page = await (await emptyProfile(this.browser, SMALL_VIEWPORT)).newPage();
		this.listenTo(page);
		return page;
	}

	async theme(colorScheme: 'light' | 'dark'): Promise<void> {
		await this.page.emulateMedia({ colorScheme });
	}

	async close(): Promise<void> {
		for (const context of this.browser.contexts()) await context.close();
		await this.browser.close();
	}
}
