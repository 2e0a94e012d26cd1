import { BadUserInput, type HealthGraphError, PayloadTooLarge } from '@health-graph/errors';
import { isLabel } from '@health-graph/permissions';
import { type IngestLine, type IngestOutcome, isRecordId, parseRecord } from '@health-graph/records';
import { mongo } from 'mongoose';
import type { Keeping } from './stored-record.ts';

/** MongoDB keeps up to 16 MiB in a document; the envelope of a source document takes its share. */
export const maxDocumentBytes = 16 * 1024 * 1024 - 16 * 1024;

/** A line that may be written, or what to answer instead. */
export type CheckedLine = { readonly line: IngestLine; readonly refusal?: undefined } | { readonly refusal: IngestOutcome };

/** Checks one line against the contract and, where it carries data, against the definition of its type. */
export function checkLine(line: IngestLine, kept: ReadonlyMap<string, Keeping>): CheckedLine {
  try {
    checkEnvelope(line);
    checkDocument(line);
    checkData(line, kept);
    return { line };
  } catch (failure) {
    if (failure instanceof BadUserInput || failure instanceof PayloadTooLarge) return { refusal: refusalOf(line.id, failure) };
    throw failure;
  }
}

/** The outcome that says why `id` was not written. */
export const refusalOf = (id: string, failure: HealthGraphError): IngestOutcome => ({
  id,
  outcome: 'refused',
  code: failure.code,
  field: String(failure.details['argument'] ?? ''),
  reason: 'rule' in failure.details ? `${failure.message} (${failure.details['rule']})` : failure.message,
});

function checkEnvelope({ id, patientId, source, labels = [] }: IngestLine): void {
  if (!isRecordId(id)) throw new BadUserInput('The id is not one of this graph.', { argument: 'id' });
  if (patientId !== undefined && !isRecordId(patientId))
    throw new BadUserInput('The id is not one of this graph.', { argument: 'patientId' });
  if (!/^[0-9a-f]{64}$/.test(source.hash)) throw new BadUserInput('The hash is not a SHA-256 in hex.', { argument: 'source.hash' });
  if (!labels.every(isLabel)) throw new BadUserInput('The label is no class that a record can be raised to.', { argument: 'labels' });
}

function checkDocument({ document, data }: IngestLine): void {
  if (document === undefined) {
    if (data === undefined) throw new BadUserInput('The line carries neither data nor a document.', { argument: 'data' });
    return;
  }
  if (Buffer.byteLength(document) > maxDocumentBytes) {
    throw new PayloadTooLarge('The document is larger than the store can keep.', { argument: 'document', limit: maxDocumentBytes });
  }
  if (!document.isWellFormed()) throw new BadUserInput('The document is no well-formed text.', { argument: 'document' });
}

function checkData({ type, data, document, patientId }: IngestLine, kept: ReadonlyMap<string, Keeping>): void {
  if (data === undefined) return;
  const definition = kept.get(type)?.definition;
  if (definition === undefined) throw new BadUserInput('This subgraph keeps no records of this type.', { argument: 'type' });
  parseRecord(definition, data);
  checkSize(data, document);
  if (data['patientId'] !== undefined && data['patientId'] !== patientId) {
    throw new BadUserInput('The record names another patient than its line.', { argument: 'patientId' });
  }
}

/** Measuring costs time, and a record is hardly larger than the document it was read from. */
function checkSize(data: Readonly<Record<string, unknown>>, document: string | undefined): void {
  const mayBeLarge = document === undefined || document.length > maxDocumentBytes / 16;
  if (mayBeLarge && mongo.BSON.calculateObjectSize(data) > maxDocumentBytes) {
    throw new PayloadTooLarge('The record is larger than the store can keep.', { argument: 'data', limit: maxDocumentBytes });
  }
}
