/** What arrives in n8n from each source: the sample payloads, and which source reads them. */

import type { IDataObject } from 'n8n-workflow';

import chatwoot from '../../../examples/data/chatwoot_conversation_status_changed.json';
import freshdesk from '../../../examples/data/freshdesk_webhook.json';
import gorgias from '../../../examples/data/gorgias_webhook.json';
import helpScout from '../../../examples/data/helpscout_trigger.json';
import hubspotContact from '../../../examples/data/hubspot_node_contact_get.json';
import hubspotDeal from '../../../examples/data/hubspot_node_deal_get.json';
import hubspotTrigger from '../../../examples/data/hubspot_trigger.json';
import intercom from '../../../examples/data/intercom_conversation_closed.json';
import jira from '../../../examples/data/jira_trigger_jsm.json';
import pipedrive1 from '../../../examples/data/pipedrive_trigger_v1.json';
import pipedrive2 from '../../../examples/data/pipedrive_trigger_v2.json';
import salesforce from '../../../examples/data/salesforce_trigger.json';
import shopify from '../../../examples/data/shopify_trigger_orders_fulfilled.json';
import tawkTo from '../../../examples/data/tawkto_chat_end.json';
import wooCommerce from '../../../examples/data/woocommerce_trigger_order_updated.json';
import zammad from '../../../examples/data/zammad_webhook.json';
import zendeskTicket from '../../../examples/data/zendesk_node_ticket_get.json';
import zendeskUser from '../../../examples/data/zendesk_node_user_get.json';
import zendeskTrigger from '../../../examples/data/zendesk_trigger.json';
import zohoDesk from '../../../examples/data/zohodesk_webhook.json';

export interface Payload {
	/** File and place in it, e.g. `zendesk_trigger [0]`. */
	readonly name: string;
	readonly file: string;
	readonly item: number;
	readonly source: string;
	readonly json: IDataObject;
}

const FILES: ReadonlyArray<readonly [source: string, file: string, items: readonly unknown[]]> = [
	['chatwoot', 'chatwoot_conversation_status_changed', chatwoot],
	['freshdesk', 'freshdesk_webhook', freshdesk],
	['gorgias', 'gorgias_webhook', gorgias],
	['helpScout', 'helpscout_trigger', helpScout],
	['hubspot', 'hubspot_node_contact_get', hubspotContact],
	['hubspot', 'hubspot_node_deal_get', hubspotDeal],
	['hubspot', 'hubspot_trigger', hubspotTrigger],
	['intercom', 'intercom_conversation_closed', intercom],
	['jira', 'jira_trigger_jsm', jira],
	['pipedrive', 'pipedrive_trigger_v1', pipedrive1],
	['pipedrive', 'pipedrive_trigger_v2', pipedrive2],
	['salesforce', 'salesforce_trigger', salesforce],
	['shopify', 'shopify_trigger_orders_fulfilled', shopify],
	['tawkTo', 'tawkto_chat_end', tawkTo],
	['wooCommerce', 'woocommerce_trigger_order_updated', wooCommerce],
	['zammad', 'zammad_webhook', zammad],
	['zendesk', 'zendesk_node_ticket_get', zendeskTicket],
	['zendesk', 'zendesk_node_user_get', zendeskUser],
	['zendesk', 'zendesk_trigger', zendeskTrigger],
	['zohoDesk', 'zohodesk_webhook', zohoDesk],
];

export const PAYLOADS: readonly Payload[] = FILES.flatMap(([source, file, items]) =>
	items.map((json, item) => ({
		name: `${file} [${item}]`,
		file,
		item,
		source,
		json: json as IDataObject,
	})),
);

/** A fresh copy of one payload's item. */
export function payload(file: string, item = 0): IDataObject {
	const found = PAYLOADS.find((entry) => entry.file === file && entry.item === item);
	if (found === undefined) throw new RangeError(`No such payload: ${file} [${item}]`);
	return structuredClone(found.json);
}
