/** What SurveyLab calls "Jump to website": where a respondent's browser goes after the last page. */
export class Jump {
	/** With the placeholders; empty: nowhere. */
	address = '';

	/** @throws TypeError for what no browser could go to */
	set(address: unknown): void {
		if (typeof address !== 'string') throw new TypeError('address must be a text');
		const text = address.trim();
		const usable = text === '' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));
		if (!usable) throw new TypeError('address must begin with http:// or https://');
		this.address = text;
	}

	/** The address for one respondent. */
	filled(crk: string, rid: number): string {
		const values: Record<string, string> = { '{crk}': crk, '{rid}': String(rid) };
		return this.address.replace(/\{(?:crk|rid)\}/g, (placeholder) =>
			encodeURIComponent(values[placeholder] ?? ''),
		);
	}

	clear(): void {
		this.address = '';
	}
}
