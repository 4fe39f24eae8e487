const { mkdir, rm, writeFile } = require('node:fs/promises');
const { basename, dirname, posix } = require('node:path');

const { build } = require('esbuild');
const { src, dest, parallel, series } = require('gulp');
const { format, resolveConfig } = require('prettier');

const { main, n8n } = require('./package.json');

// What a node needs beside its code: icons and codex files.
const ASSETS = ['nodes/**/*.svg', 'nodes/**/*.node.json'];

async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/**
 * One file for all that is ours. It loads in about half the time that one file for each source file takes
 * (`npm run bench -- --only loading`). It is not minified but formatted like the source, with longer lines to save
 * space. esbuild writes the name of each source file above its part, where a stack trace leads.
 */
async function program() {
	const {
		outputFiles: [bundle],
	} = await build({
		entryPoints: ['index.ts'],
		outfile: main,
		bundle: true,
		packages: 'external',
		platform: 'node',
		charset: 'utf8',
		write: false,
	});
	const style = await resolveConfig('index.ts');
	await mkdir(dirname(main), { recursive: true });
	await writeFile(main, await format(bundle.text, { ...style, printWidth: 120, parser: 'babel' }));
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

function assets() {
	return src(ASSETS, { encoding: false }).pipe(dest('dist/nodes'));
}

module.exports = { default: series(clean, parallel(program, entries, assets)) };
