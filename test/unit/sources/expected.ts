import type { FieldName } from '../../../nodes/SurveyLab/surveylab/catalogue';

export type Values = { readonly [name in FieldName]?: string };

/** What the sample payloads say of the customer, read off by hand. */
export const EXPECTED: Array<[file: string, item: number, values: Values]> = [
	[
		'chatwoot_conversation_status_changed',
		0,
		{
			email: 'zazolc.gesla+cw@example.com',
			crk: '10',
			referrer: 'https://shop.example.com/koszyk?utm_source=news letter&promo=20%25#krok-2',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'chatwoot_conversation_status_changed',
		1,
		{ crk: '11', referrer: 'https://shop.example.com/', firstName: 'quiet-river-412' },
	],
	[
		'freshdesk_webhook',
		0,
		{
			email: 'zazolc.gesla+fd@example.com',
			crk: '7712',
			referrer: 'https://acme-shop.freshdesk.com/helpdesk/tickets/7712',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'freshdesk_webhook',
		1,
		{
			email: 'anna.nowak@example.com',
			crk: '7713',
			referrer:
				'https://acme-shop.freshdesk.com/a/tickets/7713?current_tab=details&q=a b%20c#reply',
			firstName: 'Anna',
			lastName: 'Nowak',
		},
	],
	[
		'gorgias_webhook',
		0,
		{
			email: 'zazolc.gesla+gg@example.com',
			crk: '51234567',
			language: 'pl',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'helpscout_trigger',
		0,
		{
			email: 'zazolc.gesla+hs@example.com',
			crk: '20871',
			referrer: 'https://secure.helpscout.net/conversation/2990011223/20871',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'hubspot_node_contact_get',
		0,
		{
			email: 'zazolc.gesla+hub@example.com',
			crk: '71030045512',
			language: 'pl',
			phone: '+48 600 000 000',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'hubspot_node_contact_get',
		1,
		{ email: "o'neil.pat@example.com", crk: '251', lastName: "O'Neil" },
	],
	['hubspot_node_deal_get', 0, {}],
	['hubspot_trigger', 0, {}],
	['hubspot_trigger', 1, {}],
	[
		'intercom_conversation_closed',
		0,
		{
			email: 'zazolc.gesla+ic@example.com',
			crk: '215468700001234',
			referrer: 'https://shop.example.com/koszyk?utm_source=mail&q=50%25 rabat#krok-2',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'intercom_conversation_closed',
		1,
		{
			email: 'zazolc.gesla+ic@example.com',
			crk: '33110022044',
			referrer: 'https://app.intercom.com/a/apps/ab12cd34/conversations/33110022044',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'jira_trigger_jsm',
		0,
		{
			email: 'zazolc.gesla+jsm@example.com',
			crk: 'HELP-77',
			referrer: 'https://acme-jsm.atlassian.net/rest/api/2/issue/10077',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'jira_trigger_jsm',
		1,
		{
			crk: 'HELP-78',
			referrer: 'https://acme-jsm.atlassian.net/rest/api/2/issue/10078',
			firstName: 'Anna',
			lastName: 'Nowak',
		},
	],
	[
		'pipedrive_trigger_v1',
		0,
		{ email: 'zazolc.gesla+pd@example.com', crk: '3', firstName: 'Zażółć', lastName: 'Gęślą' },
	],
	['pipedrive_trigger_v1', 1, { crk: '1' }],
	[
		'pipedrive_trigger_v2',
		0,
		{ email: 'zazolc.gesla+pd@example.com', crk: '3', firstName: 'Zażółć', lastName: 'Gęślą' },
	],
	['pipedrive_trigger_v2', 1, { crk: '1' }],
	['salesforce_trigger', 0, { crk: '5007Q00000AbCdEQAV' }],
	[
		'salesforce_trigger',
		1,
		{ email: 'zazolc.gesla+sf@example.com', crk: '0037Q00000LmNopQAH', lastName: 'Gęślą' },
	],
	['salesforce_trigger', 2, { crk: '0067Q00000AbCdEQAV' }],
	[
		'shopify_trigger_orders_fulfilled',
		0,
		{
			email: 'zazolc.gesla+shp@example.com',
			crk: '#1001',
			referrer:
				'https://acme-shop.example.com/611200347/orders/9f8e7d6c5b/authenticate?key=abc%20def&none=1#top',
			language: 'pl',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'shopify_trigger_orders_fulfilled',
		1,
		{
			crk: '#1002',
			referrer: 'https://acme-shop.example.com/611200347/orders/8e7d6c5b4a/authenticate?key=zzz',
		},
	],
	[
		'tawkto_chat_end',
		0,
		{
			email: 'zazolc.gesla+tw@example.com',
			crk: 'a0c4e6d0-91b2-11f1-8f00-0123456789ab',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	['tawkto_chat_end', 1, { crk: 'b1d5f7e1-91b3-11f1-8f00-0123456789ab' }],
	[
		'woocommerce_trigger_order_updated',
		0,
		{
			email: 'zazolc.gesla+woo@example.com',
			crk: '1843',
			referrer: 'https://shop.example.com/wp-json/wc/v3/orders/1843',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'zammad_webhook',
		0,
		{
			email: 'zazolc.gesla+zm@example.com',
			crk: '10081',
			phone: '0048 58 555 01 23',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'zendesk_node_ticket_get',
		0,
		{
			email: 'zazolc.gesla+sklep@example.com',
			crk: '48213',
			referrer: 'https://acme-shop.zendesk.com/api/v2/tickets/48213.json',
		},
	],
	[
		'zendesk_node_ticket_get',
		1,
		{ crk: '48214', referrer: 'https://acme-shop.zendesk.com/api/v2/tickets/48214.json' },
	],
	[
		'zendesk_node_user_get',
		0,
		{
			email: 'zazolc.gesla+sklep@example.com',
			language: 'pl',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	[
		'zendesk_node_user_get',
		1,
		{
			email: 'madonna@example.com',
			language: 'en',
			phone: '+44 20 7946 0958',
			firstName: 'Madonna',
		},
	],
	[
		'zendesk_trigger',
		0,
		{
			email: 'zazolc.gesla+sklep@example.com',
			crk: '48213',
			referrer: 'https://acme-shop.zendesk.com/agent/tickets/48213',
			language: 'pl',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
	['zendesk_trigger', 1, { crk: '48213' }],
	[
		'zohodesk_webhook',
		0,
		{
			email: 'zazolc.gesla+zd@example.com',
			crk: '215',
			referrer: 'https://desk.zoho.eu/support/acmeshop/ShowHomePage.do#Cases/dv/47720000003310021',
			language: 'pl',
			firstName: 'Zażółć',
			lastName: 'Gęślą',
		},
	],
];
