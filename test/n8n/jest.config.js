const { join } = require('node:path');

/** @type {import('jest').Config} */
module.exports = {
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: [join(__dirname, 'suites', '*.test.ts')],
	globalSetup: join(__dirname, 'globalSetup.ts'),
	globalTeardown: join(__dirname, 'globalTeardown.ts'),
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	// One n8n at a time.
	maxWorkers: 1,
	testTimeout: 180_000,
};
