import fc from 'fast-check';

import {
	readCollector,
	type CollectorReason,
	type CollectorReference,
} from '../../../nodes/SurveyLab/surveylab/collectorReference';
import { failure, success } from '../../../nodes/SurveyLab/surveylab/result';
import { runs } from '../../properties';

const ID = '94b92523228ba1957e5e837d9873e6eee4108bab3';
const ORIGIN = 'https://www.mysurveylab.com';
const LINK = `${ORIGIN}/pageTag/SurveyCampaign/cId/${ID}`;

const refused = (kind: CollectorReason['kind']) => failure<CollectorReason>({ kind });
const found = (collector: CollectorReference) => success(collector);

/** Every reason; one that is missing here does not compile. */
const REASONS: Readonly<Record<CollectorReason['kind'], true>> = {
	collectorEmpty: true,
	collectorNotText: true,
	collectorCharacters: true,
	collectorApiLink: true,
	collectorUnreadableLink: true,
	collectorNotInLink: true,
	collectorLinkNotHttps: true,
};

describe('a collector', () => {
	it.each([undefined, null, '', ' ', '\n\t'])('is missing for %j', (value) => {
		expect(readCollector(value)).toEqual(refused('collectorEmpty'));
	});

	it.each([
		[[]],
		[{}],
		[['abc']],
		[{ value: ID }],
		[true],
		[NaN],
		[Infinity],
		[1.5],
		[2 ** 60],
		[new Date(0)],
	])('is no text for %p', (value) => {
		expect(readCollector(value)).toEqual(refused('collectorNotText'));
	});

	it.each([
		`${ORIGIN}/api.php?apiToken=s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?cId=${ID}&APITOKEN=s3cret`,
		`${ORIGIN}/api.php?cId=${ID}&apitoken=s3cret`,
		`${ORIGIN}/api.php?cId=${ID}&ApiToken=s3cret`,
		`www.mysurveylab.com/api.php?cId=${ID}&apiToken=s3cret`,
		`apiToken=s3cret`,
		`${LINK}?apiToken=s3cret`,
		`${LINK}#apiToken=s3cret`,
		`${LINK}/apiToken/s3cret`,
		`${LINK}?%61piToken=s3cret`,
		`${LINK}?%61%70%69%54%6F%6b%65%6E%3Ds3cret`,
		`${LINK}?api%54oken=s3cret&x=%zz%C5`,
		`https://www.google.com/url?q=${encodeURIComponent(`${ORIGIN}/api.php?apiToken=s3cret`)}`,
		`http://www.mysurveylab.com/api.php?apiToken=s3cret`,
		`${ORIGIN}/api.php?apiToken=%73%33cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken%3Ds3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken%253Ds3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken =s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken= s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken==s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken[]=s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=%26s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=%23s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=[API TOKEN]s3cret&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=s3cret[]&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=&cId=${ID}&apiToken=s3cret`,
		`${ORIGIN}/api.php?apiToken=[API TOKEN]&cId=${ID}&apitoken=s3cret`,
		`apiToken: s3cret`,
	])('is refused as an API link: %s', (value) => {
		expect(readCollector(value)).toEqual(refused('collectorApiLink'));
	});

	it('is an id of letters, digits, "-" and "_" or a fault, and never tells a token', () => {
		const secret = 'S3CRETtok3n';
		const part = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 8 }),
			fc.constantFrom(
				'https://',
				'http://',
				'www.mysurveylab.com',
				'/',
				'lng/pl/',
				'pageTag/SurveyCampaign/cId/',
				ID,
			),
			fc.constantFrom(
				'?',
				'#',
				'&',
				'%2F',
				'..',
				'\\',
				'\n',
				'api.php',
				'localhost:5678',
				'user:pw@',
				'%',
				'%00',
			),
			fc.constantFrom(
				`apiToken=${secret}`,
				`APITOKEN=${secret}`,
				`api%54oken=${secret}`,
				`%61piToken%3D${secret}`,
			),
		);
		const link = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
		const value = fc.oneof({ weight: 6, arbitrary: link }, { weight: 1, arbitrary: fc.anything() });
		fc.assert(
			fc.property(value, (typed) => {
				const reading = readCollector(typed);
				if (!reading.ok) {
					expect(Object.keys(REASONS)).toContain(reading.reason.kind);
					expect(Object.keys(reading.reason)).toEqual(['kind']);
					return;
				}
				const { value: collector } = reading;
				expect(collector.id).toMatch(/^[A-Za-z0-9_-]+$/);
				expect(JSON.stringify(collector)).not.toContain(secret);
				if (collector.origin === undefined) return;
				const origin = new URL(collector.origin);
				expect(origin.origin).toBe(collector.origin);
				expect(`${origin.protocol}//${origin.hostname}`).toMatch(
					/^https:|^http:\/\/(?:localhost|127\.|\[::1\])/,
				);
			}),
			runs(10_000),
		);
	}, 60_000);
});

