import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

import { TRIGGER_CREDENTIAL_TYPE, TRIGGER_TYPE } from './completions';
import { exampleData } from './exampleFiles';
import {
	byId,
	CREDENTIAL_TYPE,
	node,
	SURVEYLAB_TYPE,
	withCollector,
	type CredentialReference,
} from './workflows';

/** What a person has at hand when setting up an example. */
export interface Setting {
	readonly surveyBaseUrl: string;
	readonly collectorId: string;
	/** By their types. */
	readonly credentials: Readonly<Record<string, CredentialReference>>;
	/** Where the services that an example asks itself are on this machine. */
	readonly sendersUrl: string;
	/** By name, the ids of the data tables in an n8n whose node finds a table by its id alone. */
	readonly tableIds: Readonly<Record<string, string>>;
}

type SetUp = (given: INode, setting: Setting) => INode;

const withParameters = (given: INode, more: INodeParameters): INode => ({
	...given,
	parameters: { ...given.parameters, ...more },
});

function withCredential(type: string): SetUp {
	return (given, { credentials: { [type]: credential } }) => {
		if (credential === undefined)
			throw new Error(`There is no credential ${type} for ${given.name}`);
		return { ...given, credentials: { [type]: credential } };
	};
}

const surveyLab: SetUp = (given, setting) => {
	const { resource, options } = given.parameters;
	const ready = withCollector(given, setting.collectorId);
	if (resource !== 'response' && resource !== 'surveyLink')
		return withCredential(CREDENTIAL_TYPE)(ready, setting);
	const { surveyBaseUrl } = setting;
	return withParameters(ready, {
		options: { ...(options as INodeParameters | undefined), surveyBaseUrl },
	});
};

/** The server that plays the model knows only the older of OpenAI's two interfaces. */
const chatModel: SetUp = (given, setting) =>
	withParameters(withCredential('openAiApi')(given, setting), { responsesApiEnabled: false });

const dataTable: SetUp = (given, { tableIds }) => {
	const id = tableIds[(given.parameters.dataTableId as INodeParameters).value as string];
	return id === undefined ? given : withParameters(given, { dataTableId: byId(id) });
};

/** In the place of a node that reads one record from its service: gives the record with the asked for number. */
function recordFrom(data: string, key: string, askedBy: string): SetUp {
	return (given) => {
		const { [askedBy]: parameter } = given.parameters;
		const asked = (
			typeof parameter === 'object' ? (parameter as INodeParameters).value : parameter
		) as string;
		// Indented, because two braces in a row would end the expression.
		const records = JSON.stringify(exampleData(data), null, 1);
		const found = `${records}.find((record) => record[${JSON.stringify(key)}] === (${asked.replace(/^=\{\{|\}\}$/g, '')}))`;
		const parameters = { mode: 'raw', jsonOutput: `={{ ${found} }}`, options: {} };
		return { ...node(given.name, 'n8n-nodes-base.set', 3.4, parameters), id: given.id };
	};
}

type Written = Readonly<Record<string, INodeParameters[string] | undefined>>;

/** In the place of a node that writes to its service: gives what it would write. */
function written(what: (parameters: INodeParameters) => Written): SetUp {
	return (given) => {
		const assignments = Object.entries(what(given.parameters)).map(([name, value]) => ({
			id: name,
			name,
			type: typeof value === 'number' || name === 'ticket' ? 'number' : 'string',
			value,
		})) as INodeParameters[];
		const parameters = { assignments: { assignments }, includeOtherFields: false, options: {} };
		return { ...node(given.name, 'n8n-nodes-base.set', 3.4, parameters), id: given.id };
	};
}

const noteOnTicket = written(({ id, updateFields }) => ({
	ticket: id,
	internalNote: (updateFields as INodeParameters).internalNote,
}));

/** The number that Zendesk gives to a new ticket. */
export const NEW_TICKET = 48299;

const newTicket = written(({ description, additionalFields }) => ({
	...(additionalFields as INodeParameters),
	description,
	id: NEW_TICKET,
}));

const message = written(({ text, channelId }) => ({
	text,
	channel: (channelId as INodeParameters).value,
}));

