const { ensureInstalled, script, tool } = require('./steps');

ensureInstalled();
script('Building the package', 'build');
tool('Running the example workflow against the stand-in for SurveyLab', 'tsx', [
	'test/tools/demo.ts',
]);
