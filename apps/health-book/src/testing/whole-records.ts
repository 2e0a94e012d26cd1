import type { TestRecord } from '@health-graph/subgraph-kit/testing';
import { aBookVisit, aHealthBook, anAppointment, anImmunization, aSelfMeasurement, testId } from '../model/builders.ts';

const coding = (code: string, display: string) => ({ system: 'http://example.org/codes', code, display });
const concept = (code: string, text: string) => ({ coding: [coding(code, text)], text });
const measure = (value: number, unit: string) => ({ value, comparator: '<', unit, code: unit }) as const;

/**
 * A record of every type that leaves no field out, the n-th of each. Those with the same number belong together: to one patient, one encounter
 * and one facility.
 */
export function wholeRecords(number: number): readonly TestRecord[] {
  const id = (type: string) => testId(type, number);
  const own = (type: string) => ({ id: id(type), patientId: id('Patient') });
  const encounterId = id('Encounter');
  const facilityId = id('Facility');
  return [
    {
      type: 'HealthBook',
      record: aHealthBook({
        ...own('HealthBook'),
        sharingCode: 'QT-2026-0001',
        initialFacilityId: facilityId,
        bloodGroup: concept('278147001', 'O Rh+'),
        height: measure(158, 'cm'),
        weight: measure(55, 'kg'),
        diseaseHistory: [{ code: concept('I10', 'Tăng huyết áp'), since: '2018', place: 'Bệnh viện đa khoa tỉnh' }],
        communeCode: '19333',
      }),
    },
    {
      type: 'BookVisit',
      record: aBookVisit({
        ...own('BookVisit'),
        encounterId,
        facilityId,
        reason: 'Mệt mỏi',
        dischargeDiagnosis: concept('E11.9', 'Đái tháo đường típ 2'),
        result: 'Đỡ',
        course: 'Ổn định',
        treatment: 'Metformin',
        advice: 'Ăn ít đường',
        reExaminationDate: '2026-04-08',
        doctorId: id('Practitioner'),
      }),
    },
    {
      type: 'Immunization',
      record: anImmunization({
        ...own('Immunization'),
        vaccineCode: concept('08', 'Viêm gan B'),
        targetDiseases: [concept('66071002', 'Viêm gan B')],
        doseNumber: 1,
        lotNumber: 'L-1',
        encounterId,
        primarySource: true,
        facilityId,
        locationName: 'Trạm y tế',
        performerId: id('Practitioner'),
      }),
    },
    {
      type: 'SelfMeasurement',
      record: aSelfMeasurement({
        ...own('SelfMeasurement'),
        values: [{ code: coding('29463-7', 'Cân nặng'), quantity: measure(55, 'kg') }],
        device: 'Cân điện tử',
        note: 'Buổi sáng',
      }),
    },
    {
      type: 'Appointment',
      record: anAppointment({
        ...own('Appointment'),
        facilityId,
        departmentId: id('Department'),
        practitionerId: id('Practitioner'),
        minutesDuration: 20,
        reason: concept('E11.9', 'Tái khám'),
        description: 'Mang theo sổ',
        basedOnEncounterId: encounterId,
      }),
    },
  ];
}
