import { cachedSecret } from '../../../nodes/SurveyLab/completion/secretCache';

let now = 1_000_000;
beforeEach(() => {
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => {
	jest.restoreAllMocks();
});

let triggers = 0;
/** One that this process does not know yet. */
const newTrigger = () => `trigger ${(triggers += 1)}`;

/** Gives these secrets one after the other. */
function source(...secrets: string[]) {
	return jest.fn(async () => await Promise.resolve(secrets.shift() ?? ''));
}

describe('the secret of a trigger', () => {
	it('is asked for once in ten seconds', async () => {
		const [trigger, read] = [newTrigger(), source('old', 'new')];
		expect(await cachedSecret(trigger, read)).toBe('old');
		now += 9_999;
		expect(await cachedSecret(trigger, read)).toBe('old');
		now += 1;
		expect(await cachedSecret(trigger, read)).toBe('new');
		expect(read).toHaveBeenCalledTimes(2);
	});

	it('is asked for once by calls that come together', async () => {
		const [trigger, read] = [newTrigger(), source('secret')];
		const calls = Array.from({ length: 20 }, async () => await cachedSecret(trigger, read));
		expect(new Set(await Promise.all(calls))).toEqual(new Set(['secret']));
		expect(read).toHaveBeenCalledTimes(1);
	});

	it('is asked for again where n8n did not give it', async () => {
		const [trigger, read] = [newTrigger(), source('', 'secret')];
		expect(await cachedSecret(trigger, read)).toBe('');
		expect(await cachedSecret(trigger, read)).toBe('secret');
	});

	it('is that of the trigger and of no other', async () => {
		expect(await cachedSecret(newTrigger(), source('one'))).toBe('one');
		expect(await cachedSecret(newTrigger(), source('other'))).toBe('other');
	});
});
