import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { SAME_FOR_ALL_ITEMS } from '../../../credentials/names';
import { Accounts } from '../../../nodes/SurveyLab/n8n/accounts';

const BASE = 'https://www.mysurveylab.com';
const HOME = { apiToken: 'S3CRET-home', baseUrl: BASE };
const AWAY = { apiToken: 'S3CRET-away', baseUrl: BASE };

/** The credential of each item, as n8n decrypts it. */
function start(credentials: Array<IDataObject | Error>) {
	const read: number[] = [];
	const context = {
		getCredentials: async (_type: string, index: number) => {
			read.push(index);
			const credential = credentials[index];
			if (credential instanceof Error) throw credential;
			return await Promise.resolve(credential);
		},
	} as unknown as IExecuteFunctions;
	return { accounts: new Accounts(context), read };
}

async function valueOf(accounts: Accounts, index: number) {
	const account = await accounts.of(index);
	if (!account.ok) throw new TypeError(account.reason.kind);
	return account.value;
}

describe('the account of an item', () => {
	it('has a Base URL and an id that holds nothing of the token', async () => {
		const { accounts } = start([{ ...HOME, baseUrl: ` ${BASE}/ ` }]);
		const { id, baseUrl } = await valueOf(accounts, 0);
		expect(baseUrl).toBe(BASE);
		expect(id).toMatch(/^[\w-]{16}$/);
	});

	it('is another one where host or token differ, and the same where both are the same', async () => {
		const elsewhere = { ...HOME, baseUrl: 'https://app.surveylab.com' };
		const { accounts } = start([
			HOME,
			AWAY,
			elsewhere,
			{ ...HOME, apiToken: ` ${HOME.apiToken} ` },
		]);
		const ids = [];
		for (const index of [0, 1, 2, 3]) ids.push((await valueOf(accounts, index)).id);
		expect(new Set(ids).size).toBe(3);
		expect(ids[3]).toBe(ids[0]);
	});

	it('is read for each item where the credential holds expressions, and once otherwise', async () => {
		const byExpression = start([HOME, AWAY]);
		await byExpression.accounts.of(0);
		await byExpression.accounts.of(1);
		expect(byExpression.read).toEqual([0, 1]);

		const fixed = start([{ ...HOME, [SAME_FOR_ALL_ITEMS]: true }]);
		const first = await fixed.accounts.of(0);
		expect(await fixed.accounts.of(1)).toBe(first);
		expect(fixed.read).toEqual([0]);
	});

	it('brings the credential along that was decrypted for it', async () => {
		const { accounts } = start([HOME, AWAY]);
		const [home, away] = [await valueOf(accounts, 0), await valueOf(accounts, 1)];
		expect(accounts.credentialOf(home.id)).toBe(HOME);
		expect(accounts.credentialOf(away.id)).toBe(AWAY);
		expect(accounts.credentialOf('none')).toBeUndefined();
	});

	it.each<[IDataObject | Error, string]>([
		[{ ...HOME, apiToken: '' }, 'tokenEmpty'],
		[{ ...HOME, apiToken: 'a b' }, 'tokenBlanks'],
		[{ ...HOME, baseUrl: 'http://www.mysurveylab.com' }, 'baseUrlNotHttps'],
		[new Error('Credential with ID "7" does not exist'), 'credentialUnreadable'],
	])('tells as data what is wrong with the credential: %#', async (credential, kind) => {
		const { accounts } = start([credential]);
		expect(await accounts.of(0)).toMatchObject({ ok: false, reason: { kind } });
	});
});

it('takes every token that was read out of a text', async () => {
	const { accounts } = start([HOME, AWAY, { ...HOME, apiToken: 'S3CRET bad' }]);
	for (const index of [0, 1, 2]) await accounts.of(index);
	expect(accounts.scrub('S3CRET-home and S3CRET-away and S3CRET bad')).toBe('*** and *** and ***');
});
