// What is written down.
export type { AuditActor, AuditEntry, AuditEvent } from './audit-event.ts';
export { type ChainedEvent, chained, genesis, type Head, hashOf } from './chain.ts';
// Writing it.
export { type AuditLog, auditLog } from './audit-log.ts';
export { type AuditWriter, type AuditWriterOptions, openAuditWriter } from './audit-writer.ts';
export { type Anchor, type AnchorFault, generateAnchorKeys, openAnchor, readAnchor, type SignedHead } from './anchor.ts';
// Proving that it is whole.
export { type ChainReport, type LogFault, verifyChain } from './verify-log.ts';
