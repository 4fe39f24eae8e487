/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the stand-in runs in Node itself, not inside n8n */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Counts sockets and the requests in flight, and can end them all. */
export class Traffic {
	private readonly sockets = new Set<Socket>();

	private inFlight = 0;

	private closing = false;

	peakConcurrency = 0;

	peakSockets = 0;

	watch(server: Server): void {
		server.on('connection', (socket: Socket) => {
			if (this.closing) {
				socket.destroy();
				return;
			}
			this.sockets.add(socket);
			this.peakSockets = Math.max(this.peakSockets, this.sockets.size);
			socket.once('close', () => this.sockets.delete(socket));
		});
	}

	openSockets(): number {
		return this.sockets.size;
	}

	/** The returned function says that the request is answered; the end of its connection says so too. */
	enter(response: ServerResponse): () => void {
		this.inFlight += 1;
		this.peakConcurrency = Math.max(this.peakConcurrency, this.inFlight);
		let entered = true;
		const leave = () => {
			if (entered) this.inFlight -= 1;
			entered = false;
		};
		response.once('close', leave);
		return leave;
	}

	forgetPeaks(): void {
		this.peakConcurrency = this.inFlight;
		this.peakSockets = this.sockets.size;
	}

	/** Ends every connection at once, also those that are never answered. */
	end(): void {
		this.closing = true;
		for (const socket of this.sockets) socket.destroy();
		this.sockets.clear();
	}
}
