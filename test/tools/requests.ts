/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
/** Prints what becomes of every sample, as a table in Markdown. */
import '../engine/environment';

import { requestOf, type RequestRow } from '../engine/requests';
import { startSandbox } from '../sandbox';
import { SAMPLES } from '../sources/samples';

function line({ payload, source, request, sentence }: RequestRow): string {
	const shown =
		request === undefined
			? `*${sentence}*`
			: Object.entries(request)
					.map(([name, value]) => `${name}=\`${value.replaceAll('|', '\\|')}\``)
					.join(' ');
	return `| ${payload} | ${source} | ${shown} |`;
}

async function main(): Promise<void> {
	const sandbox = await startSandbox();
	try {
		const lines = ['| Payload | Data Comes From | Request, or the sentence |', '|---|---|---|'];
		for (const sample of SAMPLES) lines.push(line(await requestOf(sandbox, sample)));
		process.stdout.write(`${lines.join('\n')}\n`);
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
