// Our package in n8n's editor, in a real browser. With --screenshots it also takes the pictures of docs/images anew.

const { ensureInstalled, say, script, tool } = require('./steps');

const args = process.argv.slice(2);
const screenshots = args.includes('--screenshots');
const rest = args.filter((argument) => argument !== '--screenshots');

ensureInstalled();
script('Building the package', 'build');
tool('Looking for the browser and what drives it', 'tsx', ['test/n8n/browser/install.ts']);
tool('Checking types of the browser tests', 'tsc', ['--project', 'test/n8n/browser/tsconfig.json']);
tool(
	screenshots
		? 'Using the node in a browser, and taking screenshots'
		: 'Using the node in a browser',
	'jest',
	['--config', 'test/n8n/browser/jest.config.js', ...rest],
	screenshots ? { SURVEYLAB_SCREENSHOTS: '1' } : {},
);
say(
	screenshots
		? 'All browser tests passed; the pictures lie in docs/images'
		: 'All browser tests passed',
);
