/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the stand-in runs in Node itself, not inside n8n */
import type { IncomingHttpHeaders } from 'node:http';

type CustomName = `custom${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

export const CUSTOM_NAMES: readonly CustomName[] = [
	'custom1',
	'custom2',
	'custom3',
	'custom4',
	'custom5',
	'custom6',
	'custom7',
	'custom8',
];

export const LONGEST_CRK = 64;

export interface RecordedContact extends Partial<Record<CustomName, string>> {
	collectorId: string;
	email: string;
	crk: string;
	referrer?: string;
	language?: string;
	firstName?: string;
	lastName?: string;
	phone?: string;
	at: number;
}

export interface RecordedTag {
	collectorId: string;
	/** The survey language of a leading `lng/<language>/`. */
	lng?: string;
	fields: Record<string, string>;
	rawPath: string;
	at: number;
}

export interface RecordedAction {
	action: string;
	collectorId: string;
	source?: string;
	at: number;
}

export interface RefusedRepeat {
	collectorId: string;
	crk: string;
	at: number;
}

/** A respondent has finished the survey. */
export interface RecordedCompletion {
	/** Empty for somebody who was not invited by key. */
	crk: string;
	/** Numbered in the order in which they came. */
	rid: number;
	at: number;
}

export interface RecordedRequest {
	method: string;
	path: string;
	/** Exactly as it came over the wire. */
	rawUrl: string;
	/** Decoded; of a name given twice the first value, of a malformed escape the raw text. */
	query: Record<string, string>;
	headers: IncomingHttpHeaders;
	token?: string;
	at: number;
	/** The kind of the scripted fault, also when it is `ok`. */
	fault?: string;
	/** The answered status; absent while unanswered and for good after a hang or a reset. */
	status?: number;
	/** Whether it was recorded as a contact, a tag or a collector action. */
	accepted: boolean;
}

function usedKey({ collectorId, crk }: RecordedContact): string {
	return JSON.stringify([collectorId, crk]);
}

export class Records {
	readonly contacts: RecordedContact[] = [];

	readonly tags: RecordedTag[] = [];

	readonly actions: RecordedAction[] = [];

	readonly requests: RecordedRequest[] = [];

	readonly refusedRepeats: RefusedRepeat[] = [];

	readonly completions: RecordedCompletion[] = [];

	private readonly usedKeys = new Set<string>();

	hasKey(contact: RecordedContact): boolean {
		return this.usedKeys.has(usedKey(contact));
	}

	addContact(contact: RecordedContact): void {
		this.usedKeys.add(usedKey(contact));
		this.contacts.push(contact);
	}

	refuseRepeat({ collectorId, crk, at }: RecordedContact): void {
		this.refusedRepeats.push({ collectorId, crk, at });
	}

	addCompletion(crk: string): RecordedCompletion {
		const completion = { crk, rid: this.completions.length + 1, at: Date.now() };
		this.completions.push(completion);
		return completion;
	}

	/** Empties the arrays in place, because callers hold on to them. */
	clear(): void {
		for (const list of [
			this.contacts,
			this.tags,
			this.actions,
			this.requests,
			this.refusedRepeats,
			this.completions,
		]) {
			list.length = 0;
		}
		this.usedKeys.clear();
	}
}
