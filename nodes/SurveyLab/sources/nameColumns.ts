/**
 * A person's name out of the columns of a table that hold it. First and last name have their columns in most tables.
 * A column called Name holds the first name where another one holds the last name, as in SurveyLab, and otherwise the
 * full name. A full name fills what its row does not say by itself. Pure.
 */

import {
	canBeOne,
	filledFromWhole,
	namesOf,
	splitName,
	splitReversed,
	wholeName,
	type PersonName,
} from './names';

type NameMeaning = 'firstName' | 'lastName' | 'name' | 'fullName' | 'lastNameFirst';
type TextOf = (meaning: NameMeaning) => string | undefined;

/** How a column is read that may hold the whole name; the best first. */
const WHOLES = [
	['lastNameFirst', splitReversed],
	['fullName', splitName],
	['name', splitName],
] as const;

/** The columns that hold a whole name, or what is called so. A company's name is none. */
function wholesIn(text: TextOf) {
	return WHOLES.flatMap(([meaning, split]) => {
		const name = split(text(meaning) ?? '');
		const whole = wholeName(name);
		return whole === '' ? [] : [{ meaning, name, whole }];
	});
}

/**
 * The columns that cannot all be about one person; none where they can. A column called Name is no sign: in many
 * tables it is the name of a thing.
 */
export function contradictingNames(text: TextOf): readonly NameMeaning[] {
	const wholes = wholesIn(text).filter(({ meaning }) => meaning !== 'name');
	const [best] = wholes;
	const other = wholes.find(({ whole }) => best !== undefined && !canBeOne(best.whole, whole));
	if (best !== undefined && other !== undefined) return [best.meaning, other.meaning];
	const halves = [text('firstName'), text('lastName')].filter((half) => half !== undefined);
	const stranger = wholes.find(({ whole }) => halves.every((half) => !canBeOne(half, whole)));
	return stranger === undefined || halves.length < 2
		? []
		: [stranger.meaning, 'firstName', 'lastName'];
}

export function nameIn(text: TextOf): PersonName {
	const known = namesOf(text('firstName'), text('lastName'));
	if (known.first !== undefined && known.last !== undefined) return known;
	const [best] = wholesIn(text);
	if (best === undefined) return known;
	const filled = filledFromWhole(known, best.name);
	const isOther = best.meaning === 'name' && !canBeOne(best.whole, wholeName(known));
	// Beside a first or a last name, a column called Name without it holds the other one.
	return isOther ? { first: best.whole, last: best.whole, ...known } : filled;
}
