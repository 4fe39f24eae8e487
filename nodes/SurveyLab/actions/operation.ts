/** What an operation of the node is made of: one object per file, listed in `operations.ts`. */

import type { INodeProperties } from 'n8n-workflow';

import type { Order } from '../delivery/deliver';
import type { Outcome, Success } from '../delivery/outcome';
import { Refusal } from '../refusal';
import type { ItemParameters } from './itemParameters';

/** What is told again in the output, and in the details of an item that failed, as far as it is known. */
export interface Echo {
	readonly collectorId?: string;
	readonly email?: string;
	readonly crk?: string;
	readonly url?: string;
}

export interface PreparedItem {
	readonly order: Order;
	readonly echo: Echo;
	/** Something the person should know although the item is fine; shown once beside the output. */
	readonly warning?: string;
}

export interface Operation {
	readonly properties: INodeProperties[];
	/** Whether the account's credential is needed. */
	readonly authenticated: boolean;
	/** Reads and checks one item; a refusal is part of what it returns. */
	prepare(item: ItemParameters): Promise<PreparedItem>;
	/** The output's `json` of an item that did not fail. */
	answer(success: Success, echo: Echo): Record<string, string | number>;
}

/** What is told of the requests that were made for an item, as far as it is known. */
export function requestFacts({
	notification,
	statusCode,
	attempts,
}: Success): Record<string, string | number> {
	return {
		...(notification === undefined ? {} : { notification }),
		...(statusCode === undefined ? {} : { statusCode }),
		attempts,
	};
}

/** An item that cannot be sent. */
export function refused(refusal: Refusal, echo: Echo): PreparedItem {
	const outcome: Outcome = { outcome: 'invalid', text: refusal.text, attempts: 0 };
	return { order: { outcome }, echo };
}

/** An item that is only shown. */
export function previewed(echo: Echo): PreparedItem {
	return { order: { outcome: { outcome: 'preview', attempts: 0 } }, echo };
}

/** The readings that came to a text, as an echo. */
export function known(readings: {
	readonly [name in keyof Echo]?: string | Refusal | undefined;
}): Echo {
	const echo: { -readonly [name in keyof Echo]: Echo[name] } = {};
	for (const name of ['collectorId', 'email', 'crk'] as const) {
		const reading = readings[name];
		if (typeof reading === 'string') echo[name] = reading;
	}
	return echo;
}
