import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { TRIGGER_CREDENTIAL_TYPE, TRIGGER_TYPE } from './completions';
import { exampleData } from './exampleFiles';
import { byId, CREDENTIAL_TYPE, node, SURVEYLAB_TYPE, type CredentialReference } from './workflows';

/** What a person has at hand when setting up an example. */
export interface Setting {
	readonly surveyBaseUrl: string;
	/** By their types. */
	readonly credentials: Readonly<Record<string, CredentialReference>>;
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
	if (resource !== 'response' && resource !== 'surveyLink')
		return withCredential(CREDENTIAL_TYPE)(given, setting);
	const { surveyBaseUrl } = setting;
	return withParameters(given, {
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
		const records = JSON.stringify(exampleData<IDataObject>(data), null, 1);
		const found = `${records}.find((record) => record[${JSON.stringify(key)}] === (${asked.replace(/^=\{\{|\}\}$/g, '')}))`;
		const parameters = { mode: 'raw', jsonOutput: `={{ ${found} }}`, options: {} };
		return { ...node(given.name, 'n8n-nodes-base.set', 3.4, parameters), id: given.id };
	};
}

/** In the place of a node that writes a note on a ticket: gives what it would write, and on which. */
const noteOnTicket: SetUp = (given) => {
	const { id, updateFields } = given.parameters;
	const { internalNote } = updateFields as INodeParameters;
	const assignments = [
		{ id: 'ticket', name: 'ticket', type: 'number', value: id },
		{ id: 'internalNote', name: 'internalNote', type: 'string', value: internalNote },
	] as INodeParameters[];
	const parameters = { assignments: { assignments }, includeOtherFields: false, options: {} };
	return { ...node(given.name, 'n8n-nodes-base.set', 3.4, parameters), id: given.id };
};

const ticketFrom = recordFrom('zendesk_node_ticket_get', 'id', 'id');

const zendesk: SetUp = (given, setting) =>
	(given.parameters.operation === 'get' ? ticketFrom : noteOnTicket)(given, setting);

const trigger: SetUp = (given, setting) => ({
	...withCredential(TRIGGER_CREDENTIAL_TYPE)(given, setting),
	// n8n's editor gives one to every webhook that is imported.
	webhookId: randomUUID(),
});

const SET_UP: Readonly<Record<string, SetUp>> = {
	[SURVEYLAB_TYPE]: surveyLab,
	[`${SURVEYLAB_TYPE}Tool`]: withCredential(CREDENTIAL_TYPE),
	[TRIGGER_TYPE]: trigger,
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': chatModel,
	'n8n-nodes-base.dataTable': dataTable,
	'n8n-nodes-base.emailSend': withCredential('smtp'),
	'n8n-nodes-base.hubspot': recordFrom('hubspot_node_contact_get', 'vid', 'contactId'),
	'n8n-nodes-base.pipedrive': recordFrom('pipedrive_node_person_get', 'id', 'personId'),
	'n8n-nodes-base.zendesk': zendesk,
};

/** A node of an example as a person sets it up, or what does its work where its service cannot be reached. */
export function setUp(given: INode, setting: Setting): INode {
	return SET_UP[given.type]?.(given, setting) ?? given;
}
