/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- measures from outside n8n, not part of the package */
import axios from 'axios';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
	N8n,
	packRepository,
	removeFolder,
	temporaryFolder,
	type Execution,
	type Packed,
} from '../n8n/harness';
import type { Installation } from '../n8n/install';
import { Service, UNHINDERED, type Conditions, type Traffic } from './service';
import { createSurroundings, NODE, workflowFor, type SideName, type Surroundings } from './sides';

const FLOOR_PACKAGE = 'n8n-nodes-bench-floor';
/** Far above what anything here takes; a run that hangs ends. */
const RUN_MS = 10 * 60_000;
const SAMPLE_MS = 20;
const POLL_MS = 100;
const POLLS = 600;

export interface Run {
	/** The node's own time, as n8n's execution record tells it. */
	readonly ms: number;
	/** How far the n8n process's resident memory rose above where it stood before. */
	readonly grownBytes: number;
	readonly traffic: Traffic;
}

interface ExecutionList {
	readonly data: {
		readonly results: ReadonlyArray<{ readonly id: string; readonly status: string }>;
	};
}

export interface Work extends Partial<Conditions> {
	readonly items: number;
}

function readStatus(pid: string | number): string {
	try {
		return readFileSync(`/proc/${pid}/status`, 'utf8');
	} catch {
		return '';
	}
}

function statusNumber(status: string, name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
}

/** n8n is the child of this process that was started with n8n's program. */
function processOf({ n8n }: Installation): number {
	const pid = readdirSync('/proc').find((entry) => {
		if (!/^\d+$/.test(entry) || statusNumber(readStatus(entry), 'PPid') !== process.pid)
			return false;
		return readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').includes(n8n);
	});
	if (pid === undefined) throw new Error('The n8n process was not found');
	return Number(pid);
}

/** The most memory that a process had while something ran, above what it had before. */
async function grownDuring(pid: number, work: () => Promise<unknown>): Promise<number> {
	const resident = () => statusNumber(readStatus(pid), 'VmRSS') * 1024;
	const before = resident();
	let most = before;
	const timer = setInterval(() => (most = Math.max(most, resident())), SAMPLE_MS);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	return most - before;
}

/** n8n stores a list in which every text inside an object or a list is the place of the value it stands for. */
function recorded(record: string, path: ReadonlyArray<string | number>): unknown {
	const flat = JSON.parse(record) as unknown[];
	let value = flat[0];
	for (const step of path) {
		const part = (value as Record<string | number, unknown> | undefined)?.[step];
		value = typeof part === 'string' ? flat[Number(part)] : part;
	}
	return value;
}

function putFloorBeside(packageFolder: string): void {
	const folder = join(dirname(packageFolder), FLOOR_PACKAGE);
	mkdirSync(folder, { recursive: true });
	cpSync(join(__dirname, 'floor'), folder, { recursive: true });
	const n8n = {
		n8nNodesApiVersion: 1,
		nodes: ['BenchFloor.node.js'],
		credentials: ['BenchFloorApi.credentials.js'],
	};
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({ name: FLOOR_PACKAGE, version: '1.0.0', n8n }),
	);
}

/** One n8n with our package and the throwaway one, and the service they call. */
export class Lab {
	private readonly workflows = new Map<SideName, string>();

	private constructor(
		readonly installation: Installation,
		readonly packed: Packed,
		readonly n8n: N8n,
		private readonly service: Service,
		private readonly surroundings: Surroundings,
	) {}

	static async open(
		installation: Installation,
		settings: Record<string, string> = {},
	): Promise<Lab> {
		const folder = temporaryFolder();
		const n8n = new N8n(installation, { N8N_LOG_LEVEL: 'warn', ...settings });
		const service = await Service.start();
		try {
			const packed = packRepository(folder);
			await n8n.start();
			await n8n.installPackage(n8n.shelf.publish(packed));
			putFloorBeside(n8n.packageFolder);
			await n8n.restart();
			return new Lab(
				installation,
				packed,
				n8n,
				service,
				await createSurroundings(n8n, service.url),
			);
		} catch (error) {
			service.end();
			await n8n.end();
			throw error;
		} finally {
			removeFolder(folder);
		}
	}

	async close(): Promise<void> {
		this.service.end();
		await this.n8n.end();
	}

	get pid(): number {
		return processOf(this.installation);
	}

	private async workflow(side: SideName): Promise<string> {
		const known = this.workflows.get(side);
		if (known !== undefined) return known;
		const { id } = await this.n8n.createActive(workflowFor(side, this.surroundings));
		this.workflows.set(side, id);
		return id;
	}

	async run(side: SideName, { items, ...conditions }: Work): Promise<Run> {
		const workflow = await this.workflow(side);
		await this.service.begin({ ...UNHINDERED, ...conditions });
		const call = async () =>
			await axios.post(
				`${this.n8n.url}/webhook/${side}`,
				{ items },
				{ timeout: RUN_MS, proxy: false },
			);
		const grownBytes = await grownDuring(this.pid, call);
		const traffic = await this.service.traffic();
		const { data } = await this.newestExecution(workflow);
		return {
			ms: Number(recorded(data, ['resultData', 'runData', NODE, 0, 'executionTime'])),
			grownBytes,
			traffic,
		};
	}

	/**
	 * After a run that kept n8n busy for long, n8n says for a while that its database is not ready.
	 */
	private async newestExecution(workflowId: string): Promise<Execution> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const list = `/rest/executions?filter=${filter}&limit=1`;
		for (let poll = 0; poll < POLLS; poll += 1) {
			const { status, data } = await this.n8n.request<ExecutionList>('GET', list);
			const [newest] = status === 200 ? data.data.results : [];
			if (newest !== undefined && newest.status !== 'running' && newest.status !== 'new') {
				return await this.n8n.rest<Execution>('GET', `/rest/executions/${newest.id}`);
			}
			await sleep(POLL_MS);
		}
		throw new Error('n8n did not store the execution');
	}
}