describe('a collector given by its id', () => {
	it.each([ID, '123456', 'a', 'A-b_9', '-', '__proto__'])('is taken as it is: %s', (id) => {
		expect(readCollector(id)).toEqual(found({ id }));
		expect(readCollector(` ${id}\n`)).toEqual(found({ id }));
	});

	it('may be a whole number from an expression', () => {
		expect(readCollector(123456)).toEqual(found({ id: '123456' }));
	});

	it.each([
		'a b',
		'a.b',
		'..',
		'a%2Fb',
		'a\\b',
		'a&b',
		'a=b',
		'ż',
		'\u{1F600}',
		'a\0b',
		'a\nb',
		'a+b',
		"a'b",
		'my survey link',
		'javascript:alert(1)',
	])('holds forbidden characters: %j', (value) => {
		expect(readCollector(value)).toEqual(refused('collectorCharacters'));
	});
});

describe('a collector given by a survey link', () => {
	it.each([
		LINK,
		`${LINK}/`,
		` ${LINK}\n`,
		`${LINK}/referrer/desk/crk/K-1/`,
		`${LINK}?utm=1`,
		`${LINK}#top`,
		`${LINK}/?x=1#y`,
		`${ORIGIN}/lng/pl/pageTag/SurveyCampaign/cId/${ID}`,
		`${ORIGIN}/lng/pt-BR/pageTag/SurveyCampaign/cId/${ID}/custom1/x`,
		`${ORIGIN}/pagetag/surveycampaign/CID/${ID}`,
		`HTTPS://WWW.MYSURVEYLAB.COM/pageTag/SurveyCampaign/cId/${ID}`,
		`www.mysurveylab.com/pageTag/SurveyCampaign/cId/${ID}`,
		`www.mysurveylab.com:443/pageTag/SurveyCampaign/cId/${ID}`,
		`//www.mysurveylab.com/pageTag/SurveyCampaign/cId/${ID}`,
		`https://somebody:secret@www.mysurveylab.com/pageTag/SurveyCampaign/cId/${ID}`,
	])('is found in %s', (link) => {
		expect(readCollector(link)).toEqual(found({ id: ID, origin: ORIGIN }));
	});

	it.each([
		['https://feedback.surveylab.com', 'https://feedback.surveylab.com'],
		['https://survey.example.com:8443', 'https://survey.example.com:8443'],
		['survey.example.com:8443', 'https://survey.example.com:8443'],
		['http://127.0.0.1:5678', 'http://127.0.0.1:5678'],
		['http://localhost:5678', 'http://localhost:5678'],
		['http://[::1]:5678', 'http://[::1]:5678'],
	])("keeps the link's own origin: %s", (start, origin) => {
		expect(readCollector(`${start}/pageTag/SurveyCampaign/cId/${ID}`)).toEqual(
			found({ id: ID, origin }),
		);
	});

	it.each([
		'http://www.mysurveylab.com',
		'ftp://www.mysurveylab.com',
		'http://127.0.0.1.evil.com',
		'http://localhost.evil.com',
	])('needs an encrypted connection: %s', (start) => {
		expect(readCollector(`${start}/pageTag/SurveyCampaign/cId/${ID}`)).toEqual(
			refused('collectorLinkNotHttps'),
		);
	});

	it.each([
		ORIGIN,
		'www.mysurveylab.com',
		'a/b',
		'abc?x',
		'abc#y',
		`${ID}/`,
		`${ORIGIN}/pageTag/SurveyCampaign/cId/`,
		`${ORIGIN}/pageTag/SurveyCampaign/cId//referrer/x`,
		`${ORIGIN}/pageTag/SurveyCampaign/${ID}`,
		`${ORIGIN}/pageTag/SurveyCampaign/cId/a%2Fb`,
		`${ORIGIN}/pageTag/SurveyCampaign/cId/a.b`,
		`${ORIGIN}/pageTag/SurveyCampaign/cId/a%20b`,
		`${ORIGIN}/pageTag/SurveyCampaign/cId/../${ID}`,
		`${ORIGIN}/lng/pageTag/SurveyCampaign/cId/${ID}`,
		`${ORIGIN}/?u=/pageTag/SurveyCampaign/cId/${ID}`,
	])('is not found in %s', (link) => {
		expect(readCollector(link)).toEqual(refused('collectorNotInLink'));
	});

	it.each(['https://', 'https://a b/', 'http://[::1'])('cannot be read from %s', (link) => {
		expect(readCollector(link)).toEqual(refused('collectorUnreadableLink'));
	});
});

