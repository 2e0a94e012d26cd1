import { parseRecord } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { type AnyResource, createBundleIndex, type ReadEntry, recordIdOf, recordMappings, resourceLine, type Target } from '../../index.ts';

const patientId = recordIdOf('Patient', 'p');
const targets = new Map<string, Target>(
  ['Patient/p', 'Encounter/e', 'Practitioner/d', 'Organization/o', 'Condition/c', 'Observation/v', 'Goal/g'].map((reference) => {
    const [type = '', id = ''] = reference.split('/');
    return [reference, { type, id: recordIdOf(type, id) }];
  }),
);
const subject = { reference: 'Patient/p' };
const encounter = { reference: 'Encounter/e' };

const read = (resource: AnyResource): ReadEntry => ({
  ordinal: 0,
  type: resource.resourceType,
  sourceId: resource.id ?? 'x',
  resource,
  text: JSON.stringify(resource),
});

function lineOf(resource: AnyResource, others: readonly AnyResource[] = []) {
  const index = createBundleIndex();
  for (const other of others) index.add(read(other));
  const sourceId = resource.id ?? 'x';
  const { subgraph, line } = resourceLine(read(resource), {
    identity: { id: recordIdOf(resource.resourceType, sourceId), sourceId },
    targets,
    index,
  });
  const definition = recordMappings.get(resource.resourceType)?.definition;
  if (line.data !== undefined && definition !== undefined) parseRecord(definition, line.data);
  return { subgraph, ...line };
}

