// Run by the Node that runs n8n: how long does n8n wait for a package's classes?

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename, join } = require('node:path');

const [folder] = process.argv.slice(2);
const manifest = join(folder, 'package.json');
const { n8n } = JSON.parse(readFileSync(manifest, 'utf8'));

// n8n itself has loaded this long before; from the package's place, so that it is the same copy.
createRequire(manifest)('n8n-workflow');

const since = process.hrtime.bigint();
for (const file of [...n8n.nodes, ...n8n.credentials]) {
	const [className] = basename(file).split('.');
	new (require(join(folder, file))[className])();
}
process.stdout.write(String(Number(process.hrtime.bigint() - since) / 1e6));
