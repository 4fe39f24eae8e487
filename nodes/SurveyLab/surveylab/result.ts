/** What a reading or a check returns. A failure carries its reason as data, of which `messages/` makes a text. */
export type Result<Value, Reason> = Success<Value> | Failure<Reason>;

interface Success<Value> {
	readonly ok: true;
	readonly value: Value;
}

interface Failure<Reason> {
	readonly ok: false;
	readonly reason: Reason;
}

export function success<Value>(value: Value): Success<Value> {
	return { ok: true, value };
}

export function failure<Reason>(reason: Reason): Failure<Reason> {
	return { ok: false, reason };
}

/** The value, or `undefined` where there is none. */
export function valueOf<Value>(result: Result<Value, unknown>): Value | undefined {
	return result.ok ? result.value : undefined;
}

/** The same result. The reason of a failure also names where it comes from. */
export function withOrigin<const Origin extends string, Value, Reason>(
	origin: Origin,
	result: Result<Value, Reason>,
): Result<Value, { readonly origin: Origin; readonly reason: Reason }> {
	return result.ok ? result : failure({ origin, reason: result.reason });
}
