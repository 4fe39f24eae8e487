/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- tests run in Node itself, not inside n8n */
/** Redis and PostgreSQL as Debian ships them, on loopback, in temporary folders. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { freePort, removeFolder, temporaryFolder } from '../harness';

const START_MS = 30_000;
const STOP_MS = 10_000;
const POLL_MS = 100;
const HOST = '127.0.0.1';
const DEBIANS_POSTGRES = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root, so Debian's package makes a user for it. */
interface User {
	uid?: number;
	gid?: number;
}

function postgresUser(): User {
	if (process.getuid?.() !== 0) return {};
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

/** The folder of the newest that is installed. */
export function findPostgres(): string | undefined {
	const versions = existsSync(DEBIANS_POSTGRES) ? readdirSync(DEBIANS_POSTGRES) : [];
	const folders = versions
		.sort((one, other) => Number(other) - Number(one))
		.map((version) => join(DEBIANS_POSTGRES, version, 'bin'))
		.filter((folder) => existsSync(join(folder, 'postgres')));
	return folders[0];
}

function postgresPrograms(): string {
	const folder = findPostgres();
	if (folder === undefined)
		throw new Error('PostgreSQL is not installed: apt-get install postgresql');
	return folder;
}

function folderOf({ uid, gid }: User): string {
	const folder = temporaryFolder();
	if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
	return folder;
}

/** Ends the server also when this process is killed: the pipe to its standard input closes then. */
const LEASH = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server';

abstract class Service {
	readonly host = HOST;
	port = 0;
	protected readonly folder: string;
	private child: ChildProcess | undefined;
	private written = '';

	constructor(
		private readonly name: string,
		protected readonly user: User,
	) {
		this.folder = folderOf(user);
	}

	protected abstract isReady(): Promise<boolean>;

	protected async launch(program: string, args: string[]): Promise<void> {
		const child = spawn('/bin/sh', ['-c', LEASH, 'leash', program, ...args], {
			...this.user,
			cwd: this.folder,
			// A group of its own, so that Ctrl+C does not end it before those who use it.
			detached: true,
			env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
			stdio: ['pipe', 'pipe', 'pipe'],
		});
		this.child = child;
		child.stdin.on('error', () => undefined);
		for (const stream of [child.stdout, child.stderr]) {
			stream
				.setEncoding('utf8')
				.on('data', (text: string) => (this.written = (this.written + text).slice(-4000)));
		}
		const end = Date.now() + START_MS;
		while (child.exitCode === null && Date.now() < end) {
			if (await this.isReady()) return;
			await sleep(POLL_MS);
		}
		await this.end();
		throw new Error(`${this.name} did not start:\n${this.written}`);
	}

	async end(): Promise<void> {
		const { child } = this;
		this.child = undefined;
		if (child?.pid !== undefined && child.exitCode === null) {
			const ended = new Promise((done) => child.once('close', done));
			child.stdin?.end();
			await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
			try {
				process.kill(-child.pid, 'SIGKILL');
			} catch {
				// Nobody is left of the group.
			}
		}
		removeFolder(this.folder);
	}
}

const execute = promisify(execFile);

async function succeeds(program: string, args: string[]): Promise<boolean> {
	try {
		await execute(program, args, { timeout: 5000 });
		return true;
	} catch {
		return false;
	}
}

export class Redis extends Service {
	constructor() {
		super('redis-server', {});
	}

	async start(): Promise<void> {
		this.port = await freePort();
		await this.launch('redis-server', [
			...['--bind', HOST, '--port', String(this.port), '--dir', this.folder],
			...['--save', '', '--appendonly', 'no', '--daemonize', 'no'],
		]);
	}

	protected async isReady(): Promise<boolean> {
		return await succeeds('redis-cli', ['-h', HOST, '-p', String(this.port), 'ping']);
	}
}

export class Postgres extends Service {
	readonly database = 'n8n';
	readonly role = 'n8n';
	private readonly programs = postgresPrograms();

	constructor() {
		super('PostgreSQL', postgresUser());
	}

	async start(): Promise<void> {
		this.port = await freePort();
		const data = join(this.folder, 'data');
		execFileSync(
			join(this.programs, 'initdb'),
			['-D', data, '-U', this.role, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
			{ ...this.user, cwd: this.folder, stdio: ['ignore', 'ignore', 'inherit'] },
		);
		const settings = {
			listen_addresses: HOST,
			port: String(this.port),
			unix_socket_directories: this.folder,
			// What is in it need not outlive this run.
			fsync: 'off',
			synchronous_commit: 'off',
			full_page_writes: 'off',
		};
		const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
		await this.launch(join(this.programs, 'postgres'), ['-D', data, ...args]);
		await this.query(`CREATE DATABASE ${this.database}`, 'postgres');
	}

	protected async isReady(): Promise<boolean> {
		return await succeeds(join(this.programs, 'pg_isready'), ['-h', HOST, '-p', String(this.port)]);
	}

	/** Rows of texts; no value may hold a tab or a line's end. */
	async query(sql: string, database = this.database): Promise<string[][]> {
		const where = ['-h', HOST, '-p', String(this.port), '-U', this.role, '-d', database];
		const { stdout } = await execute(
			join(this.programs, 'psql'),
			[...where, '-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', sql],
			{ maxBuffer: 512 * 1024 * 1024, timeout: 60_000 },
		);
		return stdout
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => line.split('\t'));
	}
}
