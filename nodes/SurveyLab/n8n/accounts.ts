import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { SAME_FOR_ALL_ITEMS, SURVEY_LAB_API } from '../../../credentials/names';
import type { AccountReason } from '../messages/reasons';
import { hashOf } from '../surveylab/hash';
import { readBaseUrl } from '../surveylab/hosts';
import { memoizeByObject } from '../surveylab/memoize';
import { failure, success, type Result } from '../surveylab/result';
import { readToken, tokenScrubber, tokenText } from '../surveylab/token';
import { sentenceOf } from './parameters';

export interface Account {
	/** A hash of Base URL and token. */
	readonly id: string;
	/** Without a trailing slash. */
	readonly baseUrl: string;
}

/** The account of a credential, or why no request can be made with it. */
const accountOf = memoizeByObject(
	({ apiToken, baseUrl }: ICredentialDataDecryptedObject): Result<Account, AccountReason> => {
		const token = readToken(apiToken);
		if (!token.ok) return token;
		const base = readBaseUrl('Base URL', baseUrl);
		if (!base.ok) return base;
		return success({ id: hashOf([base.value, token.value]), baseUrl: base.value });
	},
);

/**
 * The account of each item. n8n takes about a millisecond to read a credential (measured with n8n 2.40.7 on
 * SQLite). So a credential is read once, or once for each item where it holds expressions.
 */
export class Accounts {
	private forAll: ICredentialDataDecryptedObject | undefined;
	private readonly byId = new Map<string, ICredentialDataDecryptedObject>();
	private readonly scrubbers = new Map<string, (text: string) => string>();

	constructor(private readonly context: IExecuteFunctions) {}

	async of(index: number): Promise<Result<Account, AccountReason>> {
		try {
			const credential = this.forAll ?? (await this.read(index));
			const account = accountOf(credential);
			if (account.ok) this.byId.set(account.value.id, credential);
			return account;
		} catch (error) {
			return failure({ kind: 'credentialUnreadable', detail: sentenceOf(error) });
		}
	}

	/** What n8n decrypted for an account that was read before. */
	credentialOf(id: string): ICredentialDataDecryptedObject | undefined {
		return this.byId.get(id);
	}

	/** Masks in a text every token that this execution has read. */
	readonly scrub = (text: string): string => {
		let clean = text;
		for (const scrub of this.scrubbers.values()) clean = scrub(clean);
		return clean;
	};

	private async read(index: number): Promise<ICredentialDataDecryptedObject> {
		const credential = await this.context.getCredentials(SURVEY_LAB_API, index);
		if (credential[SAME_FOR_ALL_ITEMS] === true) this.forAll = credential;
		const token = tokenText(credential.apiToken);
		if (!this.scrubbers.has(token)) this.scrubbers.set(token, tokenScrubber(token));
		return credential;
	}
}
