type Defined<Entries> = { [Key in keyof Entries]: Exclude<Entries[Key], undefined> };

/** The entries that have a value. Where a property may be absent, `undefined` in its place would be another thing. */
export function defined<Entries extends object>(entries: Entries): Partial<Defined<Entries>> {
	const known = Object.entries(entries).filter(([, value]) => value !== undefined);
	// A cast, because `Object.fromEntries` forgets the names.
	return Object.fromEntries(known) as Partial<Defined<Entries>>;
}
