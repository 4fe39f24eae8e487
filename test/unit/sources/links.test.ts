import fc from 'fast-check';

import { runs } from '../../properties';
import {
	hostOf,
	personLink,
	siteBefore,
	visitorPage,
	withScheme,
} from '../../../nodes/SurveyLab/sources/links';

describe('an address', () => {
	it.each([
		'acme-shop.zendesk.com/agent/tickets/48213',
		'acme.zendesk.com',
		'ACME.Zendesk.COM/agent',
		'a.b.c.example.co.uk/x',
		'shop.example.com:8443/orders/7',
		'shop.example.com:8443',
		'shop.example.com?order=7&x=a b',
		'shop.example.com#top',
		'shop.example.com/',
		'1and1.example.com/7',
		'x.io/@name',
	])('without a scheme gets one: %s', (text) => {
		expect(withScheme(text)).toBe(`https://${text}`);
	});

	it.each([
		'https://acme.zendesk.com/agent/tickets/48213',
		'http://acme.zendesk.com/agent/tickets/48213',
		'HTTPS://ACME.ZENDESK.COM',
		'ftp://files.example.com/x',
		'app://open/7',
		'mailto:name@example.com',
		'tel:+48600100200',
		'javascript:alert(1)',
		'//shop.example.com/x',
		'/orders/7',
		'?order=7',
		'#7',
	])('that has one, or is a part of one, stays as it is: %s', (text) => {
		expect(withScheme(text)).toBe(text);
	});

	it.each([
		'',
		'48213',
		'HELP-77',
		'Ticket 7',
		'a ticket at shop.example.com/7',
		'shop.example.com is down',
		'name@example.com',
		'first.last@example.com',
		'name@example.com/x',
		'example.com:x',
		'user:secret@example.com',
		'localhost',
		'localhost:8080/x',
		'127.0.0.1/x',
		'3.14',
		'v1.2',
		'1.000,50 zł',
		'e.g.',
		'Nowak, A.',
		'-shop.example.com',
		'shop-.example.com',
		'shop..example.com',
		'.example.com',
		'example.c',
		'żółw',
	])('is not what this text is: %j', (text) => {
		expect(withScheme(text)).toBe(text);
	});

	it('is either left alone or gets the scheme in front, and never takes long', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.domain(), fc.webUrl(), fc.emailAddress()), (text) => {
				expect([text, `https://${text}`]).toContain(withScheme(text));
				expect(withScheme(withScheme(text))).toBe(withScheme(text));
			}),
			runs(20_000),
		);
		const before = performance.now();
		for (const text of ['a', 'a.', 'a-', '-', 'a.a-']) withScheme(`${text.repeat(100_000)}!`);
		expect(performance.now() - before).toBeLessThan(3000);
	});
});

