import { describe, expect, it } from '@jest/globals';
import { isRecordId, recordId } from './index.ts';

describe('recordId', () => {
  it('gives the same id for the same source, and another for any other', () => {
    expect(recordId('fhir', 'Patient', 'a')).toBe(recordId('fhir', 'Patient', 'a'));
    expect(recordId('fhir', 'Patient', 'a')).not.toBe(recordId('fhir', 'Encounter', 'a'));
    expect(recordId('fhir', 'Pat', 'ient|a')).not.toBe(recordId('fhir', 'Patient', '|a'));
  });

  it('is written as a ULID is', () => {
    expect(recordId('fhir', 'Patient', 'a')).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });
});

describe('isRecordId', () => {
  it('takes an id with and without an endpoint', () => {
    expect(isRecordId(recordId('fhir', 'Patient', 'a'))).toBe(true);
    expect(isRecordId(`hospital-44001.${recordId('fhir', 'Patient', 'a')}`)).toBe(true);
  });

  it.each(['', 'abc', '01ARZ3NDEKTSV4RRFFQ69G5FAU', '000012345678', '../x'])('refuses %j', (value) => {
    expect(isRecordId(value)).toBe(false);
  });
});
