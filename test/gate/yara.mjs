// Looks for malware by YARA rules, as n8n's scanner does: https://github.com/n8n-io/n8n, in
// packages/@n8n/scan-community-package/scanner. Only rules named threat_… are findings; the others say
// what code can do.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param modules the folder in which YARA-X is installed */
async function newCompiler(modules) {
	const entry = createRequire(join(modules, 'package.json')).resolve('@virustotal/yara-x');
	const { default: init, Compiler } = await import(pathToFileURL(entry).href);
	// By itself it would fetch this file, as a browser does.
	await init({ module_or_path: readFileSync(join(dirname(entry), 'yara_x_js_bg.wasm')) });
	return new Compiler();
}

/** A rule's text with what it includes; what is included holds helpers, which are no findings. */
function readRule(folder, file) {
	const text = readFileSync(join(folder, file), 'utf8');
	const source = text.replace(/^include\s+"([^"]+)"\s*$/gm, (_line, included) =>
		readFileSync(join(folder, included), 'utf8'),
	);
	const [, name] = /^rule\s+(\w+)/m.exec(text);
	return { name, source };
}

const globs = (list) =>
	list
		.split(',')
		.map((glob) =>
			glob
				.trim()
				.replace(/[.+^${}()|[\]\\]/g, '\\$&')
				.replaceAll('*', '.*'),
		)
		.map((pattern) => new RegExp(`^${pattern}$`));

/** Rules say for which files they are meant. */
function isMeantFor(path, { path_include: include, path_exclude: exclude }) {
	const fits = (list) => globs(list).some((glob) => glob.test(path) || glob.test(basename(path)));
	return (include === undefined || fits(include)) && (exclude === undefined || !fits(exclude));
}

/**
 * @param files `{ path, content }` each; the path as in a tarball, from `package/` on
 * @returns the number of rules, and each finding as a line
 */
export async function scanWithYara({ modules, rules, files }) {
	const compiler = await newCompiler(modules);
	const threats = new Set();
	for (const file of readdirSync(rules).filter((name) => name.endsWith('.yar'))) {
		const { name, source } = readRule(rules, file);
		compiler.addSource(source);
		if (name.startsWith('threat_')) threats.add(name);
	}
	const compiled = compiler.build();
	const findings = files.flatMap(({ path, content }) =>
		compiled
			.scan(content)
			.matches.filter(({ identifier }) => threats.has(identifier))
			.filter(({ metadata }) =>
				isMeantFor(path, Object.fromEntries(metadata.map((m) => [m.identifier, m.value]))),
			)
			.map(({ identifier }) => `${path}: ${identifier}`),
	);
	return { threats: threats.size, findings };
}
