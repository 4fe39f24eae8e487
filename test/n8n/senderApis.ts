/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node itself, not inside n8n */
/** On this machine, what examples ask of BaseLinker, Calendly, IdoSell and Magento: answers made of the samples. */

import Fastify, { type FastifyRequest } from 'fastify';
import type { IDataObject } from 'n8n-workflow';
import type { AddressInfo } from 'node:net';

import { itemsOf } from '../sources/samples';

/** With dots, as Calendly's tokens have them: n8n 1 tells them from older ones by that. */
export const SENDER_TOKEN = 'token.of.the.senders';

export interface SenderApis {
	readonly url: string;
	/** What was asked for, the latest last. */
	readonly asked: IDataObject[];
	/** Between tests. */
	forget(): void;
	close(): Promise<void>;
}

/** As the services do it: in a header of their own, or as a bearer's token. */
const isAllowed = ({ headers }: FastifyRequest) =>
	[headers['x-bltoken'], headers['x-api-key'], headers.authorization].some(
		(value) => value === SENDER_TOKEN || value === `Bearer ${SENDER_TOKEN}`,
	);

/** The invitee whose address ends like the one that was asked for; the meeting is not told again. */
function invitee(path: string): IDataObject | undefined {
	const booked = itemsOf('calendly_trigger').map(({ payload }) => payload as IDataObject);
	const found = booked.find(({ uri }) => (uri as string).endsWith(path));
	return found && { ...found, scheduled_event: undefined };
}

export async function startSenderApis(): Promise<SenderApis> {
	const asked: IDataObject[] = [];
	const app = Fastify({ forceCloseConnections: true });
	app.addContentTypeParser(
		'application/x-www-form-urlencoded',
		{ parseAs: 'string' },
		(_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
	);
	app.addHook('preHandler', async (request, response) => {
		if (!isAllowed(request)) return await response.code(401).send({ message: 'Who are you?' });
		asked.push({ ...(request.query as IDataObject), ...(request.body as IDataObject | undefined) });
		return undefined;
	});
	app.post<{ Body: { method: string } }>('/connector.php', async ({ body }) =>
		body.method === 'getOrders'
			? { status: 'SUCCESS', orders: itemsOf('baselinker_orders') }
			: { status: 'ERROR', error_code: 'ERROR_UNKNOWN_METHOD' },
	);
	app.post('/api/admin/v6/orders/orders/search', async () => ({
		Results: itemsOf('idosell_orders'),
		resultsNumberAll: itemsOf('idosell_orders').length,
		resultsPage: 0,
	}));
	app.get('/rest/default/V1/orders', async () => ({
		items: itemsOf('magento_orders'),
		total_count: itemsOf('magento_orders').length,
	}));
	app.get('/scheduled_events/*', async (request, response) => {
		const resource = invitee(request.url);
		return resource === undefined ? await response.code(404).send() : { resource };
	});

	await app.listen({ port: 0, host: '127.0.0.1' });
	return {
		url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
		asked,
		forget: () => asked.splice(0),
		close: async () => await app.close(),
	};
}
