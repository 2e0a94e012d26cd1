import { describe, expect, it } from '@jest/globals';
import { parsePrescriptionCode, prescriptionKindOf } from './prescription-code.ts';

describe('parsePrescriptionCode', () => {
  it.each(['44001a7b3x9z-c', '440010000001-n', '440010000001-h', '440010000001-y'])('takes %s', (code) => {
    expect(parsePrescriptionCode(code)).toBe(code);
  });

  it.each([
    ['is empty', ''],
    ['has capitals', '44001A7B3X9Z-C'],
    ['is too short', '44001a7b3x9-c'],
    ['is too long', '44001a7b3x9zz-c'],
    ['has no kind', '44001a7b3x9z'],
    ['has a kind that does not exist', '44001a7b3x9z-x'],
    ['has something behind it', '44001a7b3x9z-c\n'],
    ['has diacritics', '44001a7b3x9đ-c'],
  ])('refuses a code that %s', (_case, code) => {
    expect(() => parsePrescriptionCode(code)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'code' } }));
  });
});

describe('prescriptionKindOf', () => {
  it.each([
    ['44001a7b3x9z-c', 'BASIC'],
    ['440010000001-n', 'NARCOTIC'],
    ['440010000001-h', 'PSYCHOTROPIC'],
    ['440010000001-y', 'TRADITIONAL'],
  ])('reads the kind from the code %s', (prescriptionCode, kind) => {
    expect(prescriptionKindOf({ prescriptionCode })).toBe(kind);
  });

  it('believes what was recorded before what the code says', () => {
    expect(prescriptionKindOf({ prescriptionKind: 'TRADITIONAL', prescriptionCode: '44001a7b3x9z-c' })).toBe('TRADITIONAL');
  });

  it('is not known without a valid code', () => {
    expect(prescriptionKindOf({})).toBeUndefined();
    expect(prescriptionKindOf({ prescriptionCode: 'a number of our own' })).toBeUndefined();
  });
});
