import { unfitAddress } from '../../../nodes/SurveyLab/sources/recipients';

describe('an address', () => {
	it.each([
		...[
			'no-reply',
			'noreply',
			'NoReply',
			'no_reply',
			'no.reply',
			'do-not-reply',
			'donotreply',
			'do_not_reply',
		],
		...[
			'noreply-x',
			'noreply+x',
			'no-reply+7',
			'noreply2',
			'noreply.shop',
			'allegro-noreply',
			'no-replies',
		],
		...[
			'nie-odpowiadaj',
			'nieodpowiadaj',
			'mailer-daemon',
			'MAILER-DAEMON',
			'mailerdaemon',
			'postmaster',
		],
		...['bounce', 'bounces', 'bounces+7=x', 'bounce-7'],
	])('of a machine is %s@…', (local) => {
		expect(unfitAddress(`${local}@example.com`)).toBe('machine');
	});

	it.each([
		...[
			'allegromail.pl',
			'allegromail.cz',
			'allegromail.shop',
			'ALLEGROMAIL.PL',
			'marketplace.amazon.com',
			'marketplace.amazon.de',
		],
		...['marketplace.amazon.co.uk', 'members.ebay.com', 'members.ebay.co.uk', 'relay.walmart.com'],
		'members.kaufland.de',
	])("of a marketplace's relay is …@%s", (domain) => {
		expect(unfitAddress(`abc123+ff@${domain}`)).toBe('relay');
	});

	it.each([
		...[
			'jan@example.com',
			'reply@example.com',
			'bouncer@example.com',
			'jan.bounce@example.com',
			'postmasters@x.pl',
		],
		...[
			'noreplyan@example.com',
			'domino.reply@example.com',
			'jan@noreply.example.com',
			'norep.ly@example.com',
		],
		...[
			'jan@notallegromail.pl',
			'jan@allegromail.pl.example.com.evil',
			'jan@amazon.com',
			'info@ebay.com',
			'',
		],
	])('of a person is %s', (email) => {
		expect(unfitAddress(email)).toBeUndefined();
	});

	it('never takes long to tell', () => {
		const before = performance.now();
		for (const one of ['no-', 'no', '.', 'a-', '@', 'allegromail.']) {
			unfitAddress(`${one.repeat(50_000)}@`);
			unfitAddress(`a@${one.repeat(50_000)}`);
		}
		expect(performance.now() - before).toBeLessThan(3000);
	});
});
