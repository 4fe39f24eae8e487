// The project's commands. `npm run <name>` calls `node test/tools/run.js <name>`; without a name it lists them.
// Plain JavaScript without dependencies, because it runs before anything is installed.

const { join } = require('node:path');

const { ensureInstalled, ROOT, run, say } = require('./steps');

const step = (title, command, args, env) => ({ title, command, args, env });
/** A script of package.json. */
const script = (title, name) => step(title, 'npm', ['run', '--silent', name]);
/** A program of the project's own dependencies. */
const tool = (title, name, args, env) =>
	step(title, join(ROOT, 'node_modules', '.bin', name), args, env);
/** A TypeScript file in Node itself: Ctrl+C and Node's own flags reach it directly. */
const node = (title, file, args, flags = []) =>
	step(title, process.execPath, [...flags, '--import', 'tsx', file, ...args]);
const jestIn = (title, folder, args, env) =>
	tool(title, 'jest', ['--config', `${folder}/jest.config.js`, ...args], env);

const BUILD = script('Checking types and building the package', 'build');
const CHECKS = [
	BUILD,
	tool('Checking types of the tests', 'tsc', ['--project', 'test/tsconfig.json']),
	script('Linting by the rules of n8n', 'lint'),
];
const CODE = '**/*.{ts,js,mjs}';
/** Every property is tried as often as its test says, instead of as often as is quick. */
const DEEP = { SURVEYLAB_PROPERTIES: 'deep' };

const inBrowser = (title, args, env) => [
	BUILD,
	tool('Looking for the browser and what drives it', 'tsx', ['test/n8n/browser/install.ts']),
	tool('Checking types of the browser tests', 'tsc', [
		'--project',
		'test/n8n/browser/tsconfig.json',
	]),
	jestIn(title, 'test/n8n/browser', args, env),
];

const NODE = 'Node 20';
const N8N = 'the current n8n';

/**
 * What each command does, what it needs beside the dependencies, its steps, and what it says in the end.
 * Words that follow the name on the command line (`args`) go to its last step.
 */
