/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/**
 * Loaded into n8n and all it starts, before anything else: connections go to this machine only, and the
 * process does not outlive the one that started it. Run by Node as it is, so without imports.
 */
{
	const net = process.getBuiltinModule('node:net');
	const fs = process.getBuiltinModule('node:fs');
	const record = process.env.SURVEYLAB_REFUSED_HOSTS;

	interface Address {
		host?: string | undefined;
		path?: string | undefined;
	}

	const isLocal = (host: string): boolean =>
		host === '' || host === 'localhost' || host === '::1' || /^(::ffff:)?127(\.\d+){3}$/.test(host);

	/** `connect` takes options, or a port and a host, or a path; Node itself hands them on in a list. */
	const addressOf = (args: unknown[]): Address => {
		const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
		if (typeof first === 'object' && first !== null) return first;
		return { host: typeof second === 'string' ? second : '' };
	};

	type Connect = (this: import('node:net').Socket, ...args: unknown[]) => import('node:net').Socket;
	const connect = net.Socket.prototype.connect as Connect;
	const guarded: Connect = function (...args) {
		const { host = '', path } = addressOf(args);
		if (typeof path === 'string' || isLocal(host)) return connect.apply(this, args);
		if (record !== undefined) fs.appendFileSync(record, `${host}\n`);
		const refusal = Object.assign(new Error(`connect ECONNREFUSED ${host}`), {
			code: 'ECONNREFUSED',
			syscall: 'connect',
		});
		process.nextTick(() => this.destroy(refusal));
		return this;
	};
	net.Socket.prototype.connect = guarded as typeof net.Socket.prototype.connect;

	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === parent) return;
		// All of the group that the harness made; at once, because nobody reads its output any more.
		process.kill(0, 'SIGKILL');
	}, 500);
	watch.unref();
}
