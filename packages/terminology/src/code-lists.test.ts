import { describe, expect, it } from '@jest/globals';
import {
  diagnoses,
  diagnosisOf,
  fold,
  measurementOf,
  measurements,
  medicineOf,
  medicines,
  provinces,
  quangTri,
  quangTriCommunes,
  vaccines,
} from './index.ts';

describe('units of administration', () => {
  it('are 34 provinces, and in Quang Tri 69 communes, 8 wards and a special zone', () => {
    const count = (kind: string) => quangTriCommunes.filter((unit) => unit.kind === kind).length;

    expect(provinces).toHaveLength(34);
    expect(quangTriCommunes).toHaveLength(78);
    expect([count('COMMUNE'), count('WARD'), count('SPECIAL_ZONE')]).toEqual([69, 8, 1]);
    expect(new Set(quangTriCommunes.map(({ provinceCode }) => provinceCode))).toEqual(new Set([quangTri]));
    expect(provinces.find(({ code }) => code === quangTri)?.name).toBe('Tỉnh Quảng Trị');
  });
});

describe('code lists', () => {
  it('name each code once', () => {
    for (const codes of [
      diagnoses.map(({ code }) => code),
      measurements.map(({ code }) => code),
      measurements.map(({ key }) => key),
      medicines.map(({ key }) => key),
      vaccines.map(({ key }) => key),
    ]) {
      expect(codes.filter((code, place) => codes.indexOf(code) !== place)).toEqual([]);
    }
  });

  it('write codes as their systems do', () => {
    expect(diagnoses.filter(({ code }) => !/^[A-Z][0-9]{2}(?:\.[0-9])?$/.test(code))).toEqual([]);
    expect(measurements.filter(({ code }) => !hasLoincCheckDigit(code))).toEqual([]);
    expect(medicines.filter(({ atc }) => atc !== undefined && !/^[A-Z][0-9]{2}[A-Z]{2}(?:[0-9]{2})?$/.test(atc))).toEqual([]);
  });

  it('find an entry by its key or code', () => {
    expect(diagnosisOf('E11.9')?.en).toBe('Type 2 diabetes mellitus without complications');
    expect(measurementOf('hba1c')).toBe(measurementOf('4548-4'));
    expect(medicineOf('tld')?.ingredients.map(({ inn }) => inn)).toEqual(['tenofovir disoproxil', 'lamivudine', 'dolutegravir']);
    expect([diagnosisOf('Q00'), measurementOf('x'), medicineOf('x')]).toEqual([undefined, undefined, undefined]);
  });

  it('hold about 150 medicines of all four kinds of prescriptions', () => {
    expect(medicines.length).toBeGreaterThanOrEqual(150);
    expect(new Set(medicines.map(({ kind }) => kind)).size).toBe(4);
    expect(medicines.every(({ ingredients }) => ingredients.length > 0 && ingredients.every(({ inn }) => fold(inn) === inn))).toBe(true);
  });

  it('name a target disease for each vaccine', () => {
    expect(vaccines.filter(({ targets, ageMonths }) => targets.length === 0 || ageMonths.length === 0)).toEqual([]);
  });
});

/** The last digit of a LOINC code is a mod-10 (Luhn) check digit. */
function hasLoincCheckDigit(code: string): boolean {
  const [number = '', check = ''] = code.split('-');
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + Math.floor(value / 10) + (value % 10);
  }, 0);
  return (10 - (sum % 10)) % 10 === Number(check);
}
