import { randomUUID } from 'node:crypto';

import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

export const SECRET = 'correct.Horse-battery_staple~7';
export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

export interface Trigger {
	readonly parameters: IDataObject;
	readonly staticData: IDataObject;
	/** `undefined` where n8n cannot give it. */
	readonly credential: IDataObject | undefined;
	readonly mode: 'webhook' | 'manual';
	readonly id: string;
}

/** As n8n makes it, with defaults filled in. */
export function triggerNode(parameters: IDataObject = {}, more: Partial<Trigger> = {}): Trigger {
	const defaults = {
		event: 'surveyCompleted',
		respondentSees: 'page',
		pageHeading: 'Thank you!',
		pageText: 'Bye.',
		options: {},
	};
	return {
		parameters: { ...defaults, ...parameters },
		staticData: {},
		credential: { secret: SECRET },
		mode: 'webhook',
		id: randomUUID(),
		...more,
	};
}

export interface Received {
	method?: string;
	query?: string;
	headers?: Record<string, string>;
}

/** What n8n hands to the node for a call, and the answer that the node gives. */
export function receive(
	{ parameters, staticData, credential, mode, id }: Trigger,
	{ method = 'GET', query = `crk=K-1&rid=2&key=${SECRET}`, headers = {} }: Received = {},
): { context: IWebhookFunctions; answer: Answer } {
	const answer: Answer = { status: 0, headers: {}, body: '' };
	const context = {
		getRequestObject: () => ({
			method,
			originalUrl: `/webhook/1/survey-completed?${query}`,
			headers: { 'user-agent': BROWSER, ...headers },
		}),
		getResponseObject: () => ({
			writeHead: (status: number, given: Record<string, string>) =>
				Object.assign(answer, { status, headers: given }),
			end: (body = '') => Object.assign(answer, { body }),
		}),
		getNodeParameter: (name: string, _fallback: unknown, options: unknown) => {
			expect(options).toEqual({ rawExpressions: true });
			return parameters[name];
		},
		getCredentials: async () =>
			await (credential === undefined
				? Promise.reject(new Error('No credential'))
				: Promise.resolve(credential)),
		getMode: () => mode,
		getNode: () => ({
			id,
			name: 'SurveyLab Trigger',
			type: 'surveyLabTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters,
			credentials: { surveyLabTriggerApi: { id: 'C1', name: 'Secret' } },
		}),
		getWorkflow: () => ({ id: 'W1', active: true }),
		getWorkflowStaticData: (kind: string) => {
			expect(kind).toBe('node');
			return staticData;
		},
	};
	return { context: context as unknown as IWebhookFunctions, answer };
}
