import type { IngestLine, IngestOutcome, SourceDocument } from '@health-graph/records';

/** Which documents an export asks for: a patient's, or those of given records. */
export type DocumentQuery = { readonly patientId: string } | { readonly ids: readonly string[] };

/** What the kit needs of a subgraph's store; `recordStore` of the store package is one. */
export interface SubgraphStore {
  /** Where given, the store's commands are part of a trace: `watcher` is told the name of each, and what it gives back is called at the end. */
  readonly connection?: {
    watchCommands(watcher: (command: string) => ((isAnswered: boolean) => void) | undefined): void;
  };
  isReady(): Promise<boolean>;
  /** One outcome for each line, in their order; all written, or nothing. */
  upsert(lines: readonly IngestLine[]): Promise<readonly IngestOutcome[]>;
  documentsOf(query: DocumentQuery): AsyncIterable<SourceDocument>;
  close(): Promise<void>;
}
