/** "Field Mapping": the choice of a source, a notice of what it reads, and the reading itself. */

import type { INodeProperties } from 'n8n-workflow';

import { fieldNamed, type FieldName } from '../../surveylab/catalogue';
import { readSource, type SourceReading } from '../../sources/read';
import { shownPath, sourceNamed, SOURCES, type Path, type Source } from '../../sources';
import { sourceMessages } from '../../messages';
import { Refusal } from '../../refusal';
import type { ItemParameters } from '../itemParameters';

export const MANUAL = 'manual';

export const fieldMapping: INodeProperties = {
	displayName: 'Field Mapping',
	name: 'fieldMapping',
	type: 'options',
	noDataExpression: true,
	default: 'manual',
	description:
		'Where the data of the respondent comes from. A source fills the fields by itself, without expressions.',
	options: [
		{
			name: 'Map Each Field Manually',
			value: 'manual',
			description: 'Enter each field, or drag it from the input panel',
		},
		...SOURCES.map(({ id, label, from }) => ({
			name: label,
			value: id,
			description: `Reads what comes from: ${from}`,
		})),
	],
};

/** Every path that a source reads for a field, in the order of trying. */
export function sourcePaths(source: Source): Array<{ field: FieldName; paths: string[] }> {
	const named = (pick: (entry: Source['names'][number]) => Path | undefined) =>
		source.names.flatMap((entry) => {
			const path = pick(entry) ?? entry.full;
			return path === undefined
				? []
				: [shownPath(path) + (pick(entry) === undefined ? ' (split)' : '')];
		});
	const rows: Array<{ field: FieldName; paths: string[] }> = [
		...(Object.entries(source.fields) as Array<[FieldName, ReadonlyArray<{ path: Path }>]>).map(
			([field, entries]) => ({
				field,
				paths: entries.map(({ path }) => shownPath(path)),
			}),
		),
		{ field: 'firstName', paths: named(({ first }) => first) },
		{ field: 'lastName', paths: named(({ last }) => last) },
	];
	return rows.filter(({ paths }) => paths.length > 0);
}

/** n8n keeps links and lists in a notice, and no other mark-up. */
function notice(source: Source): INodeProperties {
	const rows = sourcePaths(source).map(
		({ field, paths }) => `<li>${fieldNamed(field).label}: ${paths.join(', or ')}</li>`,
	);
	return {
		displayName: `From ${source.from}:<ul>${rows.join('')}</ul>${source.note ?? ''}`,
		name: `${source.id}Notice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { fieldMapping: [source.id] } },
	};
}

export const sourceNotices: INodeProperties[] = SOURCES.map(notice);

/** What the item says of the respondent, where a source is chosen; `undefined` for manual mapping. */
export function readMapping(item: ItemParameters): SourceReading | Refusal | undefined {
	const id = item.value(fieldMapping) ?? MANUAL;
	if (id === MANUAL || id instanceof Refusal) return id instanceof Refusal ? id : undefined;
	const source = typeof id === 'string' ? sourceNamed(id) : undefined;
	return source === undefined ? new Refusal(sourceMessages.unknown) : readSource(source, item.json);
}
