import type { IngestLine, SubgraphName } from '@health-graph/records';

/** A line and the subgraph that takes it. */
export interface RoutedLine {
  readonly subgraph: SubgraphName;
  readonly line: IngestLine;
}

/** What a reference points at: the FHIR type and the id of the record. */
export interface Target {
  readonly type: string;
  readonly id: string;
}
