// n8n in the browser with our package, the stand-in for SurveyLab and the examples.

const { spawn } = require('node:child_process');

const { ensureInstalled, ROOT, say, script } = require('./steps');

ensureInstalled();
script('Building the package', 'build');
say('Starting n8n with the package, the stand-in and the examples (Ctrl+C ends it)');

// The terminal's Ctrl+C reaches the child as well, which ends what it has started; this one waits for it.
for (const signal of ['SIGINT', 'SIGTERM'])
	process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
const child = spawn(
	process.execPath,
	['--import', 'tsx', 'test/n8n/browser/editor.ts', ...process.argv.slice(2)],
	{
		cwd: ROOT,
		stdio: 'inherit',
	},
);
child.on('close', (code) => process.exit(code ?? 1));
