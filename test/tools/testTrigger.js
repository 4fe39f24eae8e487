const { spawnSync } = require('node:child_process');

const { ROOT, ensureInstalled, say, script } = require('./steps');

ensureInstalled();
script('Building the package', 'build');
say("Running the trigger under load in a real n8n, beside n8n's own Webhook node");
// Node itself rather than tsx: Ctrl+C reaches the run directly, which then stops all it has started.
const args = ['--import', 'tsx', 'test/n8n/triggerLoad/triggerLoad.ts', ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
