import type { Patient } from '@health-graph/records';
import type { TestRecord } from '@health-graph/subgraph-kit/testing';
import { aCoverage, aPatient, aUnit, testId } from '../model/builders.ts';
import { patientRecord, unitRecord } from './open-patients.ts';

const concept = (code: string, text: string) => ({ coding: [{ system: 'http://example.org/codes', code, display: text }], text });
const phone = { system: 'PHONE', value: '+84000000000', use: 'MOBILE' } as const;

export const communeCode = (number: number): string => String(19_000 + number);
const provinceCode = (number: number): string => String(10 + (number % 80));

/** The n-th patient, who leaves no field out, with the commune and the relative the record names. */
export const wholeRecords = (number: number): readonly TestRecord[] => [
  patientRecord(wholePatient(number)),
  patientRecord(aPatient({ id: testId('Relative', number) })),
  unitRecord(aUnit({ code: communeCode(number), provinceCode: provinceCode(number) })),
  ...(number < 80 ? [unitRecord(aUnit({ code: provinceCode(number), kind: 'PROVINCE' }))] : []),
];

const wholePatient = (number: number): Patient =>
  aPatient({
    id: testId('Patient', number),
    active: true,
    identifiers: [{ system: 'urn:test', value: `P-${number}` }],
    nationalId: '000157000001',
    names: [{ use: 'OFFICIAL', text: 'Nguyễn Thị Hòa', family: 'Nguyễn', given: ['Thị', 'Hòa'], prefixes: ['Bà'] }],
    deceased: true,
    deceasedAt: '2026-05-01',
    maritalStatus: concept('M', 'Đã kết hôn'),
    ethnicity: concept('01', 'Kinh'),
    nationality: concept('VN', 'Việt Nam'),
    occupation: concept('6', 'Nông dân'),
    languages: [concept('vi', 'Tiếng Việt')],
    multipleBirthOrder: 1,
    telecom: [phone],
    addresses: [
      {
        use: 'HOME',
        text: 'Khu phố 1, Phường Đông Hà, Quảng Trị',
        lines: ['Khu phố 1'],
        communeCode: communeCode(number),
        city: 'Đông Hà',
        province: 'Quảng Trị',
        postalCode: '48000',
        country: 'VN',
      },
    ],
    relatedPersons: [
      {
        name: 'Trần Văn Nam',
        relationship: concept('HUSB', 'Chồng'),
        telecom: [phone],
        isGuardian: false,
        patientId: testId('Relative', number),
      },
    ],
    coverages: [aCoverage({ payor: 'BHXH', benefitPercent: 80, registeredFacilityId: testId('Facility', 1) })],
    registrations: [{ facilityId: testId('Facility', 1), medicalRecordNumber: '26001234', since: '2020-01' }],
    managingFacilityId: testId('Facility', 1),
  });
