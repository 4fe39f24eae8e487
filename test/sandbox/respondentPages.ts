import type { FastifyInstance, FastifyReply } from 'fastify';

import { escapeHtml, HTML_TYPE } from './answers';
import type { Jump } from './jump';
import { LONGEST_CRK, type Records } from './records';

const STYLE = `
:root { color-scheme: light dark; --line: #d5dae1; --soft: #5b6472; --back: #fff; --text: #1c2330; --accent: #1f6feb; }
@media (prefers-color-scheme: dark) { :root { --line: #343b47; --soft: #9aa5b5; --back: #14181f; --text: #e6eaf0; --accent: #6ea8ff; } }
* { box-sizing: border-box; }
body { margin: 10vh auto; padding: 1.5rem; max-width: 36rem; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 1rem; font-size: 1.4rem; }
p { color: var(--soft); overflow-wrap: anywhere; }
label { display: block; margin: 1rem 0 .25rem; }
input { width: 100%; padding: .5rem; border: 1px solid var(--line); border-radius: .4rem; font: inherit; }
button { margin-top: 1.25rem; padding: .5rem 1.5rem; border: 1px solid var(--accent); border-radius: .4rem; background: var(--accent); color: var(--back); font: inherit; }
`;

/** The content comes escaped. */
function page(title: string, content: string): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
${content}
</body>
</html>
`;
}

async function send(reply: FastifyReply, status: number, text: string): Promise<unknown> {
	return await reply
		.code(status)
		.headers({
			'content-type': HTML_TYPE,
			'cache-control': 'no-store',
			'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
		})
		.send(text);
}

const surveyPage = (crk: string): string =>
	page(
		'How did we do?',
		`<p>A survey of the stand-in. It asks nothing; only its end matters.</p>
<form method="post" action="/survey">
<label for="crk">Response key</label>
<input id="crk" name="crk" maxlength="${LONGEST_CRK}" value="${escapeHtml(crk)}">
<button>Finish</button>
</form>`,
	);

const lastPage = (): string =>
	page(
		'Thank you for taking part',
		'<p>No website to jump to is set. <a href="/jump">Set one</a></p>',
	);

const jumpPage = (address: string): string =>
	page(
		'Jump to website',
		`<p>Where a respondent's browser goes after the last page. {crk} and {rid} are filled in. Empty: nowhere.</p>
<form method="post" action="/jump">
<label for="address">Address</label>
<input id="address" name="address" value="${escapeHtml(address)}">
<button>Save</button>
</form>
<p><a href="/survey">Complete a survey as a respondent</a></p>`,
	);

/** Of a name given twice, nothing is taken. */
function field(fields: unknown, name: string): string {
	const value = (fields as Record<string, unknown> | undefined)?.[name];
	return typeof value === 'string' ? value : '';
}

/** What a respondent sees and does, and the setting for what comes after it. */
export function respondentPages(app: FastifyInstance, records: Records, jump: Jump): void {
	void app.register((pages, _options, done) => {
		pages.addContentTypeParser<string>(
			'application/x-www-form-urlencoded',
			{ parseAs: 'string' },
			async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
		);

		pages.get('/survey', async (request, reply) =>
			send(reply, 200, surveyPage(field(request.query, 'crk'))),
		);

		pages.post('/survey', async (request, reply) => {
			const crk = field(request.body, 'crk').trim();
			if ([...crk].length > LONGEST_CRK) {
				return await send(reply, 400, page(`crk is longer than ${LONGEST_CRK} characters`, ''));
			}
			const { rid } = records.addCompletion(crk);
			if (jump.address === '') return await send(reply, 200, lastPage());
			return await reply.redirect(jump.filled(crk, rid), 303);
		});

		pages.get('/jump', async (_request, reply) => send(reply, 200, jumpPage(jump.address)));

		pages.post('/jump', async (request, reply) => {
			try {
				jump.set((request.body as { address?: unknown } | undefined)?.address);
			} catch (error) {
				const message = error instanceof Error ? error.message : String(error);
				return await reply.code(400).send({ ok: false, message });
			}
			const isForm = request.headers['content-type']?.startsWith('application/json') !== true;
			return isForm ? await reply.redirect('/jump', 303) : { ok: true };
		});
		done();
	});
}
