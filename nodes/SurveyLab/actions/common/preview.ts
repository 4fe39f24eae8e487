import type { INodeProperties } from 'n8n-workflow';

/** Shows what would be sent. It stands outside Options so that a person who tries out the node sees it. */
export const previewOnly: INodeProperties = {
	displayName: 'Preview Only',
	name: 'previewOnly',
	type: 'boolean',
	default: false,
	description: 'Whether to show the request without sending it. The token is masked.',
};

/** What running the step does while Preview Only is off. */
export function previewNotice(effect: string): INodeProperties {
	return {
		displayName: effect,
		name: 'previewNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { previewOnly: [false] } },
	};
}
