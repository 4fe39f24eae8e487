import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { HTML_TYPE } from './answers';
import { maskTokens } from './masking';
import { renderPage } from './page';
import type { RateLimiter, RateLimit } from './rateLimit';
import type { Records } from './records';
import type { Script } from './script';

interface Controls {
	records: Records;
	tokens: readonly string[];
	script: Script;
	limiter: RateLimiter;
	reset: () => void;
}

/** What a person looks at, and what another process scripts the sandbox with. */
export function controlPages(app: FastifyInstance, controls: Controls): void {
	const { records, tokens, script, limiter, reset } = controls;

	const masked = <T>(value: T): T => {
		const sent = records.requests.flatMap(({ token }) => (token === undefined ? [] : [token]));
		return maskTokens(value, [...tokens, ...sent]);
	};

	const attempt = async (reply: FastifyReply, change: () => void): Promise<unknown> => {
		try {
			change();
			return { ok: true };
		} catch (error) {
			return await reply.code(400).send({
				ok: false,
				message: masked(error instanceof Error ? error.message : String(error)),
			});
		}
	};

	// Many clients name a content type even without a body; that is no reason to refuse a reset.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser<string>(
		'*',
		{ parseAs: 'string' },
		async (request: FastifyRequest, body: string) => {
			if (body.trim() === '') return undefined;
			if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
				throw Object.assign(new Error('Send JSON, as application/json'), { statusCode: 415 });
			}
			try {
				return JSON.parse(body) as unknown;
			} catch {
				throw Object.assign(new Error('The body is not JSON'), { statusCode: 400 });
			}
		},
	);

	app.get('/', async (_request, reply) =>
		reply
			.headers({
				'content-type': HTML_TYPE,
				'cache-control': 'no-store',
				'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
			})
			.send(
				renderPage({
					...masked({
						contacts: records.contacts,
						tags: records.tags,
						actions: records.actions,
						refusedRepeats: records.refusedRepeats,
						completions: records.completions,
					}),
					requestCount: records.requests.length,
				}),
			),
	);

	app.get('/requests.json', async (_request, reply) =>
		reply.header('cache-control', 'no-store').send(
			masked({
				contacts: records.contacts,
				tags: records.tags,
				actions: records.actions,
				refusedRepeats: records.refusedRepeats,
				completions: records.completions,
				requests: records.requests,
			}),
		),
	);

	app.post<{ Body: unknown }>('/script', async (request, reply) =>
		attempt(reply, () => {
			const { faults } = (request.body ?? {}) as { faults?: unknown };
			if (!Array.isArray(faults)) throw new TypeError('faults must be a list');
			script.add(faults);
		}),
	);

	app.post<{ Body: unknown }>('/limit', async (request, reply) =>
		attempt(reply, () => {
			const given = request.body ?? {};
			const none = typeof given === 'object' && Object.keys(given).length === 0;
			limiter.set(none ? undefined : (given as RateLimit));
		}),
	);

	app.post('/reset', async (_request, reply) => attempt(reply, reset));
}
