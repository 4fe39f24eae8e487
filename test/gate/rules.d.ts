export interface JudgedNode {
	description: {
		name: string;
		credentials?: Array<{ name: string }>;
		properties: Array<Record<string, unknown>>;
	};
	codex: { categories?: string[]; subcategories?: Record<string, string[]> };
	icons: Partial<Record<'light' | 'dark', string>>;
	source: string;
}

export const RULES: Record<string, (node: JudgedNode) => string[]>;
