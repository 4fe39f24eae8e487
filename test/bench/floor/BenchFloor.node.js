const CREDENTIAL = 'benchFloorApi';

const text = (name) => ({ displayName: name, name, type: 'string', default: '' });

const personIn = (json) => ({
	email: json['ticket.requester.email'],
	firstName: json['ticket.requester.first_name'],
	lastName: json['ticket.requester.last_name'],
	crk: json['ticket.id'],
});

function evaluatedPerson(context, index) {
	const [email, firstName, lastName, crk] = ['email', 'firstName', 'lastName', 'crk'].map((name) =>
		context.getNodeParameter(name, index),
	);
	return { email, firstName, lastName, crk };
}

async function contactSender(context, work) {
	const data = await context.getCredentials(CREDENTIAL, 0);
	const decrypted = { credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data } };
	const [url, cId] = [context.getNodeParameter('url', 0), context.getNodeParameter('cId', 0)];
	return async (json, index) => {
		const person = work === 'contactFromItem' ? personIn(json) : evaluatedPerson(context, index);
		const request = { method: 'GET', url, qs: { cId, ...person } };
		return await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			request,
			decrypted,
		);
	};
}

function surveySender(context, work) {
	const base = work === 'surveyByExpression' ? '' : context.getNodeParameter('url', 0);
	return async (json, index) => {
		if (work === 'surveyByExpression')
			return await context.helpers.httpRequest({ url: context.getNodeParameter('url', index) });
		const { email, firstName, lastName, crk } =
			work === 'surveyFromItem' ? personIn(json) : evaluatedPerson(context, index);
		const person = `email/${encodeURIComponent(email)}/name/${firstName}/surname/${encodeURIComponent(lastName)}/crk/${crk}/`;
		return await context.helpers.httpRequest({ url: base + person });
	};
}

/** The least that a node can do to send these requests: no checks, no answers read, nothing kept. */
class BenchFloor {
	description = {
		displayName: 'Bench Floor',
		name: 'benchFloor',
		group: ['output'],
		version: 1,
		description: 'A bare loop over the request helper',
		defaults: { name: 'Bench Floor' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: CREDENTIAL, required: false }],
		properties: [
			{ displayName: 'work', name: 'work', type: 'string', default: 'contactByExpressions' },
			{ displayName: 'slots', name: 'slots', type: 'number', default: 10 },
			...['url', 'cId', 'email', 'firstName', 'lastName', 'crk'].map(text),
		],
	};

	async execute() {
		const items = this.getInputData();
		const [work, slots] = [this.getNodeParameter('work', 0), this.getNodeParameter('slots', 0)];
		const send = await (work.startsWith('contact')
			? contactSender(this, work)
			: surveySender(this, work));
		const output = new Array(items.length);
		let next = 0;
		const slot = async () => {
			while (next < items.length) {
				const index = next++;
				output[index] = {
					json: { answer: await send(items[index].json, index) },
					pairedItem: { item: index },
				};
			}
		};
		await Promise.all(Array.from({ length: slots }, slot));
		return [output];
	}
}

module.exports = { BenchFloor };
