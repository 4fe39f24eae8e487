/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { PassThrough, Readable } from 'node:stream';

import { isBodyStream, readStream } from '../../../nodes/SurveyLab/n8n/httpResponse';

const LIMIT = 256 * 1024;

describe('a body', () => {
	it('is read to its end, whatever its chunks cut in two', async () => {
		const bytes = Buffer.from('{"status":true,"notification":"Zażółć 🙂"}');
		const chunks = [...bytes].map((byte) => Buffer.from([byte]));
		expect(await readStream(Readable.from(chunks))).toEqual({ body: bytes.toString('utf8') });
	});

	it('may be empty', async () => {
		expect(await readStream(Readable.from([]))).toEqual({ body: '' });
	});

	it('of exactly the limit is read', async () => {
		const { body } = await readStream(Readable.from([Buffer.alloc(LIMIT, 'x')]));
		expect(body).toHaveLength(LIMIT);
	});

	it('beyond the limit is cut, and its connection closed', async () => {
		let made = 0;
		function* endless() {
			for (;;) {
				made += 1;
				yield Buffer.alloc(64 * 1024, 'x');
			}
		}
		const stream = Readable.from(endless());
		expect(await readStream(stream)).toEqual({ bodyCut: true });
		expect(stream.destroyed).toBe(true);
		expect(made).toBeLessThan(20);
	});

	it('that breaks off is an error with a code', async () => {
		const stream = new PassThrough();
		stream.write('{"status":');
		const reading = readStream(stream);
		stream.destroy();
		await expect(reading).rejects.toMatchObject({ code: 'ECONNRESET' });
	});

	it('that fails throws what it failed with', async () => {
		const stream = new PassThrough();
		const reading = readStream(stream);
		stream.destroy(Object.assign(new Error('late'), { code: 'ECONNABORTED' }));
		await expect(reading).rejects.toMatchObject({ code: 'ECONNABORTED' });
	});
});

it.each([
	[new PassThrough(), true],
	[Buffer.from('text'), false],
	['text', false],
	[null, false],
	[undefined, false],
	[{ status: true }, false],
])('a stream is told from anything else: %#', (body, expected) => {
	expect(isBodyStream(body)).toBe(expected);
});
