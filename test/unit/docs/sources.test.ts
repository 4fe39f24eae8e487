/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import { pageName } from '../../../nodes/SurveyLab/messages/sources';
import { fieldNamed } from '../../../nodes/SurveyLab/surveylab/catalogue';
import { sourceNamed, SOURCES } from '../../../nodes/SurveyLab/sources';
import { generatedFiles, sampleOf, sourceNames, sourcePages } from '../../tools/sourcePages';
import { linksIn } from './markdown';

const FOLDER = join(__dirname, '..', '..', '..', 'docs', 'sources');
const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');

/** The block of JSON below a heading. */
function jsonBelow(heading: string, text: string): unknown {
	const [, section] = text.split(`\n## ${heading}\n`);
	const [, block] = /```json\n([\s\S]*?)\n```/.exec(section ?? '') ?? [];
	return block === undefined ? undefined : JSON.parse(block);
}

describe.each(sourcePages())('docs/sources: $source.label', ({ source, file, text, expected }) => {
	it('lists the fields as the code reads them (npm run readme)', () => {
		expect(text).toBe(expected);
	});

	it('shows what the sample really holds', () => {
		const shown = jsonBelow('What arrives', text);
		expect(shown).toEqual(expect.any(Object));
		expect(sampleOf(source)).toMatchObject(shown as IDataObject);
	});

	it('says what to choose, and leads to an example that does', () => {
		expect(text).toContain(`**Data Comes From → ${source.label}**`);
		const examples = linksIn(text).filter((link) => link.endsWith('.json'));
		expect(examples.length).toBeGreaterThan(0);
		for (const example of examples) {
			const { nodes } = JSON.parse(readFileSync(join(dirname(file), example), 'utf8')) as {
				nodes: INode[];
			};
			expect(nodes.map(({ parameters }) => parameters.fieldMapping)).toContain(source.id);
		}
	});

	it('names the prefix that its example has', () => {
		const [example = ''] = linksIn(text).filter((link) => link.endsWith('.json'));
		const { nodes } = JSON.parse(readFileSync(join(dirname(file), example), 'utf8')) as {
			nodes: INode[];
		};
		const prefixes = nodes.flatMap(
			({ parameters }) => (parameters.options as IDataObject | undefined)?.crkPrefix ?? [],
		);
		const named = [...text.matchAll(/Prefix\*\*, as the example does with `(.+?)`/g)].map(
			([, prefix]) => prefix,
		);
		expect(named).toEqual(prefixes);
	});
});

describe('docs/sources', () => {
	it.each(['freshdesk', 'gorgias'])('the template of %s to paste fills every field', (id) => {
		const source = sourceNamed(id)!;
		const template = jsonBelow(
			'Template to paste',
			readFileSync(join(FOLDER, `${id}.md`), 'utf8'),
		) as Record<string, string>;
		const body = Object.fromEntries(
			Object.keys(template).map((key) => [
				key,
				/email/.test(key) ? 'jan@example.com' : /language/.test(key) ? 'pl' : 'x',
			]),
		);
		const reading = source.read({ body });
		expect(reading.ok && Object.keys(reading.value.values).sort()).toEqual(
			source.places.map(({ field }) => field).sort(),
		);
		// The status is for the If.
		const read = source.places.flatMap(({ places }) => places.map(({ shown }) => shown));
		expect(
			Object.keys(template).filter((key) => !read.includes(key) && key !== 'ticket_status'),
		).toEqual([]);
		for (const value of Object.values(template))
			expect(value).toMatch(
				/^(?:https:\/\/)?\{\{ticket\.[a-z.]+\}\}(?:[a-z./]+\{\{ticket\.id\}\})?$/,
			);
	});

	it('and the data of the examples are what the samples say (npm run readme)', () => {
		for (const { file, text, expected } of generatedFiles())
			expect([file, text]).toEqual([file, expected]);
	});

	it('says on each page how a second invitation gets another key', () => {
		for (const { text, source } of sourcePages()) {
			const [, section = ''] = text.split('\n## A second invitation\n');
			expect([source.id, section]).toEqual([
				source.id,
				expect.stringContaining('**Response Key**'),
			]);
			expect(section).toMatch(/`\{\{ .+ \}\}`|`\{\{ .+ \}\}-\{\{ .+ \}\}`/);
		}
	});

	it('has a page for every source, and an index that leads to each page and to all examples', () => {
		const pages = readdirSync(FOLDER).filter((name) => name !== 'README.md');
		expect(pages.sort()).toEqual(SOURCES.map(({ id }) => `${pageName(id)}.md`).sort());
		const linked = linksIn(index).map((link) => basename(link));
		expect(linked).toEqual(expect.arrayContaining(pages));
		// Which has a test of its own that it names every example.
		expect(index).toContain('](../../examples/README.md)');
	});

	it('says of each source what it fills and whom it does not invite', () => {
		const rows = index.split('\n').filter((line) => line.startsWith('| ['));
		for (const { id, label, from, notInvited, places } of SOURCES) {
			const row = rows.find((line) => line.startsWith(`| [${label}](${pageName(id)}.md) |`));
			expect(row).toContain(`| ${from} |`);
			expect(row).toContain(`| ${notInvited ?? '–'} |`);
			if (id === 'columns') continue;
			for (const { field } of places)
				expect(row).toContain(/Name$/.test(field) ? 'names' : fieldNamed(field).label);
		}
	});

	it('leads from the README to the page of each source', () => {
		const pages = sourceNames().split(' · ');
		expect(pages).toEqual(
			SOURCES.map(({ id, label }) => `[${label}](docs/sources/${pageName(id)}.md)`),
		);
	});
});
