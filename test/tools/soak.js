const { ensureInstalled, run } = require('./steps');

ensureInstalled();
const [items = '20000'] = process.argv.slice(2);
run(`Sending ${items} items to a stand-in that limits and misbehaves`, process.execPath, [
	'--expose-gc',
	'--import',
	'tsx',
	'test/soak/soak.ts',
	items,
]);
