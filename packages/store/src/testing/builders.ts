import { createHash } from 'node:crypto';
import { condition, encounter, type IngestLine, recordId } from '@health-graph/records';

/** The records that tests of this package keep. */
export const definitions = { Encounter: encounter, Condition: condition } as const;

export const patientOf = (name: string): string => recordId('test', 'Patient', name);

/** A condition as a line; its document and hash follow from its content. */
export function aCondition(sourceId: string, data: Readonly<Record<string, unknown>> = {}, patient = 'hoa'): IngestLine {
  const patientId = patientOf(patient);
  const content = { patientId, recordedDate: '2024-05-01', ...data };
  const document = JSON.stringify({ resourceType: 'Condition', ...content });
  return {
    type: 'Condition',
    id: recordId('test', 'Condition', sourceId),
    patientId,
    source: { system: 'test', type: 'Condition', id: sourceId, hash: createHash('sha256').update(document).digest('hex') },
    data: Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined)),
    document,
  };
}

/** A document of a type that nobody keeps records of. */
export function aClaim(sourceId: string, document: string, patient = 'hoa'): IngestLine {
  return {
    type: 'Claim',
    id: recordId('test', 'Claim', sourceId),
    patientId: patientOf(patient),
    source: { system: 'test', type: 'Claim', id: sourceId, hash: createHash('sha256').update(document).digest('hex') },
    document,
  };
}
