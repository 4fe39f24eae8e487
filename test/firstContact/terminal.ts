/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- the check runs in Node itself, not inside n8n */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks in the terminal; what must not be seen is read without echo. */
export class Terminal {
	private silent = false;
	private readonly lines: Interface;
	private readonly waiting: string[] = [];
	private ended = false;
	private wake: () => void = () => {};

	constructor() {
		const output = new Writable({
			write: (chunk: Buffer, _encoding, done) => {
				if (!this.silent) process.stdout.write(chunk);
				done();
			},
		});
		const terminal = process.stdin.isTTY === true;
		this.lines = createInterface({ input: process.stdin, output, terminal, historySize: 0 });
		// A pipe may bring several lines at once, and before they are asked for.
		this.lines.on('line', (line) => {
			this.waiting.push(line);
			this.wake();
		});
		this.lines.once('close', () => {
			this.ended = true;
			this.wake();
		});
	}

	say(text: string): void {
		process.stdout.write(`${text}\n`);
	}

	/** @returns what was typed; `undefined` when the input has ended, by Ctrl+C for instance */
	async ask(question: string): Promise<string | undefined> {
		process.stdout.write(question);
		while (this.waiting.length === 0) {
			if (this.ended) return undefined;
			await new Promise<void>((done) => (this.wake = done));
		}
		return this.waiting.shift();
	}

	async askSecret(question: string): Promise<string> {
		this.silent = true;
		try {
			return (await this.ask(question))?.trim() ?? '';
		} finally {
			this.silent = false;
			process.stdout.write('\n');
		}
	}

	close(): void {
		this.lines.close();
	}
}
