import { VersionConflict } from '@health-graph/errors';
import type { IngestLine, IngestOutcome } from '@health-graph/records';
import { type CheckedLine, refusalOf } from './check-line.ts';
import { type SourceState, sourceKeyOf } from './source-document.ts';

/** A line to write, and what its source was before; absent for a new one. */
export interface PlannedWrite {
  readonly line: IngestLine;
  readonly key: string;
  readonly before?: SourceState;
}

export interface BatchPlan {
  readonly writes: readonly PlannedWrite[];
  /** One for each line, in the order of the lines. */
  readonly outcomes: readonly IngestOutcome[];
}

/**
 * Decides what becomes of each line, from what the store knows of their sources. The lines' sources must differ: see `roundsOf`.
 * A hash that any version of a source had is `unchanged`: an old file imported again does not turn the clock back.
 */
export function planBatch(lines: readonly CheckedLine[], known: ReadonlyMap<string, SourceState>): BatchPlan {
  const writes: PlannedWrite[] = [];
  const outcomes = lines.map((checked): IngestOutcome => {
    if (checked.refusal !== undefined) return checked.refusal;
    const { line } = checked;
    const key = sourceKeyOf(line);
    const before = known.get(key);
    if (before !== undefined && before.recordId !== line.id) return refusalOf(line.id, anotherId());
    if (before?.hashes.includes(line.source.hash)) return { id: line.id, outcome: 'unchanged' };
    writes.push({ line, key, ...(before === undefined ? {} : { before }) });
    return { id: line.id, outcome: before === undefined ? 'created' : 'updated' };
  });
  return { writes, outcomes };
}

const anotherId = () => new VersionConflict('The source was ingested under another id.', { argument: 'id' });

/** Cuts lines into runs in which no source comes twice, so that each change of a source becomes a version of its own. */
export function roundsOf(lines: readonly CheckedLine[]): CheckedLine[][] {
  const rounds: CheckedLine[][] = [[]];
  let seen = new Set<string>();
  for (const checked of lines) {
    const key = checked.refusal === undefined ? sourceKeyOf(checked.line) : undefined;
    if (key !== undefined && seen.has(key)) {
      rounds.push([]);
      seen = new Set();
    }
    if (key !== undefined) seen.add(key);
    rounds.at(-1)?.push(checked);
  }
  return rounds;
}
