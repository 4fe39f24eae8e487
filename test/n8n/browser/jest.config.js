const { join } = require('node:path');

/** @type {import('jest').Config} */
module.exports = {
	...require('../jest.config.js'),
	rootDir: __dirname,
	testMatch: [join(__dirname, '*.test.ts')],
	globalSetup: join(__dirname, 'globalSetup.ts'),
	globalTeardown: join(__dirname, '..', 'globalTeardown.ts'),
	// Bounded waits inside the steps say sooner, and better, what did not come.
	testTimeout: 240_000,
};
