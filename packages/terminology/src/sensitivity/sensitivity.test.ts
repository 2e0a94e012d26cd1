import { describe, expect, it } from '@jest/globals';
import {
  codeSystems,
  medicines,
  sensitivityOf,
  sensitivityOfAtc,
  sensitivityOfConcept,
  sensitivityOfDiagnosis,
  sensitivityOfMeasurement,
  sensitivityOfMedicine,
  sensitivityOfVisitRoute,
} from '../index.ts';

describe('sensitivityOfDiagnosis', () => {
  // DESIGN.md, "A value can raise its own class": B20-B24 and Z21; the other ranges are those of the matrix of classes.
  it.each(['B20', 'B20.0', 'B200', 'b22.1', 'B24', 'B24*', 'Z21', 'R75', 'Z20.6', 'Z71.7', 'Z11.4'])('takes %s for hiv', (code) => {
    expect(sensitivityOfDiagnosis(code)).toEqual(['hiv']);
  });

  it.each(['F00.1', 'F32.1', 'F99', 'X60', 'X84.9'])('takes %s for mental health', (code) => {
    expect(sensitivityOfDiagnosis(code)).toEqual(['mental-health']);
  });

  it.each(['O00', 'O80.0', 'O99.9', 'Z30.4', 'Z34', 'Z37.2', 'N97.9', 'A53.9', 'A60'])('takes %s for reproductive', (code) => {
    expect(sensitivityOfDiagnosis(code)).toEqual(['reproductive']);
  });

  it.each(['T74', 'T74.1', 'Y04', 'Y07.0', 'Y09', 'Z61.5'])('takes %s for abuse', (code) => {
    expect(sensitivityOfDiagnosis(code)).toEqual(['abuse']);
  });

  it.each(['Q90.9', 'Q99'])('takes %s for genetic', (code) => {
    expect(sensitivityOfDiagnosis(code)).toEqual(['genetic']);
  });

  it.each([
    'B19.9',
    'B25',
    'Z20.5',
    'Z22.0',
    'E11.9',
    'I10',
    'X59',
    'X85',
    'Y03',
    'Y10',
    'N95',
    'A49',
    'A65',
    'T73',
    'T75',
    'Q89.9',
    'G99',
    '',
  ])('takes %j for clinical only', (code) => {
    expect(sensitivityOfDiagnosis(code)).toEqual([]);
  });

  it('gives every class of a code that has several, the strictest first', () => {
    expect(sensitivityOfDiagnosis('O98.7')).toEqual(['hiv', 'reproductive']);
    expect(sensitivityOfDiagnosis('F02.4')).toEqual(['hiv', 'mental-health']);
    expect(sensitivityOfDiagnosis('F53.0')).toEqual(['mental-health', 'reproductive']);
    expect(sensitivityOfDiagnosis('Z31.5')).toEqual(['reproductive', 'genetic']);
  });

  it('reads every code of a list as the insurance exchange writes it', () => {
    expect(sensitivityOfDiagnosis('I10;B24;E11.9')).toEqual(['hiv']);
  });
});

describe('sensitivityOfMedicine', () => {
  it.each([
    'dolutegravir',
    'Tenofovir/Lamivudin/Dolutegravir (TLD) 300 mg/300 mg/50 mg',
    'Lamivudine 150 MG / Zidovudine 300 MG Oral Tablet',
    'EFAVIRENZ 600mg',
    'tenofovir disoproxil',
  ])('takes %s for hiv', (name) => {
    expect(sensitivityOfMedicine(name)).toEqual(['hiv']);
  });

  it.each(['Sertralin 50 mg', 'sertraline', 'Olanzapin 10 mg', 'lithium carbonate', 'Methadon 10 mg/ml'])(
    'takes %s for mental health',
    (name) => {
      expect(sensitivityOfMedicine(name)).toEqual(['mental-health']);
    },
  );

  it.each(['Mifepriston 200 mg', 'Ethinylestradiol/Levonorgestrel 0,03 mg/0,15 mg', 'Yaz 28 Day Pack', 'Camila 28 Day Pack'])(
    'takes %s for reproductive',
    (name) => {
      expect(sensitivityOfMedicine(name)).toEqual(['reproductive']);
    },
  );

  it.each(['Metformin 850 mg', 'Entecavir 0,5 mg', 'Diazepam 5 mg', 'Amoxicilin 500 mg', ''])('takes %j for clinical only', (name) => {
    expect(sensitivityOfMedicine(name)).toEqual([]);
  });
});

