/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
/** Prints what becomes of every sample, as a table in Markdown. */
import '../engine/environment';

import { requestOf, type RequestRow } from '../engine/requests';
import { startSandbox } from '../sandbox';
import { SAMPLES } from '../sources/samples';
import { table } from './markdown';

function cells({ payload, source, request, sentence }: RequestRow): string[] {
	const shown =
		request === undefined
			? `*${sentence}*`
			: Object.entries(request)
					.map(([name, value]) => `${name}=\`${value}\``)
					.join(' ');
	return [payload, source, shown];
}

async function main(): Promise<void> {
	const sandbox = await startSandbox();
	try {
		const rows: string[][] = [];
		for (const sample of SAMPLES) rows.push(cells(await requestOf(sandbox, sample)));
		const titles = ['Payload', 'Data Comes From', 'Request, or the sentence'];
		process.stdout.write(`${table(titles, rows)}\n`);
	} finally {
		await sandbox.close();
	}
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`${String(error)}\n`);
		process.exit(1);
	},
);