describe('a link for people', () => {
	it.each([
		'https://acme.zendesk.com/agent/tickets/7',
		'https://acme.freshdesk.com/a/tickets/7?current_tab=details#reply',
		'https://shop.example.com/wp-admin/post.php?post=7&action=edit',
		'https://help.example.com/#ticket/zoom/81',
		'https://example.com/restaurants/apis/7',
		'https://example.com/a?residence=1&keyword=x&author=y',
		'https://example.com/a?code=PL-7&postcode=80-001&hash=7',
		'mailto:name@example.com',
		'Ticket:7',
		'ticket 7',
		'7',
	])('stays as it is: %s', (text) => {
		expect(personLink(text)).toBe(text);
	});

	it.each([
		'https://acme.atlassian.net/rest/api/2/issue/7',
		'https://acme.zendesk.com/api/v2/tickets/7.json',
		'acme.zendesk.com/api/v2/tickets/7',
		'https://shop.example.com/wp-json/wc/v3/orders/7',
		'https://shop.example.com/?rest_route=/wp-json/wc/v3/orders/7',
		'https://shop.example.com/index.php?rest_route=/wc/v3/orders/7',
		'https://shop.example.com/%61pi/v2/tickets/7',
		'https://shop.example.com/o%3Ftoken%3Dabc',
		'https://api.example.com/tickets/7',
		'https://example.com/go/https://api.example.com/tickets/7',
		'https://acme.my.salesforce.com/services/data/v59.0/sobjects/Case/7',
		'https://shop.example.com/admin/orders/7.json?x=1',
		'https://example.com/graphql',
		'javascript:alert(1)',
		' JavaScript:alert(1)',
		'data:text/html,x',
		'a note with key=1 in it',
		'user:secret@example.com',
	])('is none where a program or nobody is meant: %s', (text) => {
		expect(personLink(text)).toBeUndefined();
	});

	it.each([
		['https://shop.example.com/o/7?key=abc&x=1#y', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7?pass=abc', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7?hmac=abc', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7?hash=0a1b2c3d4e5f6a7b8c9d', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7?code=0a1b2c3d4e5f6a7b8c9d', 'https://shop.example.com/o/7'],
		['user:secret@example.com/x', 'https://example.com/x'],
		['a:b@user:secret@example.com/', 'https://example.com/'],
		['https://example.com/search?q=https://api.example.com/v1', 'https://example.com/search'],
		['https://shop.example.com/o/7?x=1&ACCESS_TOKEN=abc', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7#token=abc', 'https://shop.example.com/o/7'],
		['shop.example.com/o/7?x=1;PHPSESSID=abc', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7;jsessionid=abc?x=1', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7?session_id=abc', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7?key[]=abc', 'https://shop.example.com/o/7'],
		['https://shop.example.com/o/7?t%6Fken=abc', 'https://shop.example.com/o/7'],
		[
			'https://shop.example.com/o/7?to=https%253A%252F%252Fx%253Ftoken%253Dabc',
			'https://shop.example.com/o/7',
		],
		['https://user:secret@shop.example.com/o/7', 'https://shop.example.com/o/7'],
	])('loses what opens it: %s', (text, link) => {
		expect(personLink(text)).toBe(link);
	});

	it('never holds a key, a token or a way for programs, whatever the text, and never takes long', () => {
		const part = fc.constantFrom(
			...[
				'https://',
				'shop.example.com',
				'/',
				'?',
				'&',
				'#',
				'key=',
				'Token=',
				'rest',
				'api',
				'wp-json',
				'a',
				' ',
			],
		);
		const text = fc.oneof(
			fc.webUrl({ withQueryParameters: true, withFragments: true }),
			fc.string(),
			joined(part),
		);
		fc.assert(
			fc.property(text, (given) => {
				const link = personLink(given) ?? '';
				expect(link).not.toMatch(/(?:key|token)=/i);
				expect(link).not.toMatch(/\/(?:rest|api|wp-json)(?:[/?#]|$)/);
				expect(personLink(link) ?? '').toBe(link);
			}),
			runs(20_000),
		);
		const before = performance.now();
		for (const one of ['a', 'a.', '?', 'key', '/', ' ', '%']) personLink(one.repeat(100_000));
		expect(performance.now() - before).toBeLessThan(3000);
	});
});

function joined(part: fc.Arbitrary<string>): fc.Arbitrary<string> {
	return fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
}

describe("a visitor's page", () => {
	it.each([
		['https://shop.example.com/reset?token=SECRET', 'https://shop.example.com/reset'],
		['https://shop.example.com/#/account?x=1', 'https://shop.example.com/'],
		['http://shop.example.com/a b', 'http://shop.example.com/a b'],
		['shop.example.com/a?b', 'https://shop.example.com/a'],
	])('%s is cut to %s', (text, page) => {
		expect(visitorPage(text)).toBe(page);
	});

	it.each([
		'',
		'?token=1',
		'about:blank',
		'file:///c/x',
		'android-app://com.example',
		'javascript:x',
		'https://?x',
	])('is none that a person could open: %j', (text) => {
		expect(visitorPage(text)).toBeUndefined();
	});
});

describe('a site', () => {
	it.each([
		['https://acme.example.com/rest/api/2/issue/7', '/rest/', 'https://acme.example.com'],
		['https://example.com/jira/rest/api/2/issue/7', '/rest/', 'https://example.com/jira'],
		['acme.example.com/api/v2/7', '/api/', 'https://acme.example.com'],
		['https://acme.example.com/issue/7', '/rest/', undefined],
		['/rest/7', '/rest/', undefined],
		['ftp://acme.example.com/rest/7', '/rest/', undefined],
		['', '/rest/', undefined],
	])('of %s before %s is %s', (address, mark, site) => {
		expect(siteBefore(address, mark)).toBe(site);
	});

	it.each([
		['https://acme.example.com/x?y', 'acme.example.com'],
		['acme.myshopify.com', 'acme.myshopify.com'],
		['https://acme.example.com:8443', 'acme.example.com:8443'],
		['https://user:pw@acme.example.com/', 'acme.example.com'],
		['https://localhost/x', undefined],
		['x y.example.com', undefined],
		['', undefined],
	])('%s has the host %s', (address, host) => {
		expect(hostOf(address)).toBe(host);
	});
});
