/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/**
 * The parts of the documents that list what the code knows: fields, operations, options, messages. A test
 * compares them with the files, `npm run readme` writes them.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { allOperations, RESOURCES } from '../../nodes/SurveyLab/actions/operations';
import { triggerProperties } from '../../nodes/SurveyLab/completion/properties';
import { SURVEY_FIELDS } from '../../nodes/SurveyLab/surveylab/catalogue';
import { everyMessage } from './everyMessage';
import { table, withPart } from './markdown';
import { sourceNames, type GeneratedFile } from './sourcePages';

const ROOT = join(__dirname, '..', '..');

function fields(): string {
	const add =
		allOperations().find(({ name }) => name === 'addToCollector')?.operation.properties ?? [];
	const collectionMembers = (name: string) =>
		(add.find((property) => property.name === name)?.options ?? []).map((option) => option.name);
	const inContact = new Set([
		...add.map(({ name }) => name),
		...collectionMembers('additionalFields'),
	]);
	return table(
		['Field', 'Stored as', 'Add contact (query)', 'Tag response (path)', 'What it is'],
		SURVEY_FIELDS.map((field) => [
			field.label,
			`\`${field.name}\``,
			inContact.has(field.name) ? `\`${field.query}\`` : '–',
			`\`${field.path}\``,
			field.help + (field.maxLength === undefined ? '' : `, at most ${field.maxLength} characters`),
		]),
	);
}

function operations(): string {
	return table(
		['Action', 'Resource → operation', 'Credential', 'What it does'],
		allOperations().map(({ resource, operation: { shown, authenticated } }) => [
			`**${shown.action}**`,
			`${RESOURCES[resource]?.name ?? resource} → ${shown.name}`,
			authenticated ? 'SurveyLab API' : 'none',
			shown.description ?? '',
		]),
	);
}

function shownDefault({ type, default: value, options }: INodeProperties): string {
	if (type === 'boolean') return value === true ? 'on' : 'off';
	if (type === 'options')
		return String(
			options?.find((option) => 'value' in option && option.value === value)?.name ?? value,
		);
	return value === '' ? 'empty' : String(value);
}

function choices({ type, options }: INodeProperties): string {
	if (type !== 'options') return '';
	const named = (options ?? []) as Array<INodePropertyOptions | INodePropertyCollection>;
	return ` ${named.map((option) => `*${option.name}*: ${'description' in option ? option.description : ''}.`).join(' ')}`;
}

function options(): string {
	const byName = new Map<string, { property: INodeProperties; actions: string[] }>();
	for (const { operation } of allOperations()) {
		const collection = operation.properties.find(({ name }) => name === 'options');
		for (const property of (collection?.options ?? []) as INodeProperties[]) {
			const entry = byName.get(property.name) ?? { property, actions: [] };
			entry.actions.push(operation.shown.action);
			byName.set(property.name, entry);
		}
	}
	return table(
		['Option', 'Default', 'For', 'What it does'],
		[...byName.values()].map(({ property, actions }) => [
			property.displayName,
			// An option that is not added is off.
			property.type === 'boolean' ? 'off; on when added' : shownDefault(property),
			actions.length === allOperations().length ? 'all' : actions.join(', '),
			`${(property.description ?? '').replace(/\.$/, '')}.${choices(property)}`,
		]),
	);
}

/** What a person sets in the trigger, options included; not its notice, nor the event, of which there is one. */
function trigger(): string {
	const set = triggerProperties.flatMap((property): INodeProperties[] =>
		property.type === 'collection' ? (property.options as INodeProperties[]) : [property],
	);
	return table(
		['Setting', 'Default', 'What it does'],
		set
			.filter(({ type, name }) => type !== 'notice' && name !== 'event')
			.map((property) => [
				property.displayName,
				shownDefault(property),
				`${(property.description ?? '').replace(/\.$/, '')}.${choices(property)}`,
			]),
	);
}

function messages(): string {
	return table(
		['You read', 'How to go on'],
		everyMessage().map(({ message, description }) => [message, description]),
	);
}

type Blocks = Readonly<Record<string, () => string>>;

/** The pages with generated parts, and each part by the name that its markers carry. */
const PAGES: Readonly<Record<string, Blocks>> = {
	'README.md': { operations, sources: sourceNames },
	'docs/reference.md': { operations, fields, options },
	'docs/messages.md': { messages },
	'docs/trigger.md': { trigger },
};

/** A page with its generated parts as they should be. */
function withBlocks(page: string, blocks: Blocks): string {
	return Object.entries(blocks).reduce(
		(text, [name, block]) => withPart(text, name, block()),
		page,
	);
}

/** Every page with generated parts, as it is and as it should be. */
export function generatedPages(): GeneratedFile[] {
	return Object.entries(PAGES).map(([name, blocks]) => {
		const file = join(ROOT, name);
		const text = readFileSync(file, 'utf8');
		return { file, text, expected: withBlocks(text, blocks) };
	});
}
