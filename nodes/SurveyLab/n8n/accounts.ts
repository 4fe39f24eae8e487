import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { tokenScrubber } from '../surveylab/token';

export const CREDENTIAL = 'surveyLabApi';

/** A field of the credential that n8n hands over only where none of its fields holds an expression. */
export const SAME_FOR_ALL_ITEMS = 'sameForAllItems';

export type Account = ICredentialDataDecryptedObject;

/**
 * The account of each item. To read it takes n8n about a millisecond (measured with n8n 2.40.7 on SQLite),
 * so it is read once where that is right, and for each item where the credential holds expressions.
 */
export class Accounts {
	private readonly scrubbers = new Map<string, (text: string) => string>();
	private readonly inUse = new Map<number, Account>();
	private forAll: Account | undefined;

	constructor(private readonly context: IExecuteFunctions) {}

	async of(index: number): Promise<Account> {
		const known = this.forAll ?? this.inUse.get(index);
		if (known !== undefined) return known;
		const account = await this.context.getCredentials<Account>(CREDENTIAL, index);
		if (account[SAME_FOR_ALL_ITEMS] === true) this.forAll = account;
		else this.inUse.set(index, account);
		const token = String(account.apiToken ?? '');
		if (!this.scrubbers.has(token)) this.scrubbers.set(token, tokenScrubber(token));
		return account;
	}

	/** The item is settled. */
	forget(index: number): void {
		this.inUse.delete(index);
	}

	/** Takes every token that this execution has used out of a text. */
	scrub(text: string): string {
		let clean = text;
		for (const scrub of this.scrubbers.values()) clean = scrub(clean);
		return clean;
	}
}
