import { describe, expect, it } from '@jest/globals';
import { patientKeys } from './patient-keys.ts';

describe('patientKeys', () => {
  it('orders by the name that is shown and finds by every name', () => {
    const keys = patientKeys({
      names: [
        { use: 'MAIDEN', text: 'Trần Hòa' },
        { use: 'OFFICIAL', family: 'Nguyễn', given: ['Hòa'] },
      ],
    });

    expect(keys.nameKey).toBe('nguyen hoa');
    expect(keys.searchWords).toEqual(['nguyen', 'hoa', 'tran']);
  });

  it('takes the commune of the current address, not of an old one', () => {
    const addresses = [
      { use: 'OLD' as const, communeCode: '19000' },
      { use: 'HOME' as const, communeCode: '19333' },
    ];

    expect(patientKeys({ addresses }).residenceCode).toBe('19333');
  });

  it('has the birth date in every precision up to its own', () => {
    expect(patientKeys({ birthDate: '1957-03-08' }).birthKeys).toEqual(['1957', '1957-03', '1957-03-08']);
    expect(patientKeys({ birthDate: '1957' }).birthKeys).toEqual(['1957']);
  });

  it('leaves out what is not known', () => {
    expect(patientKeys({})).toEqual({ nameKey: '', searchWords: [], spelledWords: [], birthKeys: [] });
  });
});
