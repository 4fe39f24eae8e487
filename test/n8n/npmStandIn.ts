/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node itself, not inside n8n */
/**
 * Stands where n8n looks for `npm`. Answers what n8n asks a registry from a folder of tarballs, and leaves
 * everything else to the real npm, offline. Run by Node as it is, so without imports.
 */
{
	const { spawnSync } = process.getBuiltinModule('node:child_process');
	const { copyFileSync, readFileSync } = process.getBuiltinModule('node:fs');
	const { join, resolve } = process.getBuiltinModule('node:path');

	const { SURVEYLAB_SHELF: shelf = '', SURVEYLAB_NPM: realNpm = '' } = process.env;
	const [command, ...args] = process.argv.slice(2);

	/** `versions.json` on the shelf: version → name of the tarball, in the order of publication. */
	const published = (specifier = ''): [version: string, tarball: string] => {
		const wanted = specifier.slice(specifier.lastIndexOf('@') + 1);
		const versions = Object.entries(
			JSON.parse(readFileSync(join(shelf, 'versions.json'), 'utf8')) as Record<string, string>,
		);
		const found =
			wanted === 'latest' ? versions.at(-1) : versions.find(([version]) => version === wanted);
		if (found === undefined) throw new Error(`E404 404 Not Found: ${specifier}`);
		return found;
	};

	const answer = (): number => {
		switch (command) {
			case 'view':
				process.stdout.write(JSON.stringify(published(args[0])[0]));
				return 0;
			case 'outdated':
				process.stdout.write('{}');
				return 0;
			case 'pack': {
				const [, tarball] = published(args[0]);
				copyFileSync(join(shelf, tarball), resolve(tarball));
				process.stdout.write(`${tarball}\n`);
				return 0;
			}
			default:
				return (
					spawnSync(process.execPath, [realNpm, command ?? '', ...args, '--offline'], {
						stdio: 'inherit',
					}).status ?? 1
				);
		}
	};

	process.exitCode = answer();
}
