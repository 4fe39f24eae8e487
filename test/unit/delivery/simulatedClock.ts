/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { setMaxListeners } from 'node:events';

import type { Clock } from '../../../nodes/SurveyLab/delivery/limiter';

interface Appointment {
	readonly at: number;
	readonly happen: () => void;
}

/** A wait for the service: what was asked for, and from when until when it really lasted. */
export interface Wait {
	readonly milliseconds: number;
	readonly from: number;
	until: number;
}

/** Far more than any schedule needs: whoever gets there goes round in circles. */
const MOST_APPOINTMENTS = 100_000;

/** Time that passes only when nobody has anything left to do, one appointment after another. */
export class SimulatedClock implements Clock {
	/** What `sleep` was called for. */
	readonly waits: Wait[] = [];
	private time = Date.UTC(2026, 0, 5, 9, 0, 0);
	private readonly appointments: Appointment[] = [];

	/** Appointments that are still to come. */
	get pending(): number {
		return this.appointments.length;
	}

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
		await this.sleepNotedIn(this.waits, milliseconds, signal);
	}

	/** The same clock for one delivery among several, which notes its waits by itself. */
	recordingIn(waits: Wait[]): Clock {
		return {
			now: () => this.time,
			sleep: async (milliseconds, signal) => await this.sleepNotedIn(waits, milliseconds, signal),
		};
	}

	private async sleepNotedIn(
		waits: Wait[],
		milliseconds: number,
		signal: AbortSignal,
	): Promise<void> {
		const wait: Wait = { milliseconds, from: this.time, until: this.time };
		waits.push(wait);
		await this.pass(milliseconds, signal);
		wait.until = this.time;
	}

	/** Time that goes by for another reason than waiting for the service. */
	async pass(milliseconds: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted === true) return;
		if (signal !== undefined) setMaxListeners(0, signal);
		await new Promise<void>((resolve) => {
			const onAbort = () => {
				this.cancel(appointment);
				resolve();
			};
			const appointment = this.at(this.time + milliseconds, () => {
				signal?.removeEventListener('abort', onAbort);
				resolve();
			});
			signal?.addEventListener('abort', onAbort);
		});
	}

	/** Those of the same time happen in the order in which they were made. */
	at(time: number, happen: () => void): Appointment {
		const appointment = { at: time, happen };
		let place = this.appointments.length;
		while (place > 0 && (this.appointments[place - 1]?.at ?? 0) > time) place -= 1;
		this.appointments.splice(place, 0, appointment);
		return appointment;
	}

	cancel(appointment: Appointment): void {
		const place = this.appointments.indexOf(appointment);
		if (place >= 0) this.appointments.splice(place, 1);
	}

	/** Lets time pass until the promise settles. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let settled = false;
		const settle = () => {
			settled = true;
		};
		promise.then(settle, settle);
		for (let count = 0; count < MOST_APPOINTMENTS; count += 1) {
			await nobodyBusy();
			if (settled) return await promise;
			const appointment = this.appointments.shift();
			if (appointment === undefined)
				throw new Error('Deadlock: the promise is open, and nothing will happen any more');
			this.time = appointment.at;
			appointment.happen();
		}
		throw new Error(`Still open after ${MOST_APPOINTMENTS} appointments`);
	}
}

/** Resolves after all microtasks, those that microtasks add included. */
async function nobodyBusy(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

/** How long at least one of the waits lasted. */
export function unionOf(waits: readonly Wait[]): number {
	let total = 0;
	let end = -Infinity;
	for (const { from, until } of [...waits].sort((a, b) => a.from - b.from)) {
		total += Math.max(0, until - Math.max(from, end));
		end = Math.max(end, until);
	}
	return total;
}
