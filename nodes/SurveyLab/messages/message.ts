/**
 * A text for a person. `message` says what happened, `description` how to go on. Fields are called by their
 * labels. Codes such as ECONNREFUSED stand only in descriptions, because n8n replaces a message with such a code by
 * a sentence of its own.
 */
export interface Message {
	readonly message: string;
	readonly description: string;
}

export const NOTHING_SENT = 'Nothing was sent for this item.';

/** A text about an item for which nothing was sent. */
export function unsent(message: string, description: string): Message {
	return { message, description: `${description} ${NOTHING_SENT}` };
}

export function inOneLine({ message, description }: Message): string {
	return `${message}. ${description}`;
}

export function plural(count: number, one: string): string {
	return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/**
 * A number with its thousands set apart: "8,000". It does without `toLocaleString`, whose first call takes longer
 * than loading the whole package.
 */
export function grouped(number: number): string {
	return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A length of time for people, rounded to what matters. */
export function duration(milliseconds: number): string {
	const seconds = Math.ceil(milliseconds / 1000);
	if (seconds < 120) return plural(seconds, 'second');
	if (seconds < 600) {
		const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
		return rest === 0
			? plural(minutes, 'minute')
			: `${plural(minutes, 'minute')} ${plural(rest, 'second')}`;
	}
	if (seconds < 7200) return plural(Math.ceil(seconds / 60), 'minute');
	const hours = Math.ceil(seconds / 3600);
	return hours < 48 ? plural(hours, 'hour') : `${grouped(Math.ceil(hours / 24))} days`;
}

/** A value in quotation marks, cut where it is too long for a sentence. */
export function quoted(text: string): string {
	const characters = [...text.replace(/[\s\p{Cc}]+/gu, ' ')];
	return `"${characters.length <= 60 ? characters.join('') : `${characters.slice(0, 60).join('')}…`}"`;
}
