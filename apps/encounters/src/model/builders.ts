import {
  type AllergyIntolerance,
  type CarePlan,
  type Condition,
  type DiagnosticReport,
  type DocumentReference,
  type Encounter,
  type Goal,
  type ImagingStudy,
  type Observation,
  type Procedure,
  recordId,
} from '@health-graph/records';

/** The id of the n-th test record of a type: always the same. */
export const testId = (type: string, number: number): string => recordId('test', type, String(number));

const patientId = testId('Patient', 1);

export const anEncounter = (fields: Partial<Encounter> = {}): Encounter => ({
  id: testId('Encounter', 1),
  patientId,
  status: 'FINISHED',
  class: 'AMB',
  period: { start: '2026-03-08T08:00:00+07:00', end: '2026-03-08T08:45:00+07:00' },
  ...fields,
});

export const aCondition = (fields: Partial<Condition> = {}): Condition => ({
  id: testId('Condition', 1),
  patientId,
  clinicalStatus: 'ACTIVE',
  verificationStatus: 'CONFIRMED',
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'E11.9', display: 'Type 2 diabetes mellitus' }] },
  recordedDate: '2026-03-08T08:30:00+07:00',
  ...fields,
});

export const anObservation = (fields: Partial<Observation> = {}): Observation => ({
  id: testId('Observation', 1),
  patientId,
  status: 'FINAL',
  categories: [{ coding: [{ code: 'laboratory' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4', display: 'HbA1c' }] },
  effective: '2026-03-08T08:20:00+07:00',
  valueQuantity: { value: 7.1, unit: '%', code: '%' },
  ...fields,
});

export const aProcedure = (fields: Partial<Procedure> = {}): Procedure => ({
  id: testId('Procedure', 1),
  patientId,
  status: 'COMPLETED',
  code: { text: 'Khâu vết thương' },
  performed: { start: '2026-03-08T08:25:00+07:00' },
  ...fields,
});

export const aDiagnosticReport = (fields: Partial<DiagnosticReport> = {}): DiagnosticReport => ({
  id: testId('DiagnosticReport', 1),
  patientId,
  status: 'FINAL',
  code: { text: 'Xét nghiệm sinh hóa' },
  effective: '2026-03-08T08:40:00+07:00',
  ...fields,
});

export const anAllergyIntolerance = (fields: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
  id: testId('AllergyIntolerance', 1),
  patientId,
  clinicalStatus: 'ACTIVE',
  type: 'ALLERGY',
  categories: ['MEDICATION'],
  code: { text: 'Penicillin' },
  recordedDate: '2020-05',
  ...fields,
});

export const aCarePlan = (fields: Partial<CarePlan> = {}): CarePlan => ({
  id: testId('CarePlan', 1),
  patientId,
  status: 'ACTIVE',
  intent: 'PLAN',
  title: 'Theo dõi đái tháo đường',
  period: { start: '2026-03-08' },
  ...fields,
});

export const aGoal = (fields: Partial<Goal> = {}): Goal => ({
  id: testId('Goal', 1),
  patientId,
  lifecycleStatus: 'ACTIVE',
  description: { text: 'HbA1c dưới 7 %' },
  startDate: '2026-03-08',
  ...fields,
});

export const aDocumentReference = (fields: Partial<DocumentReference> = {}): DocumentReference => ({
  id: testId('DocumentReference', 1),
  patientId,
  status: 'CURRENT',
  type: { text: 'Tóm tắt bệnh án' },
  date: '2026-03-08T08:45:00+07:00',
  ...fields,
});

export const anImagingStudy = (fields: Partial<ImagingStudy> = {}): ImagingStudy => ({
  id: testId('ImagingStudy', 1),
  patientId,
  status: 'AVAILABLE',
  started: '2026-03-08T08:10:00+07:00',
  ...fields,
});
