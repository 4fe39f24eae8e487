/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** What each room may import beside itself: the rooms on the floors below. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
	surveylab: [],
	sources: ['surveylab'],
	delivery: ['surveylab'],
	messages: ['surveylab', 'sources', 'delivery'],
	names: [],
	n8n: ['surveylab', 'delivery', 'messages', 'names'],
	actions: ['surveylab', 'sources', 'delivery', 'messages', 'n8n'],
	completion: ['surveylab', 'messages', 'names'],
	credentials: ['surveylab', 'messages', 'completion', 'names'],
	shells: ['actions', 'completion', 'n8n', 'names'],
};

function typescriptFiles(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => join(entry.parentPath, entry.name));
}

const FILES = [...typescriptFiles('nodes'), ...typescriptFiles('credentials')];

function roomOf(file: string): string {
	const parts = relative(ROOT, file).split(sep);
	if (parts[0] === 'credentials') return parts[1] === 'names.ts' ? 'names' : 'credentials';
	const [, , room = ''] = parts;
	return room.endsWith('.ts') ? 'shells' : room;
}

interface Import {
	readonly from: string;
	readonly to: string;
	readonly shown: string;
}

function parsed(file: string): ts.SourceFile {
	return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
}

function importsOf(file: string): Import[] {
	return parsed(file).statements.flatMap((statement) => {
		const declares = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
		if (!declares || statement.moduleSpecifier === undefined) return [];
		const specifier = statement.moduleSpecifier.getText().slice(1, -1);
		if (!specifier.startsWith('.')) return [];
		const target = resolve(dirname(file), specifier);
		const to = roomOf(FILES.find((one) => one === `${target}.ts`) ?? join(target, 'index.ts'));
		return [{ from: roomOf(file), to, shown: `${relative(ROOT, file)} → ${specifier}` }];
	});
}

interface Length {
	readonly shown: string;
	readonly lines: number;
}

function functionLengths(file: string): Length[] {
	const source = parsed(file);
	const lengths: Length[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
			const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
			const start = lineAt(node.getStart(source));
			const lines = lineAt(node.getEnd()) - start + 1;
			lengths.push({ shown: `${relative(ROOT, file)}:${start}`, lines });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return lengths;
}

describe('the house', () => {
	it('has rooms that are all named here', () => {
		expect([...new Set(FILES.map(roomOf))].sort()).toEqual(Object.keys(BELOW).sort());
	});

	it('has no import that runs upwards', () => {
		const upwards = FILES.flatMap(importsOf).filter(
			({ from, to }) => from !== to && !(BELOW[from] ?? []).includes(to),
		);
		expect(upwards.map(({ shown }) => shown)).toEqual([]);
	});

	it('has no function of more than forty lines', () => {
		const long = FILES.flatMap(functionLengths).filter(({ lines }) => lines > 40);
		expect(long).toEqual([]);
	});
});
