import { createHash } from 'node:crypto';
import { type RecordSource, recordId } from '@health-graph/records';

/** The namespace of ids that come from FHIR. */
export const fhirSystem = 'fhir';

/** The record id of a FHIR resource; see `sharedIdentity` for those that may be known by another. */
export const recordIdOf = (type: string, sourceId: string): string => recordId(fhirSystem, type, sourceId);

/** SHA-256, hex. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const sourceOf = (type: string, id: string, content: string): RecordSource => ({
  system: fhirSystem,
  type,
  id,
  hash: hashOf(content),
});
