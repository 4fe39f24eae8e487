/**
 * The secret of a trigger, for some seconds. n8n starts an engine for expressions whenever a webhook asks
 * for a credential: that takes longer than everything else a completion asks for.
 */

/** So long an old secret counts after the credential was changed. */
const KEPT_MS = 10_000;

interface Known {
	readonly secret: Promise<string>;
	readonly until: number;
}

const knownByTrigger = new Map<string, Known>();

/**
 * @param trigger names the node and its credential among all of this n8n
 * @param read asks n8n, empty for none; calls that come together ask once
 */
export async function knownSecret(trigger: string, read: () => Promise<string>): Promise<string> {
	const known = knownByTrigger.get(trigger);
	if (known !== undefined && known.until > Date.now()) return await known.secret;
	const secret = read();
	knownByTrigger.set(trigger, { secret, until: Date.now() + KEPT_MS });
	// Perhaps n8n could not give it just now.
	if ((await secret) === '') knownByTrigger.delete(trigger);
	return await secret;
}
