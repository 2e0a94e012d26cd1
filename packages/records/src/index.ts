// One definition per record type.
export { defineRecord, type RecordDefinition, type RecordOf, type SubgraphName } from './record-definition.ts';
// The internal ingest and export contract.
export type { IngestLine, IngestOutcome, RecordSource, SourceDocument } from './ingest.ts';
export { isRecordId, recordId } from './record-id.ts';
