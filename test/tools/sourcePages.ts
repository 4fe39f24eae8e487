/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/**
 * What is written by the sources and their samples: the part of each page that lists fields and paths, the
 * table in the pages' index, the links in the README, and the data of the examples.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import { filledBy, pageName } from '../../nodes/SurveyLab/messages/sources';
import { SOURCES, type Source } from '../../nodes/SurveyLab/sources';
import { fieldNamed, type FieldTexts } from '../../nodes/SurveyLab/surveylab/catalogue';
import { SAMPLES } from '../sources/samples';
import { table, withPart } from './markdown';

const ROOT = join(__dirname, '..', '..');
const PAGES = join(ROOT, 'docs', 'sources');
const EXAMPLES = join(ROOT, 'examples');

/** Samples of a single rule; the others are payloads as they arrive, and the data of the examples. */
const NO_PAYLOADS: ReadonlySet<string> = new Set(['cases', 'neighbours']);

/** The item that the page of a source shows. */
export function sampleOf({ id }: Source): IDataObject {
	const sample = SAMPLES.find(({ source, page }) => source === id && page === true);
	if (sample === undefined) throw new Error(`No sample of "${id}" is for its page`);
	return structuredClone(sample.item);
}

function readFromSample(source: Source): FieldTexts {
	const reading = source.read(sampleOf(source));
	if (!reading.ok) throw new Error(`The sample of "${source.id}" gives ${reading.reason.kind}`);
	return reading.value.values;
}

function shownPlaces({ places }: Source['places'][number], between: string): string {
	return places
		.map(({ shown, split }) => `\`${shown}\`${split === true ? ' (split)' : ''}`)
		.join(between);
}

/** For the page of one source: a row for each field, with what it is for the item that the page shows. */
function fieldTable(source: Source): string {
	const values = readFromSample(source);
	const isTable = source.id === 'columns';
	const notes = [
		...('body' in sampleOf(source)
			? ['The paths begin below `body`, where the Webhook node puts what arrives.']
			: []),
		...(source.places.some(({ places }) => places.some(({ split }) => split === true))
			? ['"Split": a full name is divided where its last name begins.']
			: []),
		...(source.places.some(({ places }) => places.some(({ shown }) => shown.includes(' + ')))
			? ['"+": the value is put together from several places.']
			: []),
	];
	const rows = table(
		['Field', isTable ? 'Columns called' : 'Read from', 'In the example'],
		source.places.map((row) => {
			const value = values[row.field];
			return [
				fieldNamed(row.field).label,
				shownPlaces(row, isTable ? ', ' : ', else '),
				value === undefined ? '–' : `\`${value}\``,
			];
		}),
	);
	const notInvited = `**Not invited:** ${
		source.notInvited === undefined ? '' : `${source.notInvited.replace(/\.$/, '')}; `
	}addresses of machines (no-reply, mailer-daemon …) and relays of marketplaces.`;
	return [rows, ...(notes.length > 0 ? [notes.join(' ')] : []), notInvited].join('\n\n');
}

/** For the README: the page of each source. */
export function sourceNames(): string {
	return SOURCES.map(({ id, label }) => `[${label}](docs/sources/${pageName(id)}.md)`).join(' · ');
}

/** The examples that begin with a source, by its id. */
function examplesOf(id: string): string[] {
	return readdirSync(EXAMPLES)
		.filter((name) => name.endsWith('.json'))
		.filter((name) => {
			const { nodes } = JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8')) as {
				nodes: INode[];
			};
			return nodes.some(({ parameters }) => parameters.fieldMapping === id);
		})
		.sort();
}

function indexTable(): string {
	return table(
		['Source', 'Comes from', 'Fills', 'Not invited', 'Examples'],
		SOURCES.map((source) => [
			`[${source.label}](${pageName(source.id)}.md)`,
			source.from,
			source.id === 'columns' ? 'each field that has a column' : filledBy(source),
			source.notInvited ?? '–',
			examplesOf(source.id)
				.map((name) => `[${name}](../../examples/${name})`)
				.join(', '),
		]),
	);
}

export interface GeneratedFile {
	readonly file: string;
	readonly text: string;
	readonly expected: string;
}

interface SourcePage extends GeneratedFile {
	readonly source: Source;
}

/** The page of every source, as it is and as it should be. */
export function sourcePages(): SourcePage[] {
	return SOURCES.map((source) => {
		const file = join(PAGES, `${pageName(source.id)}.md`);
		const text = readFileSync(file, 'utf8');
		return { source, file, text, expected: withPart(text, 'fields', fieldTable(source)) };
	});
}

function indexPage(): GeneratedFile {
	const file = join(PAGES, 'README.md');
	const text = readFileSync(file, 'utf8');
	return { file, text, expected: withPart(text, 'sources', indexTable()) };
}

/** What the examples begin with: the payloads among the samples. */
function dataFiles(): GeneratedFile[] {
	const names = new Set(SAMPLES.map(({ file }) => file).filter((name) => !NO_PAYLOADS.has(name)));
	return [...names].map((name) => {
		const file = join(EXAMPLES, 'data', `${name}.json`);
		const items = SAMPLES.filter((sample) => sample.file === name).map(({ item }) => item);
		return {
			file,
			text: existsSync(file) ? readFileSync(file, 'utf8') : '',
			expected: `${JSON.stringify(items, null, 2)}\n`,
		};
	});
}

/** Every file that sources and samples write to. */
export function generatedFiles(): GeneratedFile[] {
	return [...sourcePages(), indexPage(), ...dataFiles()];
}
