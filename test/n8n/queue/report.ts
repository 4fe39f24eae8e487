/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
export function print(line = ''): void {
	process.stdout.write(`${line}\n`);
}

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** The first row is the head; the first column holds words, the others figures. */
export function printTable(rows: ReadonlyArray<readonly string[]>): void {
	const [head = []] = rows;
	const widths = head.map((_, column) =>
		Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
	);
	const aligned = (cell: string, column: number) =>
		column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
	for (const [index, cells] of rows.entries()) {
		print(`  ${cells.map(aligned).join('  ')}`);
		if (index === 0) print(`  ${widths.map((width) => '─'.repeat(width)).join('──')}`);
	}
}

/** Checks, shown one by one and counted as jest counts tests. */
export class Checks {
	private passed = 0;
	private failed = 0;

	get hold(): boolean {
		return this.failed === 0;
	}

	check(what: string, holds: boolean, detail: string): void {
		if (holds) this.passed += 1;
		else this.failed += 1;
		print(`  ${holds ? '✔' : '✖'} ${what}: ${detail}`);
	}

	summary(): string {
		const failed = this.failed === 0 ? '' : `${this.failed} failed, `;
		return `Tests:       ${failed}${this.passed} passed, ${this.passed + this.failed} total`;
	}
}
