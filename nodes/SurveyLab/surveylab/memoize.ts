/**
 * Makes a function that computes its result once for each object and remembers it, because n8n hands over the same
 * object with every item. A later change of the object is not noticed.
 */
export function memoizeByObject<From extends object, To>(
	read: (from: From) => To,
): (from: From) => To {
	const readings = new WeakMap<From, { readonly reading: To }>();
	return (from) => {
		const found = readings.get(from) ?? { reading: read(from) };
		readings.set(from, found);
		return found.reading;
	};
}
