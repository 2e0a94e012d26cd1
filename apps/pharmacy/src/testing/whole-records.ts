import type { TestRecord } from '@health-graph/subgraph-kit/testing';
import { aDrugInteraction, aMedication, aMedicationDispense, aMedicationRequest, testId } from '../model/builders.ts';

const concept = (code: string, text: string) => ({ coding: [{ system: 'http://example.org/codes', code, display: text }], text });
const tablets = (value: number) => ({ value, comparator: '<', unit: 'viên', code: '{tbl}' }) as const;

/**
 * A record of every type that leaves no field out, the n-th of each. Those with the same number belong together: the dispense was handed out
 * under the request, which prescribes the product, whose ingredient interacts. All were prescribed by practitioner 1.
 */
export function wholeRecords(number: number): readonly TestRecord[] {
  const id = (type: string) => testId(type, number);
  const facilityId = testId('Facility', 1);
  const ingredient = `ingredient${number}`;
  return [
    {
      type: 'Medication',
      record: aMedication({
        id: id('Medication'),
        name: `Thuốc ${number} 500 mg`,
        form: concept('NEN', 'Viên nén'),
        ingredients: [{ name: ingredient, nationalCode: '40.17', strength: { value: 500, comparator: '<', unit: 'mg', code: 'mg' } }],
      }),
    },
    { type: 'DrugInteraction', record: aDrugInteraction({ id: id('DrugInteraction'), ingredients: [ingredient, 'ingredient of all'] }) },
    {
      type: 'MedicationRequest',
      record: aMedicationRequest({
        id: id('MedicationRequest'),
        prescriptionCode: prescriptionCode(number),
        prescriptionKind: 'BASIC',
        patientId: id('Patient'),
        encounterId: id('Encounter'),
        requesterId: testId('Practitioner', number),
        medicationId: id('Medication'),
        medicationConcept: concept('860975', 'Metformin 500 mg'),
        facilityId,
        departmentId: testId('Department', 1),
        reasonConditionIds: [id('Condition')],
        dosageInstructions: [
          {
            text: 'Ngày uống 2 lần, mỗi lần 1 viên sau ăn',
            route: concept('1.01', 'Uống'),
            dose: tablets(1),
            frequency: 2,
            period: 1,
            periodUnit: 'd',
            asNeeded: false,
          },
        ],
        quantity: { value: 60, unit: 'viên', code: '{tbl}' },
        numberOfRepeatsAllowed: 1,
        daysSupply: 30,
        advice: 'Tái khám sau 30 ngày',
      }),
    },
    {
      type: 'MedicationDispense',
      record: aMedicationDispense({
        id: id('MedicationDispense'),
        requestId: id('MedicationRequest'),
        medicationConcept: concept('860975', 'Metformin 500 mg'),
        patientId: id('Patient'),
        quantity: { value: 60, unit: 'viên', code: '{tbl}' },
        daysSupply: 30,
        performerId: id('Practitioner'),
        facilityId,
      }),
    },
  ];
}

/** A valid code for the n-th prescription. */
export const prescriptionCode = (number: number): string => `44001${String(number).padStart(7, '0')}-c`;
