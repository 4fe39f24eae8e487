export type { Fault } from './faults';
export type { RateLimit } from './rateLimit';
export type {
	RecordedAction,
	RecordedCompletion,
	RecordedContact,
	RecordedRequest,
	RecordedTag,
	RefusedRepeat,
} from './records';
export type { Recording } from './recording';
export { startSandbox, type Sandbox, type SandboxOptions } from './server';
