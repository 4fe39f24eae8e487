/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';

import { exampleNames, readExample } from '../exampleFiles';
import { sourceExamples, PICTURED_SOURCE } from '../../tools/gallery';
import type { Workflow } from '../harness';
import { exported, inRow, node } from '../workflows';
import { soon } from '../soon';
import { picture, useStage } from './stage';

const PICTURES = resolve(__dirname, '..', '..', '..', 'examples', 'images');
/** As wide as a page shows pictures. */
const VIEWPORT = { width: 1060, height: 700 };
/** Around everything that lies on the canvas, because the names of nodes are wider and stand below them. */
const MARGIN = 44;
/** The nodes and what connects them, without n8n's buttons and without the dots, which no picture can compress. */
const DRAWING = '.vue-flow__transformationpane';

const ofSources = sourceExamples().filter((example) => example !== PICTURED_SOURCE);
const isShown = (example: string): boolean => !ofSources.includes(example);

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** What holds all of them. */
async function around(elements: Locator): Promise<Box> {
	const boxes = await Promise.all(
		(await elements.all()).map(async (one) => await one.boundingBox()),
	);
	const seen = boxes.flatMap((box) => (box === null ? [] : [box]));
	const x = Math.min(...seen.map((box) => box.x)) - MARGIN;
	const y = Math.min(...seen.map((box) => box.y)) - MARGIN;
	return {
		x,
		y,
		width: Math.max(...seen.map((box) => box.x + box.width)) + MARGIN - x,
		height: Math.max(...seen.map((box) => box.y + box.height)) + MARGIN - y,
	};
}

describe('The gallery of examples', () => {
	const stage = useStage();

	beforeAll(async () => {
		await stage().chromium.page.setViewportSize(VIEWPORT);
		await stage().editor.logIn();
	});

	/** As somebody who has imported it sees it. */
	async function open(workflow: Workflow): Promise<void> {
		const { n8n, editor } = stage();
		const { id } = await n8n.createWorkflow(exported(workflow));
		await editor.openWorkflow(id);
		await soon(
			async () => await editor.canvasParts.count(),
			(count) => expect(count).toBe(workflow.nodes.length),
		);
	}

	it('would see a node that this n8n does not have', async () => {
		await open(inRow('Unknown', node('Unknown', 'n8n-nodes-nobody.nothing', 1, {})));
		await soon(
			async () => await stage().editor.unknownNodes.count(),
			(count) => expect(count).toBe(1),
		);
	});

	it.each(exampleNames())('shows %s with all its nodes', async (example) => {
		const { editor, chromium } = stage();
		await open(readExample(example));
		expect(await editor.unknownNodes.count()).toBe(0);
		await editor.fitToView();
		await chromium.page.waitForTimeout(500);
		const canvas = editor.page.locator('[data-test-id="canvas"]');
		const { x = 0, y = 0 } = (await canvas.boundingBox()) ?? {};
		const box = await around(editor.canvasParts);
		if (!isShown(example)) return;
		await picture(join(PICTURES, example), canvas, {
			...box,
			x: Math.max(0, box.x - x),
			y: Math.max(0, box.y - y),
			only: DRAWING,
		});
	});
});
