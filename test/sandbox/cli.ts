/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- the stand-in runs in Node itself, not inside n8n */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { checkRecording, type Recording } from './recording';
import { startSandbox, type SandboxOptions } from './server';

const USAGE =
	'Usage: node cli.js [--port <n>] [--token <token>]… [--collector <id>]… [--rate <requests per second>]' +
	' [--answers <recording of npm run first-contact>]';

const DEFAULT_PORT = 8089;

function wholeNumber(name: string, text: string, from: number, to: number): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < from || value > to) {
		throw new Error(`--${name} must be a whole number from ${from} to ${to}`);
	}
	return value;
}

function readRecording(file: string): Recording {
	try {
		return checkRecording(JSON.parse(readFileSync(file, 'utf8')));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`--answers: ${file} cannot be used. ${reason}`);
	}
}

export function readOptions(args: string[]): SandboxOptions | undefined {
	const { values } = parseArgs({
		args,
		options: {
			port: { type: 'string' },
			token: { type: 'string', multiple: true },
			collector: { type: 'string', multiple: true },
			rate: { type: 'string' },
			answers: { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true) return undefined;
	if ([...(values.token ?? []), ...(values.collector ?? [])].includes('')) {
		throw new Error('--token and --collector must not be empty');
	}
	return {
		port: values.port === undefined ? DEFAULT_PORT : wholeNumber('port', values.port, 0, 65_535),
		tokens: values.token,
		collectors: values.collector,
		rateLimit:
			values.rate === undefined
				? undefined
				: { perSecond: wholeNumber('rate', values.rate, 1, 1_000_000) },
		answers: values.answers === undefined ? undefined : readRecording(values.answers),
	};
}

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options === undefined) {
		process.stdout.write(`${USAGE}\n`);
		return;
	}
	const sandbox = await startSandbox(options);
	process.stdout.write(
		`SurveyLab stand-in at ${sandbox.url} with token ${sandbox.token} and collector ${sandbox.collectorId}\n`,
	);

	const stop = () => void sandbox.close();
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

if (require.main === module) {
	main().catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		process.stderr.write(`${reason}\n${USAGE}\n`);
		process.exitCode = 1;
	});
}
