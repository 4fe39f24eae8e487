/** "Accepted Response Keys": which keys start the workflow. Pure. */

/** In `zendesk-*-pl`, a key begins with the first part and ends with the last; others stand in between, in order. */
function matchesPattern(key: string, pattern: string): boolean {
	const [start = '', ...others] = pattern.split('*');
	const end = others.pop();
	if (end === undefined) return key === pattern;
	if (!key.startsWith(start)) return false;
	let at = start.length;
	for (const part of others) {
		const found = key.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return key.length - end.length >= at && key.endsWith(end);
}

/** @param acceptedKeys patterns separated by commas, `*` for any characters; empty: every key */
export function isAcceptedKey(key: string, acceptedKeys: string): boolean {
	const patterns = acceptedKeys
		.split(',')
		.map((pattern) => pattern.trim())
		.filter((pattern) => pattern !== '');
	return patterns.length === 0 || patterns.some((pattern) => matchesPattern(key, pattern));
}
