/** True for `localhost`, 127.0.0.0/8 and `[::1]`. */
export function isLoopback(address: string): boolean {
	if (!URL.canParse(address)) return false;
	const { hostname } = new URL(address);
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

export interface Surroundings {
	readonly isCi: boolean;
	/** A person sits in front of it. */
	readonly isTerminal: boolean;
}

/** Why the run must not begin; `undefined` where it may. A stand-in on this machine is always fine. */
export function refusalFor(addresses: readonly string[], around: Surroundings): string | undefined {
	if (addresses.every(isLoopback)) return undefined;
	const unsafe = addresses.find((address) => !isLoopback(address) && !/^https:\/\//i.test(address));
	if (unsafe !== undefined) return `${unsafe} is not an https:// address, so the token stays here.`;
	if (around.isCi) return 'CI is set: nothing but a person calls the live service.';
	if (!around.isTerminal)
		return 'There is no terminal to answer in: nothing but a person calls the live service.';
	return undefined;
}
