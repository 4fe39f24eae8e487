/** What is compared: nodes that do the same work on the same items. */

import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

import type { N8n, Workflow } from '../n8n/harness';
import {
	byId,
	contactParameters,
	inRow,
	node,
	noOperation,
	surveyLab,
	webhook,
	type CredentialReference,
} from '../n8n/workflows';

export const NODE = 'Under Test';
const COLLECTOR = '94b92523228ba1957e5e837d9873e6eee4108bab3';
const TOKEN = 'bench-token';

/** As the Zendesk Trigger emits it, so that expressions and the Zendesk mapping read the same four values. */
const MAKE_ITEMS = `
const count = $input.first().json.body.items;
return Array.from({ length: count }, (_, index) => ({
	json: {
		'ticket.id': 100000 + index,
		'ticket.requester.email': 'person' + index + '@example.com',
		'ticket.requester.first_name': 'Nathan',
		'ticket.requester.last_name': 'Smith ' + index,
	},
}));`;

const VALUES = {
	email: '$json["ticket.requester.email"]',
	firstName: '$json["ticket.requester.first_name"]',
	lastName: '$json["ticket.requester.last_name"]',
	crk: '$json["ticket.id"]',
};

const alone = (value: string): string => `={{ ${value} }}`;
const inPath = (value: string): string => `{{ encodeURIComponent(${value}) }}`;

const FIELDS = {
	email: alone(VALUES.email),
	firstName: alone(VALUES.firstName),
	lastName: alone(VALUES.lastName),
	crk: alone(VALUES.crk),
};

const { crk: KEY, ...FIELDS_BESIDE_KEY } = FIELDS;
/** Tag and Create Survey Link have the key on their form, and the rest under Fields. */
const SURVEY_FIELDS = { crk: KEY, fields: FIELDS_BESIDE_KEY };

function surveyBase(url: string): string {
	return `${url}/pageTag/SurveyCampaign/cId/${COLLECTOR}/`;
}

function surveyAddress(url: string): string {
	const { email, firstName, lastName, crk } = VALUES;
	const person = `email/${inPath(email)}/name/${inPath(firstName)}/surname/${inPath(lastName)}/crk/${inPath(crk)}/`;
	return `=${surveyBase(url)}${person}`;
}

export interface Surroundings {
	readonly url: string;
	readonly credentials: Readonly<Record<'surveyLab' | 'query' | 'floor', CredentialReference>>;
}

export type Side = (surroundings: Surroundings) => INode;

function httpRequest(parameters: INodeParameters, credential?: CredentialReference): INode {
	const authentication = {
		authentication: 'genericCredentialType',
		genericAuthType: 'httpQueryAuth',
	};
	return node(
		'HTTP Request',
		'n8n-nodes-base.httpRequest',
		4.2,
		{ ...parameters, ...(credential === undefined ? {} : authentication), options: {} },
		credential === undefined ? {} : { credentials: { httpQueryAuth: credential } },
	);
}

function editFields(values: Readonly<Record<string, string>>): INode {
	const assignments = Object.entries(values).map(([name, value]) => ({
		id: randomUUID(),
		name,
		type: 'string',
		value,
	}));
	return node('Edit Fields', 'n8n-nodes-base.set', 3.4, {
		assignments: { assignments },
		options: {},
	});
}

function contact(maxConcurrency: number, more: INodeParameters): Side {
	return ({ credentials }) =>
		surveyLab(
			contactParameters(COLLECTOR, { options: { maxConcurrency }, ...more }),
			credentials.surveyLab,
		);
}

function survey(operation: 'tag' | 'create', fields: INodeParameters): Side {
	const resource = operation === 'tag' ? 'response' : 'surveyLink';
	return ({ url }) =>
		surveyLab({
			resource,
			operation,
			collectorId: byId(COLLECTOR),
			options: { surveyBaseUrl: url },
			...fields,
		});
}

