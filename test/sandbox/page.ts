import { escapeHtml } from './answers';
import type {
	RecordedAction,
	RecordedCompletion,
	RecordedContact,
	RecordedTag,
	RefusedRepeat,
} from './records';
import { CUSTOM_NAMES } from './records';

export interface PageRecords {
	contacts: readonly RecordedContact[];
	tags: readonly RecordedTag[];
	actions: readonly RecordedAction[];
	refusedRepeats: readonly RefusedRepeat[];
	completions: readonly RecordedCompletion[];
	requestCount: number;
}

// The page reloads every two seconds and has to stay light during a load test.
const MOST_ROWS = 200;

const STYLE = `
:root { color-scheme: light dark; --line: #d5dae1; --soft: #5b6472; --back: #fff; --head: #f3f5f8; --text: #1c2330; --accent: #1f6feb; }
@media (prefers-color-scheme: dark) { :root { --line: #343b47; --soft: #9aa5b5; --back: #14181f; --head: #1d232d; --text: #e6eaf0; --accent: #6ea8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 90rem; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.4rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
p { margin: .25rem 0 0; color: var(--soft); }
a { color: var(--accent); }
ul { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
li { padding: .5rem .9rem; border: 1px solid var(--line); border-radius: .5rem; color: var(--soft); }
li b { margin-right: .4rem; color: var(--accent); font-size: 1.15rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: var(--head); color: var(--soft); font-weight: 600; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
`;

const time = (at: number): string => new Date(at).toISOString().slice(11, 19);

const pairs = (fields: Record<string, string | undefined>): string =>
	Object.entries(fields)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `${escapeHtml(name)}: ${escapeHtml(value ?? '')}`)
		.join('<br>');

const text = (value = ''): string => escapeHtml(value);

/** Cells come escaped. */
function table(title: string, heads: string[], rows: string[][]): string {
	const shown = rows.slice(-MOST_ROWS).reverse();
	const note = rows.length > MOST_ROWS ? `<p>The newest ${MOST_ROWS} of ${rows.length}.</p>` : '';
	const body =
		shown.length === 0
			? `<tr><td colspan="${heads.length}">Nothing yet.</td></tr>`
			: shown
					.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
					.join('\n');
	return `<section>
<h2>${title}</h2>${note}
<div class="scroll"><table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>
</section>`;
}

const contactRow = (contact: RecordedContact): string[] => [
	time(contact.at),
	text(contact.collectorId),
	text(contact.email),
	text(contact.crk),
	text([contact.firstName, contact.lastName].filter(Boolean).join(' ')),
	text(contact.phone),
	text(contact.language),
	text(contact.referrer),
	pairs(Object.fromEntries(CUSTOM_NAMES.map((name) => [name, contact[name]]))),
	`<a href="/survey?crk=${text(encodeURIComponent(contact.crk))}">Complete as respondent</a>`,
];

const tagRow = (tag: RecordedTag): string[] => [
	time(tag.at),
	text(tag.collectorId),
	text(tag.lng),
	pairs(tag.fields),
];

const actionRow = (action: RecordedAction): string[] => [
	time(action.at),
	text(action.action),
	text(action.collectorId),
	text(action.source),
];

const completionRow = (completion: RecordedCompletion): string[] => [
	time(completion.at),
	text(completion.crk),
	String(completion.rid),
];

export function renderPage(records: PageRecords): string {
	const counts: Array<[number, string]> = [
		[records.contacts.length, 'contacts'],
		[records.tags.length, 'tagged responses'],
		[records.actions.length, 'collector actions'],
		[records.refusedRepeats.length, 'refused repeats'],
		[records.completions.length, 'completed surveys'],
		[records.requestCount, 'requests'],
	];
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SurveyLab stand-in</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<h1>SurveyLab stand-in</h1>
<p>What arrived here, newest first. Times are UTC.</p>
<p><a href="/survey">Complete a survey as a respondent</a>, or set the <a href="/jump">website to jump to</a> after it.</p>
<ul>
${counts.map(([count, name]) => `<li><b>${count}</b>${name}</li>`).join('\n')}
</ul>
${table(
	'Contacts',
	[
		'Time',
		'Collector',
		'E-mail',
		'Response key',
		'Name',
		'Phone',
		'Language',
		'Referrer',
		'Custom fields',
		'Survey',
	],
	records.contacts.map(contactRow),
)}
${table('Tagged responses', ['Time', 'Collector', 'Survey language', 'Fields'], records.tags.map(tagRow))}
${table('Collector actions', ['Time', 'Action', 'Collector', 'Source'], records.actions.map(actionRow))}
${table('Completed surveys', ['Time', 'Response key', 'Response id'], records.completions.map(completionRow))}
</body>
</html>
`;
}
