/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- tests run in Node itself, not inside n8n */
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';

import type { Sandbox } from '../../sandbox';
import { install } from '../install';
import { packedRepository } from '../suites/support';
import { Chromium } from './chromium';
import { browserCache } from './install';
import { LocalN8n } from './localN8n';
import { N8nPage } from './n8nPage';
import { asLocalhost, startUsualSandbox } from './usualSandbox';

const IMAGES = resolve(__dirname, '..', '..', '..', 'docs', 'images');
const takesScreenshots = process.env.SURVEYLAB_SCREENSHOTS !== undefined;

export interface Stage {
	readonly n8n: LocalN8n;
	readonly sandbox: Sandbox;
	/** The sandbox's address as it looks in pictures. */
	readonly sandboxUrl: string;
	readonly chromium: Chromium;
	readonly editor: N8nPage;
}

async function open(endings: Array<() => Promise<unknown>>): Promise<Stage> {
	const sandbox = await startUsualSandbox();
	endings.push(async () => await sandbox.close());
	const n8n = new LocalN8n(install('current', () => undefined));
	endings.push(async () => await n8n.end());
	await n8n.start();
	await n8n.installPackage(n8n.shelf.publish(packedRepository()));
	const chromium = await Chromium.launch();
	endings.push(async () => await chromium.close());
	return {
		n8n,
		sandbox,
		sandboxUrl: asLocalhost(sandbox.url),
		chromium,
		editor: new N8nPage(chromium.page, n8n.url),
	};
}

/** For the steps of one file: an n8n with our package, a SurveyLab it may talk to, and a browser. */
export function useStage(): () => Stage {
	let stage: Stage | undefined;
	const endings: Array<() => Promise<unknown>> = [];

	beforeAll(async () => {
		stage = await open(endings);
	});
	afterAll(async () => {
		for (const end of endings.reverse()) await end();
	});

	return () => {
		if (stage === undefined) throw new Error('n8n has not started');
		return stage;
	};
}

function fileName(step: string): string {
	return step
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 60);
}

async function pictureOfFailure(page: Page, step: string): Promise<string> {
	const folder = join(browserCache(), 'failures');
	mkdirSync(folder, { recursive: true });
	const file = join(folder, `${fileName(step)}.png`);
	await page.screenshot({ path: file });
	return file;
}

/**
 * Steps that build on one another, as a person works on one workflow: after one that does not succeed,
 * the others are not tried. What the page looked like then is kept.
 */
export function storyOf(
	stage: () => Stage,
): (step: string, act: (stage: Stage) => Promise<void>) => void {
	let broken: string | undefined;
	return (step, act) => {
		it(step, async () => {
			if (broken !== undefined) throw new Error(`Not tried, because "${broken}" did not succeed`);
			broken = step;
			try {
				await act(stage());
			} catch (error) {
				const file = await pictureOfFailure(stage().chromium.page, step).catch(() => undefined);
				if (file !== undefined) process.stderr.write(`What the page looked like: ${file}\n`);
				throw error;
			}
			broken = undefined;
		});
	};
}

const NO_NOTICES =
	'.el-notification, [data-test-id="floating-node"] { visibility: hidden !important; }';
/** What says nothing of its own visibility has that of what it lies in. */
const onlyShown = (selector: string): string =>
	`body { visibility: hidden !important; } ${selector} { visibility: visible !important; }`;

interface Crop {
	/** The selector of what alone is to be seen. */
	only?: string;
	x?: number;
	y?: number;
	width?: number;
	height?: number;
}

/** A picture for the documents, when they are asked for: of an element, or of a part of it. Its name may be a path. */
export async function picture(name: string, of: Locator, crop: Crop = {}): Promise<void> {
	if (!takesScreenshots) return;
	const box = await of.boundingBox();
	if (box === null) throw new Error(`There is nothing to take the picture ${name} of`);
	const path = resolve(IMAGES, `${name}.png`);
	mkdirSync(dirname(path), { recursive: true });
	const { x = 0, y = 0 } = crop;
	await of.page().screenshot({
		path,
		clip: {
			x: box.x + x,
			y: box.y + y,
			width: crop.width ?? box.width - x,
			height: crop.height ?? box.height - y,
		},
		animations: 'disabled',
		caret: 'hide',
		style: crop.only === undefined ? NO_NOTICES : onlyShown(crop.only),
	});
}
