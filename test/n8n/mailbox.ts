/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface Mail {
	from: string;
	to: string[];
	subject: string;
	body: string;
}

/** A mail server on this machine that keeps what it is given. */
export interface Mailbox {
	readonly host: string;
	readonly port: number;
	readonly mails: Mail[];
	/** Between tests. */
	forget(): void;
	close(): Promise<void>;
}

const LINE_END = '\r\n';
const MESSAGE_END = '\r\n.\r\n';

function unquoted(text: string): string {
	const bytes = text
		.replaceAll(/=\r\n/g, '')
		.replaceAll(/=([0-9A-F]{2})/g, (_code, hex: string) =>
			String.fromCharCode(Number.parseInt(hex, 16)),
		);
	return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Reads a message of one part, as n8n sends it when it has either HTML or text. */
function read(message: string): Pick<Mail, 'subject' | 'body'> {
	const end = message.indexOf(LINE_END + LINE_END);
	const head = message.slice(0, end);
	const content = message.slice(end).trim().replaceAll(/^\.\./gm, '.');
	const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
	const isQuoted = header('content-transfer-encoding') === 'quoted-printable';
	return { subject: header('subject'), body: isQuoted ? unquoted(content) : content };
}

/** The server's side of one connection. */
function converse(socket: Socket, keep: (mail: Mail) => void): void {
	let unread = '';
	let inMessage = false;
	let from = '';
	let to: string[] = [];

	function answerTo(part: string): string {
		if (inMessage) {
			inMessage = false;
			keep({ from, to, ...read(part) });
			to = [];
			return '250 kept';
		}
		const [, address = ''] = /<(.*?)>/.exec(part) ?? [];
		switch (part.slice(0, 4).toUpperCase()) {
			case 'EHLO':
				return '250 welcome';
			case 'MAIL':
				from = address;
				return '250 sender noted';
			case 'RCPT':
				to.push(address);
				return '250 recipient noted';
			case 'DATA':
				inMessage = true;
				return '354 go on';
			case 'QUIT':
				return '221 goodbye';
			default:
				return '502 not known here';
		}
	}

	socket.setEncoding('latin1').on('data', (text: string) => {
		unread += text;
		for (;;) {
			const mark = inMessage ? MESSAGE_END : LINE_END;
			const end = unread.indexOf(mark);
			if (end === -1) return;
			const part = unread.slice(0, end);
			unread = unread.slice(end + mark.length);
			socket.write(answerTo(part) + LINE_END);
		}
	});
	socket.on('error', () => socket.destroy());
	socket.write(`220 mailbox${LINE_END}`);
}

export async function startMailbox(): Promise<Mailbox> {
	const mails: Mail[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		converse(socket, (mail) => mails.push(mail));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		host: '127.0.0.1',
		port: (server.address() as AddressInfo).port,
		mails,
		forget: () => {
			mails.length = 0;
		},
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((done) => server.close(done));
		},
	};
}
