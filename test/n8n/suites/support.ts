/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { randomBytes } from 'node:crypto';

import { startSandbox, type Sandbox } from '../../sandbox';
import { ExecutionRecord } from '../execution';
import { startWithPackage, type N8n, type Packed } from '../harness';
import { install, INSTALLATION_NAMES, type InstallationName } from '../install';
import { CREDENTIAL_TYPE, type CredentialReference } from '../workflows';

/** Where the set-up leaves the tarball for the suites. */
export const PACKED = 'SURVEYLAB_PACKED';

export function packedRepository(): Packed {
	return JSON.parse(process.env[PACKED] ?? '') as Packed;
}

/** All of them, or the one that `SURVEYLAB_N8N` names. */
export function testedInstallations(): InstallationName[] {
	const only = process.env.SURVEYLAB_N8N;
	const names = INSTALLATION_NAMES.filter((name) => only === undefined || name === only);
	if (names.length === 0)
		throw new Error(`SURVEYLAB_N8N names none of ${INSTALLATION_NAMES.join(', ')}`);
	return names;
}

/** Unlike anything else, and with characters that each encoding treats in its own way. */
const TOKEN = `SL+${randomBytes(9).toString('hex')}/%tok~n`;

export interface Stage {
	n8n: N8n;
	sandbox: Sandbox;
	/** A working credential for the sandbox. */
	credential: CredentialReference;
	token: string;
}

/** For the tests of one file: an n8n with our package, and a SurveyLab it may talk to. */
export function useStage(
	name: InstallationName,
	settings: Record<string, string> = {},
): () => Stage {
	let stage: Stage | undefined;
	const endings: Array<() => Promise<unknown>> = [];

	beforeAll(async () => {
		const sandbox = await startSandbox({ tokens: [TOKEN] });
		endings.push(async () => await sandbox.close());
		const n8n = await startWithPackage(
			install(name, () => undefined),
			packedRepository(),
			settings,
		);
		endings.push(async () => await n8n.end());
		const credential = await n8n.createCredential({
			name: 'SurveyLab account',
			type: CREDENTIAL_TYPE,
			data: { apiToken: TOKEN, baseUrl: sandbox.url },
		});
		stage = { n8n, sandbox, credential, token: TOKEN };
	});
	afterEach(() => stage?.sandbox.reset());
	afterAll(async () => {
		for (const end of endings.reverse()) await end();
	});

	return () => {
		if (stage === undefined) throw new Error('n8n has not started');
		return stage;
	};
}

/** The newest execution of a workflow. */
export async function newestExecution(n8n: N8n, workflowId: string): Promise<ExecutionRecord> {
	const [newest] = await n8n.executions(workflowId);
	if (newest === undefined) throw new Error('The workflow was not executed');
	return new ExecutionRecord(newest);
}

/** An address of this machine where nobody listens. */
export const NOBODY = 'http://127.0.0.1:9';
