import type { INodeParameters } from 'n8n-workflow';

import { contactParameters, CREDENTIAL_TYPE, inRow, surveyLab, webhook } from '../workflows';
import { testedInstallations, useStage } from './support';

const ANN = { email: 'ann@example.com', crk: 'K-1' };

const ON = { N8N_SSRF_PROTECTION_ENABLED: 'true' };
const SETTING = /N8N_SSRF_ALLOWED_HOSTNAMES/;

interface Output {
	outcome?: string;
	error?: string;
	details?: { outcome: string; reason: string };
}

describe.each(testedInstallations())('n8n’s SSRF protection in n8n %s', (name) => {
	// n8n 1 has no such protection.
	const describeWhereProtected = name === 'legacy' ? describe.skip : describe;

	describeWhereProtected('switched on', () => {
		const stage = useStage(name, ON);

		async function outputOf(path: string, parameters: INodeParameters): Promise<Output> {
			const { n8n, credential } = stage();
			const survey = surveyLab(parameters, credential, { onError: 'continueRegularOutput' });
			await n8n.createActive(inRow(path, webhook(path), survey));
			const { data } = await n8n.webhook<Output[]>(path, {});
			return data[0] ?? {};
		}

		it.each<[string, (collectorId: string, url: string) => INodeParameters]>([
			['a contact', (collectorId) => contactParameters(collectorId, ANN)],
			[
				'a tag',
				(collectorId, url) => ({
					...contactParameters(collectorId),
					resource: 'response',
					operation: 'tag',
					email: '',
					crk: '',
					fields: { custom1: 'VIP' },
					options: { surveyBaseUrl: url },
				}),
			],
		])('says that n8n itself did not let %s out', async (what, parametersFor) => {
			const { sandbox } = stage();
			const { error, details } = await outputOf(
				`blocked-${what.split(' ')[1]}`,
				parametersFor(sandbox.collectorId, sandbox.url),
			);
			expect(details?.outcome).toBe('notSent');
			expect(`${error} ${details?.reason}`).toMatch(SETTING);
			expect(sandbox.requests).toEqual([]);
		});

		it('says so in the credential’s test', async () => {
			const { n8n, sandbox, credential, token } = stage();
			const { status, message } = await n8n.testCredential({
				...credential,
				type: CREDENTIAL_TYPE,
				data: { apiToken: token, baseUrl: sandbox.url },
			});
			expect(status).toBe('Error');
			expect(message).toMatch(SETTING);
			expect(sandbox.requests).toEqual([]);
		});
	});

	describeWhereProtected('on, and this machine allowed,', () => {
		const stage = useStage(name, { ...ON, N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.0/8' });

		it('works as ever', async () => {
			const { n8n, sandbox, credential, token } = stage();
			const survey = surveyLab(contactParameters(sandbox.collectorId, ANN), credential);
			await n8n.createActive(inRow('Allowed', webhook('allowed'), survey));
			const { data } = await n8n.webhook('allowed', {});
			expect(data).toMatchObject([{ outcome: 'accepted', crk: 'K-1' }]);
			const { status } = await n8n.testCredential({
				...credential,
				type: CREDENTIAL_TYPE,
				data: { apiToken: token, baseUrl: sandbox.url },
			});
			expect(status).toBe('OK');
		});
	});
});
