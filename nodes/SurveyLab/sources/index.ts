/**
 * The list of sources: helpdesks, chats, CRMs, shops and tables whose items fill the fields by themselves. Each has
 * a file of its own. The node's choices and notices and the documents' lists come from here.
 */

import { baselinker } from './baselinker';
import { calendly } from './calendly';
import { chatwoot } from './chatwoot';
import { columns } from './columns';
import { freshdesk } from './freshdesk';
import { gorgias } from './gorgias';
import { helpScout } from './helpScout';
import { hubspot } from './hubspot';
import { idosell } from './idosell';
import { intercom } from './intercom';
import { jira } from './jira';
import { magento } from './magento';
import { pipedrive } from './pipedrive';
import { pipedriveDeal } from './pipedriveDeal';
import { salesforce } from './salesforce';
import { salesforceCase } from './salesforceCase';
import { shopify } from './shopify';
import { stripe } from './stripe';
import { tawkTo } from './tawkTo';
import { wooCommerce } from './wooCommerce';
import { workable } from './workable';
import { zammad } from './zammad';
import { zendesk } from './zendesk';
import { zohoCrm } from './zohoCrm';
import { zohoDesk } from './zohoDesk';
import type { Source } from './source';

export type { RefusalKind, Source, SourceReading, SourceReason } from './source';

/** `columns` first, then by the alphabet of the labels. */
export const SOURCES: readonly Source[] = [
	columns,
	baselinker,
	calendly,
	chatwoot,
	freshdesk,
	gorgias,
	helpScout,
	hubspot,
	idosell,
	intercom,
	jira,
	magento,
	pipedriveDeal,
	pipedrive,
	salesforceCase,
	salesforce,
	shopify,
	stripe,
	tawkTo,
	wooCommerce,
	workable,
	zammad,
	zendesk,
	zohoCrm,
	zohoDesk,
];

const BY_ID = new Map(SOURCES.map((source) => [source.id, source]));

export function sourceNamed(id: string): Source | undefined {
	return BY_ID.get(id);
}
