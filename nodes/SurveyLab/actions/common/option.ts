/** The kinds of options. Each says how the node shows it and how its value is read. */

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { OptionReason } from '../../messages/reasons';
import { failure, success, type Result } from '../../surveylab/result';
import { cleanText } from '../../surveylab/values';

/** An option of the node. `read` is called only with a value that is there. */
export interface Option<Value> {
	readonly property: INodeProperties;
	/** The value of an option that was not added. */
	readonly absent: Value;
	read(value: unknown): Result<Value, OptionReason>;
}

type Shown = Pick<INodeProperties, 'displayName' | 'name' | 'description'> &
	Partial<INodeProperties>;

interface Range {
	readonly from: number;
	readonly to: number;
	readonly absent: number;
}

/** @param description gets the range in words, such as "from 1 to 300" */
export function numberOption(
	{ description, ...shown }: Omit<Shown, 'description'> & { description(range: string): string },
	{ from, to, absent }: Range,
): Option<number> {
	// Messages name the field without its unit.
	const label = shown.displayName.replace(/ \(.*\)$/, '');
	return {
		property: {
			...shown,
			description: description(`from ${from} to ${to}`),
			type: 'number',
			typeOptions: { minValue: from, maxValue: to },
			default: absent,
		},
		absent,
		read(value) {
			const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
			return typeof number === 'number' && number >= from && number <= to
				? success(Math.floor(number))
				: failure({ kind: 'outOfRange', label, from, to });
		},
	};
}

type Choice<Value> = INodePropertyOptions & { readonly value: Value };

export function choiceOption<const Value extends string>(
	shown: Shown,
	choices: ReadonlyArray<Choice<Value>>,
	absent: NoInfer<Value>,
): Option<Value> {
	return {
		property: { ...shown, type: 'options', default: absent, options: [...choices] },
		absent,
		read(value) {
			const choice = choices.find((one) => one.value === value);
			return choice === undefined
				? failure({ kind: 'unknownChoice', label: shown.displayName })
				: success(choice.value);
		},
	};
}

/** What expressions give for a switch: also texts, and 1 and 0 from databases. */
const SWITCH_VALUES: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
	...[true, 1, 'true', '1'].map((on) => [on, true] as const),
	...[false, 0, 'false', '0', ''].map((off) => [off, false] as const),
]);

/** On or off. Any other value is refused: a preview must not become an invitation because a cell says "yes". */
export function readSwitch(label: string, value: unknown): Result<boolean, OptionReason> {
	const on = SWITCH_VALUES.get(
		typeof value === 'string' ? value.trim().toLowerCase() : (value ?? false),
	);
	return on === undefined ? failure({ kind: 'notASwitch', label }) : success(on);
}

/** A switch. It is off until a person adds it, and then n8n shows it switched on. */
export function switchOption(shown: Shown): Option<boolean> {
	return {
		property: { ...shown, type: 'boolean', default: true },
		absent: false,
		read: (value) => readSwitch(shown.displayName, value),
	};
}

export function textOption(shown: Shown): Option<string> {
	return {
		property: { ...shown, type: 'string', default: '' },
		absent: '',
		read(value) {
			const text = cleanText(shown.displayName, value);
			return text.ok ? success(text.value ?? '') : text;
		},
	};
}

/** Reads options one after another, and remembers the reason of the first that cannot be used. */
export class OptionReader {
	private failed: Result<never, OptionReason> | undefined;

	/** @param values what n8n stores, by the options' names */
	constructor(private readonly values: Readonly<Record<string, unknown>>) {}

	value<Value>({ property, absent, read }: Option<Value>): Value {
		const stored = this.values[property.name];
		if (stored === undefined || stored === null) return absent;
		const value = read(stored);
		if (value.ok) return value.value;
		this.failed ??= value;
		return absent;
	}

	/** @returns the value, or the reason of the first option that cannot be used */
	result<Value>(value: Value): Result<Value, OptionReason> {
		return this.failed ?? success(value);
	}
}
