/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/** n8n's queue mode as a whole: Redis, PostgreSQL, main and what else is asked for, and a SurveyLab to talk to. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode, INodeParameters } from 'n8n-workflow';

import { startSandbox, type Fault, type RecordedRequest, type Sandbox } from '../../sandbox';
import { ExecutionRecord } from '../execution';
import {
	N8n,
	packRepository,
	removeFolder,
	temporaryFolder,
	type StoredWorkflow,
} from '../harness';
import { install, type Installation } from '../install';
import {
	contactParameters,
	CREDENTIAL_TYPE,
	inRow,
	surveyLab,
	webhook,
	type CredentialReference,
} from '../workflows';
import { QueueProcess, type Role } from './processes';
import { Postgres, Redis } from './services';

/** Requests a second that the stand-in lets through, and how long it takes for one. */
export const RATE_LIMIT = 30;
export const LATENCY_MS = 40;
/** One event in so many meets the limit in any case, also where the machine is too slow to reach it. */
export const SLOWED_DOWN = 20;
/**
 * A worker says every so often that it still works on a job; one that has not said so for the lock's time
 * is given up at the next check. n8n's own settings (60 s, 10 s, 30 s) would only make the test longer.
 */
export const STALLED = { lockMs: 20_000, renewMs: 5_000, checkMs: 5_000 };

const POLL_MS = 500;

/** n8n throws the input of a job away that breaks off, so the event is noted when the execution is created. */
const NOTE_EVENTS = `
	CREATE TABLE event_of_execution (execution integer PRIMARY KEY, event text);
	CREATE FUNCTION note_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		INSERT INTO event_of_execution VALUES (NEW."executionId", substring(NEW.data from '"(event-[0-9]+)"'));
		RETURN NULL;
	END $$;
	CREATE TRIGGER note_event AFTER INSERT ON execution_data FOR EACH ROW EXECUTE FUNCTION note_event();
`;

export interface Ended {
	readonly id: string;
	readonly status: string;
	/** `webhook`, or `retry` after n8n's button of that name. */
	readonly mode: string;
	/** The event whose webhook call started it; empty for a retry. */
	readonly event: string;
	readonly alreadySent: boolean;
	readonly stoppedAt: number;
	/** What stopped it; empty after a success. */
	readonly message: string;
}

function messageOf(id: string, status: string, data: string): string {
	if (status === 'success') return '';
	if (data === '') return '(no data)';
	const { message = '(no message)', description } =
		new ExecutionRecord({ id, status, mode: '', data }).error ?? {};
	return [message, description].filter(Boolean).join('. ');
}

/** Tells one event in so many to come back after a second, and takes its time for everything else. */
function slowServer(): (request: RecordedRequest) => Fault {
	const told = new Set<string>();
	return ({ query: { custom1: event = '' } }) => {
		const isDue = Number(event.slice('event-'.length)) % SLOWED_DOWN === 0 && !told.has(event);
		if (!isDue) return { kind: 'delay', ms: LATENCY_MS };
		told.add(event);
		return { kind: 'status', status: 429, headers: { 'retry-after': '1' } };
	};
}

interface Parts {
	readonly installation: Installation;
	readonly main: N8n;
	readonly sandbox: Sandbox;
	readonly credential: CredentialReference;
}

export interface Database {
	readonly credential: CredentialReference;
	query(sql: string): Promise<string[][]>;
}

/** A production webhook that takes the call and says no more. */
export function answeringAtOnce(path: string): INode {
	const parameters = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
	return { ...webhook(path), parameters };
}

/** Something that may be left behind, and how it goes away. */
type Ending = () => Promise<unknown> | unknown;

export class Stage {
	private readonly redis = new Redis();
	private readonly postgres = new Postgres();
	private readonly endings: Ending[] = [
		async () => await this.redis.end(),
		async () => await this.postgres.end(),
	];
	private readonly processes: QueueProcess[] = [];
	private parts: Parts | undefined;
	private ending: Promise<void> | undefined;
	/** What n8n's main process has written last. */
	lastWords = (): string => '';

	/** What all processes of this n8n share. */
	private readonly settings: Record<string, string> = {
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		N8N_LOG_LEVEL: 'warn',
		EXECUTIONS_MODE: 'queue',
		DB_TYPE: 'postgresdb',
		QUEUE_WORKER_LOCK_DURATION: String(STALLED.lockMs),
		QUEUE_WORKER_LOCK_RENEW_TIME: String(STALLED.renewMs),
		QUEUE_WORKER_STALLED_INTERVAL: String(STALLED.checkMs),
	};

	private get set(): Parts {
		if (this.parts === undefined) throw new Error('The stage has not been set');
		return this.parts;
	}

	get main(): N8n {
		return this.set.main;
	}

	/** A working credential for the stand-in. */
	get credential(): CredentialReference {
		return this.set.credential;
	}

	get sandbox(): Sandbox {
		return this.set.sandbox;
	}