describe('sensitivityOfMeasurement', () => {
  it.each([
    ['25836-8', 'hiv'],
    ['24467-3', 'hiv'],
    ['56888-1', 'hiv'],
    ['44261-6', 'mental-health'],
    ['2106-3', 'reproductive'],
    ['76504-0', 'abuse'],
    ['29770-5', 'genetic'],
  ])('takes %s for %s', (code, label) => {
    expect(sensitivityOfMeasurement(code)).toEqual([label]);
  });

  it.each(['4548-4', '718-7', '85354-9'])('takes %s for clinical only', (code) => {
    expect(sensitivityOfMeasurement(code)).toEqual([]);
  });
});

describe('sensitivityOfAtc', () => {
  it.each(['J05AR27', 'J05AG03', 'J05AE08', 'J05AJ01', 'J05AX09', 'j05ar'])('takes %s for hiv', (code) => {
    expect(sensitivityOfAtc(code)).toEqual(['hiv']);
  });

  it.each(['J05AF10', 'J05AF08', 'J05AP51', 'J05AB01', 'N05BA01', 'N03AG01', 'A10BA02', 'G04CA02', ''])(
    'takes %j for clinical only',
    (code) => {
      expect(sensitivityOfAtc(code)).toEqual([]);
    },
  );

  it('says of every product of the catalogue what its ingredients say', () => {
    const coded = medicines.filter(({ atc }) => atc !== undefined);
    const differing = coded.filter(
      ({ atc = '', key }) => sensitivityOfAtc(atc).join() !== sensitivityOf({ system: codeSystems.medicine, code: key }).join(),
    );

    expect(coded.length).toBeGreaterThan(150);
    expect(differing.map(({ key }) => key)).toEqual([]);
  });
});

describe('sensitivityOfVisitRoute', () => {
  it('takes route 1.9, and no other, for hiv', () => {
    expect(sensitivityOfVisitRoute('1.9')).toEqual(['hiv']);
    expect(['1.1', '1.8', '1.10', '2', '3.1', '19', '11.9'].flatMap(sensitivityOfVisitRoute)).toEqual([]);
  });
});

describe('sensitivityOf', () => {
  it('reads a code by its system', () => {
    expect(sensitivityOf({ system: codeSystems.icd10, code: 'B24' })).toEqual(['hiv']);
    expect(sensitivityOf({ system: codeSystems.loinc, code: '25836-8' })).toEqual(['hiv']);
    expect(sensitivityOf({ system: codeSystems.snomed, code: '86406008' })).toEqual(['hiv']);
    expect(sensitivityOf({ system: codeSystems.medicine, code: 'tld' })).toEqual(['hiv']);
    expect(sensitivityOf({ system: codeSystems.atc, code: 'J05AR27' })).toEqual(['hiv']);
    expect(sensitivityOf({ system: codeSystems.loinc, code: 'B24' })).toEqual([]);
  });

  it('reads the name of a code whose system it does not know', () => {
    expect(sensitivityOf({ system: codeSystems.openmrs, code: '1040', display: 'HIV RAPID TEST, QUALITATIVE' })).toEqual(['hiv']);
    expect(sensitivityOf({ code: 'XN.0123', display: 'HIV Ab test nhanh' })).toEqual(['hiv']);
    expect(sensitivityOf({ code: 'K01', display: 'Khám thai kỳ' })).toEqual(['reproductive']);
    expect(sensitivityOf({ code: '1', display: 'Hearing aids' })).toEqual([]);
  });

  it('takes a code without system that looks like ICD-10 for ICD-10', () => {
    expect(sensitivityOf({ code: 'B20.1' })).toEqual(['hiv']);
    expect(sensitivityOf({ system: 'http://hospital.example/codes', code: 'B20.1' })).toEqual([]);
  });

  it('says nothing about an empty code', () => {
    expect(sensitivityOf({})).toEqual([]);
    expect(sensitivityOfConcept({})).toEqual([]);
  });
});

describe('sensitivityOfConcept', () => {
  it('takes together what its codes and its words say', () => {
    const concept = { coding: [{ system: codeSystems.icd10, code: 'O24.4' }], text: 'Đái tháo đường thai kỳ, HIV dương tính' };

    expect(sensitivityOfConcept(concept)).toEqual(['hiv', 'reproductive']);
  });
});
