import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { inOneLine } from '../messages/message';
import { readSecret } from './secret';
import { secretIsUsable, secretMessages } from './texts';

/** n8n's credential dialog calls this. It asks nobody: only the secret's own shape can be judged. */
export async function surveyLabTriggerApiTest(
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const secret = readSecret(credential.data?.secret);
	if (secret.ok) return { status: 'OK', message: secretIsUsable };
	return { status: 'Error', message: inOneLine(secretMessages[secret.reason]) };
}
