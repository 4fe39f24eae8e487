import type { ConnectionFault } from '../surveylab/responses';

/** How far wrapped errors are opened: n8n wraps axios, axios wraps Node, Node wraps several tries. */
const MAX_DEPTH = 6;

/** Node's own words for a connection that came to nothing: "connect ECONNREFUSED 127.0.0.1:443". */
const NODES_WORDS = /^(connect|getaddrinfo|read|write) ([A-Z][A-Z0-9_]+)\b/;

/** n8n 1 keeps nothing of what it wraps but the code, as `httpCode`, and the words, as the first of `messages`. */
function faultInWords({
	httpCode,
	messages,
}: Record<string, unknown>): ConnectionFault | undefined {
	const words: unknown = Array.isArray(messages) ? messages[0] : undefined;
	const [, syscall, code] = NODES_WORDS.exec(typeof words === 'string' ? words : '') ?? [];
	if (syscall !== undefined && code !== undefined) return { code, syscall };
	return typeof httpCode === 'string' && /^[A-Z]/.test(httpCode) ? { code: httpCode } : undefined;
}

/**
 * Finds Node's code and system call in whatever a request helper throws. Nothing else is taken along:
 * these objects hold the request, and with it the token.
 */
export function connectionFaultOf(thrown: unknown): ConnectionFault {
	let found: ConnectionFault | undefined;
	let current = thrown;
	for (
		let depth = 0;
		depth < MAX_DEPTH && typeof current === 'object' && current !== null;
		depth += 1
	) {
		const layer = current as Record<string, unknown>;
		const { code, syscall, cause, errors, errorResponse } = layer;
		if (typeof code === 'string' && typeof syscall === 'string') return { code, syscall };
		if (found === undefined && typeof code === 'string') found = { code };
		current = cause ?? (Array.isArray(errors) ? errors[0] : undefined) ?? errorResponse;
	}
	if (found !== undefined) return found;
	return (
		(typeof thrown === 'object' && thrown !== null
			? faultInWords(thrown as Record<string, unknown>)
			: undefined) ?? { code: '' }
	);
}