function floor(parameters: (url: string) => INodeParameters, slots = 10): Side {
	return ({ url, credentials }) =>
		node(
			'Bench Floor',
			'n8n-nodes-bench-floor.benchFloor',
			1,
			{ slots, ...parameters(url) },
			{
				credentials: { benchFloorApi: credentials.floor },
			},
		);
}

const byExpressions = ({ email, crk, ...additionalFields }: typeof FIELDS): INodeParameters => ({
	email,
	crk,
	additionalFields,
});
const byMapping: INodeParameters = { fieldMapping: 'zendesk' };

const floorContact = {
	byExpressions: (url: string) => ({
		work: 'contactByExpressions',
		url: `${url}/api.php`,
		cId: COLLECTOR,
		...FIELDS,
	}),
	fromItem: (url: string) => ({ work: 'contactFromItem', url: `${url}/api.php`, cId: COLLECTOR }),
};

export const SIDES = {
	expressions: contact(5, byExpressions(FIELDS)),
	expressionsTen: contact(10, byExpressions(FIELDS)),
	expressionsTwenty: contact(20, byExpressions(FIELDS)),
	mapping: contact(5, byMapping),
	mappingTen: contact(10, byMapping),
	mappingTwenty: contact(20, byMapping),
	floorExpressions: floor(floorContact.byExpressions),
	floorItem: floor(floorContact.fromItem),
	floorExpressionsTwenty: floor(floorContact.byExpressions, 20),
	floorItemTwenty: floor(floorContact.fromItem, 20),
	floorTagExpression: floor((url) => ({ work: 'surveyByExpression', url: surveyAddress(url) })),
	floorTagExpressions: floor((url) => ({
		work: 'surveyByExpressions',
		url: surveyBase(url),
		...FIELDS,
	})),
	floorTagItem: floor((url) => ({ work: 'surveyFromItem', url: surveyBase(url) })),
	httpRequest: ({ url, credentials }) => {
		const parameters = Object.entries({ cId: COLLECTOR, ...FIELDS }).map(([name, value]) => ({
			name,
			value,
		}));
		return httpRequest(
			{ url: `${url}/api.php`, sendQuery: true, queryParameters: { parameters } },
			credentials.query,
		);
	},
	tagExpressions: survey('tag', SURVEY_FIELDS),
	tagMapping: survey('tag', byMapping),
	httpRequestTag: ({ url }) => httpRequest({ url: surveyAddress(url) }),
	createExpressions: survey('create', SURVEY_FIELDS),
	createMapping: survey('create', byMapping),
	editFields: ({ url }) => editFields({ url: surveyAddress(url) }),
	editFieldsFour: () => editFields(FIELDS),
	nothing: () => noOperation('Nothing'),
} as const satisfies Record<string, Side>;

export type SideName = keyof typeof SIDES;

export async function createSurroundings(n8n: N8n, url: string): Promise<Surroundings> {
	const create = async (type: string, data: Record<string, unknown>) =>
		await n8n.createCredential({ name: type, type, data });
	return {
		url,
		credentials: {
			surveyLab: await create('surveyLabApi', { apiToken: TOKEN, baseUrl: url }),
			query: await create('httpQueryAuth', { name: 'apiToken', value: TOKEN }),
			floor: await create('benchFloorApi', { apiToken: TOKEN }),
		},
	};
}

/** Production webhook → Code → the node that is measured. The answer waits for the end and carries nothing. */
export function workflowFor(name: SideName, surroundings: Surroundings): Workflow {
	const start = webhook(name);
	start.parameters = { ...start.parameters, responseData: 'noData' };
	const makeItems = node('Make Items', 'n8n-nodes-base.code', 2, { jsCode: MAKE_ITEMS });
	const measured = {
		...SIDES[name](surroundings),
		name: NODE,
		onError: 'continueRegularOutput' as const,
	};
	return inRow(name, start, makeItems, measured);
}
