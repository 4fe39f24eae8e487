/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/require-node-api-error -- tests run in Node itself, not inside n8n */
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { Agent } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode, IConnections, IWorkflowSettings } from 'n8n-workflow';

import { pathWith, type Installation } from './install';

const ROOT = resolve(__dirname, '..', '..');
export const PACKAGE = 'n8n-nodes-surveylab';

const START_MS = 120_000;
const STOP_MS = 20_000;
const POLL_MS = 200;
const OWNER = {
	email: 'owner@example.com',
	firstName: 'Test',
	lastName: 'Owner',
	password: `Aa1${randomBytes(9).toString('hex')}`,
};

// --- Folders ------------------------------------------------------------------------------------

const FOLDER = /^n8n-under-test-(\d+)-/;

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** What a run that was killed has left behind. */
function sweep(): void {
	for (const name of readdirSync(tmpdir())) {
		const pid = FOLDER.exec(name)?.[1];
		if (pid !== undefined && !isAlive(Number(pid)))
			rmSync(join(tmpdir(), name), { recursive: true, force: true });
	}
}

export function temporaryFolder(): string {
	sweep();
	return mkdtempSync(join(tmpdir(), `n8n-under-test-${process.pid}-`));
}

/** Tries for a while: a process that is ending may still write. */
export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

// --- The package --------------------------------------------------------------------------------

export interface Packed {
	readonly version: string;
	readonly tarball: string;
}

function npmPack(source: string, destination: string): Packed {
	const printed = execFileSync(
		'npm',
		[
			'pack',
			source,
			'--json',
			'--ignore-scripts',
			'--loglevel=error',
			'--pack-destination',
			destination,
		],
		{ cwd: destination, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
	);
	const [packed] = JSON.parse(printed) as Array<{
		version: string;
		filename: string;
		files: Array<{ path: string }>;
	}>;
	if (packed === undefined) throw new Error(`npm pack said nothing about ${source}`);
	const { n8n } = readPackageJson(source);
	const packedFiles = new Set(packed.files.map(({ path }) => path));
	const missing = [...n8n.nodes, ...n8n.credentials].filter((file) => !packedFiles.has(file));
	if (missing.length > 0)
		throw new Error(`Not built: ${missing.join(', ')}. Run "npm run build" first.`);
	return { version: packed.version, tarball: join(destination, packed.filename) };
}

function readPackageJson(folder: string): { n8n: { nodes: string[]; credentials: string[] } } {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<
		typeof readPackageJson
	>;
}

/** Packs what lies in the repository, as `npm publish` would; the build must have run. */
export function packRepository(destination: string): Packed {
	return npmPack(ROOT, destination);
}

const SHELF = 'shelf';

/** Tarballs of our package, as a registry would hold them. */
export class Shelf {
	private readonly versions: Record<string, string> = {};

	constructor(readonly folder: string) {
		mkdirSync(folder, { recursive: true });
	}

	/** The version that was published last. */
	get newest(): string {
		return Object.keys(this.versions).at(-1) ?? '';
	}

	publish({ version, tarball }: Packed): string {
		const name = basename(tarball);
		if (dirname(tarball) !== this.folder) copyFileSync(tarball, join(this.folder, name));
		this.versions[version] = name;
		writeFileSync(join(this.folder, 'versions.json'), JSON.stringify(this.versions));
		return version;
	}

	/** Publishes the newest version again under another number, which is what an update is. */
	publishAs(version: string): string {
		const source = join(this.folder, 'source');
		mkdirSync(source);
		execFileSync('tar', [
			'-xzf',
			join(this.folder, this.versions[this.newest] ?? ''),
			'-C',
			source,
			'--strip-components=1',
		]);
		writeFileSync(
			join(source, 'package.json'),
			JSON.stringify({ ...readPackageJson(source), version }, null, 2),
		);
		const packed = npmPack(source, this.folder);
		rmSync(source, { recursive: true });
		return this.publish(packed);
	}
}

// --- n8n ----------------------------------------------------------------------------------------

export interface Workflow {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
}

export interface StoredWorkflow extends Workflow {
	id: string;
	versionId: string;
	active: boolean;
}

export interface CredentialData {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	installedNodes: Array<{ name: string; type: string }>;
	failedLoading?: boolean;
}

export interface Execution {
	id: string;
	status: string;
	mode: string;
	/** When it is to go on, while it waits. */
	waitTill?: string | null;
	/** The execution's record as n8n stores it. */
	data: string;
}

export interface LogLine {
	level: string;
	message: string;
	line: string;
}

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	await new Promise((done) => server.close(done));
	return port;
}

