const { ensureInstalled, tool } = require('./steps');

ensureInstalled();
tool("Writing the README's generated parts", 'tsx', ['test/tools/readme.ts']);
