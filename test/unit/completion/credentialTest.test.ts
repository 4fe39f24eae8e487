import { surveyLabTriggerApiTest } from '../../../nodes/SurveyLab/completion/credentialTest';
import { secretIsUsable, secretMessages } from '../../../nodes/SurveyLab/completion/texts';
import { SECRET } from './webhookCalls';

describe('the test of the credential', () => {
	const tested = async (data?: { secret?: string }) =>
		await surveyLabTriggerApiTest({
			id: '1',
			name: 'Secret',
			type: 'surveyLabTriggerApi',
			...(data === undefined ? {} : { data }),
		});

	it('passes for a secret that can be used', async () => {
		expect(await tested({ secret: SECRET })).toEqual({ status: 'OK', message: secretIsUsable });
	});

	it.each<[{ secret?: string } | undefined, keyof typeof secretMessages]>([
		[undefined, 'empty'],
		[{}, 'empty'],
		[{ secret: 'short' }, 'short'],
		[{ secret: 'ä'.repeat(20) }, 'characters'],
		[{ secret: 'a'.repeat(200) }, 'long'],
	])('tells what is wrong with %j', async (data, fault) => {
		const { message, description } = secretMessages[fault];
		expect(await tested(data)).toEqual({ status: 'Error', message: `${message}. ${description}` });
	});
});
