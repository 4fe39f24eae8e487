/**
 * Remembers the secret of each trigger for some seconds. n8n starts an engine for expressions whenever a webhook
 * asks for a credential, which takes longer than the rest of a response.
 */

/** An old secret still counts for this long after the credential was changed. */
const KEPT_MS = 10_000;

interface Entry {
	readonly secret: Promise<string>;
	readonly until: number;
}

const entries = new Map<string, Entry>();

/**
 * @param trigger names the node and its credential among all of this n8n
 * @param read asks n8n, empty for none; requests that come together ask once
 */
export async function cachedSecret(trigger: string, read: () => Promise<string>): Promise<string> {
	const entry = entries.get(trigger);
	if (entry !== undefined && entry.until > Date.now()) return await entry.secret;
	const secret = read();
	entries.set(trigger, { secret, until: Date.now() + KEPT_MS });
	// An empty secret is not kept: n8n may be able to give the secret the next time.
	if ((await secret) === '') entries.delete(trigger);
	return await secret;
}
