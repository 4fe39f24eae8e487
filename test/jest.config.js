const { join } = require('node:path');

const root = join(__dirname, '..');

/** @type {import('jest').Config} */
module.exports = {
	rootDir: root,
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/test/engine/**/*.test.ts'],
	// tsx takes "SurveyLab.node" for the codex file beside it, so that import names its extension.
	moduleNameMapper: { '^(.+/SurveyLab\\.node)\\.js$': '$1' },
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
	// Half the time of V8's own, which looks at n8n's code as well.
	coverageProvider: 'babel',
	coverageReporters: ['text'],
	coverageThreshold: { global: { lines: 95, branches: 90 } },
	// Jest would leave one processor idle.
	maxWorkers: '100%',
	// The seed of the property tests: with `--seed=` a run tries the same values again.
	showSeed: true,
	testTimeout: 30_000,
};
