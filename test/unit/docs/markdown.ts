/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/** The pages of this repository, and what they link to. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');

const NO_PAGES: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage', '.git']);

/** Every page, with its whole path. */
export function markdownFiles(folder = ROOT): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return NO_PAGES.has(entry.name) ? [] : markdownFiles(path);
		return entry.name.endsWith('.md') ? [path] : [];
	});
}

/** Links and pictures within the repository. */
export function linksIn(text: string): string[] {
	return [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)/g)].map(([, link = '']) => link);
}
