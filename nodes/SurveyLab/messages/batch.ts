/** Texts about all items of an input together. */

import type { FailureName, SuccessName } from '../delivery/outcome';
import { duration, plural } from './message';

/** How many items came to each outcome. */
export type Tally = ReadonlyMap<string, number>;

const WORDS: Readonly<Record<SuccessName | FailureName, string>> = {
	accepted: 'accepted',
	tagged: 'tagged',
	turnedOn: 'turned on',
	turnedOff: 'turned off',
	created: 'created',
	probablyAccepted: 'probably accepted',
	duplicate: 'duplicate',
	alreadySent: 'already sent earlier',
	preview: 'preview only',
	invalid: 'with invalid values',
	rejected: 'refused by SurveyLab',
	notSent: 'not sent',
	unknown: 'without a clear answer',
};

/** "98 accepted, 2 duplicate" */
function counted(tally: Tally): string {
	return Object.entries(WORDS)
		.map(([outcome, word]) => [tally.get(outcome) ?? 0, word] as const)
		.filter(([count]) => count > 0)
		.map(([count, word]) => `${count} ${word}`)
		.join(', ');
}

/** A shorter wait is not worth a word. */
export const WORTH_TELLING_MS = 1000;

/** One line for the output pane, e.g. "SurveyLab: 98 accepted, 2 duplicate. Waited 14 seconds for SurveyLab." */
export function batchHint(tally: Tally, waitedMs: number): string {
	const waited = waitedMs >= WORTH_TELLING_MS ? ` Waited ${duration(waitedMs)} for SurveyLab.` : '';
	return `SurveyLab: ${counted(tally)}.${waited}`;
}

/** What a stopped workflow says of all items, e.g. "Of 4 items: 2 accepted, 1 refused by SurveyLab, 1 not sent." */
export function stopNote(tally: Tally, runAgain: string): string {
	const count = [...tally.values()].reduce((sum, some) => sum + some, 0);
	return `${runAgain} Of ${plural(count, 'item')}: ${counted(tally)}.`;
}
