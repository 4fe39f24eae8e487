import type { RecordedExchange } from '../sandbox/recording';
import { notesFor, settingsFor } from './findings';
import { inOneLine, type Protocol } from './interview';
import { maskFor } from './masking';
import { questionsFor } from './questions';
import type { Subject } from './subject';

/** A placeholder such as <token> would be taken for HTML, and vanish. */
const cell = (text: string) =>
	text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');

function table(head: readonly string[], rows: readonly string[][]): string {
	const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function fits(asAssumed: boolean | undefined): string {
	if (asAssumed === undefined) return 'not asked';
	return asAssumed ? 'as assumed' : '**otherwise**';
}

function list(lines: readonly string[], otherwise: string): string {
	return lines.length === 0 ? otherwise : lines.map((line) => `- ${line}`).join('\n');
}

function detail({ question, request, answer, fault }: RecordedExchange): string {
	const asked = `### ${question}\n\n\`${request.method} ${request.url}\``;
	if (answer === undefined) return `${asked}\n\nNo answer: ${fault ?? 'unknown'}`;
	const headers = Object.entries(answer.headers).map(([name, text]) => `${name}: ${text}`);
	const text = [String(answer.status), ...headers, '', answer.body].join('\n');
	// Indented, so that nothing in the body can end the block.
	return `${asked}\n\n${text.replace(/^/gm, '    ')}`;
}

export const NOTHING_TO_SET = 'Nothing, by what was asked: the defaults fit.';

/** The settings as the end of a run prints them. */
export function settingLines(protocol: Protocol, subject: Subject): string[] {
	return settingsFor(protocol, subject).map(
		({ name, value, because }) => `${name}: ${value} (${because})`,
	);
}

/** The report for people, in Markdown. Holds nothing of the account but placeholders. */
export function reportFor(protocol: Protocol, subject: Subject): string {
	const rows = questionsFor(subject).map(({ id, title, assumed, isAsAssumed }) => {
		const exchange = protocol.exchanges.find(({ question }) => question === id);
		const observed = protocol.observations.find(({ question }) => question === id);
		const asAssumed =
			exchange === undefined
				? undefined
				: exchange.answer !== undefined && isAsAssumed(exchange.answer, observed?.typed);
		const seen = exchange === undefined ? '–' : inOneLine(exchange);
		const inReport = observed === undefined ? '' : ` In the report: "${observed.typed}"`;
		return [title, assumed, seen + inReport, fits(asAssumed)];
	});
	const mails = protocol.observations.find(({ question }) => question === 'mails')?.typed;
	const waits = protocol.exchanges.flatMap(({ answer }) => answer?.headers['retry-after'] ?? []);
	return maskFor(subject)(
		[
			'# First contact with SurveyLab',
			`${protocol.recordedAt.slice(0, 10)}, ${new URL(subject.baseUrl).host}. Token, email and collector are masked.`,
			'## What was asked',
			table(['Question', 'Assumed', 'Seen', ''], rows),
			`Invitations that arrived: ${mails ?? 'not said'}. Retry-After: ${waits.length === 0 ? 'never seen' : waits.join(', ')}.`,
			'## What to set in n8n',
			list(settingLines(protocol, subject), NOTHING_TO_SET),
			'## For the people who carry the package on',
			list(notesFor(protocol), 'Nothing beyond the table.'),
			'## Every answer',
			...protocol.exchanges.map(detail),
		].join('\n\n'),
	).concat('\n');
}
