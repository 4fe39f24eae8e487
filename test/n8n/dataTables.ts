import type { IDataObject } from 'n8n-workflow';

import type { N8n } from './harness';

/** One of n8n's own tables, as the page "Data tables" shows it. */
export interface DataTable {
	readonly id: string;
	readonly name: string;
	insert(rows: IDataObject[]): Promise<void>;
	rows(): Promise<IDataObject[]>;
}

/** Makes a table; a column whose name ends like `invited_at` holds dates, any other holds text. */
export async function createDataTable(
	n8n: N8n,
	name: string,
	columns: readonly string[],
): Promise<DataTable> {
	const project = await n8n.rest<{ id: string }>('GET', '/rest/projects/personal');
	const all = `/rest/projects/${project.id}/data-tables`;
	const { id } = await n8n.rest<{ id: string }>('POST', all, {
		name,
		columns: columns.map((column) => ({
			name: column,
			type: column.endsWith('_at') ? 'date' : 'string',
		})),
	});
	return {
		id,
		name,
		insert: async (rows) => {
			await n8n.rest('POST', `${all}/${id}/insert`, { data: rows, returnType: 'count' });
		},
		rows: async () => (await n8n.rest<{ data: IDataObject[] }>('GET', `${all}/${id}/rows`)).data,
	};
}
