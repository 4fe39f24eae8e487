import { startSandbox } from '../../sandbox';
import { contactParameters, CREDENTIAL_TYPE, inRow, surveyLab, webhook } from '../workflows';
import { testedInstallations, useStage } from './support';

interface Stored {
	id: string;
	name: string;
	data: { apiToken: string; baseUrl: string };
}

describe.each(testedInstallations())('the credential in n8n %s', (name) => {
	const stage = useStage(name);

	it('keeps its token when only Base URL is edited', async () => {
		const { n8n, sandbox, token } = stage();
		const credential = await n8n.createCredential({
			name: 'To be edited',
			type: CREDENTIAL_TYPE,
			data: { apiToken: token, baseUrl: sandbox.url },
		});
		const moved = await startSandbox({ tokens: [token], collectors: [sandbox.collectorId] });
		try {
			const path = `/rest/credentials/${credential.id}`;
			// What the dialog gets, and sends back: n8n shows a password as a blank of its own.
			const shown = await n8n.rest<Stored>('GET', `${path}?includeData=true`);
			expect(shown.data.baseUrl).toBe(sandbox.url);
			expect(shown.data.apiToken).not.toBe(token);
			await n8n.rest('PATCH', path, {
				id: credential.id,
				name: shown.name,
				type: CREDENTIAL_TYPE,
				data: { ...shown.data, baseUrl: moved.url },
			});
			const survey = surveyLab(
				contactParameters(sandbox.collectorId, { email: 'ann@example.com', crk: 'K-1' }),
				credential,
			);
			await n8n.createActive(inRow('Edited', webhook('edited-credential'), survey));
			const { data: items } = await n8n.webhook('edited-credential', {});
			expect(items).toMatchObject([{ outcome: 'accepted', crk: 'K-1' }]);
			expect(moved.contacts).toMatchObject([{ crk: 'K-1' }]);
			expect(sandbox.requests).toEqual([]);
		} finally {
			await moved.close();
		}
	});
});
