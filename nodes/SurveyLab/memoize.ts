/**
 * Makes a reading that is done once for each object and then remembered, for what n8n hands over again
 * with every item. The object must not change.
 */
export function onceEach<From extends object, To>(read: (from: From) => To): (from: From) => To {
	const known = new WeakMap<From, { readonly reading: To }>();
	return (from) => {
		const found = known.get(from) ?? { reading: read(from) };
		known.set(from, found);
		return found.reading;
	};
}