describe('resourceLine', () => {
  it('maps a patient with everything it tells', () => {
    const { data, subgraph, type } = lineOf({
      resourceType: 'Patient',
      id: 'p',
      identifier: [{ system: 'http://mrn', value: 'R1', type: { coding: [{ code: 'MR' }] } }],
      name: [{ use: 'maiden', family: 'Tran', given: ['Thi', 'Hoa'] }],
      gender: 'female',
      birthDate: '1957-03',
      deceasedDateTime: '2020-01-19T00:52:41+00:00',
      extension: [
        {
          url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
          extension: [
            { url: 'ombCategory', valueCoding: { code: '2106-3' } },
            { url: 'text', valueString: 'White' },
          ],
        },
        {
          url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity',
          extension: [{ url: 'text', valueString: 'Not Hispanic' }],
        },
      ],
      communication: [{ language: { text: 'English' } }, { language: { text: 'Vietnamese' }, preferred: true }],
      address: [{ line: ['1 Le Loi'], city: 'Dong Ha', state: 'QT', use: 'home' }],
      multipleBirthInteger: 3,
      contact: [{ name: { text: 'Mother' }, relationship: [{ coding: [{ code: 'GUARD' }] }] }],
    });

    expect([subgraph, type]).toEqual(['patients', 'Patient']);
    expect(data).toEqual({
      identifiers: [{ system: 'http://mrn', value: 'R1' }],
      names: [{ use: 'MAIDEN', text: 'Thi Hoa Tran', family: 'Tran', given: ['Thi', 'Hoa'] }],
      gender: 'FEMALE',
      birthDate: '1957-03',
      deceased: true,
      deceasedAt: '2020-01-19T00:52:41+00:00',
      ethnicity: { coding: [{ code: '2106-3' }], text: 'White; Not Hispanic' },
      languages: [{ text: 'Vietnamese' }, { text: 'English' }],
      multipleBirthOrder: 3,
      addresses: [{ use: 'HOME', lines: ['1 Le Loi'], city: 'Dong Ha', province: 'QT' }],
      relatedPersons: [{ name: 'Mother', relationship: { coding: [{ code: 'GUARD' }] }, isGuardian: true }],
      registrations: [{ medicalRecordNumber: 'R1' }],
    });
  });

  it('maps an encounter with its participants, place and diagnoses', () => {
    const { data, patientId: about } = lineOf({
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { code: 'IMP' },
      subject,
      participant: [{ type: [{ text: 'primary performer' }], individual: { reference: 'Practitioner/d', display: 'Dr. D' } }],
      diagnosis: [{ condition: { reference: 'Condition/c' }, rank: 1 }],
      location: [{ location: { reference: 'Location?identifier=x|1', display: 'Room 1' } }],
      serviceProvider: { reference: 'Organization/o' },
      hospitalization: { dischargeDisposition: { text: 'home' } },
    });

    expect(about).toBe(patientId);
    expect(data).toEqual({
      patientId,
      status: 'IN_PROGRESS',
      class: 'IMP',
      facilityId: recordIdOf('Organization', 'o'),
      locationName: 'Room 1',
      participants: [{ role: { text: 'primary performer' }, practitionerId: recordIdOf('Practitioner', 'd'), name: 'Dr. D' }],
      diagnoses: [{ conditionId: recordIdOf('Condition', 'c'), rank: 1 }],
      hospitalization: { dischargeDisposition: { text: 'home' } },
    });
  });

  it('takes the facility of an observation from its encounter, and keeps its components', () => {
    const visit = { resourceType: 'Encounter', id: 'e', serviceProvider: { reference: 'Organization/o' } };

    const { data } = lineOf(
      {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'BP' },
        subject,
        encounter,
        component: [
          { code: { text: 'sys' }, valueQuantity: { value: 121, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' } },
        ],
      },
      [visit],
    );

    expect(data).toMatchObject({
      status: 'FINAL',
      encounterId: recordIdOf('Encounter', 'e'),
      facilityId: recordIdOf('Organization', 'o'),
      components: [{ code: { text: 'sys' }, valueQuantity: { value: 121, unit: 'mmHg', code: 'mm[Hg]' } }],
    });
  });

  it.each([
    [{ valueBoolean: true }, { valueString: 'true' }],
    [{ valueInteger: 5 }, { valueQuantity: { value: 5 } }],
    [{ valueRange: { low: { value: 1 }, high: { value: 2, unit: 'mg' } } }, { valueString: '1 – 2 mg' }],
    [{ valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }, { valueString: '1 : 128' }],
    [{ valueTime: '10:00:00' }, { valueString: '10:00:00' }],
    [{ valueCodeableConcept: { text: 'x' } }, { valueCodeableConcept: { text: 'x' } }],
  ])('writes the value %j in a form the graph knows', (value, mapped) => {
    expect(lineOf({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject, ...value }).data).toMatchObject(mapped);
  });

  it('maps a prescription with its dose, also when the medicine is contained', () => {
    const { data, subgraph } = lineOf({
      resourceType: 'MedicationRequest',
      status: 'on-hold',
      intent: 'original-order',
      subject,
      contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'Metformin' } }],
      medicationReference: { reference: '#m' },
      dosageInstruction: [
        {
          asNeededBoolean: false,
          timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
          doseAndRate: [{ doseQuantity: { value: 1 } }],
          additionalInstruction: [{ text: 'With food' }],
        },
      ],
      dispenseRequest: { quantity: { value: 30 }, numberOfRepeatsAllowed: 2, expectedSupplyDuration: { value: 15, code: 'd' } },
    });

    expect(subgraph).toBe('pharmacy');
    expect(data).toEqual({
      patientId,
      status: 'ON_HOLD',
      intent: 'ORIGINAL_ORDER',
      medicationConcept: { text: 'Metformin' },
      dosageInstructions: [{ dose: { value: 1 }, frequency: 2, period: 1, periodUnit: 'd', asNeeded: false }],
      quantity: { value: 30 },
      numberOfRepeatsAllowed: 2,
      daysSupply: 15,
      advice: 'With food',
    });
  });

  it.each<[string, AnyResource, string, object]>([
    [
      'Condition',
      {
        resourceType: 'Condition',
        subject,
        encounter,
        clinicalStatus: { coding: [{ code: 'resolved' }] },
        verificationStatus: { coding: [{ code: 'entered-in-error' }] },
        note: [{ text: 'a' }, { text: 'b' }],
      },
      'encounters',
      { clinicalStatus: 'RESOLVED', verificationStatus: 'ENTERED_IN_ERROR', note: 'a\n\nb' },
    ],
    [
      'Procedure',
      {
        resourceType: 'Procedure',
        status: 'not-done',
        subject,
        performedDateTime: '2020',
        reasonReference: [{ reference: 'Condition/c' }],
      },
      'encounters',
      { status: 'NOT_DONE', performed: { start: '2020' }, reasonConditionIds: [recordIdOf('Condition', 'c')] },
    ],
    [
      'DiagnosticReport',
      {
        resourceType: 'DiagnosticReport',
        status: 'final',
        code: { text: 'x' },
        subject,
        result: [{ reference: 'Observation/v' }],
        presentedForm: [{ contentType: 'text/plain', data: 'YWJj' }],
      },
      'encounters',
      { resultIds: [recordIdOf('Observation', 'v')], presentedForms: [{ contentType: 'text/plain', sizeBytes: 3, data: 'YWJj' }] },
    ],
    [
      'Immunization',
      {
        resourceType: 'Immunization',
        status: 'not-done',
        vaccineCode: { text: 'x' },
        patient: subject,
        occurrenceDateTime: '2020-01',
        location: { display: 'Room' },
        protocolApplied: [{ doseNumberPositiveInt: 2 }],
      },
      'health-book',
      { status: 'NOT_DONE', occurrence: '2020-01', locationName: 'Room', doseNumber: 2 },
    ],
    [
      'AllergyIntolerance',
      {
        resourceType: 'AllergyIntolerance',
        patient: subject,
        category: ['food'],
        criticality: 'unable-to-assess',
        reaction: [{ manifestation: [{ text: 'hives' }], severity: 'mild' }],
      },
      'encounters',
      { categories: ['FOOD'], criticality: 'UNABLE_TO_ASSESS', reactions: [{ manifestations: [{ text: 'hives' }], severity: 'MILD' }] },
    ],
    [
      'CarePlan',
      {
        resourceType: 'CarePlan',
        status: 'active',
        intent: 'plan',
        subject,
        goal: [{ reference: 'Goal/g' }],
        activity: [{ detail: { status: 'in-progress', code: { text: 'diet' } } }],
      },
      'encounters',
      { goalIds: [recordIdOf('Goal', 'g')], activities: [{ status: 'IN_PROGRESS', code: { text: 'diet' } }] },
    ],
    [
      'Goal',
      {
        resourceType: 'Goal',
        lifecycleStatus: 'on-hold',
        description: { text: 'x' },
        subject,
        target: [{ dueDate: '2021-01-01', detailQuantity: { value: 7 } }],
      },
      'encounters',
      { lifecycleStatus: 'ON_HOLD', targets: [{ dueDate: '2021-01-01', detailQuantity: { value: 7 } }] },
    ],
    [
      'DocumentReference',
      {
        resourceType: 'DocumentReference',
        status: 'superseded',
        subject,
        custodian: { reference: 'Organization/o' },
        author: [{ reference: 'Practitioner/d' }],
        content: [{ attachment: { title: 't', size: 9 } }],
        context: { encounter: [encounter] },
      },
      'encounters',
      {
        encounterId: recordIdOf('Encounter', 'e'),
        custodianId: recordIdOf('Organization', 'o'),
        facilityId: recordIdOf('Organization', 'o'),
        authorIds: [recordIdOf('Practitioner', 'd')],
        attachments: [{ title: 't', sizeBytes: 9 }],
      },
    ],
    [
      'ImagingStudy',
      {
        resourceType: 'ImagingStudy',
        status: 'available',
        subject,
        series: [{ uid: '1.2', modality: { code: 'DX' }, numberOfInstances: 1 }],
      },
      'encounters',
      { status: 'AVAILABLE', series: [{ uid: '1.2', modality: { code: 'DX' }, numberOfInstances: 1 }] },
    ],
    [
      'Facility',
      {
        resourceType: 'Organization',
        name: 'O',
        telecom: [{ system: 'phone', value: '5' }],
        address: [{ line: ['1 Le Loi'], city: 'Hue' }],
      },
      'identity',
      { name: 'O', telephone: '5', address: '1 Le Loi, Hue' },
    ],
    [
      'Practitioner',
      { resourceType: 'Practitioner', name: [{ family: 'Do', given: ['An'], prefix: ['Dr.'] }], gender: 'male' },
      'identity',
      { name: 'An Do', title: 'Dr.', gender: 'male' },
    ],
  ])('maps to %s', (type, resource, subgraph, data) => {
    const line = lineOf(resource);

    expect([line.type, line.subgraph]).toEqual([type, subgraph]);
    expect(line.data).toMatchObject(data);
  });

  it('keeps a resource of another type whole, with its patient wherever that is told', () => {
    const resource = { resourceType: 'Provenance', id: 'v', target: [{ reference: 'Encounter/e' }, { reference: 'Patient/p' }] };

    const line = lineOf(resource);

    expect(line).toMatchObject({ subgraph: 'encounters', type: 'Provenance', patientId, document: JSON.stringify(resource) });
    expect(line.data).toBeUndefined();
  });

  it('keeps an observation about a device whole, because the graph has it under patients only', () => {
    const line = lineOf({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, device: { reference: 'Device/d' } });

    expect(line.data).toBeUndefined();
    expect(line.patientId).toBeUndefined();
  });
});