/** SurveyLab shows its API links with a placeholder in the token's place. */
describe('a collector given by an API link without a token', () => {
	it.each([
		`${ORIGIN}/api.php?apiToken=[API TOKEN]&cId=${ID}&email=[EMAIL]&crk=[CRK]`,
		`${ORIGIN}/api.php?cId=${ID}&apiToken=[API TOKEN]`,
		`${ORIGIN}/api.php?cId=${ID}&apiToken=[API TOKEN]#top`,
		`${ORIGIN}/api.php?apiToken=%5BAPI%20TOKEN%5D&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=%5bAPI+TOKEN%5d&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=%5BAPI TOKEN%5D&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=[]&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=[token]&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken=&cId=${ID}`,
		`${ORIGIN}/api.php?apiToken= &cId=${ID}`,
		`${ORIGIN}/api.php?apiToken&cId=${ID}`,
		`${ORIGIN}/api.php?APITOKEN=[API TOKEN]&cId=${ID}`,
		`${ORIGIN}/api.php?cId=${ID}`,
		`${ORIGIN}/API.PHP?cId=${ID}&email=`,
		`  ${ORIGIN}/api.php?cId=${ID}\n`,
		`www.mysurveylab.com/api.php?cId=${ID}&apiToken=`,
		`https://www.mysurveylab.com/some/prefix/api.php?cId=${ID}`,
	])('is found in %s', (link) => {
		expect(readCollector(link)).toEqual(found({ id: ID }));
	});

	it('gives no host: neither survey addresses nor the token go to the host of an API link', () => {
		for (const start of ['http://evil.example.com', 'https://evil.example.com']) {
			expect(readCollector(`${start}/api.php?cId=${ID}`)).toEqual(found({ id: ID }));
		}
	});

	it.each([
		`${ORIGIN}/api.php`,
		`${ORIGIN}/api.php?apiToken=[API TOKEN]`,
		`${ORIGIN}/api.php?cId=`,
		`${ORIGIN}/api.php?cId=a/b`,
		`${ORIGIN}/api.php?cId=[COLLECTOR]`,
		`${ORIGIN}/api.php?cid=${ID}`,
		`${ORIGIN}/other.php?cId=${ID}`,
		`${ORIGIN}/api.php/x?cId=${ID}`,
	])('is not found in %s', (link) => {
		expect(readCollector(link)).toEqual(refused('collectorNotInLink'));
	});
});
