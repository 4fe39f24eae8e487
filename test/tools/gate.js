// n8n's verification gate without its downloads: the scanner's own configuration, over the source and
// over the packed tarball, with inline disables ignored. Then what the scanner does not look at.

const { spawnSync } = require('node:child_process');
const {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');
const { pathToFileURL } = require('node:url');

const { ensureInstalled, fileHash, ROOT, run, say, script } = require('./steps');

const GATE = join(ROOT, 'test', 'gate');
const SCANNER = join(process.env.SURVEYLAB_CACHE || join(ROOT, '.cache'), 'gate');
const MAX_UNPACKED_BYTES = 150_000;

function installScanner() {
	const marker = join(SCANNER, 'node_modules', '.installed-lock');
	const hash = fileHash(join(GATE, 'package-lock.json'));
	if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
	mkdirSync(SCANNER, { recursive: true });
	for (const file of ['package.json', 'package-lock.json'])
		cpSync(join(GATE, file), join(SCANNER, file));
	run('Installing the scanner', 'npm', [
		'ci',
		'--prefix',
		SCANNER,
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--loglevel=error',
	]);
	writeFileSync(marker, hash);
}

function captured(command, args, cwd) {
	const { status, stdout, stderr } = spawnSync(command, args, {
		cwd,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
	return stdout;
}

/** The tarball as npm would publish it, unpacked. */
function packAndUnpack(folder) {
	const [{ filename }] = JSON.parse(
		captured('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT),
	);
	captured('tar', ['-xzf', join(folder, filename), '-C', folder], ROOT);
	return join(folder, 'package');
}

function filesBelow(folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

/** As n8n does it: the class has the name of the file. */
function loads(file) {
	const makeOne = 'const [file, name] = process.argv.slice(1); new (require(file)[name])()';
	const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
	return (
		spawnSync(process.execPath, ['-e', makeOne, file, basename(file).split('.')[0]], { env })
			.status === 0
	);
}

async function main() {
	ensureInstalled();
	script('Building the package', 'build');
	installScanner();
	const folder = mkdtempSync(join(tmpdir(), 'surveylab-gate-'));
	try {
		const packageFolder = packAndUnpack(folder);
		const scanner = join(
			SCANNER,
			'node_modules',
			'@n8n',
			'scan-community-package',
			'scanner',
			'scanner.mjs',
		);
		const { analyzePackage, SOURCE_FILE_PATTERNS } = await import(pathToFileURL(scanner).href);

		let passed = true;
		const check = (what, well, detail = '') => {
			process.stdout.write(`  ${well ? '✔' : '✖'} ${what}${detail ? `: ${detail}` : ''}\n`);
			passed &&= well;
		};
		const scan = async (what, where, patterns) => {
			const result = await analyzePackage(where, patterns);
			check(
				`scanner: ${what}`,
				result.passed,
				result.passed ? '0 errors' : `\n${result.details ?? result.message}`,
			);
		};

		say('Scanning');
		await scan('source', ROOT, SOURCE_FILE_PATTERNS);
		await scan('tarball', packageFolder, ['**/*.js', 'package.json']);

		const files = filesBelow(packageFolder);
		const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
		check(
			`unpacked size below ${MAX_UNPACKED_BYTES} bytes`,
			bytes < MAX_UNPACKED_BYTES,
			`${bytes} bytes in ${files.length} files`,
		);
		const strays = files
			.map((file) => file.slice(packageFolder.length + 1).replaceAll('\\', '/'))
			.filter(
				(file) => !/^(dist\/|package\.json$|README\.md$|LICENSE\.md$|CHANGELOG\.md$)/.test(file),
			);
		check('nothing but dist and the documents is packed', strays.length === 0, strays.join(', '));
		const { n8n } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
		const entries = [...n8n.nodes, ...n8n.credentials];
		const absent = entries.filter((file) => !existsSync(join(packageFolder, file)));
		check(
			'every node and credential of the manifest is packed',
			absent.length === 0,
			absent.join(', '),
		);
		const unloadable = entries.filter((file) => !loads(join(packageFolder, file)));
		check(
			'every one of them loads under the name of its file',
			unloadable.length === 0,
			unloadable.join(', '),
		);

		say(passed ? 'The gate is passed: 0 errors' : 'The gate is NOT passed');
		process.exitCode = passed ? 0 : 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

void main();
