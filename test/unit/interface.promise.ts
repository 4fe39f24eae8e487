/**
 * What saved workflows refer to for ever: names, types, defaults, choices, and when a parameter is shown.
 * A workflow leaves out what equals the default, so a default is part of the promise, too. Labels and
 * descriptions are not: n8n reads them anew each time.
 */

import type {
	ICredentialType,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** What is promised, by what it is promised of. */
export type Promises = Readonly<Record<string, string>>;

type Entry = [subject: string, promise: string];
type Member = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** Hold nothing that a workflow could refer to. */
const ONLY_SHOWN: ReadonlySet<string> = new Set(['notice', 'callout']);

function isProperty(member: Member): member is INodeProperties {
	return 'type' in member;
}

function shown(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function conditions({ displayOptions }: Pick<INodeProperties, 'displayOptions'>): string {
	const listed = (rules: object | undefined, sign: string) =>
		Object.entries(rules ?? {}).map(
			([name, values]) => `${name}${sign}${(values as unknown[]).map(shown).join('|')}`,
		);
	return [...listed(displayOptions?.show, '='), ...listed(displayOptions?.hide, '≠')]
		.sort()
		.join(', ');
}

function shapeOf({
	type,
	default: fallback,
	required,
	noDataExpression,
	typeOptions,
}: INodeProperties): string {
	const { minValue, maxValue, multipleValues } = typeOptions ?? {};
	return [
		type,
		`default ${JSON.stringify(fallback)}`,
		...(required === true ? ['required'] : []),
		...(noDataExpression === true ? ['no expression'] : []),
		...(minValue === undefined && maxValue === undefined
			? []
			: [`from ${minValue} to ${maxValue}`]),
		...(multipleValues === true ? ['several'] : []),
	].join(', ');
}

function ofMember(path: string, where: string, member: Member): Entry[] {
	if (isProperty(member)) return ofProperty(path, where, member);
	if ('values' in member)
		return member.values.flatMap((value) => ofProperty(`${path}${member.name}.`, where, value));
	return [];
}

/** @param path what the parameter lies in, ending with a dot */
function ofProperty(path: string, where: string, property: INodeProperties): Entry[] {
	if (ONLY_SHOWN.has(property.type)) return [];
	const place = [where, conditions(property)].filter((part) => part !== '').join(', ');
	const subject = `parameter ${path}${property.name}${place === '' ? '' : ` (${place})`}`;
	const choices = ['options', 'multiOptions'].includes(property.type)
		? (property.options as INodePropertyOptions[])
		: [];
	const members = choices.length === 0 ? (property.options ?? []) : [];
	return [
		[subject, shapeOf(property)],
		...choices.map(({ value }): Entry => [`${subject}: choice ${value}`, 'offered']),
		...(property.modes ?? []).map(({ name, type }): Entry => [`${subject}: mode ${name}`, type]),
		...members.flatMap((member) => ofMember(`${path}${property.name}.`, place, member)),
	];
}

function ofNode({
	name,
	version,
	inputs,
	outputs,
	usableAsTool,
	credentials = [],
	webhooks = [],
	properties,
}: INodeTypeDescription): Entry[] {
	const entries: Entry[] = [
		['name', 'stored as the type of each node'],
		...[version].flat().map((number): Entry => [`version ${number}`, 'stored with each node']),
		['inputs', String(inputs)],
		['outputs', String(outputs)],
		...(usableAsTool === undefined ? [] : [['tool', 'can be connected to an AI Agent'] as Entry]),
		...credentials.map((entry): Entry => [
			`credential ${entry.name}`,
			conditions(entry) || 'always shown',
		]),
		// The address was pasted into another service, where nobody changes it when the package is updated.
		...webhooks.map((hook): Entry => [
			`address ${hook.name}`,
			`${String(hook.httpMethod)} ${hook.path}`,
		]),
		...properties.flatMap((property) => ofProperty('', '', property)),
	];
	return entries.map(([subject, promise]) => [`node ${name}: ${subject}`, promise]);
}

function ofCredential({ name, properties }: ICredentialType): Entry[] {
	const entries: Entry[] = [
		['name', 'stored with each node'],
		...properties.flatMap((property) => ofProperty('', '', property)),
	];
	return entries.map(([subject, promise]) => [`credential ${name}: ${subject}`, promise]);
}

/** What the package promises now. */
export function promisesOf(
	packageName: string,
	nodes: ReadonlyArray<Pick<INodeType, 'description'>>,
	credentials: readonly ICredentialType[],
): Promises {
	const entries: Entry[] = [
		[`package ${packageName}`, 'stands in front of the type of each node'],
		...nodes.flatMap(({ description }) => ofNode(description)),
		...credentials.flatMap(ofCredential),
	];
	const promises = Object.fromEntries(entries);
	if (Object.keys(promises).length < entries.length)
		throw new Error('Two parameters with one name are shown at once');
	return promises;
}

const WHY =
	'Saved workflows refer to it for ever: after an update they would lose what people set there, without a word. ' +
	'New behaviour comes with a new version of the node, which keeps the old names for the workflows that were saved with the old version.';

/** A sentence for each promise that would be broken. */
export function broken(recorded: Promises, now: Promises): string[] {
	return Object.entries(recorded).flatMap(([subject, promise]) => {
		const today = now[subject];
		if (today === promise) return [];
		return today === undefined
			? [
					`"${subject}" is gone, has another name, or is shown at another place. It must not be: bring it back. ${WHY}`,
				]
			: [
					`"${subject}" was "${promise}" and is now "${today}". It must not be: put it back. ${WHY}`,
				];
	});
}

/** A sentence for each promise that nobody has recorded. */
export function unrecorded(recorded: Promises, now: Promises): string[] {
	return Object.keys(now)
		.filter((subject) => !(subject in recorded))
		.map(
			(subject) =>
				`"${subject}" is new. Once released it stays for ever, so look at its name again; then record it with "npm run interface" and commit test/unit/interface.snapshot.json.`,
		);
}
