/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
/**
 * `examples/README.md`, made from the workflows themselves: their names, their notes, their pictures and the
 * tests that run them. A test compares it with the file, `npm run readme` writes it.
 */
import { resolve } from 'node:path';

import { exampleNames, readExample } from '../n8n/exampleFiles';
import { EXAMPLE_NEEDS } from '../n8n/exampleWorkflows';

export const GALLERY = resolve(__dirname, '..', '..', 'examples', 'README.md');
const RAN_BY = 'suites/examples.test.ts';

interface Section {
	readonly title: string;
	readonly examples: readonly string[];
}

/** In the order of the page; whatever is in none of them begins at a source. */
const SECTIONS: readonly Section[] = [
	{
		title: 'Whom to ask, and when',
		examples: [
			'only-those-who-agreed',
			'not-too-often',
			'a-sample',
			'not-now',
			'data-table',
			'from-a-sheet',
			'once-across-workers',
		],
	},
	{
		title: 'After the invitation',
		examples: [
			'full-circle',
			'survey-completed',
			'invited-completed-reminded',
			'unhappy-customer',
			'failed-items-second-look',
		],
	},
	{
		title: 'In other ways',
		examples: [
			'survey-link-in-email',
			'zendesk-ticket-solved',
			'deal-won',
			'ai-agent-tool',
			'mcp-server',
		],
	},
];

/** The others that begin at a source have the same shape. */
export const PICTURED_SOURCE = 'zendesk';

export const sourceExamples = (): string[] => {
	const placed = new Set(SECTIONS.flatMap(({ examples }) => examples));
	return exampleNames().filter((example) => !placed.has(example));
};

/** The three sentences of its note. */
function sentencesOf(example: string): string {
	const note = readExample(example).nodes.find(({ type }) => type.endsWith('.stickyNote'));
	const [, ...sentences] = String(note?.parameters.content).split('\n');
	return sentences.join('\n');
}

const pictureOf = (example: string, name: string): string => `![${name}](images/${example}.png)`;

function entry(example: string): string {
	const { name } = readExample(example);
	const { ranBy = RAN_BY, sinceN8n2 } = EXAMPLE_NEEDS[example] ?? {};
	const inN8n1 = sinceN8n2 === undefined ? '' : ` n8n 1 runs it without ${sinceN8n2}.`;
	return [
		`### ${name}`,
		pictureOf(example, name),
		sentencesOf(example),
		`[${example}.json](${example}.json), run by [${ranBy}](../test/n8n/${ranBy}).${inN8n1}`,
	].join('\n\n');
}

const INTRODUCTION = `# Workflows to import

<!-- This page is generated from the workflows by "npm run readme", the pictures by "npm run screenshots". -->

Each of them is run by a test in a real n8n. Where a node talks to another service, such as Zendesk or Google, the test puts one with the same data in its place. To use one: open a new workflow in n8n, choose **Import from File…** in the menu at the top right, and follow the note on the canvas. Credentials are never in the file. Where Collector is empty, nobody can be invited before you have filled it in.

They are built from n8n's own nodes around ours, so change them as you like. **Data tables** are made in n8n on the page of that name beside the workflows; n8n writes them without locks, so two executions in the same moment can both find a row missing. Where that matters, [once-across-workers](once-across-workers.json) has the answer.`;

export function gallery(): string {
	return `${[
		INTRODUCTION,
		...SECTIONS.flatMap(({ title, examples }) => [`## ${title}`, ...examples.map(entry)]),
		'## From a helpdesk, shop or CRM',
		'One for each source of **Data Comes From**, all of this shape: its trigger, a condition where one is needed, and ours. [Where the data comes from](../docs/sources/README.md) has a page for each source.',
		pictureOf(PICTURED_SOURCE, readExample(PICTURED_SOURCE).name),
		sourceExamples()
			.map((example) => `- [${example}.json](${example}.json): ${readExample(example).name}`)
			.join('\n'),
		`Run by [${RAN_BY}](../test/n8n/${RAN_BY}), with what the source sends.`,
	].join('\n\n')}\n`;
}
