import { createHash } from 'crypto';

/** 96 bits of SHA-256: n8n can save thousands of them with an execution, and two texts do not get the same one. */
export function hashOf(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
