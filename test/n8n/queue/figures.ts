import type { RecordedRequest } from '../../sandbox';
import type { Event } from './events';
import type { Ended } from './stage';

/** n8n's words for a job that nobody works on any more. */
const GIVEN_UP = /failed to be processed too many times/;
/** Ours for a key that was used before. */
const REPEAT_REFUSED = /did not accept the contact/;

/** An execution that broke off: given up, or what the restarted worker finds unfinished in its event log. */
export const isBrokenOff = ({ status, message }: Ended): boolean =>
	status === 'crashed' || GIVEN_UP.test(message);
const isRefusedRepeat = ({ message }: Ended): boolean => REPEAT_REFUSED.test(message);

/** What was seen of one burst, and of what a person did after it. */
export interface Observed {
	readonly events: readonly Event[];
	/** Events to whose webhook call n8n did not answer 200. */
	readonly notTaken: readonly Event[];
	/** Executions that had not ended when patience ran out. */
	readonly stillOpen: number;
	readonly executions: readonly Ended[];
	/** The key of every contact that the stand-in accepted. */
	readonly contacts: readonly string[];
	readonly requests: readonly RecordedRequest[];
	/** Attempts that the stand-in refused, because it has the key already. */
	readonly refused: number;
	/** After n8n's button "Retry" for one of those that broke off. */
	readonly retried: readonly Ended[];
	/** The same after the events of all those were sent again. */
	readonly refusedInTheEnd: number;
	readonly contactsInTheEnd: readonly string[];
	readonly times: {
		readonly startedAt: number;
		readonly postedAt: number;
		readonly killedAt: number;
	};
}

export interface Figures {
	readonly events: number;
	readonly keys: number;
	readonly notTaken: number;
	readonly stillOpen: number;
	readonly acceptedOnce: number;
	readonly acceptedTwice: number;
	readonly refused: number;
	readonly alreadySent: number;
	readonly toldToWait: number;
	/** Events of which a request was answered, other than with "later", and another one sent all the same. */
	readonly sentOnAfterAnswer: number;
	readonly brokenOff: number;
	/** Of these, the ones whose key the stand-in has. */
	readonly brokenOffAfterAccepting: number;
	/** Events that n8n took and has no execution of, and keys with neither a contact nor a failed execution. */
	readonly withoutRecord: readonly string[];
	/** Ended as `alreadySent` without a contact: the execution that had claimed the key broke off. */
	readonly claimedByBrokenOff: number;
	/** Failures for any other reason than a used key or the kill. */
	readonly unexplained: readonly string[];
	readonly brokenOffMessages: readonly string[];
	readonly retried: readonly string[];
	readonly againAccepted: number;
	readonly againRefused: number;
	readonly acceptedOnceInTheEnd: number;
	readonly postingMs: number;
	readonly allMs: number;
	/** From the kill until n8n had recorded the last execution that broke off. */
	readonly noticedMs: number;
}

function countBy(values: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}

function howMany(counts: ReadonlyMap<string, number>, wanted: (times: number) => boolean): number {
	return [...counts.values()].filter(wanted).length;
}

const once = (times: number): boolean => times === 1;
const moreThanOnce = (times: number): boolean => times > 1;

export function figuresOf(observed: Observed): Figures {
	const { events, notTaken, executions, requests, retried, times } = observed;
	const keyOf = new Map(events.map(({ name, key }) => [name, key]));
	const keyOfExecution = ({ event }: Ended): string => keyOf.get(event) ?? '';
	const contacts = countBy(observed.contacts);
	const hasContact = (execution: Ended): boolean => contacts.has(keyOfExecution(execution));

	const failed = executions.filter(({ status }) => status !== 'success');
	const brokenOff = failed.filter(isBrokenOff);
	const alreadySent = executions.filter((execution) => execution.alreadySent);
	const brokenOffKeys = new Set(brokenOff.map(keyOfExecution));
	const claimed = alreadySent.filter((execution) => !hasContact(execution));

	const executed = new Set(
		[...executions, ...notTaken.map(({ name }) => ({ event: name }))].map(({ event }) => event),
	);
	const failedKeys = new Set(failed.map(keyOfExecution));
	const withoutRecord = events.filter(
		({ name, key }) => !executed.has(name) || (!contacts.has(key) && !failedKeys.has(key)),
	);
	const unexplained = [
		...failed.filter(
			(execution) =>
				!isBrokenOff(execution) && !(isRefusedRepeat(execution) && hasContact(execution)),
		),
		...claimed.filter((execution) => !brokenOffKeys.has(keyOfExecution(execution))),
	];
	const answered = requests.filter(({ status }) => status !== undefined && status !== 429);
	return {
		events: events.length,
		keys: new Set(keyOf.values()).size,
		notTaken: notTaken.length,
		stillOpen: observed.stillOpen,
		acceptedOnce: howMany(contacts, once),
		acceptedTwice: howMany(countBy(observed.contactsInTheEnd), moreThanOnce),
		refused: observed.refused,
		alreadySent: alreadySent.length,
		toldToWait: requests.filter(({ status }) => status === 429).length,
		sentOnAfterAnswer: howMany(
			countBy(answered.map(({ query }) => query.custom1 ?? '')),
			moreThanOnce,
		),
		brokenOff: brokenOff.length,
		brokenOffAfterAccepting: brokenOff.filter(hasContact).length,
		withoutRecord: withoutRecord.map(({ name }) => name),
		claimedByBrokenOff: claimed.length,
		unexplained: unexplained.map(
			({ id, status, message }) => `execution ${id}: ${status} ${message}`,
		),
		brokenOffMessages: [
			...countBy(brokenOff.map(({ status, message }) => `${status}: ${message}`)).keys(),
		],
		retried: retried.map(({ status, message }) => `${status}: ${message}`),
		againAccepted: observed.contactsInTheEnd.length - observed.contacts.length,
		againRefused: observed.refusedInTheEnd - observed.refused,
		acceptedOnceInTheEnd: howMany(countBy(observed.contactsInTheEnd), once),
		postingMs: times.postedAt - times.startedAt,
		allMs: Math.max(...executions.map(({ stoppedAt }) => stoppedAt)) - times.startedAt,
		noticedMs:
			Math.max(times.killedAt, ...brokenOff.map(({ stoppedAt }) => stoppedAt)) - times.killedAt,
	};
}
