import type { ConnectionError } from '../surveylab/responses';
import { isObject } from '../surveylab/values';

/** How far wrapped errors are opened: n8n wraps axios, axios wraps Node, Node wraps several tries. */
const MAX_DEPTH = 6;

/** Node's own words for a connection that was never made or broke off: "connect ECONNREFUSED 127.0.0.1:443". */
const NODES_WORDS = /^(connect|getaddrinfo|read|write) ([A-Z][A-Z0-9_]+)\b/;

/** n8n's SSRF protection gives its errors no code (`SsrfBlockedIpError`, `SsrfBlockedHostnameError`; n8n 2.40.7). */
const BLOCKED_BY_N8N = /^SsrfBlocked/;

/** What n8n says when a name resolves to nothing while its SSRF protection is on. */
const NO_ADDRESS = /^DNS lookup for .* returned no results/;

/** What the proxy agent says, without a code, when a proxy hangs up before it has connected to anybody. */
const PROXY_HUNG_UP = /^Proxy connection ended before receiving CONNECT response/;

/** What Node says, with a code that means more elsewhere, when a server hangs up before any request can be sent. */
const TLS_NEVER_BEGAN =
	/^Client network socket disconnected before secure TLS connection was established/;

type Layer = Readonly<Record<string, unknown>>;

/** The errors that are wrapped in one another, the outermost first. */
function layersOf(thrown: unknown): Layer[] {
	const layers: Layer[] = [];
	let current = thrown;
	while (isObject(current) && layers.length < MAX_DEPTH) {
		layers.push(current);
		const { cause, errors, errorResponse } = current;
		current = cause ?? (Array.isArray(errors) ? errors[0] : undefined) ?? errorResponse;
	}
	return layers;
}

/** n8n 1 keeps the words of what it wraps as the first of `messages`. */
function wordsOf({ message, messages }: Layer): string[] {
	return [message, Array.isArray(messages) ? messages[0] : undefined].map(String);
}

/** Errors that have no code of their own, or a misleading one. */
function withoutCode(layer: Layer): ConnectionError | undefined {
	const words = wordsOf(layer);
	const says = (sign: RegExp) => words.some((text) => sign.test(text));
	if (BLOCKED_BY_N8N.test(String(layer.name))) return { code: '', refusedBy: 'n8n' };
	if (says(PROXY_HUNG_UP)) return { code: '', refusedBy: 'proxy' };
	if (says(TLS_NEVER_BEGAN)) return { code: 'ECONNRESET', syscall: 'connect' };
	return says(NO_ADDRESS) ? { code: 'ENOTFOUND', syscall: 'getaddrinfo' } : undefined;
}

function withSyscall({ code, syscall }: Layer): ConnectionError | undefined {
	return typeof code === 'string' && typeof syscall === 'string' ? { code, syscall } : undefined;
}

function inWords(layer: Layer): ConnectionError | undefined {
	const [, words = ''] = wordsOf(layer);
	const [, syscall, code] = NODES_WORDS.exec(words) ?? [];
	return syscall === undefined || code === undefined ? undefined : { code, syscall };
}

function withCode({ code }: Layer): ConnectionError | undefined {
	return typeof code === 'string' ? { code } : undefined;
}

function withHttpCode({ httpCode }: Layer): ConnectionError | undefined {
	return typeof httpCode === 'string' && /^[A-Z]/.test(httpCode) ? { code: httpCode } : undefined;
}

/**
 * Finds Node's code and system call in whatever a request helper throws. Nothing else is taken along:
 * these objects hold the request, and with it the token.
 */
export function connectionErrorOf(thrown: unknown): ConnectionError {
	const layers = layersOf(thrown);
	for (const read of [withoutCode, withSyscall, withCode, inWords, withHttpCode]) {
		for (const layer of layers) {
			const found = read(layer);
			if (found !== undefined) return found;
		}
	}
	return { code: '' };
}
