import { condition, type IngestLine, recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { checkLine, maxDocumentBytes } from './check-line.ts';
import type { Keeping } from './stored-record.ts';

const patientId = recordId('fhir', 'Patient', 'p1');
const kept = new Map<string, Keeping>([['Condition', { definition: condition, derivation: undefined }]]);

const aLine = (override: Partial<IngestLine> = {}): IngestLine => ({
  type: 'Condition',
  id: recordId('fhir', 'Condition', 'c1'),
  patientId,
  source: { system: 'fhir', type: 'Condition', id: 'c1', hash: 'a'.repeat(64) },
  data: { patientId, onset: '1957-03', code: { text: 'E11' } },
  document: '{}',
  ...override,
});

const checked = (override: Partial<IngestLine>) => checkLine(aLine(override), kept).refusal;

describe('a line', () => {
  it('passes as it came when it keeps the contract', () => {
    const line = aLine();

    expect(checkLine(line, kept)).toEqual({ line });
  });

  it('may carry a document of a type that nobody keeps records of', () => {
    const { data, ...rest } = aLine({ type: 'Claim' });

    expect(data).toBeDefined();
    expect(checkLine(rest, kept).refusal).toBeUndefined();
  });

  it.each([
    ['an id that is none of this graph', { id: '42' }, 'id', 'BAD_USER_INPUT'],
    ['a patient that is none of this graph', { patientId: '42' }, 'patientId', 'BAD_USER_INPUT'],
    ['another patient in its data', { patientId: recordId('fhir', 'Patient', 'p2') }, 'patientId', 'BAD_USER_INPUT'],
    ['a hash that is none', { source: { system: 'fhir', type: 'Condition', id: 'c1', hash: 'abc' } }, 'source.hash', 'BAD_USER_INPUT'],
    ['data of a type that this subgraph does not keep', { type: 'Encounter' }, 'type', 'BAD_USER_INPUT'],
    ['a field that its type does not have', { data: { patientId, weight: 70 } }, 'Condition.weight', 'BAD_USER_INPUT'],
    ['a value that its field cannot hold', { data: { patientId, onset: 'spring' } }, 'Condition.onset', 'BAD_USER_INPUT'],
    ['half a letter at the end of its document', { document: '\ud83d' }, 'document', 'BAD_USER_INPUT'],
    ['a document larger than the store keeps', { document: 'ô'.repeat(maxDocumentBytes / 2 + 1) }, 'document', 'PAYLOAD_TOO_LARGE'],
  ])('is refused with %s', (_name, override, field, code) => {
    expect(checked(override)).toMatchObject({ outcome: 'refused', field, code });
  });

  it('is refused with a record larger than the store keeps', () => {
    const { document, ...line } = aLine({ data: { patientId, note: 'x'.repeat(maxDocumentBytes) } });

    expect(document).toBeDefined();
    expect(checkLine(line, kept).refusal).toMatchObject({ outcome: 'refused', field: 'data', code: 'PAYLOAD_TOO_LARGE' });
  });

  it('is refused when it brings neither data nor a document', () => {
    const { data, document, ...rest } = aLine();

    expect([data, document]).not.toContain(undefined);
    expect(checkLine(rest, kept).refusal).toMatchObject({ outcome: 'refused', field: 'data' });
  });

  it('never repeats a value in its refusal', () => {
    expect(JSON.stringify(checked({ data: { patientId, onset: 'Nguyễn Thị Hòa' } }))).not.toContain('Hòa');
  });
});
