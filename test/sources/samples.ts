/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/**
 * What arrives in n8n from each source, and what becomes of it: every `test/sources/<id>/*.json` is a list of
 * samples. Tests, pages and the data of the examples find them here by themselves.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import type { FieldTexts } from '../../nodes/SurveyLab/surveylab/catalogue';

/** A sample as its file holds it. */
interface SampleJson {
	readonly name: string;
	/** The item as the node gets it. */
	readonly item: IDataObject;
	/** Everything that the source reads in it, and nothing else. */
	readonly expect: FieldTexts;
	/** Words of the message, where nobody is invited. */
	readonly refused?: string;
	/** The docs page of the source shows this item. */
	readonly page?: true;
}

export interface Sample extends SampleJson {
	/** The id of the source, which is the name of the folder. */
	readonly source: string;
	/** The name of the file without its ending. */
	readonly file: string;
	/** Tells samples apart: `zendesk/zendesk_trigger: the first …`. */
	readonly title: string;
}

function samplesIn(source: string): Sample[] {
	return readdirSync(join(__dirname, source))
		.filter((name) => name.endsWith('.json'))
		.sort()
		.flatMap((name) => {
			const file = name.slice(0, -'.json'.length);
			const samples = JSON.parse(
				readFileSync(join(__dirname, source, name), 'utf8'),
			) as SampleJson[];
			return samples.map((sample) => ({
				...sample,
				source,
				file,
				title: `${source}/${file}: ${sample.name}`,
			}));
		});
}

export const SAMPLES: readonly Sample[] = readdirSync(__dirname, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name)
	.sort()
	.flatMap(samplesIn);

/** Fresh copies of the items in a file of samples. */
export function itemsOf(file: string): IDataObject[] {
	const items = SAMPLES.filter((sample) => sample.file === file).map(({ item }) => item);
	if (items.length === 0) throw new RangeError(`There are no samples in ${file}.json`);
	return structuredClone(items);
}

/** A fresh copy of one item in a file of samples. */
export function itemOf(file: string, index = 0): IDataObject {
	const item = itemsOf(file)[index];
	if (item === undefined) throw new RangeError(`There is no sample ${index} in ${file}.json`);
	return item;
}