function executable(name: string): string {
	const folder = (process.env.PATH ?? '')
		.split(delimiter)
		.find((entry) => existsSync(join(entry, name)));
	if (folder === undefined) throw new Error(`${name} is not on PATH`);
	return realpathSync(join(folder, name));
}

/** n8n's own `npm` calls end at the shelf. */
function writeNpmStandIn(folder: string, node: string): string {
	mkdirSync(folder, { recursive: true });
	const file = join(folder, 'npm');
	writeFileSync(
		file,
		`#!/bin/sh\nexec "${node}" --disable-warning=ExperimentalWarning "${join(__dirname, 'npmStandIn.ts')}" "$@"\n`,
	);
	chmodSync(file, 0o755);
	return folder;
}

/** The answer's own words, for a test that went wrong. */
function checked<T>({ config, status, data }: AxiosResponse<{ data: T; message?: string }>): T {
	if (status >= 200 && status < 300) return data.data;
	const said = typeof data === 'object' ? JSON.stringify(data) : String(data);
	throw new Error(
		`n8n: ${config.method?.toUpperCase()} ${config.url} → ${status} ${said.slice(0, 600)}`,
	);
}

/** Does not keep the process from ending. */
async function patience(milliseconds: number): Promise<void> {
	await sleep(milliseconds, undefined, { ref: false });
}

/** One process of n8n with a user folder of its own, which may be stopped and started again. */
export class N8nProcess {
	protected readonly folder = temporaryFolder();
	private readonly userFolder = join(this.folder, 'user');
	private readonly refusedHostsFile = join(this.folder, 'refused-hosts');
	private child: ChildProcess | undefined;
	private written = '';
	protected port = 0;
	protected readonly client: AxiosInstance = axios.create({
		validateStatus: () => true,
		maxRedirects: 0,
		timeout: 60_000,
		proxy: false,
		// Reading n8n's list of nodes takes longer than n8n keeps an idle connection open.
		httpAgent: new Agent({ keepAlive: false }),
	});

