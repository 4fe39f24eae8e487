/* eslint-disable @n8n/community-nodes/require-node-api-error -- tests run in Node itself, not inside n8n */
import { N8n } from '../harness';
import type { Installation } from '../install';

export interface Owner {
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly password: string;
}

/** Who logs in with the browser. It only opens an n8n that listens on this machine alone. */
export const OWNER: Owner = {
	email: 'owner@example.com',
	firstName: 'Ola',
	lastName: 'Nowak',
	password: 'Try-SurveyLab-1',
};

const ALREADY_SET_UP = 'already setup';

/** An n8n that a person may log in to; with a user folder that is given, it keeps what was done in it. */
export class LocalN8n extends N8n {
	constructor(
		installation: Installation,
		private readonly place: { userFolder?: string; port?: number } = {},
	) {
		const { userFolder, port } = place;
		super(installation, {
			...(userFolder === undefined ? {} : { N8N_USER_FOLDER: userFolder, N8N_LOG_LEVEL: 'warn' }),
			...(port === undefined
				? {}
				: { N8N_PORT: String(port), N8N_EDITOR_BASE_URL: `http://localhost:${port}` }),
		});
	}

	override get url(): string {
		const { port } = this.place;
		return port === undefined ? super.url : `http://localhost:${port}`;
	}

	override async rest<T>(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: unknown,
	): Promise<T> {
		const { email, password } = OWNER;
		switch (path) {
			case '/rest/owner/setup':
				return await this.setUpOwner<T>(path);
			case '/rest/login':
				return await super.rest(method, path, { email, emailOrLdapLoginId: email, password });
			default:
				return await super.rest(method, path, body);
		}
	}

	/** Done already in a user folder of before. */
	private async setUpOwner<T>(path: string): Promise<T> {
		try {
			return await super.rest('POST', path, OWNER);
		} catch (error) {
			if (String(error).includes(ALREADY_SET_UP)) return undefined as T;
			throw error;
		}
	}
}
