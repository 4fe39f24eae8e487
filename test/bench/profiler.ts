/* eslint-disable @n8n/community-nodes/no-restricted-globals -- loaded into n8n by the benchmark, not part of the package */
/**
 * Loaded into n8n: what `node --cpu-prof` does, but from one signal to the next, so that n8n's start and what
 * surrounds the node are left out. Run by Node as it is, so without imports.
 */
{
	const { Session } = process.getBuiltinModule('node:inspector');
	const { renameSync, writeFileSync } = process.getBuiltinModule('node:fs');
	const file = process.env.SURVEYLAB_PROFILE ?? '';
	const INTERVAL_US = 200;
	let session: import('node:inspector').Session | undefined;

	process.on('SIGUSR2', () => {
		if (session === undefined) {
			session = new Session();
			session.connect();
			session.post('Profiler.enable');
			session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
			session.post('Profiler.start', () => writeFileSync(`${file}.started`, ''));
			return;
		}
		session.post('Profiler.stop', (_error, { profile }) => {
			writeFileSync(`${file}.part`, JSON.stringify(profile));
			renameSync(`${file}.part`, file);
		});
	});
}