const ZENDESK: Readonly<Record<string, SetUp>> = {
	get: recordFrom('zendesk_node_ticket_get', 'id', 'id'),
	create: newTicket,
	update: noteOnTicket,
};

const dealFrom = recordFrom('pipedrive_node_deal_get', 'id', 'dealId');
const personFrom = recordFrom('pipedrive_node_person_get', 'id', 'personId');

const pipedrive: SetUp = (given, setting) =>
	(given.parameters.resource === 'deal' ? dealFrom : personFrom)(given, setting);

const zendesk: SetUp = (given, setting) =>
	ZENDESK[given.parameters.operation as string]?.(given, setting) ?? given;

const trigger: SetUp = (given, setting) => ({
	...withCredential(TRIGGER_CREDENTIAL_TYPE)(given, setting),
	// n8n's editor gives one to every webhook that is imported.
	webhookId: randomUUID(),
});

/** The data table that plays a sheet: n8n's node for Google knows no other address than Google's. */
export const SHEET = 'a sheet';

/** In the place of a node that reads or writes a sheet: does the same with that table. */
const sheet: SetUp = (given, setting) => {
	const { operation, columns } = given.parameters;
	const { value = {}, matchingColumns = [] } = (columns ?? {}) as {
		value?: INodeParameters;
		matchingColumns?: string[];
	};
	const [key = ''] = matchingColumns;
	const conditions = [{ keyName: key, condition: 'eq', keyValue: value[key] }] as INodeParameters[];
	const parameters: INodeParameters = {
		resource: 'row',
		dataTableId: { __rl: true, mode: 'name', value: SHEET },
		...(operation === 'read'
			? { operation: 'get', returnAll: true }
			: { operation: 'update', columns: columns ?? {}, filters: { conditions }, options: {} }),
	};
	const made = node(given.name, 'n8n-nodes-base.dataTable', 1.1, parameters);
	return dataTable({ ...made, id: given.id }, setting);
};

/** Its address is its path alone. */
const mcpTrigger: SetUp = (given, setting) => ({
	...withCredential('httpBearerAuth')(given, setting),
	webhookId: randomUUID(),
});

/** Asks the same of a service on this machine; an expression begins with the service's own address. */
const request: SetUp = (given, setting) => {
	const { url, nodeCredentialType = 'httpHeaderAuth' } = given.parameters as INodeParameters & {
		url: string;
		nodeCredentialType?: string;
	};
	const here = url.startsWith('=')
		? url.replace(/\}\}$/, `.replace(/^https:..[^/]+/, '${setting.sendersUrl}') }}`)
		: setting.sendersUrl + new URL(url).pathname;
	return withParameters(withCredential(nodeCredentialType)(given, setting), { url: here });
};

const SET_UP: Readonly<Record<string, SetUp>> = {
	[SURVEYLAB_TYPE]: surveyLab,
	[`${SURVEYLAB_TYPE}Tool`]: surveyLab,
	[TRIGGER_TYPE]: trigger,
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': chatModel,
	'@n8n/n8n-nodes-langchain.mcpTrigger': mcpTrigger,
	'n8n-nodes-base.dataTable': dataTable,
	'n8n-nodes-base.emailSend': withCredential('smtp'),
	'n8n-nodes-base.hubspot': recordFrom('hubspot_node_contact_get', 'vid', 'contactId'),
	'n8n-nodes-base.googleSheets': sheet,
	'n8n-nodes-base.httpRequest': request,
	'n8n-nodes-base.magento2': withCredential('magento2Api'),
	'n8n-nodes-base.pipedrive': pipedrive,
	'n8n-nodes-base.postgres': withCredential('postgres'),
	'n8n-nodes-base.salesforce': recordFrom('salesforce_node_case_get', 'Id', 'caseId'),
	'n8n-nodes-base.slack': message,
	'n8n-nodes-base.zendesk': zendesk,
	'n8n-nodes-base.zohoCrm': recordFrom('zoho_crm_contact', 'id', 'contactId'),
};

/** A node of an example as a person sets it up, or what does its work where its service cannot be reached. */
export function setUp(given: INode, setting: Setting): INode {
	return SET_UP[given.type]?.(given, setting) ?? given;
}
