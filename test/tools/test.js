const { ensureInstalled, script, say, tool } = require('./steps');

ensureInstalled();
script('Checking types', 'typecheck');
script('Linting by the rules of n8n', 'lint');
script('Building the package', 'build');
tool('Running unit and engine tests', 'jest', [
	'--config',
	'test/jest.config.js',
	'--coverage',
	...process.argv.slice(2),
]);
say('All checks and tests passed');
