import { isPrefetch, isPreview } from '../../../nodes/SurveyLab/completion/previews';

/** As these programs were seen to call themselves. */
const PREVIEWS = [
	'',
	'   ',
	'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
	'Slack-ImgProxy (+https://api.slack.com/robots)',
	'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
	'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0 Safari/537.36',
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko; compatible; BingPreview/1.0b) Chrome/80.0 Safari/537.36',
	'Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview) Chrome/112.0 Safari/537.36',
	'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
	'WhatsApp/2.23.20.0 A',
	'TelegramBot (like TwitterBot)',
	'Twitterbot/1.0',
	'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
	'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
	'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
	'Mozilla/5.0 (Windows NT 6.1; WOW64; rv:23.0) Gecko/20130406 Firefox/23.0 (via ggpht.com GoogleImageProxy)',
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/56.0 Safari/537.36 Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)',
	'Google-Safety; (+http://www.google.com/bot.html)',
	'GoogleOther',
	'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
	'Snap URL Preview Service; bot; snapchat; https://developers.snapchat.com/robots',
	'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
	'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
	'Barracuda Sentinel (EE)',
	'Mimecast-URL-Scanner',
	'Iframely/1.3.1 (+https://iframely.com/docs/about)',
	'Mozilla/5.0 (compatible; Embedly/0.2; +http://support.embed.ly/)',
];

const BROWSERS = [
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0',
	'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
	'Mozilla/5.0 (Linux; Android 11; CUBOT KINGKONG 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
	'Mozilla/5.0 (Linux; Android 13; Cubot) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/500.0.0]',
	'Mozilla/5.0 (Linux; Android 14; SM-S921B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0 Mobile Safari/537.36 Instagram 350.0',
	'Mozilla/5.0 (Linux; U; Android 14; en-us) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.9',
	'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36',
	'Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16',
];

describe('a preview', () => {
	it.each(PREVIEWS)('calls itself "%s"', (agent) => {
		expect(isPreview({ 'user-agent': agent })).toBe(true);
	});

	it('may not call itself anything', () => {
		expect(isPreview({})).toBe(true);
		expect(isPreview({ 'user-agent': undefined })).toBe(true);
	});

	it.each(BROWSERS)('is not a browser: %s', (agent) => {
		expect(isPreview({ 'user-agent': agent })).toBe(false);
		expect(isPreview({ 'user-agent': [agent] })).toBe(false);
	});
});

describe('a browser that fetches ahead', () => {
	it.each([
		['sec-purpose', 'prefetch'],
		['sec-purpose', 'prefetch;prerender'],
		['sec-purpose', 'prefetch;anonymous-client-ip'],
		['purpose', 'prefetch'],
		['purpose', 'Preview'],
		['x-purpose', 'preview'],
		['x-moz', 'prefetch'],
	])('says so: %s: %s', (name, value) => {
		expect(isPrefetch({ [name]: value })).toBe(true);
		expect(isPrefetch({ [name]: ['', value] })).toBe(true);
	});

	it('is not one that only goes there', () => {
		expect(isPrefetch({})).toBe(false);
		expect(
			isPrefetch({ 'sec-fetch-dest': 'document', 'sec-purpose': '', purpose: undefined }),
		).toBe(false);
	});
});
