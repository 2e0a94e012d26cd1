/** Lines that were taken away (`- `) and added (`+ `), in the order of the texts; a line that stands in both is not told. */
export function changedLines(before: string, after: string): readonly string[] {
  const old = before.split('\n');
  const next = after.split('\n');
  const counts = new Map<string, number>();
  for (const line of next) counts.set(line, (counts.get(line) ?? 0) + 1);
  const removed = old.filter((line) => !take(counts, line));
  const isAdded = new Map(counts);
  const added = next.filter((line) => take(isAdded, line));
  return [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}

/** Whether the line is still there, once less afterwards. */
function take(counts: Map<string, number>, line: string): boolean {
  const count = counts.get(line) ?? 0;
  if (count === 0) return false;
  counts.set(line, count - 1);
  return true;
}
