const { ensureInstalled, tool } = require('./steps');

ensureInstalled();
tool('Starting the stand-in for SurveyLab (Ctrl+C ends it)', 'tsx', [
	'test/sandbox/cli.ts',
	...process.argv.slice(2),
]);
