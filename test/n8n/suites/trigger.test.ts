/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { htmlOf } from '../../../nodes/SurveyLab/completion/page';
import {
	secretIsUsable,
	secretMessages,
	trialPages,
	websiteMessages,
	wrongMethodText,
} from '../../../nodes/SurveyLab/completion/texts';
import { attacksOn, MARK } from '../attacks';
import {
	call,
	pathOf,
	surveyLabTrigger,
	TRIGGER_CREDENTIAL_TYPE,
	TRIGGER_NAME,
	type BrowserRequest,
	type BrowserResponse,
} from '../completions';
import { ExecutionRecord } from '../execution';
import type { StoredWorkflow } from '../harness';
import { inRow, noOperation, type CredentialReference } from '../workflows';
import { testedInstallations, useStage } from './support';

const SECRET = 'aG9-correct.Horse_battery~staple7';
const WEBSITE = 'https://www.example.com/thank-you?from=survey';
const HEADING = 'Thank <you> & "bye"!';
const TEXT = "It's <b>over</b>.\nSee you, $& ${1} {{ $json.crk }}";
const THANKS = htmlOf({
	heading: 'Thank you!',
	text: 'Your answers have been received. You can close this page.',
});

const POLL_MS = 100;
const POLLS = 300;

describe.each(testedInstallations())('trigger in n8n %s', (name) => {
	const stage = useStage(name);
	let credential: CredentialReference;

	const newCredential = async (secret: string) =>
		await stage().n8n.createCredential({
			name: 'Survey address',
			type: TRIGGER_CREDENTIAL_TYPE,
			data: { secret },
		});

	beforeAll(async () => {
		credential = await newCredential(SECRET);
	});

	/** A workflow that is ready for completions, and the ways to reach and to read it. */
	class Circle {
		private constructor(private stored: StoredWorkflow) {}

		static workflow(parameters: INodeParameters = {}, own: CredentialReference = credential) {
			return inRow('Survey completed', surveyLabTrigger(parameters, own), noOperation('Next'));
		}

		static async published(parameters: INodeParameters = {}): Promise<Circle> {
			return new Circle(await stage().n8n.createActive(Circle.workflow(parameters)));
		}

		static async saved(parameters: INodeParameters = {}): Promise<Circle> {
			return new Circle(await stage().n8n.createWorkflow(Circle.workflow(parameters)));
		}

		get id(): string {
			return this.stored.id;
		}

		get path(): string {
			return this.pathFor('webhook');
		}

		pathFor(mode: 'webhook' | 'webhook-test'): string {
			const [trigger] = this.stored.nodes;
			if (trigger === undefined) throw new Error('The workflow is empty');
			return pathOf(trigger, mode);
		}

		async call(query: string, more: Partial<BrowserRequest> = {}): Promise<BrowserResponse> {
			return await call(stage().n8n.url, { target: `${this.path}${query}`, ...more });
		}

		async complete(crk: string, more: Partial<BrowserRequest> = {}): Promise<BrowserResponse> {
			return await this.call(`?crk=${crk}&rid=1&key=${SECRET}`, more);
		}

		async publishAgain(): Promise<void> {
			this.stored = await stage().n8n.activate(this.stored);
		}

		/** As the editor saves what a person has changed, and publishes it. */
		async change(parameters: INodeParameters): Promise<void> {
			const { n8n } = stage();
			const { versionId, ...workflow } = await n8n.readWorkflow(this.id);
			const [trigger, ...others] = workflow.nodes;
			if (trigger === undefined) throw new Error('The workflow is empty');
			const nodes = [
				{ ...trigger, parameters: { ...trigger.parameters, ...parameters } },
				...others,
			];
			const { name: title, connections, settings } = workflow;
			await n8n.rest('PATCH', `/rest/workflows/${this.id}`, {
				name: title,
				nodes,
				connections,
				settings,
				versionId,
			});
			this.stored = await n8n.activate(await n8n.readWorkflow(this.id));
		}

		async executionIds(): Promise<string[]> {
			const filter = encodeURIComponent(JSON.stringify({ workflowId: this.id }));
			const { results } = await stage().n8n.rest<{ results: Array<{ id: string }> }>(
				'GET',
				`/rest/executions?filter=${filter}`,
			);
			return [...new Set(results.map(({ id }) => id))];
		}

		/** n8n lists one that ends just then as running and as ended. */
		async recorded(): Promise<ExecutionRecord[]> {
			const executions = await stage().n8n.executions(this.id);
			return [
				...new Map(
					executions.map((execution) => [execution.id, new ExecutionRecord(execution)]),
				).values(),
			];
		}

		/** The oldest first, once there are so many of them, and all have ended; n8n shows data before status and status before data. */
		async executions(count: number): Promise<ExecutionRecord[]> {
			for (let poll = 0; poll < POLLS; poll += 1) {
				const records = await this.recorded();
				const ended = records.every(
					(record) => record.execution.status !== 'running' && record.outputs('Next').length > 0,
				);
				if (records.length >= count && ended) {
					return records.sort((a, b) => Number(a.execution.id) - Number(b.execution.id));
				}
				await sleep(POLL_MS);
			}
			const statuses = (await this.recorded()).map(({ execution }) => execution.status);
			throw new Error(
				`There are no ${count} executions that have come to their end: ${statuses.join(', ')}`,
			);
		}

		/** What all executions began with. A completion that certainly counts comes last, so that none before it is missed. */
		async items(count: number): Promise<IDataObject[]> {
			await this.complete('the-last-one');
			const executions = await this.executions(count + 1);
			const items = executions.map((record) => {
				expect(record.execution.status).toBe('success');
				const [own = []] = record.outputs(TRIGGER_NAME);
				expect(record.outputs('Next')).toMatchObject([own]);
				expect(own).toHaveLength(1);
				return own[0]?.json ?? {};
			});
			expect(items.filter(({ crk }) => crk === 'the-last-one')).toHaveLength(1);
			return items.filter(({ crk }) => crk !== 'the-last-one');
		}

		async keys(count: number): Promise<unknown[]> {
			return (await this.items(count)).map(({ crk }) => crk);
		}
	}

	describe("n8n's test of its credential", () => {
		const test = async (secret: string) =>
			await stage().n8n.testCredential({
				...credential,
				type: TRIGGER_CREDENTIAL_TYPE,
				data: { secret },
			});

		it('passes with a secret that can be used', async () => {
			expect(await test(SECRET)).toMatchObject({ status: 'OK', message: secretIsUsable });
		});

		it.each<[keyof typeof secretMessages, string]>([
			['short', 'short'],
			['characters', 'with spaces & signs in it'],
			['long', 'x'.repeat(129)],
			['empty', ''],
		])('tells that the secret is not: %s', async (fault, secret) => {
			const { message, description } = secretMessages[fault];
			expect(await test(secret)).toMatchObject({
				status: 'Error',
				message: `${message}. ${description}`,
			});
		});
	});

	describe('publishing is refused', () => {
		async function expectRefused(
			workflow: ReturnType<typeof Circle.workflow>,
			message: string,
		): Promise<void> {
			const { n8n } = stage();
			await expect(n8n.createActive(workflow)).rejects.toThrow(message);
			const [trigger] = workflow.nodes;
			const target = trigger === undefined ? '' : `${pathOf(trigger)}?crk=K-1&key=${SECRET}`;
			expect(await call(n8n.url, { target })).toMatchObject({ status: 404 });
		}

		it.each([
			['http://www.example.com', websiteMessages.notHttps.message],
			['={{ $json.query.url }}', websiteMessages.expression.message],
			['=https://www.example.com/{{ $json.query.page }}', websiteMessages.expression.message],
		])('with the website %s', async (redirectUrl, message) => {
			await expectRefused(Circle.workflow({ respondentSees: 'redirect', redirectUrl }), message);
		});

		it.each<[string, keyof typeof secretMessages]>([
			['short', 'short'],
			['with spaces & signs in it', 'characters'],
		])('with the secret "%s"', async (secret, fault) => {
			await expectRefused(
				Circle.workflow({}, await newCredential(secret)),
				secretMessages[fault].message,
			);
		});
	});

	describe('a completed survey', () => {
		it('starts the workflow with one item, and the secret is nowhere in it', async () => {
			const circle = await Circle.published();
			const since = Date.now();
			const { status, body } = await circle.call(`?crk=zendesk-48213&rid=991&key=${SECRET}`);
			expect({ status, body }).toEqual({ status: 200, body: THANKS });
			const [record] = await circle.executions(1);
			expect(record?.execution.mode).toBe('webhook');
			expect(JSON.stringify(record?.execution)).not.toContain(SECRET);
			const items = await circle.items(1);
			const receivedAt = String(items[0]?.receivedAt);
			expect(items).toEqual([{ crk: 'zendesk-48213', responseId: '991', receivedAt, query: {} }]);
			expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(since);
			expect(Date.parse(receivedAt)).toBeLessThanOrEqual(Date.now());
		});

		it('hands on what a person adds to the address', async () => {
			const circle = await Circle.published();
			await circle.call(`?survey=nps&crk=Za%C5%BC+1&rid=2&key=${SECRET}&utm_source=a%26b&flag`);
			const query = { survey: 'nps', utm_source: 'a&b', flag: '' };
			expect(await circle.items(1)).toMatchObject([{ crk: 'Zaż 1', responseId: '2', query }]);
		});

		it('shows the page of the node, as text and nothing else', async () => {
			const circle = await Circle.published({ pageHeading: HEADING, pageText: TEXT });
			const { status, headers, body } = await circle.complete('K-1', {
				headers: { 'accept-encoding': 'identity' },
			});
			expect(status).toBe(200);
			expect(body).toBe(htmlOf({ heading: HEADING, text: TEXT }));
			expect(body).toContain('<h1>Thank &lt;you&gt; &amp; &quot;bye&quot;!</h1>');
			expect(body).not.toMatch(/<b>|<script/);
			expect(headers).toMatchObject({
				'content-type': 'text/html; charset=utf-8',
				'cache-control': 'no-store',
				'referrer-policy': 'no-referrer',
				'x-robots-tag': 'noindex',
				'x-content-type-options': 'nosniff',
				'content-security-policy': expect.stringMatching(
					/^default-src 'none'; style-src 'sha256-/,
				) as unknown,
			});
			expect(headers).not.toHaveProperty('set-cookie');
			expect(headers).not.toHaveProperty('etag');
		});

		it('leads to the website of the node and to no other', async () => {
			const circle = await Circle.published({ respondentSees: 'redirect', redirectUrl: WEBSITE });
			const elsewhere = `redirectUrl=//evil.example&url=https:%2F%2Fevil.example&respondentSees=page`;
			const headers = {
				host: 'evil.example',
				'x-forwarded-host': 'evil.example',
				referer: 'https://evil.example',
			};
			const replies = [
				await circle.complete('K-1'),
				await circle.call(`?crk=K-2&key=${SECRET}&${elsewhere}`),
				await circle.complete('K-3', { headers }),
				await circle.call('', {
					target: `http://evil.example${circle.path}?crk=K-4&key=${SECRET}`,
				}),
			];
			for (const { status, headers: given, body } of replies) {
				expect({ status, location: given.location, body }).toEqual({
					status: 302,
					location: WEBSITE,
					body: '',
				});
				expect(given).toMatchObject({
					'cache-control': 'no-store',
					'referrer-policy': 'no-referrer',
				});
			}
			expect(await circle.keys(4)).toEqual(['K-1', 'K-2', 'K-3', 'K-4']);
		});

		it('counts only with a person behind it', async () => {
			const circle = await Circle.published();
			const agents = [
				'',
				'Slackbot-LinkExpanding 1.0',
				'WhatsApp/2.23.20.0 A',
				'SkypeUriPreview Preview/0.5',
				'facebookexternalhit/1.1',
				'Mozilla/5.0 (compatible; bingbot/2.0)',
			];
			for (const agent of agents) {
				expect(
					await circle.complete('preview', { headers: { 'user-agent': agent } }),
				).toMatchObject({ status: 200, body: THANKS });
			}
			expect(await circle.complete('preview', { method: 'HEAD' })).toMatchObject({
				status: 200,
				body: '',
			});
			expect(
				await circle.complete('prefetch', { headers: { 'sec-purpose': 'prefetch' } }),
			).toMatchObject({ status: 503, body: '' });
			await circle.complete('K-1');
			expect(await circle.keys(1)).toEqual(['K-1']);
		});

		it('counts without a person where previews are not ignored, but not for HEAD', async () => {
			const circle = await Circle.published({ options: { ignorePreviews: false } });
			await circle.complete('K-1', { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0' } });
			await circle.complete('K-2', { method: 'HEAD' });
			expect(await circle.keys(1)).toEqual(['K-1']);
		});

		it('counts only with an accepted key, while every respondent sees the page', async () => {
			const circle = await Circle.published({
				options: { acceptedKeys: 'zendesk-*, the-last-*, *-eu' },
			});
			const statuses: number[] = [];
			for (const crk of ['zendesk-1', 'Zendesk-2', 'jira-3', '4-eu', ''])
				statuses.push((await circle.complete(crk)).status);
			expect(statuses).toEqual([200, 200, 200, 200, 200]);
			expect(await circle.keys(2)).toEqual(['zendesk-1', '4-eu']);
		});
	});

	it('starts nothing for hostile calls, thanks whoever comes with a browser, and gives nothing of them back', async () => {
		const circle = await Circle.published({ pageHeading: 'Thanks', pageText: 'Bye.' });
		const ours = {
			thanks: { status: 200, body: htmlOf({ heading: 'Thanks', text: 'Bye.' }) },
			'wrong method': { status: 405, body: wrongMethodText },
		};
		const rows: string[] = [];
		for (const { title, answer, call: hostile, answeredBy } of attacksOn({
			path: circle.path,
			secret: SECRET,
		})) {
			const { status, headers, body } = await call(stage().n8n.url, hostile);
			const started = (await circle.executionIds()).length;
			const echoes = [body, headers.location, headers['set-cookie']].some(
				(text) => text?.includes(MARK) === true,
			);
			rows.push(
				`${String(rows.length + 1).padStart(2)}. ${title}: ${status}${answeredBy === undefined ? '' : ` (${answeredBy})`}, ${started === 0 ? 'no execution started' : 'EXECUTION STARTED'}`,
			);
			expect([title, started, echoes]).toEqual([title, 0, false]);
			const expected = typeof answer === 'number' ? { status: answer, body } : ours[answer];
			const shown = hostile.method === 'HEAD' ? { ...expected, body: '' } : expected;
			expect([title, { status, body }]).toEqual([title, shown]);
		}
		expect(rows.length).toBeGreaterThanOrEqual(30);
		expect(await circle.items(0)).toEqual([]);
		process.stdout.write(`\n${rows.length} hostile calls, n8n ${name}:\n${rows.join('\n')}\n`);
	});

	it('sends whoever lacks the secret on to the website like any respondent', async () => {
		const circle = await Circle.published({ respondentSees: 'redirect', redirectUrl: WEBSITE });
		const headersOf = ({ headers }: BrowserResponse) => ({ ...headers, date: undefined });
		const right = await circle.complete('K-1');
		for (const query of ['', '?crk=K-2&rid=1', '?crk=K-3&rid=1&key=wrong', `?key=${SECRET}`]) {
			const reply = await circle.call(query);
			expect(reply).toMatchObject({ status: 302, body: '' });
			expect(headersOf(reply)).toEqual(headersOf(right));
		}
		expect(await circle.keys(1)).toEqual(['K-1']);
	});

	describe('Only Once per Response Key', () => {
		it('starts the workflow once, also when many calls come together', async () => {
			const circle = await Circle.published({ options: { onlyOnce: true } });
			for (let time = 0; time < 3; time += 1)
				expect(await circle.complete('K-1')).toMatchObject({ status: 200, body: THANKS });
			const replies = await Promise.all(
				Array.from({ length: 20 }, async () => await circle.complete('K-2')),
			);
			expect(replies.map(({ status, body }) => status === 200 && body === THANKS)).toEqual(
				replies.map(() => true),
			);
			await Promise.all(
				['K-3', 'K-4', 'K-5', 'K-3', 'K-4', 'K-5'].map(async (crk) => await circle.complete(crk)),
			);
			expect((await circle.keys(5)).sort()).toEqual(['K-1', 'K-2', 'K-3', 'K-4', 'K-5']);
		});

		it('is not on by itself', async () => {
			const circle = await Circle.published();
			for (let time = 0; time < 2; time += 1) await circle.complete('K-1');
			expect(await circle.keys(2)).toEqual(['K-1', 'K-1']);
		});
	});

	describe('while a person listens for a test event', () => {
		const listen = async (circle: Circle) => {
			const { n8n } = stage();
			const workflowData = await n8n.readWorkflow(circle.id);
			return await n8n.rest('POST', `/rest/workflows/${circle.id}/run`, {
				workflowData,
				triggerToStartFrom: { name: TRIGGER_NAME },
			});
		};

		it('says what is missing, and takes one completion; what starts nothing does not use it up', async () => {
			const { n8n } = stage();
			const circle = await Circle.saved({ options: { onlyOnce: true } });
			const target = circle.pathFor('webhook-test');
			const opened = async (query: string, more: Partial<BrowserRequest> = {}) =>
				await call(n8n.url, { target: `${target}${query}`, ...more });
			const right = `?crk=test&rid=1&key=${SECRET}`;
			const pages: Array<[query: string, page: keyof typeof trialPages]> = [
				['', 'secretMissing'],
				['?crk=test&rid=1&key=', 'secretMissing'],
				['?crk=test&rid=1&key=wrong', 'secretWrong'],
				[`?crk={crk}&rid={rid}&key=${SECRET}`, 'placeholdersUnfilled'],
				[`?key=${SECRET}`, 'keyMissing'],
			];
			for (let time = 1; time <= 2; time += 1) {
				expect(await opened(right)).toMatchObject({ status: 404 });
				expect(await listen(circle)).toEqual({ waitingForWebhook: true });
				for (const [query, page] of pages) {
					const { status, body } = await opened(query);
					expect([query, status, body]).toEqual([query, 200, htmlOf(trialPages[page])]);
				}
				expect(await opened(right, { method: 'POST' })).toMatchObject({ status: 405 });
				expect(await opened(right, { method: 'HEAD' })).toMatchObject({ status: 200 });
				expect(await opened(right, { headers: { 'user-agent': 'Slackbot 1.0' } })).toMatchObject({
					status: 200,
					body: THANKS,
				});
				expect(await circle.executionIds()).toHaveLength(time - 1);
				expect(await opened(right)).toMatchObject({ status: 200, body: THANKS });
				const records = await circle.executions(time);
				expect(records.map(({ execution }) => [execution.mode, execution.status])).toEqual(
					records.map(() => ['manual', 'success']),
				);
				expect(records.at(-1)?.outputs(TRIGGER_NAME)).toMatchObject([
					[{ json: { crk: 'test', responseId: '1', query: {} } }],
				]);
				expect(JSON.stringify(records.at(-1)?.execution)).not.toContain(SECRET);
			}
			expect(await opened(right)).toMatchObject({ status: 404 });
			expect(await circle.executionIds()).toHaveLength(2);
		});

		it('does not listen with a website that cannot be used', async () => {
			const circle = await Circle.saved({
				respondentSees: 'redirect',
				redirectUrl: 'http://www.example.com',
			});
			await expect(listen(circle)).rejects.toThrow(websiteMessages.notHttps.message);
		});
	});

	it('keeps its address and its memory: unpublished, saved again, restarted', async () => {
		const { n8n } = stage();
		const circle = await Circle.published({ options: { onlyOnce: true } });
		const { path } = circle;
		await circle.complete('K-1');

		await n8n.deactivate(circle.id);
		expect(await call(n8n.url, { target: `${path}?crk=K-2&key=${SECRET}` })).toMatchObject({
			status: 404,
		});
		await circle.publishAgain();
		await circle.complete('K-2');

		await circle.change({ pageHeading: 'Changed', pageText: '' });
		expect(circle.path).toBe(path);
		expect(await circle.complete('K-3')).toMatchObject({
			status: 200,
			body: htmlOf({ heading: 'Changed', text: '' }),
		});

		// What n8n is in the middle of would break off.
		await circle.executions(3);
		await n8n.restart();
		expect(
			n8n.log.filter(({ level, message }) => level === 'error' && message.includes('activat')),
		).toEqual([]);
		for (const crk of ['K-1', 'K-2', 'K-3', 'K-4', 'K-4'])
			expect(await circle.complete(crk)).toMatchObject({ status: 200 });
		expect(await circle.keys(4)).toEqual(['K-1', 'K-2', 'K-3', 'K-4']);
	});

	// Last, because it looks at the traces of all that went before.
	it('the secret is nowhere in what n8n stored or wrote', async () => {
		const { n8n } = stage();
		await n8n.stop();
		const readings = [...n8n.databaseFiles.map((file) => readFileSync(file, 'latin1')), n8n.output];
		expect(readings.some((text) => text.includes('zendesk-48213'))).toBe(true);
		expect(readings.map((text) => text.includes(SECRET))).toEqual(readings.map(() => false));
	});
});
