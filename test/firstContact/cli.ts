/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- the check runs in Node itself, not inside n8n */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { clientFor } from './client';
import { isLoopback, refusalFor } from './guard';
import { interview } from './interview';
import { maskFor } from './masking';
import { NOTHING_TO_SET, reportFor, settingLines } from './report';
import { collectorOf, DOCUMENTED_HOSTS, type Subject } from './subject';
import { Terminal } from './terminal';

const USAGE =
	'Usage: npm run first-contact -- [--base-url <address>] [--folder <where the two files go>]';

interface Options {
	readonly baseUrl: string;
	readonly folder: string;
}

function readOptions(args: string[]): Options | undefined {
	const { values } = parseArgs({
		args,
		options: {
			'base-url': { type: 'string', default: DOCUMENTED_HOSTS[0] },
			folder: { type: 'string', default: 'first-contact' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true) return undefined;
	const typed = values['base-url'];
	if (!URL.canParse(typed)) throw new Error(`--base-url: ${typed} is not an address`);
	return { baseUrl: new URL(typed).origin, folder: values.folder };
}

/** Those that a run against a stand-in must not reach are left out. */
function otherHosts(baseUrl: string): string[] {
	return isLoopback(baseUrl) ? [] : DOCUMENTED_HOSTS.filter((host) => host !== baseUrl);
}

async function subjectFrom({ baseUrl }: Options, terminal: Terminal): Promise<Subject> {
	const fromEnvironment = process.env.SURVEYLAB_API_TOKEN?.trim() ?? '';
	const token =
		fromEnvironment === '' ? await terminal.askSecret('API token (not shown): ') : fromEnvironment;
	if (token === '') throw new Error('Without a token there is nothing to ask.');
	const collector = collectorOf(
		(await terminal.ask("A test collector's id, or its survey link (best): ")) ?? '',
	);
	if (collector === undefined) throw new Error('That is neither an id nor a survey link.');
	const typed = await terminal.ask('Your own email, which gets the invitations: ');
	const email = typed?.trim() ?? '';
	if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new Error('That is not an email address.');
	return {
		baseUrl,
		surveyUrl: collector.origin ?? baseUrl,
		token,
		email,
		collectorId: collector.id,
		otherHosts: otherHosts(baseUrl),
		run: Date.now().toString(36),
	};
}

function permitted(addresses: string[]): void {
	const refusal = refusalFor(addresses, {
		isCi: (process.env.CI ?? '') !== '',
		isTerminal: process.stdin.isTTY === true,
	});
	if (refusal !== undefined) throw new Error(`${refusal} Nothing was sent.`);
}

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options === undefined) {
		process.stdout.write(`${USAGE}\n`);
		return;
	}
	permitted([options.baseUrl]);
	const terminal = new Terminal();
	try {
		const subject = await subjectFrom(options, terminal);
		const mask = maskFor(subject);
		const addresses = [subject.baseUrl, subject.surveyUrl];
		permitted(addresses);
		const person = {
			say: (text: string) => terminal.say(mask(text)),
			ask: async (question: string) => await terminal.ask(mask(question)),
		};
		const send = clientFor({ loopbackOnly: addresses.every(isLoopback) });
		const protocol = await interview(subject, send, person);
		mkdirSync(options.folder, { recursive: true });
		const report = join(options.folder, 'report.md');
		const recording = join(options.folder, 'recording.json');
		writeFileSync(report, reportFor(protocol, subject));
		writeFileSync(recording, `${JSON.stringify(protocol, null, 2)}\n`);
		const settings = settingLines(protocol, subject);
		person.say('\nWhat to set in n8n:');
		person.say(settings.length === 0 ? `  ${NOTHING_TO_SET}` : `  ${settings.join('\n  ')}`);
		person.say(
			`\nFor people: ${report}\nFor the stand-in: npm run sandbox -- --answers ${recording}`,
		);
	} finally {
		terminal.close();
	}
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
