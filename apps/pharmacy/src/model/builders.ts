import { type DrugInteraction, type Medication, type MedicationDispense, type MedicationRequest, recordId } from '@health-graph/records';

/** The id of the n-th test record of a type: always the same. */
export const testId = (type: string, number: number): string => recordId('test', type, String(number));

export const aMedicationRequest = (fields: Partial<MedicationRequest> = {}): MedicationRequest => ({
  id: testId('MedicationRequest', 1),
  patientId: testId('Patient', 1),
  status: 'ACTIVE',
  intent: 'ORDER',
  authoredOn: '2026-03-08T09:00:00+07:00',
  medicationConcept: { text: 'Metformin 500 mg' },
  quantity: { value: 30, unit: 'viên', code: '{tbl}' },
  ...fields,
});

export const aMedicationDispense = (fields: Partial<MedicationDispense> = {}): MedicationDispense => ({
  id: testId('MedicationDispense', 1),
  patientId: testId('Patient', 1),
  requestId: testId('MedicationRequest', 1),
  status: 'COMPLETED',
  whenHandedOver: '2026-03-08T10:00:00+07:00',
  quantity: { value: 30, unit: 'viên', code: '{tbl}' },
  ...fields,
});

export const aMedication = (fields: Partial<Medication> = {}): Medication => ({
  id: testId('Medication', 1),
  registrationNumber: 'VD-99001-26',
  name: 'Metformin 500 mg',
  unit: 'viên',
  ingredients: [{ name: 'metformin', strength: { value: 500, unit: 'mg', code: 'mg' } }],
  prescriptionKind: 'BASIC',
  ...fields,
});

export const aDrugInteraction = (fields: Partial<DrugInteraction> = {}): DrugInteraction => ({
  id: testId('DrugInteraction', 1),
  ingredients: ['colchicine', 'clarithromycin'],
  severity: 'CONTRAINDICATED',
  mechanism: 'clarithromycin inhibits CYP3A4 and P-gp',
  consequence: 'colchicine toxicity',
  management: 'do not combine',
  source: 'QD 5948/QD-BYT',
  ...fields,
});
