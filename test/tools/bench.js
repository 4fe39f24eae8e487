const { ensureInstalled, run, script, tool } = require('./steps');

ensureInstalled();
if (process.argv.includes('--profile'))
	tool('Building the package with the names of its source', 'gulp', ['readable']);
else script('Building the package', 'build');
run('Comparing speed and memory in a real n8n', process.execPath, [
	'--import',
	'tsx',
	'test/bench/bench.ts',
	...process.argv.slice(2),
]);
