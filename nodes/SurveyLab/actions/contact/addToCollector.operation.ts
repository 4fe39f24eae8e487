import type { INodeProperties } from 'n8n-workflow';

import type { InvalidReason } from '../../messages/reasons';
import { apiTexts, KEEP_GOING, type OperationTexts } from '../../messages/response';
import type { SourceReading } from '../../sources';
import { contactAddress, withMaskedToken } from '../../surveylab/addresses';
import {
	fieldNamed,
	MAX_KEY_LENGTH,
	SURVEY_FIELDS,
	type FieldTexts,
} from '../../surveylab/catalogue';
import type { CollectorReference } from '../../surveylab/collectorReference';
import { defined } from '../../surveylab/defined';
import { hashOf } from '../../surveylab/hash';
import { failure, success, valueOf, withOrigin, type Result } from '../../surveylab/result';
import { fieldText, fieldTexts } from '../../surveylab/values';
import { collectorProperty } from '../common/collector';
import {
	fieldMapping,
	readMapping,
	sourceNotices,
	whenFromSource,
	whenManual,
} from '../common/fieldMapping';
import {
	CRK,
	fieldCollection,
	fieldProperty,
	fieldsWithout,
	furtherFields,
} from '../common/fields';
import { contactOptions } from '../common/options';
import { previewNotice, previewOnly } from '../common/preview';
import type { Item } from '../item';
import { invalid, previewed, requestFacts, type Echo, type Operation } from '../operation';

const emailProperty: INodeProperties = {
	...fieldProperty(fieldNamed('email')),
	required: true,
	displayOptions: whenManual,
	description: 'The email address of the person to invite',
};

const crkProperty: INodeProperties = {
	...fieldProperty(CRK),
	required: true,
	displayOptions: whenManual,
	hint: 'Unique for every invitation, for example the ticket number',
	description:
		`A key that is unique for every invitation, for example the ticket number: up to ${MAX_KEY_LENGTH} characters. ` +
		'SurveyLab refuses a key that was used before.',
};

const ADDITIONAL_FIELDS = { displayName: 'Additional Fields', name: 'additionalFields' };

const additionalFields: INodeProperties = {
	...fieldCollection(
		{
			...ADDITIONAL_FIELDS,
			description: 'Further data about the respondent, shown in the reports',
		},
		fieldsWithout('email', 'crk'),
	),
	displayOptions: whenManual,
};

const fieldsBesideSource: INodeProperties = {
	...fieldCollection(
		{
			...ADDITIONAL_FIELDS,
			description:
				'Further data about the respondent. What is set here wins over what the source says.',
		},
		SURVEY_FIELDS,
	),
	displayOptions: whenFromSource,
};

const texts: OperationTexts = {
	...apiTexts,
	rejected: {
		message: 'SurveyLab did not accept the contact',
		description:
			'Use a Response Key that was never used before, check that Collector is an email invitation collector ' +
			'and that the email address is right, then run the item again. ' +
			'Adding contacts needs the plan Professional or Enterprise.',
	},
	lookFirst:
		"Look in SurveyLab, in the collector's contact list, whether the contact is there before you send it again; " +
		'a second request may invite the person twice.',
	runAgain: `To run the workflow again safely, have the option Invite Each Key Once switched on, or ${KEEP_GOING}.`,
};

type ContactTexts = FieldTexts & Required<Pick<FieldTexts, 'email' | 'crk'>>;

/** The checked values of a contact, if both required ones are there. */
function readValues(
	values: Readonly<Record<string, unknown>>,
	keyPrefix: string,
	missing: (field: 'email' | 'crk') => InvalidReason,
): Result<ContactTexts, InvalidReason> {
	const fields = withOrigin('value', fieldTexts(values, keyPrefix));
	if (!fields.ok) return fields;
	const { email, crk } = fields.value;
	if (email === undefined) return failure(missing('email'));
	if (crk === undefined) return failure(missing('crk'));
	return success({ ...fields.value, email, crk });
}

interface ContactReading {
	readonly contact: Result<ContactTexts, InvalidReason>;
	/** The response key as it would go out, as far as it is known of a contact that cannot be sent. */
	readonly key: string | undefined;
}

type Collection = Result<Readonly<Record<string, unknown>>, InvalidReason>;

function readByHand(item: Item, collection: Collection, keyPrefix: string): ContactReading {
	const [email, crk] = [item.value(emailProperty), item.value(crkProperty)];
	const key = valueOf(fieldText(CRK, valueOf(crk), keyPrefix));
	if (!collection.ok) return { contact: collection, key };
	if (!email.ok) return { contact: email, key };
	if (!crk.ok) return { contact: crk, key };
	const values = { ...collection.value, email: email.value, crk: crk.value };
	const contact = readValues(values, keyPrefix, (field) => ({
		origin: 'value',
		reason: { kind: 'missing', label: fieldNamed(field).label },
	}));
	return { contact, key };
}