	constructor(
		private readonly installation: Installation,
		private readonly settings: Record<string, string> = {},
		private readonly command: readonly string[] = ['start'],
	) {
		mkdirSync(join(this.userFolder, '.n8n'), { recursive: true });
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Everything n8n has written to its two outputs, restarts included. */
	get output(): string {
		return this.written;
	}

	/** n8n writes one JSON object a line; without the place of this repository, which may bear the package's name. */
	get log(): LogLine[] {
		return this.written
			.replaceAll(ROOT, '.')
			.split('\n')
			.flatMap((line) => {
				if (!line.startsWith('{'))
					return line.trim() === '' ? [] : [{ level: 'raw', message: line, line }];
				try {
					const { level, message } = JSON.parse(line) as { level: string; message: string };
					return [{ level, message, line }];
				} catch {
					return [{ level: 'raw', message: line, line }];
				}
			});
	}

	/** Hosts other than this machine that n8n wanted to talk to, and could not. */
	get refusedHosts(): string[] {
		if (!existsSync(this.refusedHostsFile)) return [];
		return [...new Set(readFileSync(this.refusedHostsFile, 'utf8').trim().split('\n'))].sort();
	}

	/** The files of n8n's database, with what is not yet merged into it. */
	get databaseFiles(): string[] {
		const folder = join(this.userFolder, '.n8n');
		return readdirSync(folder)
			.filter((name) => name.startsWith('database.sqlite'))
			.map((name) => join(folder, name));
	}

	protected async environment(): Promise<NodeJS.ProcessEnv> {
		const standIn = writeNpmStandIn(join(this.folder, 'bin'), this.installation.node);
		return {
			PATH: [standIn, pathWith(this.installation)].join(delimiter),
			HOME: this.userFolder,
			LANG: 'C.UTF-8',
			NODE_OPTIONS: `--disable-warning=ExperimentalWarning --require="${join(__dirname, 'preload.ts')}"`,
			SURVEYLAB_REFUSED_HOSTS: this.refusedHostsFile,
			SURVEYLAB_SHELF: join(this.folder, SHELF),
			SURVEYLAB_NPM: executable('npm'),
			N8N_USER_FOLDER: this.userFolder,
			N8N_ENCRYPTION_KEY: 'surveylab-test-key',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_PORT: String(this.port),
			N8N_EDITOR_BASE_URL: this.url,
			N8N_SECURE_COOKIE: 'false',
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_LOG_LEVEL: 'debug',
			N8N_LOG_FORMAT: 'json',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
			N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'false',
			N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
			GENERIC_TIMEZONE: 'UTC',
			TZ: 'UTC',
			...this.settings,
		};
	}

	async start(): Promise<void> {
		if (this.port === 0) this.port = await freePort();
		const { node, n8n } = this.installation;
		// A group of its own, so that whatever n8n starts ends with it.
		const child = spawn(node, [n8n, ...this.command], {
			cwd: this.folder,
			env: await this.environment(),
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.child = child;
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => (this.written += text));
		}
		try {
			await this.untilReady(child);
			await this.enter();
		} catch (error) {
			await this.stop();
			throw error;
		}
	}

	private async untilReady(child: ChildProcess): Promise<void> {
		const end = Date.now() + START_MS;
		while (Date.now() < end) {
			if (child.exitCode !== null || child.signalCode !== null) {
				throw new Error(`n8n ended while starting:\n${this.written.slice(-3000)}`);
			}
			if (await this.isReady()) return;
			await sleep(POLL_MS);
		}
		throw new Error(`n8n was not ready within ${START_MS / 1000} s:\n${this.written.slice(-3000)}`);
	}

	protected async isReady(): Promise<boolean> {
		return await this.answers('/healthz/readiness');
	}

	/** What is to be done with a process that has just become ready. */
	protected async enter(): Promise<void> {}

	protected async answers(path: string): Promise<boolean> {
		try {
			const { status, data } = await this.client.get<unknown>(this.url + path, { timeout: 5000 });
			return status === 200 && typeof data === 'object';
		} catch {
			return false;
		}
	}

	/** Stops n8n; the user folder stays, for another start. */
	async stop(): Promise<void> {
		await this.finish('SIGTERM');
	}

	/** As the kernel ends a process that needs too much memory: no chance to say good-bye. */
	async kill(): Promise<void> {
		await this.finish('SIGKILL');
	}

	private async finish(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const { child } = this;
		this.child = undefined;
		if (child?.pid === undefined) return;
		const group = -child.pid;
		const ended = new Promise((done) => child.once('close', done));
		if (signal === 'SIGTERM' && child.exitCode === null && child.signalCode === null) {
			child.kill(signal);
			await Promise.race([ended, patience(STOP_MS)]);
		}
		try {
			process.kill(group, 'SIGKILL');
		} catch {
			// Nobody is left of the group.
		}
		if (child.exitCode === null && child.signalCode === null)
			await Promise.race([ended, patience(STOP_MS)]);
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** Stops n8n and removes its folder. */
	async end(): Promise<void> {
		await this.stop();
		removeFolder(this.folder);
	}

	get packageFolder(): string {
		return join(this.userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE);
	}
}

/** n8n's main process, with an owner who is logged in. */
export class N8n extends N8nProcess {
	readonly shelf = new Shelf(join(this.folder, SHELF));
	private hasOwner = false;
	private cookie = '';

	protected override async isReady(): Promise<boolean> {
		return (await super.isReady()) && (await this.answers('/rest/settings'));
	}

	protected override async enter(): Promise<void> {
		this.cookie = '';
		if (!this.hasOwner) await this.rest('POST', '/rest/owner/setup', OWNER);
		this.hasOwner = true;
		await this.login();
	}

	// --- REST -----------------------------------------------------------------------------------

	/** A call as n8n's editor makes it. */
	async rest<T>(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: unknown,
	): Promise<T> {
		return checked(await this.request<{ data: T }>(method, path, body));
	}

	async request<T>(method: string, path: string, body?: unknown): Promise<AxiosResponse<T>> {
		const response = await this.client.request<T>({
			method,
			url: this.url + path,
			data: body,
			headers: { cookie: this.cookie, 'browser-id': 'surveylab-tests' },
		});
		const [cookie] = response.headers['set-cookie'] ?? [];
		if (cookie?.startsWith('n8n-auth=') === true) this.cookie = cookie.split(';')[0] ?? '';
		return response;
	}

	private async login(): Promise<void> {
		const { email, password } = OWNER;
		await this.rest('POST', '/rest/login', { email, emailOrLdapLoginId: email, password });
	}

	/** Installs a version of our package from the shelf, through n8n's own page for community nodes. */
	async installPackage(version: string): Promise<InstalledPackage> {
		return await this.rest('POST', '/rest/community-packages', { name: PACKAGE, version });
	}

	async updatePackage(version: string): Promise<InstalledPackage> {
		return await this.rest('PATCH', '/rest/community-packages', { name: PACKAGE, version });
	}

	async uninstallPackage(): Promise<void> {
		await this.rest('DELETE', `/rest/community-packages?name=${PACKAGE}`);
	}

	async installedPackages(): Promise<InstalledPackage[]> {
		return await this.rest('GET', '/rest/community-packages');
	}

	async createCredential(credential: CredentialData): Promise<{ id: string; name: string }> {
		const { id, name } = await this.rest<{ id: string; name: string }>(
			'POST',
			'/rest/credentials',
			credential,
		);
		return { id, name };
	}

	/** What the button "Retry" of n8n's credential dialog does. */
	async testCredential(
		credential: CredentialData & { id: string },
	): Promise<{ status: string; message: string }> {
		return await this.rest('POST', '/rest/credentials/test', { credentials: credential });
	}

	async createWorkflow(workflow: Workflow): Promise<StoredWorkflow> {
		return await this.rest('POST', '/rest/workflows', { settings: {}, ...workflow, active: false });
	}

	async readWorkflow(id: string): Promise<StoredWorkflow> {
		return await this.rest('GET', `/rest/workflows/${id}`);
	}

	/** "Publish" in n8n 2, "Active" before. */
	async activate({ id, versionId }: StoredWorkflow): Promise<StoredWorkflow> {
		return await this.rest('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	async createActive(workflow: Workflow): Promise<StoredWorkflow> {
		return await this.activate(await this.createWorkflow(workflow));
	}

	async deactivate(id: string): Promise<void> {
		await this.rest('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** Calls a production webhook; with "respond when the last node finishes" the answer is the run's end. */
	async webhook<T = unknown>(path: string, body: unknown): Promise<AxiosResponse<T>> {
		return await this.client.post<T>(`${this.url}/webhook/${path}`, body);
	}

	/** The executions of a workflow, the newest first, once they have ended. */
	async executions(workflowId: string): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.rest<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}`,
		);
		return await Promise.all(
			results.map(async ({ id }) => await this.rest<Execution>('GET', `/rest/executions/${id}`)),
		);
	}
}

/** An n8n with our package installed from a tarball. Whatever fails, nothing is left running. */
export async function startWithPackage(
	installation: Installation,
	packed: Packed,
	settings: Record<string, string> = {},
): Promise<N8n> {
	const n8n = new N8n(installation, settings);
	try {
		await n8n.start();
		await n8n.installPackage(n8n.shelf.publish(packed));
		return n8n;
	} catch (error) {
		await n8n.end();
		throw error;
	}
}
