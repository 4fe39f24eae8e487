import type { INodeProperties } from 'n8n-workflow';

import { identityHash } from '../../delivery/ledger';
import { fieldNamed, SURVEY_FIELDS, type FieldTexts } from '../../surveylab/catalogue';
import type { SourceReading } from '../../sources/read';
import { fieldText, fieldTexts, missingField } from '../../surveylab/values';
import { addressMessage } from '../../messages';
import { Refusal } from '../../refusal';
import { contactAddress, withMaskedToken } from '../../surveylab/addresses';
import { collectorProperty } from '../common/collector';
import { fieldMapping, MANUAL, readMapping, sourceNotices } from '../common/fieldMapping';
import { fieldCollection, fieldProperty, fieldsWithout } from '../common/fields';
import { contactOptions } from '../common/options';
import type { ItemParameters } from '../itemParameters';
import { known, previewed, refused, requestFacts, type Operation } from '../operation';

const EMAIL = fieldNamed('email');
const CRK = fieldNamed('crk');

const whenManual = { show: { fieldMapping: [MANUAL] } };
const whenFromSource = { hide: { fieldMapping: [MANUAL] } };

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
	description:
		'A key that is unique for every invitation, for example the ticket number: up to 64 characters. SurveyLab refuses a key that was used before.',
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
			description: 'Further data about the respondent. What is set here wins over Field Mapping.',
		},
		SURVEY_FIELDS,
	),
	displayOptions: whenFromSource,
};

type ContactTexts = FieldTexts & Required<Pick<FieldTexts, 'email' | 'crk'>>;

interface ContactReading {
	readonly texts: ContactTexts | Refusal;
	/** Told also when the contact cannot be sent. */
	readonly crk: string | undefined | Refusal;
}

/** Why the contact cannot be written to, where the source or the person left something out. */
function missingIn(texts: FieldTexts, mapped: SourceReading | undefined): Refusal | undefined {
	if (mapped === undefined) return missingField(texts, [EMAIL, CRK]);
	if (texts.email === undefined)
		return mapped.notTheCustomer ?? mapped.missing('email', EMAIL.label);
	return texts.crk === undefined ? mapped.missing('crk', CRK.label) : undefined;
}

function readContact(item: ItemParameters, keyPrefix: string): ContactReading {
	const mapped = readMapping(item);
	const own = item.collection(additionalFields);
	if (mapped instanceof Refusal || own instanceof Refusal) {
		return { texts: mapped instanceof Refusal ? mapped : (own as Refusal), crk: undefined };
	}
	// A field that is set to nothing does not hide what the source says.
	const ownTexts = mapped === undefined ? own : fieldTexts(SURVEY_FIELDS, own);
	if (ownTexts instanceof Refusal) return { texts: ownTexts, crk: undefined };
	const values: Record<string, unknown> =
		mapped === undefined
			? { ...ownTexts, email: item.value(email), crk: item.value(crk) }
			: { ...mapped.values, ...ownTexts };
	const texts = fieldTexts(SURVEY_FIELDS, values, keyPrefix);
	const key = fieldText(CRK, values.crk, keyPrefix);
	if (texts instanceof Refusal) return { texts, crk: key };
	return { texts: missingIn(texts, mapped) ?? (texts as ContactTexts), crk: key };
}

/** Adds a respondent to a collector's contact list, and thereby invites that person. */
export const addToCollector: Operation = {
	properties: [
		collectorProperty,
		fieldMapping,
		...sourceNotices,
		email,
		crk,
		additionalFields,
		fieldsBesideSource,
		contactOptions,
	],
	authenticated: true,

	async prepare(item) {
		const collector = item.collector();
		const options = item.options();
		const contact = readContact(item, options instanceof Refusal ? '' : options.crkPrefix);
		const fields = contact.texts;
		const echo = known({
			collectorId: collector instanceof Refusal ? collector : collector.id,
			crk: contact.crk,
			email: fields instanceof Refusal ? fields : fields.email,
		});
		if (collector instanceof Refusal) return refused(collector, echo);
		if (fields instanceof Refusal) return refused(fields, echo);
		if (options instanceof Refusal) return refused(options, echo);
		const baseUrl = await item.accountBaseUrl();
		if (baseUrl instanceof Refusal) return refused(baseUrl, echo);
		const address = contactAddress({ baseUrl, collectorId: collector.id, fields });
		if (address.fault !== undefined) return refused(new Refusal(addressMessage(address)), echo);
		if (options.previewOnly) return previewed({ ...echo, url: withMaskedToken(address.url) });
		const key = [collector.id, fields.crk];
		return {
			echo,
			order: {
				call: {
					endpoint: 'api',
					url: address.url,
					identity: identityHash(['contact', ...key]),
					slashInValue: false,
					...(options.sendOnce
						? { historyKey: [baseUrl, ...key].join(' '), ignoreHistory: options.ignoreHistory }
						: {}),
				},
			},
		};
	},

	answer(success, { collectorId = '', email = '', crk = '', url = '' }) {
		const { outcome } = success;
		const who = { outcome, collectorId, email, crk };
		return outcome === 'preview' ? { ...who, url } : { ...who, ...requestFacts(success) };
	},
};
