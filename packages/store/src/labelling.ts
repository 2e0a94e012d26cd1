import { inOrderOfLabels, isLabel, type Label, labelKeyOf } from '@health-graph/permissions';
import type { IngestLine } from '@health-graph/records';

/** What is stored of the classes that a record is raised to. */
export interface Labelling {
  /** Sorted, each once; empty for most records. */
  readonly labels: readonly Label[];
  /** `labels` as one text, so that a filter by what a caller may see can use an index. */
  readonly labelKey: string;
  /**
   * What the sender added to those of the record's codes, and what the record refers to; absent where that is nothing. Who amends the record must send
   * its own part again.
   */
  readonly sentLabels?: readonly Label[];
}

/** The paths of a labelling as mongoose reads them. */
export const labellingFields = {
  labels: { $type: [String], default: undefined },
  labelKey: { $type: String },
  sentLabels: { $type: [String], default: undefined },
};

/** Which classes a line's own codes raise its record to. The store knows no medicine: whoever opens it says how. Pure. */
export type LabelsOf = (line: IngestLine) => readonly Label[];

/** The labels of a line: what its codes say, and what its sender knows. For commands too, which write records without ingest. */
export function labellingOf(line: IngestLine, labelsOf: LabelsOf): Labelling {
  const sent = inOrderOfLabels((line.labels ?? []).filter(isLabel));
  const labels = inOrderOfLabels([...labelsOf(line), ...sent]);
  return { labels, labelKey: labelKeyOf(labels), ...(sent.length === 0 ? {} : { sentLabels: sent }) };
}
