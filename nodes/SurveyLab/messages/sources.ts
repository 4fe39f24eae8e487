/** Texts about sources: items that give no invitation, and the notices in the node. */

import type { RefusalKind, Source, SourceReason } from '../sources';
import { fieldNamed } from '../surveylab/catalogue';
import { unsent, type Message } from './message';

const SET_EMAIL = 'To invite the person anyway, set Email under Additional Fields.';

/** "Email, e-mail and Mail" */
function listed(texts: readonly string[]): string {
	return texts.length < 2
		? texts.join('')
		: `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

/** Who is not invited, and how to go on. */
const REFUSALS: Readonly<Record<RefusalKind, (source: string) => Message>> = {
	notTheCustomer: (source) =>
		unsent(
			`The person named in this ${source} item is not a customer`,
			'It is a colleague, a bot or an app, who is not to be invited. Fetch the customer in a node in between and ' +
				'set Email under Additional Fields, or let only items of customers through.',
		),
	optedOut: (source) =>
		unsent(
			`The person named in this ${source} item has opted out of email`,
			`This is what ${source} says. Filter such people out before this node. ${SET_EMAIL}`,
		),
	unreachable: (source) =>
		unsent(
			`Mail to the person named in this ${source} item came back`,
			`The address is marked in ${source} as one that cannot be reached. Correct it there. ${SET_EMAIL}`,
		),
	notAnOrder: (source) =>
		unsent(
			`This ${source} item is not an order yet`,
			'It is a draft, a checkout that was not finished or a part of an order, so there is nothing to ask about. ' +
				`Let only orders through to this node. ${SET_EMAIL}`,
		),
	notPaid: (source) =>
		unsent(
			`This ${source} item is not paid`,
			'The payment is open, was given up or did not go through. Let only what is paid through to this node. ' +
				SET_EMAIL,
		),
	refunded: (source) =>
		unsent(
			`This ${source} item was refunded`,
			`The money went back to the customer. Filter such items out before this node. ${SET_EMAIL}`,
		),
	cancelled: (source) =>
		unsent(
			`This ${source} item was cancelled`,
			`There is nothing to ask about. Filter such items out before this node. ${SET_EMAIL}`,
		),
	didNotCome: (source) =>
		unsent(
			`The person named in this ${source} item did not come`,
			`${source} marks them as a no-show, so there is nothing to ask about. Filter such items out before this ` +
				`node. ${SET_EMAIL}`,
		),
	neverApplied: (source) =>
		unsent(
			`The person named in this ${source} item has not applied`,
			'A recruiter has found the person, who may not know of it. Let only people who applied through to this ' +
				`node. ${SET_EMAIL}`,
		),
	relay: (source) =>
		unsent(
			`Email in the data from ${source} is a relay address of a marketplace`,
			'Marketplaces forbid surveys there, or cut links out of the mail. Filter such orders out before this node. ' +
				SET_EMAIL,
		),
	machine: (source) =>
		unsent(
			`Email in the data from ${source} belongs to a machine that takes no reply, or to nobody`,
			'Nobody reads mail at an address such as no-reply or mailer-daemon, or at one that ends in .invalid. Look for ' +
				`the address of the customer in the data. ${SET_EMAIL}`,
		),
};

/** Why an item of a source gives no invitation. */
export function sourceMessage(reason: SourceReason): Message {
	switch (reason.kind) {
		case 'unknownSource':
			return unsent(
				'Data Comes From names a source that this node does not know',
				'Choose the source again in Data Comes From, or update the package.',
			);
		case 'severalEvents':
			return unsent(
				`This item holds ${reason.count} events of ${reason.source} at once`,
				'Put a Split Out node on "body" in between, so that each event becomes an item of its own.',
			);
		case 'missing': {
			const { label } = fieldNamed(reason.field);
			return unsent(
				`${label} is missing in the data from ${reason.source}`,
				`Looked for it at ${reason.tried.join(', ')}. Check what this node gets from ${reason.source} and ` +
					`whether the person gave it, or set ${label} yourself under Additional Fields.`,
			);
		}
		case 'noColumn': {
			const { label } = fieldNamed(reason.field);
			return unsent(
				`${label} is missing: this item has no column called like it, or the column is empty`,
				`Such a column may be called ${reason.names.join(', ')}; a row number or an id is never taken. Rename a ` +
					`column, or set ${label} yourself under Additional Fields.`,
			);
		}
		case 'columnsDiffer': {
			const { label } = fieldNamed(reason.field);
			return unsent(
				`${label} is not clear: ${listed(reason.columns)} say different things`,
				`Only one of these columns can be meant. Remove or rename the others in a node in between, or set ${label} ` +
					'in this node yourself.',
			);
		}
		default:
			return REFUSALS[reason.kind](reason.source);
	}
}

const DOCS = 'https://github.com/n8n-nodes-surveylab/n8n-nodes-surveylab/blob/main/docs/sources';

/** `helpScout` → `help-scout`, the name of its page in the docs. */
export function pageName(id: string): string {
	return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** "Email, Response Key (ticket number), Referrer (ticket page), Language, Phone and names" */
export function filledBy({ places, meaning }: Source): string {
	const fields = places.flatMap(({ field }) => {
		if (field === 'firstName' || field === 'lastName') return [];
		const means = meaning[field];
		return [fieldNamed(field).label + (means === undefined ? '' : ` (${means})`)];
	});
	return listed([...fields, 'names']);
}

/** What the node shows below Data Comes From. Of a notice's HTML n8n keeps only links and lists. */
export function sourceNotice(source: Source): string {
	const fills = `Fills ${source.fills ?? filledBy(source)}. Nothing to map.`;
	const more = `<a href="${DOCS}/${pageName(source.id)}.md" target="_blank">More in the docs</a>`;
	return source.notInvited === undefined
		? `${fills} ${more}`
		: `<ul><li>${fills}</li><li>Not invited: ${source.notInvited} ${more}</li></ul>`;
}
