import type { INodeProperties } from 'n8n-workflow';

import { identityHash } from '../../delivery/ledger';
import { addressMessage } from '../../delivery/messages';
import { fieldNamed, type FieldTexts } from '../../fields/catalogue';
import { fieldText, fieldTexts, missingField, Refusal } from '../../fields/validate';
import { contactAddress, withMaskedToken } from '../../surveylab/addresses';
import { collectorProperty } from '../common/collector';
import { fieldCollection, fieldProperty, fieldsWithout } from '../common/fields';
import { contactOptions } from '../common/options';
import type { ItemParameters } from '../itemParameters';
import { known, previewed, refused, type Operation } from '../operation';

const EMAIL = fieldNamed('email');
const CRK = fieldNamed('crk');
const REQUIRED = [EMAIL, CRK];
const ADDITIONAL = fieldsWithout('email', 'crk');

const email: INodeProperties = {
	...fieldProperty(EMAIL),
	required: true,
	description: 'The email address of the person to invite',
};

const crk: INodeProperties = {
	...fieldProperty(CRK),
	required: true,
	description:
		'A key that is unique for every invitation, for example the ticket number: up to 64 characters. SurveyLab refuses a key that was used before.',
};

const additionalFields = fieldCollection(
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		description: 'Further data about the respondent, shown in the reports',
	},
	ADDITIONAL,
);

type ContactTexts = FieldTexts & Required<Pick<FieldTexts, 'email' | 'crk'>>;

function readContact(item: ItemParameters): ContactTexts | Refusal {
	const additional = item.collection(additionalFields);
	if (additional instanceof Refusal) return additional;
	const required = { email: item.value(email), crk: item.value(crk) };
	const texts = fieldTexts([...REQUIRED, ...ADDITIONAL], { ...additional, ...required });
	if (texts instanceof Refusal) return texts;
	return missingField(texts, REQUIRED) ?? (texts as ContactTexts);
}

/** Adds a respondent to a collector's contact list, and thereby invites that person. */
export const addToCollector: Operation = {
	properties: [collectorProperty, email, crk, additionalFields, contactOptions],
	authenticated: true,

	async prepare(item) {
		const collector = item.collector();
		const fields = readContact(item);
		const options = item.options();
		const shown = fields instanceof Refusal ? { crk: fieldText(CRK, item.value(crk)) } : fields;
		const echo = known({ collectorId: collector instanceof Refusal ? collector : collector.id, ...shown });
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
					unique: true,
					slashInValue: false,
					...(options.sendOnce ? { historyKey: [baseUrl, ...key].join(' '), ignoreHistory: options.ignoreHistory } : {}),
				},
			},
		};
	},

	answer({ outcome, notification, statusCode, attempts }, { collectorId = '', email = '', crk = '', url }) {
		if (outcome === 'preview') return { outcome, collectorId, email, crk, url: url ?? '' };
		return {
			outcome,
			collectorId,
			email,
			crk,
			...(notification === undefined ? {} : { notification }),
			...(statusCode === undefined ? {} : { statusCode }),
			attempts,
		};
	},
};
