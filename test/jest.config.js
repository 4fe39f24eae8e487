const { join } = require('node:path');

const root = join(__dirname, '..');

/** @type {import('jest').Config} */
module.exports = {
	rootDir: root,
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/test/engine/**/*.test.ts'],
	// tsx takes "SurveyLab.node" for the codex file beside it, so that import names its extension.
	moduleNameMapper: { '^(.+/SurveyLab\\.node)\\.js$': '$1' },
	setupFiles: [join(__dirname, 'engine', 'environment.ts')],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
				module: { type: 'commonjs' },
			},
		],
	},
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageDirectory: join(root, 'coverage'),
	coverageProvider: 'v8',
	coverageReporters: ['text'],
	coverageThreshold: { global: { lines: 95, branches: 90 } },
	testTimeout: 30_000,
};
