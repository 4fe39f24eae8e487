/** The parts of a response, as n8n's request helpers give them. */

import type { HttpResponse } from '../surveylab/responses';

/**
 * SurveyLab's JSON has some 60 bytes. Survey pages are larger. They are read although nothing of them is used,
 * because a server may drop its work when the caller hangs up.
 */
const MAX_BODY_BYTES = 256 * 1024;

type Body = Pick<HttpResponse, 'body' | 'bodyCut'>;

/** A body that n8n has not read: both of its HTTP stacks give a readable stream. */
interface BodyStream {
	on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	once(event: 'end' | 'close', listener: () => void): unknown;
	destroy(error?: Error): unknown;
}

export function isBodyStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'destroy' in body && 'on' in body;
}

/**
 * Reads at most `MAX_BODY_BYTES`. It uses events, because an asynchronous iterator took most of the time here.
 * @throws whatever ends the stream early
 */
export async function readStream(stream: BodyStream): Promise<Body> {
	return await new Promise((resolve, reject) => {
		const chunks: Uint8Array[] = [];
		let bytes = 0;
		let whole = false;
		stream.on('data', (chunk) => {
			bytes += chunk.byteLength;
			chunks.push(chunk);
			if (bytes <= MAX_BODY_BYTES) return;
			resolve({ bodyCut: true });
			// Closes the connection, too.
			stream.destroy();
		});
		stream.once('end', () => {
			whole = true;
			resolve({ body: Buffer.concat(chunks).toString('utf8') });
		});
		stream.on('error', reject);
		stream.once('close', () => {
			if (!whole) reject(Object.assign(new Error('The answer broke off'), { code: 'ECONNRESET' }));
		});
	});
}

/** A body that n8n has read itself. */
export function bodyText(body: unknown): string {
	return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

/** The headers with one value. Node gives a list for those that may come several times; none of these is needed. */
export function headersOf(headers: Readonly<Record<string, unknown>>): HttpResponse['headers'] {
	const texts: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string') texts[name] = value;
	}
	return texts;
}