	/** Redis, PostgreSQL, the stand-in and n8n's main process, with our package installed there and nowhere else. */
	async start(say: (line: string) => void): Promise<void> {
		const installation = install('current', say);
		await this.startServices();

		const sandbox = await startSandbox({ rateLimit: { perSecond: RATE_LIMIT } });
		this.endings.push(async () => await sandbox.close());

		const main = new N8n(installation, this.settings);
		this.endings.push(async () => await main.end());
		this.lastWords = () => main.output.slice(-2000);
		this.goOn();
		await main.start();
		await this.postgres.query(NOTE_EVENTS);

		const packing = temporaryFolder();
		this.endings.push(() => removeFolder(packing));
		await main.installPackage(main.shelf.publish(packRepository(packing)));
		const credential = await main.createCredential({
			name: 'SurveyLab account',
			type: CREDENTIAL_TYPE,
			data: { apiToken: sandbox.token, baseUrl: sandbox.url },
		});
		this.parts = { installation, main, sandbox, credential };
		this.quiet();
	}

	private async startServices(): Promise<void> {
		const { redis, postgres } = this;
		for (const service of [redis, postgres]) {
			this.goOn();
			await service.start();
		}
		Object.assign(this.settings, {
			QUEUE_BULL_REDIS_HOST: redis.host,
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_POSTGRESDB_HOST: postgres.host,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: postgres.database,
			DB_POSTGRESDB_USER: postgres.role,
			DB_POSTGRESDB_PASSWORD: '',
			DB_POSTGRESDB_POOL_SIZE: '10',
		});
	}

	/** Nothing may be started any more once the end has begun. */
	private goOn(): void {
		if (this.ending !== undefined) throw new Error('Broken off');
	}

	/** A worker or webhook processor of this n8n, whose user folder is empty at first. */
	async startProcess(role: Role, more: Record<string, string> = {}): Promise<QueueProcess> {
		this.goOn();
		const { installation, main } = this.set;
		const made = new QueueProcess(
			installation,
			{ ...this.settings, SURVEYLAB_SHELF: main.shelf.folder, ...more },
			role,
		);
		this.processes.push(made);
		await made.start();
		return made;
	}

	/** No records any more, and the stand-in as it was at the start. */
	quiet(): void {
		this.sandbox.reset();
		this.sandbox.faultFor(slowServer());
	}

	/** An empty database on the same server, and n8n's credential for it. */
	async createDatabase(name: string): Promise<Database> {
		const { postgres } = this;
		await postgres.query(`CREATE DATABASE ${name}`, 'postgres');
		const { host, port, role: user } = postgres;
		const credential = await this.main.createCredential({
			name,
			type: 'postgres',
			data: { host, port, database: name, user, password: 'any', ssl: 'disable' },
		});
		return { credential, query: async (sql) => await postgres.query(sql, name) };
	}

	/** Webhook, answering at once → SurveyLab. */
	async createWorkflow(path: string, options: INodeParameters): Promise<StoredWorkflow> {
		const hook = answeringAtOnce(path);
		const parameters = contactParameters(this.sandbox.collectorId, {
			email: '={{ $json.body.email }}',
			crk: '={{ $json.body.crk }}',
			additionalFields: { custom1: '={{ $json.body.event }}' },
			options,
		});
		return await this.main.createActive(inRow(path, hook, surveyLab(parameters, this.credential)));
	}

	/** Waits until so many executions are there and none is under way; tells how many still are. */
	async untilEnded(workflowId: string, count: number, patienceMs: number): Promise<number> {
		const end = Date.now() + patienceMs;
		for (;;) {
			const [row] = await this.postgres.query(
				`SELECT count(*), count(*) FILTER (WHERE status IN ('new', 'running', 'waiting', 'unknown'))
				FROM execution_entity WHERE "workflowId" = '${workflowId}'`,
			);
			const [all = 0, open = 0] = (row ?? []).map(Number);
			if (all >= count && open === 0) return 0;
			if (Date.now() > end) return open + Math.max(0, count - all);
			await sleep(POLL_MS);
		}
	}

	/** All executions, the oldest first. */
	async executions(workflowId: string): Promise<Ended[]> {
		const rows = await this.postgres.query(
			`SELECT e.id, e.status, e.mode, o.event, d.data LIKE '%"alreadySent"%',
			round(extract(epoch from e."stoppedAt") * 1000), CASE WHEN e.status = 'success' THEN '' ELSE d.data END
			FROM execution_entity e LEFT JOIN execution_data d ON d."executionId" = e.id
			LEFT JOIN event_of_execution o ON o.execution = e.id
			WHERE e."workflowId" = '${workflowId}' ORDER BY e.id`,
		);
		return rows.map(
			([id = '', status = '', mode = '', event = '', alreadySent, stoppedAt, data = '']) => ({
				id,
				status,
				mode,
				event,
				alreadySent: alreadySent === 't',
				stoppedAt: Number(stoppedAt),
				message: messageOf(id, status, data),
			}),
		);
	}

	/** Stops and removes everything, the newest first; workers and webhook processors together. */
	async end(): Promise<void> {
		this.ending ??= this.stopAll();
		await this.ending;
	}

	private async stopAll(): Promise<void> {
		await Promise.allSettled(this.processes.map(async (one) => await one.end()));
		for (const end of this.endings.reverse()) {
			try {
				await end();
			} catch (error) {
				process.stderr.write(`Not stopped cleanly: ${String(error)}\n`);
			}
		}
	}
}
