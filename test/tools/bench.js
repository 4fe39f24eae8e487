const { ensureInstalled, run, script } = require('./steps');

ensureInstalled();
script('Building the package', 'build');
run('Comparing speed and memory in a real n8n', process.execPath, ['--import', 'tsx', 'test/bench/bench.ts', ...process.argv.slice(2)]);
