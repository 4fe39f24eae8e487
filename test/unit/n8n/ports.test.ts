import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	keyLocksOf,
	keyStoreOf,
	ledgerStoreOf,
	runOf,
	systemClock,
	paceOf,
} from '../../../nodes/SurveyLab/n8n/ports';

/** What the ports ask n8n for. */
function contextOf(parts: {
	type?: string;
	name?: string;
	runIndex?: unknown;
	executionId?: string;
	input?: IDataObject;
	flow?: IDataObject;
	helpers?: object;
	workflowId?: string;
}): IExecuteFunctions {
	const { type = 'n8n-nodes-surveylab.surveyLab', name = 'SurveyLab', input } = parts;
	return {
		getNode: () => ({ type, name }),
		getExecutionId: () => parts.executionId,
		getWorkflow: () => ({ id: parts.workflowId }),
		getWorkflowDataProxy: () => ({ $runIndex: parts.runIndex ?? 0 }),
		getInputData: () => (input === undefined ? [] : [{ json: input }]),
		getContext: () => parts.flow ?? {},
		helpers: parts.helpers ?? {},
	} as unknown as IExecuteFunctions;
}

describe('the pace of an execution', () => {
	it('is shared by its nodes and rounds, and not inherited by the button Retry', () => {
		const flow = {};
		paceOf(contextOf({ executionId: '17', flow })).waitedMs += 300_000;
		const copy = contextOf({ executionId: '17', name: 'Copy', runIndex: 2, flow });
		expect(paceOf(copy).waitedMs).toBe(300_000);
		const retried = contextOf({ executionId: '18', flow: structuredClone(flow) });
		expect(paceOf(retried).waitedMs).toBe(0);
	});
});

describe('the run of a node', () => {
	it('is named by its execution, the node and the round', () => {
		expect(runOf(contextOf({ executionId: '17', name: 'Invite', runIndex: 2 }))).toEqual({
			execution: '17',
			place: 'Invite/2',
		});
	});

	it('is the first one where n8n names none', () => {
		expect(runOf(contextOf({ runIndex: 'x' }))).toEqual({ execution: '', place: 'SurveyLab/0' });
	});

	it('of a tool stays the same for the same call, though each try has a number of its own', () => {
		const type = 'n8n-nodes-surveylab.surveyLabTool';
		const call = { email: 'anna@example.com' };
		const tries = [3, 4, 5].map(
			(runIndex) => runOf(contextOf({ type, runIndex, input: call })).place,
		);
		expect(tries[0]).toMatch(/^SurveyLab\/3\/[\w-]{16}$/);
		expect(new Set(tries).size).toBe(1);
		const again = contextOf({ type, runIndex: 6, input: { ...call } });
		expect(runOf(again).place).toBe(tries[0]?.replace('/3/', '/6/'));
	});

	it('of a tool tells calls apart that got the same number from two agents', () => {
		const type = 'n8n-nodes-surveylab.surveyLabTool';
		const places = ['anna@example.com', 'ben@example.com'].map(
			(email) => runOf(contextOf({ type, runIndex: 0, input: { email } })).place,
		);
		expect(new Set(places).size).toBe(2);
	});

	it('of an ordinary node follows its number, whatever comes in', () => {
		const input = { email: 'anna@example.com' };
		expect([0, 1].map((runIndex) => runOf(contextOf({ runIndex, input })).place)).toEqual([
			'SurveyLab/0',
			'SurveyLab/1',
		]);
	});
});

describe('the ledger', () => {
	it("lies in n8n's context of the execution, once for all nodes", () => {
		const flow: IDataObject = {};
		const store = ledgerStoreOf(contextOf({ flow, name: 'One' }));
		expect(ledgerStoreOf(contextOf({ flow, name: 'Other' }))).toBe(store);
		expect(flow.surveyLabLedger).toBe(store);
	});

	it('brings its locks along', () => {
		const store = ledgerStoreOf(contextOf({}));
		expect(keyLocksOf(store)).toBe(keyLocksOf(store));
		expect(keyLocksOf(ledgerStoreOf(contextOf({})))).not.toBe(keyLocksOf(store));
	});
});

describe("n8n's store of sent keys", () => {
	const storeWith = (answer: { new: string[]; processed: string[] }) => {
		const calls: unknown[][] = [];
		const helpers = {
			checkProcessedAndRecord: async (...args: unknown[]) => {
				calls.push(['record', ...args]);
				return await Promise.resolve(answer);
			},
			removeProcessed: async (...args: unknown[]) => {
				calls.push(['remove', ...args]);
				return await Promise.resolve();
			},
		};
		return { calls, store: keyStoreOf(contextOf({ helpers, workflowId: 'w7' })) };
	};

	it('records the newest 10,000 keys for the whole workflow, and tells new from known', async () => {
		const { calls, store } = storeWith({ new: ['a'], processed: [] });
		expect(await store.record(['a'])).toEqual({ ok: true, value: 'new' });
		expect(calls).toEqual([['record', ['a'], 'workflow', { mode: 'entries', maxEntries: 10_000 }]]);
		const known = storeWith({ new: [], processed: ['a'] });
		expect(await known.store.record(['a'])).toEqual({ ok: true, value: 'known' });
	});

	it('forgets a key of the workflow', async () => {
		const { calls, store } = storeWith({ new: [], processed: [] });
		await store.forget('a');
		expect(calls).toEqual([['remove', ['a'], 'workflow', { mode: 'entries' }]]);
	});

	it.each([
		[
			'createdTwice',
			'SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId, processed_data.context',
		],
		[
			'createdTwice',
			'duplicate key value violates unique constraint "PK_ca04b9d8dc72de268fe07a65773"',
		],
		['unsavedWorkflow', 'SQLITE_CONSTRAINT: FOREIGN KEY constraint failed'],
		['unusable', 'SQLITE_BUSY: database is locked'],
		['unusable', 'Connection terminated unexpectedly'],
	])('is %s where the database says "%s"', async (reason, text) => {
		const helpers = {
			checkProcessedAndRecord: async () => await Promise.reject(new TypeError(text)),
			removeProcessed: async () => await Promise.reject(new TypeError(text)),
		};
		const store = keyStoreOf(contextOf({ helpers, workflowId: 'w7' }));
		expect(await store.record(['a'])).toEqual({ ok: false, reason });
		await expect(store.forget('a')).resolves.toBeUndefined();
	});

	it('is called like its workflow, so that all nodes of it share a lock', () => {
		expect(storeWith({ new: [], processed: [] }).store.name).toBe('w7');
	});
});

describe('the clock', () => {
	it('sleeps for the time', async () => {
		const begun = systemClock.now();
		await systemClock.sleep(30, new AbortController().signal);
		expect(systemClock.now() - begun).toBeGreaterThanOrEqual(29);
	});

	it('wakes at once when the signal aborts, and never rejects', async () => {
		const sleeper = new AbortController();
		const sleeping = systemClock.sleep(60_000, sleeper.signal);
		sleeper.abort();
		await sleeping;
		await systemClock.sleep(60_000, AbortSignal.abort());
	});
});
