/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import { sourcePaths } from '../../../nodes/SurveyLab/actions/common/fieldMapping';
import { SOURCES } from '../../../nodes/SurveyLab/sources';
import { kebabCase, sampleOf, sourcePages, sourcesTable } from '../../tools/sourcePages';

const FOLDER = join(__dirname, '..', '..', '..', 'docs', 'sources');
const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');

/** The block of JSON below a heading. */
function jsonBelow(heading: string, text: string): unknown {
	const [, section] = text.split(`\n## ${heading}\n`);
	const [, block] = /```json\n([\s\S]*?)\n```/.exec(section ?? '') ?? [];
	return block === undefined ? undefined : JSON.parse(block);
}

const linksIn = (text: string) =>
	[...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link as string);

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
		expect(text).toContain(`**Field Mapping → ${source.label}**`);
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
	it.each(['freshdesk', 'gorgias'])(
		'the template of %s to paste has the keys that are read',
		(id) => {
			const source = SOURCES.find((candidate) => candidate.id === id)!;
			const template = jsonBelow(
				'Template to paste',
				readFileSync(join(FOLDER, `${id}.md`), 'utf8'),
			) as Record<string, string>;
			const read = sourcePaths(source).flatMap(({ paths }) =>
				paths.map((path) => path.replace(' (split)', '')),
			);
			const ownKeys = read.filter((path) => !path.includes('.'));
			expect(Object.keys(template)).toEqual(expect.arrayContaining(ownKeys));
			// The status is for the If.
			expect(
				Object.keys(template).filter((key) => !ownKeys.includes(key) && key !== 'ticket_status'),
			).toEqual([]);
			for (const value of Object.values(template))
				expect(value).toMatch(/^\{\{ticket\.[a-z.]+\}\}$/);
		},
	);

	it('has a page for every source, and an index that leads to each page and example', () => {
		const pages = readdirSync(FOLDER).filter((name) => name !== 'README.md');
		expect(pages.sort()).toEqual(SOURCES.map(({ id }) => `${kebabCase(id)}.md`).sort());
		const linked = linksIn(index).map((link) => basename(link));
		expect(linked).toEqual(expect.arrayContaining(pages));
		const examples = readdirSync(join(FOLDER, '..', '..', 'examples')).filter((name) =>
			name.endsWith('.json'),
		);
		expect(linked).toEqual(expect.arrayContaining(examples));
		for (const { label } of SOURCES) expect(index).toContain(`\n| ${label} |`);
	});

	it('links only to files that exist', () => {
		for (const name of readdirSync(FOLDER)) {
			const links = linksIn(readFileSync(join(FOLDER, name), 'utf8'));
			expect(links.filter((link) => !existsSync(join(FOLDER, link)))).toEqual([]);
		}
	});

	it('gives the main README a row for each source, with every path', () => {
		const [, , ...rows] = sourcesTable().split('\n');
		expect(rows).toHaveLength(SOURCES.length);
		for (const [position, source] of SOURCES.entries()) {
			const from = source.note === undefined ? source.from : `${source.from}. ${source.note}`;
			expect(rows[position]).toContain(
				`| [${source.label}](docs/sources/${kebabCase(source.id)}.md) | ${from} |`,
			);
			for (const { paths } of sourcePaths(source)) {
				for (const path of paths)
					expect(rows[position]).toContain(`\`${path.replace(' (split)', '')}\``);
			}
		}
	});
});
