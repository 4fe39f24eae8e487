/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line tool, not part of the package */
/**
 * Records what the package promises. Refuses where a promise would be broken, unless `--unreleased` says
 * that nobody can have a workflow with it yet.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SurveyLabApi } from '../../credentials/SurveyLabApi.credentials';
import { SurveyLabTriggerApi } from '../../credentials/SurveyLabTriggerApi.credentials';
import { SurveyLab } from '../../nodes/SurveyLab/SurveyLab.node.js';
import { SurveyLabTrigger } from '../../nodes/SurveyLab/SurveyLabTrigger.node.js';
import manifest from '../../package.json';
import { broken, promisesOf, unrecorded, type Promises } from './interface.promise';

const FILE = join(__dirname, 'interface.snapshot.json');

const now = promisesOf(
	manifest.name,
	[new SurveyLab(), new SurveyLabTrigger()],
	[new SurveyLabApi(), new SurveyLabTriggerApi()],
);
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Promises;
const faults = broken(recorded, now);

if (faults.length > 0 && !process.argv.includes('--unreleased')) {
	process.stderr.write(
		`${faults.join('\n')}\nNothing was recorded. If no release has it yet: npm run interface -- --unreleased\n`,
	);
	process.exitCode = 1;
} else {
	writeFileSync(FILE, `${JSON.stringify(now, undefined, '\t')}\n`);
	process.stdout.write(
		`  ${Object.keys(now).length} promises recorded: ${unrecorded(recorded, now).length} new, ${faults.length} gone or changed\n`,
	);
}
