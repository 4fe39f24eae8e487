import type { Message } from './messages';

/** A reason, as a value, why something cannot be sent. */
export class Refusal {
	constructor(readonly text: Message) {}
}
