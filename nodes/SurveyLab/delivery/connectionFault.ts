import type { ConnectionFault } from '../surveylab/answers';

/** How far wrapped errors are opened: n8n wraps axios, axios wraps Node, Node wraps several tries. */
const MAX_DEPTH = 6;

/**
 * Finds Node's code and system call in whatever a request helper throws. Nothing else is taken along:
 * these objects hold the request, and with it the token.
 */
export function connectionFaultOf(thrown: unknown): ConnectionFault {
	let code = '';
	let current = thrown;
	for (let depth = 0; depth < MAX_DEPTH && typeof current === 'object' && current !== null; depth += 1) {
		const { code: ownCode, syscall, cause, errors, errorResponse } = current as Record<string, unknown>;
		if (typeof ownCode === 'string' && code === '') code = ownCode;
		if (typeof syscall === 'string' && typeof ownCode === 'string') return { code: ownCode, syscall };
		current = cause ?? (Array.isArray(errors) ? errors[0] : undefined) ?? errorResponse;
	}
	return { code };
}
