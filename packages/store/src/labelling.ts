import { inOrderOfLabels, isLabel, type Label, labelKeyOf } from '@health-graph/permissions';
import type { IngestLine } from '@health-graph/records';

/** What is stored of the classes that a record is raised to. */
export interface Labelling {
  /** Sorted, each once; empty for most records. */
  readonly labels: readonly Label[];
  /** `labels` as one text, so that a filter by what a caller may see can use an index. */
  readonly labelKey: string;
}

/** Which classes a line's own codes raise its record to. The store knows no medicine: whoever opens it says how. Pure. */
export type LabelsOf = (line: IngestLine) => readonly Label[];

/** The labels of a line: what its codes say, and what its sender knows. */
export function labellingOf(line: IngestLine, labelsOf: LabelsOf): Labelling {
  const labels = inOrderOfLabels([...labelsOf(line), ...(line.labels ?? []).filter(isLabel)]);
  return { labels, labelKey: labelKeyOf(labels) };
}
