/** What a reading or a check comes to. A failure carries its reason as data; `messages/` turns it into a text. */
export type Result<Value, Reason> = Success<Value> | Failure<Reason>;

export interface Success<Value> {
	readonly ok: true;
	readonly value: Value;
}

export interface Failure<Reason> {
	readonly ok: false;
	readonly reason: Reason;
}

export function success<Value>(value: Value): Success<Value> {
	return { ok: true, value };
}

export function failure<Reason>(reason: Reason): Failure<Reason> {
	return { ok: false, reason };
}
