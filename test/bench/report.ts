/** The table as plain text. */

import type { Line } from './rows';
import { median, ratios } from './statistics';

export interface Head {
	readonly facts: ReadonlyArray<readonly [name: string, value: string]>;
	readonly notes: readonly string[];
}

const COLUMNS = ['work', 'ours', 'peer', 'ratio', 'target', 'reached'] as const;

function figure(value: number, unit: Line['unit']): string {
	if (unit === 'items' || unit === 'sockets') return value.toFixed(0);
	return value.toFixed(unit === 's' ? 2 : unit === 'ms' ? 1 : 0);
}

function spread(samples: readonly number[], unit: Line['unit']): string {
	const [middle, least, most] = [median(samples), Math.min(...samples), Math.max(...samples)].map(
		(value) => figure(value, unit),
	);
	return least === most ? `${middle} ${unit}` : `${middle} ${unit} [${least}–${most}]`;
}

export function ratioOf({ samples }: Line): number {
	return median(ratios(samples.ours, samples.peer));
}

/** A limit of nothing has no ratio. */
function isReached(line: Line): boolean {
	const { samples, target } = line;
	if (line.compares || median(samples.peer) > 0) return ratioOf(line) <= target;
	return Math.max(...samples.ours) === 0;
}

function cells(line: Line): string[] {
	const { work, peer, unit, samples, target } = line;
	const ratio = ratioOf(line);
	return [
		work,
		spread(samples.ours, unit),
		`${peer} ${spread(samples.peer, unit)}`,
		Number.isFinite(ratio) ? ratio.toFixed(2) : '–',
		Number.isFinite(ratio) ? `≤ ${target.toFixed(2)}` : '0',
		isReached(line) ? 'yes' : 'NO',
	];
}

export function table(lines: readonly Line[]): string {
	const rows = [[...COLUMNS], ...lines.map(cells)];
	const widths = COLUMNS.map((_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	const shown = rows.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
	const rule = widths.map((width) => '-'.repeat(width)).join('  ');
	return [shown[0], rule, ...shown.slice(1)].join('\n');
}

/** What is worth telling beside the figures. */
export function remarks(lines: readonly Line[]): string[] {
	return lines.flatMap(({ work, remark }) => (remark === undefined ? [] : [`${work}: ${remark}`]));
}

export function report({ facts, notes }: Head, lines: readonly Line[]): string {
	const width = Math.max(...facts.map(([name]) => name.length));
	const list = (texts: readonly string[]) => texts.map((text) => `- ${text}`).join('\n');
	return (
		[
			'How fast: n8n-nodes-surveylab measured side by side in one real n8n',
			facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n'),
			table(lines),
			'How to read it\n' + list(notes),
			'Beside the table\n' + list(remarks(lines)),
			'',
		]
			.join('\n\n')
			.trimEnd() + '\n'
	);
}
