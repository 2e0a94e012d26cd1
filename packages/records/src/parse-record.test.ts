import { describe, expect, it } from '@jest/globals';
import { encounter, parseRecord, patient, recordId } from './index.ts';

const patientId = recordId('fhir', 'Patient', 'p1');

describe('parseRecord', () => {
  it('gives back what is as defined, unchanged', () => {
    const data = { names: [{ use: 'OFFICIAL', text: 'Nguyễn Thị Hòa' }], birthDate: '1957-03' };

    expect(parseRecord(patient, data)).toBe(data);
  });

  it('names the field that is of the wrong type', () => {
    expect(() => parseRecord(patient, { names: [{ text: 5 }] })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'Patient.names.0.text', rule: 'type' } }),
    );
  });

  it('refuses a value outside of an enum', () => {
    expect(() => parseRecord(encounter, { patientId, status: 'in-progress' })).toThrow(
      expect.objectContaining({ details: { argument: 'Encounter.status', rule: 'enum' } }),
    );
  });

  it('refuses a field that nobody defined, so that nothing is dropped in silence', () => {
    expect(() => parseRecord(encounter, { patientId, patientName: 'x' })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  it.each(['1957-3', '57', '1957-13', '1957-00', '2021-08-22T05:33', '2021-08-22T05:33:27', '2021-08-22T25:33:27Z'])(
    'refuses the time %s',
    (start) => {
      expect(() => parseRecord(encounter, { patientId, period: { start } })).toThrow(
        expect.objectContaining({ details: { argument: 'Encounter.period.start', rule: 'pattern' } }),
      );
    },
  );

  it.each(['1957', '1957-03', '1957-03-08', '2021-08-22T05:33:27Z', '2021-08-22T05:33:27.123+07:00'])(
    'keeps the precision of %s',
    (start) => {
      expect(parseRecord(encounter, { patientId, period: { start } })).toEqual({ patientId, period: { start } });
    },
  );
});
