/** The comparisons as bars: how much of the peer's time or memory ours needs, and the mark it is to stay below. */

import { ratioOf } from './report';
import type { Line } from './rows';

const WIDTH = 860;
const LABELS = 430;
const BAR = 16;
const ROW = 34;
const TOP = 64;
const BOTTOM = 44;
const RIGHT = 56;

const STYLE = `
	text { font: 13px system-ui, sans-serif; fill: #24292f; }
	.title { font-size: 16px; font-weight: 600; }
	.faint { font-size: 11px; fill: #6e7781; }
	.grid { stroke: #d0d7de; }
	.reached { fill: #1a7f5a; }
	.missed { fill: #bc4c00; }
	.target { stroke: #24292f; stroke-width: 2; }
	@media (prefers-color-scheme: dark) {
		text { fill: #e6edf3; }
		.faint { fill: #9198a1; }
		.grid { stroke: #3d444d; }
		.reached { fill: #3fb68b; }
		.missed { fill: #f0883e; }
		.target { stroke: #e6edf3; }
	}`;

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

export function chart(lines: readonly Line[], caption: string): string {
	const bars = lines.filter(({ compares }) => compares);
	const most = Math.max(1.2, ...bars.flatMap((line) => [ratioOf(line), line.target])) * 1.02;
	const x = (ratio: number) => LABELS + (ratio / most) * (WIDTH - LABELS - RIGHT);
	const height = TOP + bars.length * ROW + BOTTOM;
	const end = TOP + bars.length * ROW;
	const steps = Array.from({ length: Math.floor(most / 0.25) + 1 }, (_, step) => step * 0.25);
	const grid = steps.map(
		(step) =>
			`<line class="grid" x1="${x(step).toFixed(1)}" x2="${x(step).toFixed(1)}" y1="${TOP - 6}" y2="${end}"/>` +
			`<text class="faint" x="${x(step).toFixed(1)}" y="${end + 16}" text-anchor="middle">${step}</text>`,
	);
	const drawn = bars.map((line, index) => {
		const ratio = ratioOf(line);
		const y = TOP + index * ROW;
		const target = x(line.target).toFixed(1);
		const label = Math.max(x(ratio), x(line.target)) + 6;
		return [
			`<text x="${LABELS - 8}" y="${y + 11}" text-anchor="end">${escaped(line.work)}</text>`,
			`<text class="faint" x="${LABELS - 8}" y="${y + 24}" text-anchor="end">against ${escaped(line.peer)}</text>`,
			`<rect class="${ratio <= line.target ? 'reached' : 'missed'}" x="${LABELS}" y="${y + 3}" width="${(x(ratio) - LABELS).toFixed(1)}" height="${BAR}" rx="2"/>`,
			`<line class="target" x1="${target}" x2="${target}" y1="${y}" y2="${y + BAR + 6}"/>`,
			`<text x="${label.toFixed(1)}" y="${y + 16}">${ratio.toFixed(2)}</text>`,
		].join('\n');
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="What the SurveyLab node needs, as a share of what the peer needs">`,
		`<style>${STYLE}\n</style>`,
		`<text class="title" x="16" y="26">What the SurveyLab node needs, as a share of what the peer needs</text>`,
		`<text class="faint" x="16" y="44">Shorter is better; the upright mark is the target. ${escaped(caption)}</text>`,
		...grid,
		...drawn,
		'</svg>',
		'',
	].join('\n');
}
