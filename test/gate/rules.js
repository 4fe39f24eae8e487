// n8n's newer rules for community nodes, which its repository has and its published plugin (0.32.0) has not:
// https://github.com/n8n-io/n8n/tree/master/packages/%40n8n/eslint-plugin-community-nodes/docs/rules
// They are looked for in what n8n loads, the descriptions, and not in source text.

const CATEGORIES = new Set([
	'Analytics',
	'Communication',
	'Data & Storage',
	'Development',
	'Finance & Accounting',
	'Marketing & Content',
	'Miscellaneous',
	'Productivity',
	'Sales',
	'Utility',
]);

const LONGEST_HINT = 120;

/** WCAG's bar for graphics; n8n warns below 1.5. */
const LOWEST_CONTRAST = 3;
const BACKGROUNDS = { light: '#ffffff', dark: '#2b2b2b' };

/** Fields that hold no user's choice, contain others, or decide which others are shown. */
const NOT_ASKED = new Set([
	'collection',
	'fixedCollection',
	'notice',
	'callout',
	'hidden',
	'curlImport',
]);
const SELECTORS = new Set(['resource', 'operation', 'authentication']);

/**
 * Optional, and yet not in a collection: each decides how the fields below it are read, whether anything is
 * sent, or what a respondent sees.
 */
const OPTIONAL_ON_PURPOSE = {
	surveyLab: new Set(['fieldMapping', 'previewOnly', 'crk']),
	surveyLabTrigger: new Set(['event', 'respondentSees', 'pageHeading', 'pageText']),
};

/** Every parameter, those inside collections included. */
function* parameters(properties) {
	for (const property of properties) {
		yield property;
		for (const option of property.options ?? []) {
			if (option.type !== undefined) yield* parameters([option]);
			else if (Array.isArray(option.values)) yield* parameters(option.values);
		}
	}
}

function categories({ codex }) {
	const { categories: given = [], subcategories = {} } = codex;
	const all = [...given, ...Object.keys(subcategories), ...Object.values(subcategories).flat()];
	return given.length === 0 ? ['no category'] : all.filter((category) => !CATEGORIES.has(category));
}

function oneCredential({ description }) {
	const names = (description.credentials ?? []).map(({ name }) => name);
	return names.length > 1 ? [names.join(' and ')] : [];
}

function defaults({ description }) {
	return [...parameters(description.properties)]
		.filter((property) => !('default' in property))
		.map(({ name }) => name);
}

function optionalInCollections({ description }) {
	const onPurpose = OPTIONAL_ON_PURPOSE[description.name] ?? new Set();
	return description.properties
		.filter(({ required, type, name }) => !required && !NOT_ASKED.has(type) && !SELECTORS.has(name))
		.map(({ name }) => name)
		.filter((name) => !onPurpose.has(name));
}

function noOpenJson({ description }) {
	return description.properties
		.filter(({ type, required }) => type === 'json' && !required)
		.map(({ name }) => name);
}

function shortHints({ description }) {
	return [...parameters(description.properties)]
		.filter(({ hint }) => (hint ?? '').length > LONGEST_HINT)
		.map(({ name }) => name);
}

function noFixedIds({ source }) {
	const fixed =
		/\b(?:partner|affiliate|reseller|account|tenant|customer|client)_?id["']?\s*[:=]\s*["'`][^"'`$]+["'`]/gi;
	return source.match(fixed) ?? [];
}

function luminance(colour) {
	const [red, green, blue] = [1, 3, 5]
		.map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
		.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
	const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (bright + 0.05) / (dark + 0.05);
}

/** The best contrast among the icon's colours, which are written as #rgb or #rrggbb; black where it names none. */
function iconContrast({ icons }) {
	return Object.entries(icons).flatMap(([theme, svg]) => {
		const named = [...svg.matchAll(/(?:fill|stroke|stop-color)\s*[=:]\s*["']?(#[0-9a-f]{3,6})/gi)];
		const colours = named.map(([, colour]) =>
			colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour,
		);
		const best = Math.max(
			...(colours.length === 0 ? ['#000000'] : colours).map((colour) =>
				contrast(colour, BACKGROUNDS[theme]),
			),
		);
		return best < LOWEST_CONTRAST ? [`${theme}: ${best.toFixed(2)}`] : [];
	});
}

/** By n8n's names; `no-logic-or-flow-nodes` is one of the categories that are no categories. */
const RULES = {
	'valid-node-categories, no-logic-or-flow-nodes': categories,
	'single-credential-per-node': oneCredential,
	'require-param-default': defaults,
	'non-required-fields-in-collection': optionalInCollections,
	'open-ended-node-fields': noOpenJson,
	'hint-max-length': shortHints,
	'no-hardcoded-ids': noFixedIds,
	'icon-contrast': iconContrast,
};

module.exports = { RULES };
