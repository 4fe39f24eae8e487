import type { INodeProperties } from 'n8n-workflow';

import type { InvalidReason } from '../../messages/reasons';
import { apiTexts, KEEP_GOING, type OperationTexts } from '../../messages/response';
import { contactAddress, withMaskedToken } from '../../surveylab/addresses';
import {
	fieldNamed,
	MAX_KEY_LENGTH,
	SURVEY_FIELDS,
	type FieldTexts,
} from '../../surveylab/catalogue';
import type { CollectorReference } from '../../surveylab/collectorReference';
import { hashOf } from '../../surveylab/hash';
import { failure, from, success, type Result } from '../../surveylab/result';
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

const EMAIL = fieldNamed('email');

const email: INodeProperties = {
	...fieldProperty(EMAIL),
	required: true,
	displayOptions: whenManual,
	description: 'The email address of the person to invite',
};

const crk: INodeProperties = {
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
	runAgain: `To run the workflow again safely, add the option Invite Each Key Once, or ${KEEP_GOING}.`,
};

type ContactTexts = FieldTexts & Required<Pick<FieldTexts, 'email' | 'crk'>>;

interface ContactReading {
	readonly contact: Result<ContactTexts, InvalidReason>;
	/** The response key, also of a contact that cannot be sent. */
	readonly crk?: string;
}

/** The same fields, once both that a contact needs are there. */
function complete(
	fields: FieldTexts,
	missing: (field: 'email' | 'crk') => InvalidReason,
): Result<ContactTexts, InvalidReason> {
	if (fields.email === undefined) return failure(missing('email'));
	if (fields.crk === undefined) return failure(missing('crk'));
	return success({ ...fields, email: fields.email, crk: fields.crk });
}

/** Checks the values of a contact. */
function readValues(
	values: Readonly<Record<string, unknown>>,
	keyPrefix: string,
	missing: (field: 'email' | 'crk') => InvalidReason,
): ContactReading {
	const key = fieldText(CRK, values.crk, keyPrefix);
	const fields = from('value', fieldTexts(SURVEY_FIELDS, values, keyPrefix));
	return {
		contact: fields.ok ? complete(fields.value, missing) : fields,
		...(key.ok && key.value !== undefined ? { crk: key.value } : {}),
	};
}

function readContact(item: Item, keyPrefix: string): ContactReading {
	const collection = item.collection(additionalFields);
	if (!collection.ok) return { contact: collection };
	const own = from('value', fieldTexts(SURVEY_FIELDS, collection.value));
	const mapped = readMapping(item, own.ok ? own.value : {});
	if (!mapped.ok) return { contact: mapped };
	const { value: source } = mapped;
	if (source === undefined) {
		const [emailValue, crkValue] = [item.value(email), item.value(crk)];
		if (!emailValue.ok) return { contact: emailValue };
		if (!crkValue.ok) return { contact: crkValue };
		const values = { ...collection.value, email: emailValue.value, crk: crkValue.value };
		return readValues(values, keyPrefix, (field) => ({
			origin: 'value',
			reason: { kind: 'missing', label: fieldNamed(field).label },
		}));
	}
	if (!own.ok) return { contact: own };
	// An address that the person has set overrules the source's refusal.
	if (source.refusal !== undefined && own.value.email === undefined) {
		return { contact: from('source', failure(source.refusal)) };
	}
	// `own` holds no empty fields, so these do not hide what the source says.
	return readValues({ ...source.values, ...own.value }, keyPrefix, (field) => ({
		origin: 'source',
		reason: source.missing(field),
	}));
}

function idempotencyKey(account: string, collectorId: string, key: string): string {
	return hashOf(['contact', account, collectorId, key]);
}

function echoOf(
	collector: Result<CollectorReference, InvalidReason>,
	contact: Result<ContactTexts, InvalidReason>,
	key: string | undefined,
): Echo {
	return {
		...(collector.ok ? { collectorId: collector.value.id } : {}),
		...(key === undefined ? {} : { crk: key }),
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
		email,
		crk,
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
		const { contact, crk: key } = readContact(item, options.ok ? options.value.crkPrefix : '');
		const echo = echoOf(collector, contact, key);
		if (!collector.ok) return invalid(collector, echo);
		if (!contact.ok) return invalid(contact, echo);
		if (!options.ok) return invalid(options, echo);
		if (!preview.ok) return invalid(preview, echo);
		const account = await item.account();
		if (!account.ok) return invalid(account, echo);
		const { id: collectorId } = collector.value;
		const { baseUrl, id: accountId } = account.value;
		const address = from(
			'address',
			contactAddress({ baseUrl, collectorId, fields: contact.value }),
		);
		if (!address.ok) return invalid(address, echo);
		if (preview.value) return previewed({ ...echo, url: withMaskedToken(address.value) });
		const { email: to, crk: responseKey } = contact.value;
		return {
			echo,
			request: {
				endpoint: 'api',
				url: address.value,
				account: accountId,
				idempotencyKey: idempotencyKey(accountId, collectorId, responseKey),
				person: hashOf([to.toLowerCase()]),
				policy: options.value.policy,
				...(options.value.sendOnce
					? { historyKey: [baseUrl, collectorId, responseKey].join(' ') }
					: {}),
			},
		};
	},

	answer(answered, { collectorId = '', email: to = '', crk: key = '', fields = {}, url = '' }) {
		const { outcome } = answered;
		const who = { outcome, email: to, crk: key, fields: { ...fields }, collectorId };
		return outcome === 'preview' ? { ...who, url } : { ...who, ...requestFacts(answered) };
	},
};
