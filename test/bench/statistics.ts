export function median(samples: readonly number[]): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
	return low === undefined || high === undefined ? NaN : (low + high) / 2;
}

/** Each round by itself: what slows the whole machine down for a while slows both sides down. */
export function ratios(ours: readonly number[], peer: readonly number[]): number[] {
	return ours.map((sample, round) => sample / (peer[round] ?? NaN));
}
