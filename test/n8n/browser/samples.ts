/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { EXAMPLE_ITEMS, exampleNames, readExample } from '../exampleWorkflows';
import type { StoredWorkflow, Workflow } from '../harness';
import {
	CREDENTIAL_TYPE,
	exported,
	SURVEYLAB_TYPE,
	withCollector,
	type CredentialReference,
} from '../workflows';
import type { LocalN8n } from './localN8n';

const DATA = resolve(__dirname, '..', '..', '..', 'examples', 'data');
const CREDENTIAL_NAME = 'SurveyLab stand-in';

type PinData = Record<string, Array<{ json: IDataObject }>>;

interface Account {
	readonly token: string;
	readonly baseUrl: string;
	readonly collectorId: string;
}

/** The credential for the stand-in, with the address it has today. */
async function standInCredential(
	n8n: LocalN8n,
	{ token, baseUrl }: Account,
): Promise<CredentialReference> {
	const credential = {
		name: CREDENTIAL_NAME,
		type: CREDENTIAL_TYPE,
		data: { apiToken: token, baseUrl },
	};
	const all = await n8n.rest<CredentialReference[]>('GET', '/rest/credentials');
	const found = all.find(({ name }) => name === CREDENTIAL_NAME);
	if (found === undefined) return await n8n.createCredential(credential);
	await n8n.rest('PATCH', `/rest/credentials/${found.id}`, credential);
	return { id: found.id, name: found.name };
}

/** What the example begins with delivers real items of its service when the workflow is run by hand. */
function samplesFor(example: string, { nodes, connections }: Workflow): PinData {
	const file = EXAMPLE_ITEMS[example];
	const start = nodes.find(
		({ name, type }) => /trigger|webhook/i.test(type) && connections[name] !== undefined,
	);
	if (file === undefined || start === undefined) return {};
	const items = JSON.parse(readFileSync(join(DATA, `${file}.json`), 'utf8')) as IDataObject[];
	return { [start.name]: items.map((json) => ({ json })) };
}

/** Of our nodes, those that call SurveyLab. */
const CALLING = [SURVEYLAB_TYPE, `${SURVEYLAB_TYPE}Tool`];

function pointedAtStandIn(
	given: INode,
	credential: CredentialReference,
	{ baseUrl: surveyBaseUrl, collectorId }: Account,
): INode {
	if (!CALLING.includes(given.type)) return given;
	const node = withCollector(given, collectorId);
	const { resource, options } = node.parameters;
	if (resource === 'response' || resource === 'surveyLink') {
		return {
			...node,
			parameters: {
				...node.parameters,
				options: { ...(options as INodeParameters | undefined), surveyBaseUrl },
			},
		};
	}
	return { ...node, credentials: { ...node.credentials, [CREDENTIAL_TYPE]: credential } };
}

/** Imports the examples that are not there yet; what a person changed stays. Gives back how many it imported. */
export async function importExamples(n8n: LocalN8n, account: Account): Promise<number> {
	const credential = await standInCredential(n8n, account);
	const stored = await n8n.rest<Array<Pick<StoredWorkflow, 'name'>>>('GET', '/rest/workflows');
	const known = new Set(stored.map(({ name }) => name));
	let imported = 0;
	for (const example of exampleNames()) {
		const workflow = exported(readExample(example));
		if (known.has(workflow.name)) continue;
		const ready: Workflow & { pinData: PinData } = {
			...workflow,
			nodes: workflow.nodes.map((node) => pointedAtStandIn(node, credential, account)),
			pinData: samplesFor(example, workflow),
		};
		await n8n.createWorkflow(ready);
		imported += 1;
	}
	return imported;
}
