import type { IDataObject } from 'n8n-workflow';

import { readSettings } from '../../../nodes/SurveyLab/completion/settings';

const DEFAULT_PAGE = {
	kind: 'page',
	heading: 'Thank you!',
	text: 'Your answers have been received. You can close this page.',
};

const settingsOf = (parameters: IDataObject) => readSettings((name) => parameters[name]);
const withWebsite = (redirectUrl: unknown) =>
	settingsOf({ respondentSees: 'redirect', redirectUrl } as IDataObject);

describe('the settings', () => {
	it('are careful where nothing is set', () => {
		expect(settingsOf({})).toEqual({
			respondentPage: DEFAULT_PAGE,
			acceptedKeys: '',
			ignorePreviews: true,
			onlyOnce: false,
		});
	});

	it('are those that were set', () => {
		const options = { acceptedKeys: 'a-*', ignorePreviews: false, onlyOnce: true };
		expect(settingsOf({ options })).toMatchObject(options);
	});

	it.each([
		{ acceptedKeys: 7, ignorePreviews: 'no', onlyOnce: 'yes' },
		{ acceptedKeys: null, ignorePreviews: null, onlyOnce: 1 },
	])('do not trust an option of another kind: %j', (options) => {
		expect(settingsOf({ options })).toMatchObject({
			acceptedKeys: '',
			ignorePreviews: true,
			onlyOnce: false,
		});
	});
});

describe('the page', () => {
	it('has the texts of the node, without blanks around them', () => {
		const parameters = {
			respondentSees: 'page',
			pageHeading: '  Dziękujemy! ',
			pageText: '\nDo widzenia.\n\nZespół\n',
		};
		expect(settingsOf(parameters).respondentPage).toEqual({
			kind: 'page',
			heading: 'Dziękujemy!',
			text: 'Do widzenia.\n\nZespół',
		});
	});

	it('may have no heading', () => {
		expect(
			settingsOf({ respondentSees: 'page', pageHeading: '', pageText: 'Bye' }).respondentPage,
		).toEqual({ kind: 'page', heading: '', text: 'Bye' });
	});

	it('stands in for a choice that does not exist', () => {
		expect(
			settingsOf({ respondentSees: 'elsewhere', redirectUrl: 'https://a.example' }).respondentPage,
		).toEqual(DEFAULT_PAGE);
	});
});

describe('the website', () => {
	it.each([
		['https://www.example.com/thank-you', 'https://www.example.com/thank-you'],
		['  https://www.example.com \n', 'https://www.example.com/'],
		['HTTPS://www.example.com/a?b=c#d', 'https://www.example.com/a?b=c#d'],
		['https://exämple.com/dzięki', 'https://xn--exmple-cua.com/dzi%C4%99ki'],
		['https://www.example.com/a\r\nset-cookie: b', 'https://www.example.com/aset-cookie:%20b'],
	])('%j is %s', (typed, url) => {
		const settings = withWebsite(typed);
		expect(settings.respondentPage).toEqual({ kind: 'redirect', url });
		expect(settings.websiteReason).toBeUndefined();
	});

	it.each([undefined, null, '', '  ', 7, {}, []])(
		'is empty for %j, and the default page stands in for it',
		(typed) => {
			expect(withWebsite(typed)).toMatchObject({
				respondentPage: DEFAULT_PAGE,
				websiteReason: 'empty',
			});
		},
	);

	it.each([
		'={{ $json.query.url }}',
		'=https://www.example.com',
		'  =x',
		'{{ $json.query.url }}',
		'https://www.example.com/{{ $json.query.page }}',
	])('may not change from call to call: %s', (typed) => {
		expect(withWebsite(typed)).toMatchObject({
			respondentPage: DEFAULT_PAGE,
			websiteReason: 'expression',
		});
	});

	it.each([
		'http://www.example.com',
		'http://127.0.0.1',
		'www.example.com',
		'//www.example.com',
		'/thank-you',
		'https:www.example.com',
		'https://',
		'https://user@www.example.com',
		'https://user:word@www.example.com',
		'https://:word@www.example.com',
		'javascript:alert(1)',
		'data:text/html,x',
		'thank you',
	])('is no https address: %s', (typed) => {
		expect(withWebsite(typed)).toMatchObject({
			respondentPage: DEFAULT_PAGE,
			websiteReason: 'notHttps',
		});
	});
});