/** A key that is set by hand wins over the source's, also where it cannot be used. */
function keyBesideSource(
	collection: Collection,
	mapped: FieldTexts,
	keyPrefix: string,
): string | undefined {
	if (!collection.ok) return undefined;
	const own = fieldText(CRK, collection.value.crk, keyPrefix);
	return own.ok ? (own.value ?? valueOf(fieldText(CRK, mapped.crk, keyPrefix))) : undefined;
}

/** @param own what the person has set beside the source; it holds no empty fields, so it hides nothing */
function readFromSource(
	{ values, refusal, missing }: SourceReading,
	own: Result<FieldTexts, InvalidReason>,
	keyPrefix: string,
): Result<ContactTexts, InvalidReason> {
	if (!own.ok) return own;
	// An address that the person has set overrules the source's refusal.
	if (refusal !== undefined && own.value.email === undefined) {
		return withOrigin('source', failure(refusal));
	}
	return readValues({ ...values, ...own.value }, keyPrefix, (field) => ({
		origin: 'source',
		reason: missing(field),
	}));
}

function readContact(item: Item, keyPrefix: string): ContactReading {
	const collection = item.collection(additionalFields);
	const own = collection.ok ? withOrigin('value', fieldTexts(collection.value)) : collection;
	const mapped = readMapping(item, valueOf(own) ?? {});
	if (!mapped.ok) return { contact: mapped, key: keyBesideSource(collection, {}, keyPrefix) };
	if (mapped.value === undefined) return readByHand(item, collection, keyPrefix);
	return {
		contact: readFromSource(mapped.value, own, keyPrefix),
		key: keyBesideSource(collection, mapped.value.values, keyPrefix),
	};
}

function echoOf(
	collector: Result<CollectorReference, InvalidReason>,
	contact: Result<ContactTexts, InvalidReason>,
	crk: string | undefined,
): Echo {
	return {
		...defined({ collectorId: valueOf(collector)?.id, crk }),
		...(contact.ok
			? { email: contact.value.email, fields: furtherFields(contact.value, 'email', 'crk') }
			: {}),
	};
}

/** Adds a respondent to a collector's contact list, and thereby invites that person. */
export const addToCollector: Operation = {
	shown: {
		name: 'Add to Collector',
		action: 'Add contact to collector',
		description:
			'Add a respondent to the contact list of a collector; an active collector sends the invitation at once',
	},
	properties: [
		collectorProperty,
		...fieldMapping,
		...sourceNotices,
		emailProperty,
		crkProperty,
		additionalFields,
		fieldsBesideSource,
		previewOnly,
		previewNotice('Running this step sends real invitations.'),
		contactOptions,
	],
	authenticated: true,
	acceptedAs: 'accepted',
	texts,

	async prepare(item) {
		const collector = item.collector();
		const options = item.options();
		const preview = item.previewOnly();
		const keyPrefix = item.keyPrefix();
		const { contact, key } = readContact(item, keyPrefix ?? '');
		const echo = echoOf(collector, contact, keyPrefix === undefined ? undefined : key);
		if (!collector.ok) return invalid(collector, echo);
		if (!contact.ok) return invalid(contact, echo);
		if (!options.ok) return invalid(options, echo);
		if (!preview.ok) return invalid(preview, echo);
		const account = await item.account();
		if (!account.ok) return invalid(account, echo);
		const { id: collectorId } = collector.value;
		const { baseUrl, id: accountId } = account.value;
		const address = withOrigin(
			'address',
			contactAddress({ baseUrl, collectorId, fields: contact.value }),
		);
		if (!address.ok) return invalid(address, echo);
		if (preview.value) return previewed({ ...echo, url: withMaskedToken(address.value) });
		const { email, crk } = contact.value;
		return {
			echo,
			request: {
				endpoint: 'api',
				url: address.value,
				account: accountId,
				idempotencyKey: hashOf(['contact', accountId, collectorId, crk]),
				itemKey: hashOf(['contact', accountId, collectorId, 'item', item.position]),
				responseKey: item.scrub(crk),
				person: hashOf([email.toLowerCase()]),
				policy: options.value.policy,
				...(options.value.sendOnce ? { historyKey: [baseUrl, collectorId, crk].join(' ') } : {}),
			},
		};
	},

	answer(successful, { collectorId = '', email = '', crk = '', fields = {}, url = '' }) {
		const { outcome } = successful;
		const who = { outcome, email, crk, fields: { ...fields }, collectorId };
		return outcome === 'preview' ? { ...who, url } : { ...who, ...requestFacts(successful) };
	},
};