const COMMANDS = {
	test: {
		does: 'checks types and lint, builds, runs the unit and engine tests',
		needs: NODE,
		steps: (args) => [...CHECKS, jestIn('Running unit and engine tests', 'test', args)],
		end: 'All checks and tests passed',
	},
	'test:unit': {
		does: 'runs the unit tests alone',
		needs: NODE,
		steps: (args) => [jestIn('Running unit tests', 'test', ['test/unit', ...args])],
		end: 'All unit tests passed',
	},
	'test:coverage': {
		does: 'does what "test" does, measures coverage, tries properties in full depth',
		needs: NODE,
		steps: (args) => [
			...CHECKS,
			jestIn('Running unit and engine tests in full depth', 'test', ['--coverage', ...args], DEEP),
		],
		end: 'All checks and tests passed, and enough of the code is covered',
	},
	'test:properties': {
		does: 'runs the property tests in full depth with fresh seeds, "-- 50" times',
		needs: NODE,
		steps: (args) => [node('Running property tests', 'test/tools/properties.ts', args)],
		end: 'Every property held',
	},
	demo: {
		does: "shows the main job: a workflow on n8n's engine, and what arrived",
		needs: NODE,
		steps: () => [
			BUILD,
			tool('Running the example workflow against the stand-in for SurveyLab', 'tsx', [
				'test/tools/demo.ts',
			]),
		],
	},
	dev: {
		does: 'opens a real n8n with the package, the stand-in and the examples; follows changes',
		needs: N8N,
		steps: (args) => [
			BUILD,
			node(
				'Starting n8n with the package, the stand-in and the examples (Ctrl+C ends it)',
				'test/n8n/browser/dev.ts',
				args,
			),
		],
	},
	sandbox: {
		does: 'starts the stand-in for SurveyLab, with a page that shows what arrives',
		needs: NODE,
		steps: (args) => [
			node('Starting the stand-in for SurveyLab (Ctrl+C ends it)', 'test/sandbox/cli.ts', args),
		],
	},
	'first-contact': {
		does: 'asks the live SurveyLab what it answers; a person says "yes" to each request',
		needs: `${NODE}, an account, a terminal`,
		steps: (args) => [
			node(
				'First contact with SurveyLab (Ctrl+C ends it, and keeps what was seen)',
				'test/firstContact/cli.ts',
				args,
			),
		],
	},
	gate: {
		does: "runs n8n's scanner over source and tarball; checks the tarball",
		needs: 'its scanner, which it downloads once',
		steps: () => [BUILD, step("Passing n8n's gate", process.execPath, ['test/tools/gate.js'])],
	},
	soak: {
		does: 'sends 20,000 items ("-- 2000": fewer) to a stand-in that limits and misbehaves',
		needs: NODE,
		steps: ([items = '20000']) => [
			node(
				`Sending ${items} items to a stand-in that limits and misbehaves`,
				'test/soak/soak.ts',
				[items],
				['--expose-gc'],
			),
		],
	},
	'test:n8n': {
		does: 'uses the packed package in real n8ns',
		needs: 'two n8ns (once, some minutes and up to 6 GB)',
		steps: (args) => [
			BUILD,
			tool('Installing n8n where it is missing (once, some minutes and up to 6 GB)', 'tsx', [
				'test/n8n/install.ts',
			]),
			jestIn('Running the package in real n8ns', 'test/n8n', args),
		],
		end: 'The package works in every n8n it was tried in',
	},
	'test:browser': {
		does: "uses the node in n8n's editor, in a real browser",
		needs: `${N8N}, Chromium`,
		steps: (args) => inBrowser('Using the node in a browser', args),
		end: 'All browser tests passed',
	},
	screenshots: {
		does: 'does what "test:browser" does, and takes the pictures in docs/images and examples/images anew',
		needs: `${N8N}, Chromium`,
		steps: (args) =>
			inBrowser('Using the node in a browser, and taking screenshots', args, {
				SURVEYLAB_SCREENSHOTS: '1',
			}),
		end: 'All browser tests passed; the pictures lie in docs/images and examples/images',
	},
	'test:queue': {
		does: 'runs queue mode with a main process and two workers ("-- 200": fewer items)',
		needs: `${N8N}, Redis, PostgreSQL`,
		steps: (args) => [
			tool('Looking for Redis and PostgreSQL', 'tsx', ['test/n8n/queue/install.ts']),
			BUILD,
			node(
				'Running queue mode: main, two workers, Redis and PostgreSQL',
				'test/n8n/queue/queue.ts',
				args,
			),
		],
	},
	'test:trigger': {
		does: 'puts the trigger under load, beside n8n\'s own Webhook node ("-- 100": less)',
		needs: N8N,
		steps: (args) => [
			BUILD,
			node(
				"Running the trigger under load in a real n8n, beside n8n's own Webhook node",
				'test/n8n/triggerLoad/triggerLoad.ts',
				args,
			),
		],
	},
	bench: {
		does: 'compares speed and memory with the HTTP Request node ("-- --smoke": short)',
		needs: `${N8N}, a quiet machine`,
		steps: (args) => [
			BUILD,
			node('Comparing speed and memory in a real n8n', 'test/bench/bench.ts', args),
		],
	},
	format: {
		does: 'formats all code',
		needs: NODE,
		steps: () => [tool('Formatting', 'prettier', ['--write', '--log-level', 'warn', CODE])],
	},
	'format:check': {
		does: 'looks for code that is not formatted, and for product lines that are too wide',
		needs: NODE,
		steps: () => [
			tool('Looking for code that is not formatted', 'prettier', ['--check', CODE]),
			tool('Looking for lines that are too wide', 'tsx', ['test/tools/lineWidth.ts']),
		],
		end: 'All code is formatted',
	},
	interface: {
		does: 'records what saved workflows refer to',
		needs: NODE,
		steps: (args) => [
			tool('Recording what saved workflows refer to', 'tsx', [
				'test/unit/interface.record.ts',
				...args,
			]),
		],
	},
	readme: {
		does: 'writes the generated parts of the README, of docs and of examples',
		needs: NODE,
		steps: () => [tool('Writing the generated parts', 'tsx', ['test/tools/readme.ts'])],
	},
	requests: {
		does: 'prints what becomes of each sample: the request that arrives, or the sentence',
		needs: NODE,
		steps: () => [
			tool('Running every sample against the stand-in', 'tsx', ['test/tools/requests.ts']),
		],
	},
};

function list() {
	const rows = Object.entries(COMMANDS).map(([name, { does, needs }]) => [
		`npm run ${name}`,
		does,
		needs,
	]);
	const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
	return rows
		.map(
			([name, does, needs]) => `  ${name.padEnd(widths[0])}  ${does.padEnd(widths[1])}  ${needs}`,
		)
		.join('\n');
}

async function main([name, ...args]) {
	if (!Object.hasOwn(COMMANDS, name ?? '')) {
		process.stdout.write(
			`${name === undefined ? '' : `✖ There is no command "${name}".\n`}` +
				'Each of these installs what is missing. Command, what it does, what it needs:\n\n' +
				`${list()}\n\ndocs/testing.md says more.\n`,
		);
		process.exitCode = name === undefined ? 0 : 1;
		return;
	}
	const { steps, end } = COMMANDS[name];
	await ensureInstalled();
	for (const { title, command, args: words, env } of steps(args))
		await run(title, command, words, env);
	if (end !== undefined) say(end);
}

module.exports = { COMMANDS };

if (require.main === module) void main(process.argv.slice(2));
