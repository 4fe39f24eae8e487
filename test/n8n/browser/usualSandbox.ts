import { startSandbox, type Sandbox } from '../../sandbox';

const USUAL_PORT = 8089;

/** The stand-in at its usual port, so that credentials and pictures stay the same; at any other when that is taken. */
export async function startUsualSandbox(): Promise<Sandbox> {
	try {
		return await startSandbox({ port: USUAL_PORT });
	} catch {
		return await startSandbox();
	}
}

export function asLocalhost(url: string): string {
	return url.replace('127.0.0.1', 'localhost');
}
