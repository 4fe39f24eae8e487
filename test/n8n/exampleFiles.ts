/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import type { Workflow } from './harness';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

/** The workflows people are given to import, by file name without its ending. */
export function exampleNames(): string[] {
	if (!existsSync(EXAMPLES)) return [];
	return readdirSync(EXAMPLES)
		.filter((name) => name.endsWith('.json'))
		.map((name) => name.slice(0, -'.json'.length))
		.sort();
}

export function readExample(example: string): Workflow {
	return JSON.parse(readFileSync(join(EXAMPLES, `${example}.json`), 'utf8')) as Workflow;
}

/** A list of real items, as the named trigger, webhook or node delivered them. */
export function exampleData<Item = IDataObject>(name: string): Item[] {
	return JSON.parse(readFileSync(join(EXAMPLES, 'data', `${name}.json`), 'utf8')) as Item[];
}
