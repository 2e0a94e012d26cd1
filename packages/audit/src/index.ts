// What is written down.
export type { AuditActor, AuditEntry, AuditEvent, AuditOutcome, AuditViolation, RegistryChange } from './audit-event.ts';
export { auditEntriesFromJson, type IsField, mergeEntries } from './audit-entries.ts';
export { type ChainedEvent, chained, genesis, type Head, hashOf } from './chain.ts';
// Writing it.
export { type AuditLog, auditLog } from './audit-log.ts';
export { type AuditWriter, type AuditWriterOptions, openAuditWriter } from './audit-writer.ts';
export { type Anchor, type AnchorFault, generateAnchorKeys, openAnchor, readAnchor, type SignedHead } from './anchor.ts';
export { anchorsIn, openAnchorFolder } from './anchor-folder.ts';
// Reading it.
export {
  type AuditPage,
  type AuditPageQuestion,
  type AuditPosition,
  type AuditQuestion,
  type AuditReader,
  type AuditRow,
  auditReader,
  type PatientLog,
} from './audit-reader.ts';
// Proving that it is whole.
export { type ChainReport, type LogFault, verifyChain, verifyLog } from './verify-log.ts';
