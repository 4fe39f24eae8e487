/** The short form for CI: only what is wrong by a wide margin is told. */

import type { Lab } from './lab';
import { measureLoading } from './loading';
import { alternate } from './rows';
import { median, ratios } from './statistics';

const ITEMS = 300;
const ROUNDS = 3;
const PER_SECOND = 50;
const LIMITED_ITEMS = 150;
const SLOTS = 5;

interface Check {
	readonly what: string;
	readonly value: number;
	readonly most: number;
}

export async function smoke(lab: Lab): Promise<Check[]> {
	const runs = await alternate(lab, ['httpRequest', 'expressions', 'mapping'], ROUNDS, {
		items: ITEMS,
	});
	const slow = await lab.run('mapping', { items: LIMITED_ITEMS, perSecond: PER_SECOND });
	const times = (name: keyof typeof runs) => runs[name].map(({ ms }) => ms);
	const share = (name: 'expressions' | 'mapping') =>
		median(ratios(times(name), times('httpRequest')));
	const own = [...runs.expressions, ...runs.mapping];
	const loading = measureLoading(lab.installation, lab.n8n.packageFolder, ROUNDS);
	return [
		{
			what: 'time with four expressions, as a share of HTTP Request',
			value: share('expressions'),
			most: 1,
		},
		{
			what: 'time with the Zendesk mapping, as a share of HTTP Request',
			value: share('mapping'),
			most: 0.8,
		},
		{
			what: 'items lost',
			value: Math.max(...own.map(({ traffic }) => ITEMS - traffic.accepted)),
			most: 0,
		},
		{
			what: 'items lost at a server that limits',
			value: LIMITED_ITEMS - slow.traffic.accepted,
			most: 0,
		},
		{
			what: 'items sent twice',
			value: Math.max(...[...own, slow].map(({ traffic }) => traffic.duplicates)),
			most: 0,
		},
		{
			what: 'sockets open at once',
			value: Math.max(...own.map(({ traffic }) => traffic.mostSockets)),
			most: SLOTS,
		},
		{ what: 'milliseconds to load the package', value: median(loading), most: 300 },
	];
}

/** Says what was found; the last line is what CI reads. */
export function tell(checks: readonly Check[], say: (line: string) => void): boolean {
	const failed = checks.filter(({ value, most }) => !(value <= most));
	for (const { what, value, most } of checks) {
		say(`  ${value <= most ? '✔' : '✖'} ${what}: ${Number(value.toFixed(2))} (at most ${most})`);
	}
	const passed = `${checks.length - failed.length} passed, ${checks.length} total`;
	say(`Tests:       ${failed.length === 0 ? '' : `${failed.length} failed, `}${passed}`);
	return failed.length === 0;
}
