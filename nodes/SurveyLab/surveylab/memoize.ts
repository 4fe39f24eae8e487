/** The most texts that are remembered: those of a large table. With one more, all are forgotten at once. */
const MOST_TEXTS = 1000;

/** Makes a function that computes its result at the first call and gives the same one ever after. */
export function once<Value>(compute: () => Value): () => Value {
	let computed: { readonly value: Value } | undefined;
	return () => (computed ??= { value: compute() }).value;
}

/** Makes a function that computes its result once for each text and remembers it for a while. */
export function memoizeByText<To>(read: (text: string) => To): (text: string) => To {
	const readings = new Map<string, { readonly reading: To }>();
	return (text) => {
		const found = readings.get(text);
		if (found !== undefined) return found.reading;
		if (readings.size >= MOST_TEXTS) readings.clear();
		const reading = read(text);
		readings.set(text, { reading });
		return reading;
	};
}

/**
 * Makes a function that computes its result once for each object and remembers it, because n8n hands over the same
 * object with every item. A later change of the object is not noticed.
 */
export function memoizeByObject<From extends object, To>(
	read: (from: From) => To,
): (from: From) => To {
	const readings = new WeakMap<From, { readonly reading: To }>();
	return (from) => {
		const found = readings.get(from);
		if (found !== undefined) return found.reading;
		const reading = read(from);
		readings.set(from, { reading });
		return reading;
	};
}
