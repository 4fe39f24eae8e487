const { ensureInstalled, say, script, tool } = require('./steps');

ensureInstalled();
script('Building the package', 'build');
tool('Installing n8n where it is missing (once, some minutes and up to 6 GB)', 'tsx', [
	'test/n8n/install.ts',
]);
tool('Running the package in real n8ns', 'jest', [
	'--config',
	'test/n8n/jest.config.js',
	...process.argv.slice(2),
]);
say('The package works in every n8n it was tried in');
