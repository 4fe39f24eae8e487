const { ensureInstalled, tool } = require('./steps');

ensureInstalled();
tool('Recording what saved workflows refer to', 'tsx', [
	'test/unit/interface.record.ts',
	...process.argv.slice(2),
]);
