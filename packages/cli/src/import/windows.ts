import type { BundleEntry } from '@health-graph/exchange';

/** Entries that are resolved and sent together. */
export const windowLimits = { entries: 400, characters: 1_500_000 } as const;

/** Cuts entries into windows, bounded by number and by size. */
export async function* windowsOf(entries: AsyncIterable<BundleEntry>, limits = windowLimits): AsyncGenerator<BundleEntry[]> {
  let window: BundleEntry[] = [];
  let characters = 0;
  for await (const entry of entries) {
    window.push(entry);
    characters += entry.refusal === undefined ? entry.text.length : 0;
    if (window.length < limits.entries && characters < limits.characters) continue;
    yield window;
    window = [];
    characters = 0;
  }
  if (window.length > 0) yield window;
}
