/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
/** Looks for lines of product code that are wider than `.editorconfig` allows. Prettier leaves long texts and comments as they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['nodes', 'credentials'];

function setting(editorconfig: string, name: string): number {
	const [, value] = new RegExp(`^${name} = (\\d+)$`, 'm').exec(editorconfig) ?? [];
	if (value === undefined) throw new Error(`.editorconfig does not say ${name}`);
	return Number(value);
}

/** Each line that is too wide, as its number and its width. */
export function wideLines(
	text: string,
	limits: { readonly most: number; readonly tab: number },
): Array<{ line: number; width: number }> {
	return text
		.split('\n')
		.map((content, index) => ({
			line: index + 1,
			width: content.replaceAll('\t', ' '.repeat(limits.tab)).length,
		}))
		.filter(({ width }) => width > limits.most);
}

function productFiles(): string[] {
	return FOLDERS.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(folder, file)),
	);
}

function main(): void {
	const editorconfig = readFileSync(join(ROOT, '.editorconfig'), 'utf8');
	const limits = {
		most: setting(editorconfig, 'max_line_length'),
		tab: setting(editorconfig, 'indent_size'),
	};
	const files = productFiles();
	const found = files.flatMap((file) =>
		wideLines(readFileSync(join(ROOT, file), 'utf8'), limits).map(
			({ line, width }) => `  ${file}:${line} is ${width} wide\n`,
		),
	);
	process.stdout.write(found.join(''));
	process.stdout.write(
		`  ${files.length} files, ${found.length} lines wider than ${limits.most}\n`,
	);
	process.exitCode = found.length === 0 ? 0 : 1;
}

if (require.main === module) main();