describe('labels that a bundle knows', () => {
  const hiv = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'B20' }] };
  const condition = { resourceType: 'Condition', id: 'c', code: hiv, subject };
  const claim = (reference: string): AnyResource => ({
    resourceType: 'Claim',
    id: 'k',
    patient: subject,
    diagnosis: [{ diagnosisReference: { reference } }],
  });

  it('raise what refers to a resource that its codes raise', () => {
    expect(lineOf(claim('Condition/c'), [condition]).labels).toEqual(['hiv']);
    expect(
      lineOf({ resourceType: 'CarePlan', id: 'n', status: 'active', intent: 'plan', subject, addresses: [{ reference: 'Condition/c' }] }, [
        condition,
      ]).labels,
    ).toEqual(['hiv']);
  });

  it('raise nothing by a resource that is clinical only, or that is not in the bundle', () => {
    expect(lineOf(claim('Condition/c'), [{ ...condition, code: { text: 'Tăng huyết áp' } }]).labels).toBeUndefined();
    expect(lineOf(claim('Condition/c')).labels).toBeUndefined();
  });

  it('do not pass from a contact to all that was done there, nor to the patient', () => {
    const contact = { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'AMB' }, subject, reasonCode: [hiv] };
    const measured: AnyResource = { resourceType: 'Observation', id: 'v', status: 'final', code: { text: 'Huyết áp' }, subject, encounter };

    expect(lineOf(measured, [contact]).labels).toBeUndefined();
    expect(
      lineOf({ resourceType: 'Patient', id: 'p', link: [{ other: { reference: 'Condition/c' } }] }, [condition]).labels,
    ).toBeUndefined();
  });
});
