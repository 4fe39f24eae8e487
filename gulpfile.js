const { rm } = require('node:fs/promises');
const { finished } = require('node:stream/promises');

const { src, dest } = require('gulp');

// What a node or a credential needs beside its compiled code: icons and codex files.
const FOLDERS = ['nodes', 'credentials'];
const PATTERNS = ['*.svg', '*.png', '*.node.json'];

async function clean() {
	await rm('dist', { recursive: true, force: true });
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

module.exports = { clean, assets };
