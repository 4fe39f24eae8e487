const { mkdir, rm, writeFile } = require('node:fs/promises');
const { basename, dirname, posix } = require('node:path');
const { finished } = require('node:stream/promises');

const { build } = require('esbuild');
const { src, dest, parallel, series } = require('gulp');

const { main, n8n } = require('./package.json');

// What a node or a credential needs beside its code: icons and codex files.
const FOLDERS = ['nodes', 'credentials'];
const PATTERNS = ['*.svg', '*.png', '*.node.json'];

async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/**
 * One file for all that is ours: it loads in half the time that fifty small ones take (`npm run bench -- --only loading`).
 * It is not minified. esbuild writes the name of each source file above its part, where a stack trace leads.
 */
async function program() {
	await build({
		entryPoints: ['index.ts'],
		outfile: main,
		bundle: true,
		packages: 'external',
		platform: 'node',
		charset: 'utf8',
	});
}

/** n8n takes each node and credential from a file of its own, by the class that the file is named after. */
async function entries() {
	for (const file of [...n8n.nodes, ...n8n.credentials]) {
		const [className] = basename(file).split('.');
		await mkdir(dirname(file), { recursive: true });
		await writeFile(
			file,
			`exports.${className} = require('${posix.relative(posix.dirname(file), main)}').${className};\n`,
		);
	}
}

async function assets() {
	const copies = FOLDERS.map((folder) =>
		src(
			PATTERNS.map((pattern) => `${folder}/**/${pattern}`),
			{ encoding: false, allowEmpty: true },
		).pipe(dest(`dist/${folder}`)),
	);
	await Promise.all(copies.map(async (stream) => await finished(stream.resume())));
}

module.exports = { default: series(clean, parallel(program, entries, assets)) };
