/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ADDRESS_ENDING, TRIAL_ENDING } from '../../../nodes/SurveyLab/completion/request';
import { trialPages } from '../../../nodes/SurveyLab/completion/texts';

const DOCS = join(__dirname, '..', '..', '..', 'docs');
const page = readFileSync(join(DOCS, 'trigger.md'), 'utf8');

describe('docs/trigger.md', () => {
	it('gives the endings of the address, the one for SurveyLab on a line of its own', () => {
		expect(page).toMatch(new RegExp(`^ *${ADDRESS_ENDING.replace(/[?{}]/g, '\\$&')}$`, 'm'));
		expect(page).toContain(`\`${TRIAL_ENDING}YourSecret\``);
		expect(page).toContain(`"${trialPages.placeholdersUnfilled.heading}"`);
	});

	it('links only to files that exist', () => {
		const links = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => String(link));
		expect(links.filter((link) => !existsSync(join(DOCS, link)))).toEqual([]);
		expect(links.length).toBeGreaterThan(3);
	});
});
