import type { TestRecord } from '@health-graph/subgraph-kit/testing';
import {
  aCarePlan,
  aCondition,
  aDiagnosticReport,
  aDocumentReference,
  aGoal,
  anAllergyIntolerance,
  anEncounter,
  anImagingStudy,
  anObservation,
  aProcedure,
  testId,
} from '../model/builders.ts';

const concept = (code: string, text: string) => ({ coding: [{ system: 'http://example.org/codes', code, display: text }], text });
const measure = (value: number) => ({ value, comparator: '<', unit: 'mg', code: 'mg' }) as const;
const attachment = (data: string) => ({ contentType: 'text/plain', title: 'Tóm tắt', sizeBytes: 4, data });
const period = { start: '2026-03-08T08:00:00+07:00', end: '2026-03-08T08:45:00+07:00' };

/**
 * A record of every type that leaves no field out, the n-th of each. Those with the same number belong together: the condition was recorded
 * in the encounter, the report reports on the observation. All happen at facility 1 as well as with practitioner 1.
 */
export function wholeRecords(number: number): readonly TestRecord[] {
  const id = (type: string) => testId(type, number);
  const own = (type: string) => ({ id: id(type), patientId: id('Patient') });
  const inEncounter = (type: string) => ({ ...own(type), encounterId: id('Encounter'), facilityId: testId('Facility', 1) });
  const performerIds = [id('Practitioner')];
  const conditionIds = [id('Condition')];
  return [
    { type: 'Encounter', record: wholeEncounter(number) },
    {
      type: 'Condition',
      record: aCondition({
        ...inEncounter('Condition'),
        categories: [concept('encounter-diagnosis', 'Chẩn đoán')],
        severity: concept('6736007', 'Vừa'),
        code: concept('E11.9', 'Đái tháo đường típ 2'),
        onset: '2019-05',
        abatement: '2026-03-08',
        recorderId: id('Practitioner'),
        note: 'Theo dõi đường huyết.',
      }),
    },
    {
      type: 'Observation',
      record: anObservation({
        ...inEncounter('Observation'),
        categories: [concept('laboratory', 'Xét nghiệm')],
        code: concept('4548-4', 'HbA1c'),
        issued: '2026-03-08T08:25:00+07:00',
        performerIds,
        valueQuantity: measure(7.1),
        valueCodeableConcept: concept('H', 'Cao'),
        valueString: 'Cao',
        interpretations: [concept('H', 'Cao')],
        referenceRanges: [{ low: measure(4), high: measure(6), text: '4-6' }],
        components: [
          { code: concept('8480-6', 'Tâm thu'), valueQuantity: measure(120), valueCodeableConcept: concept('N', 'x'), valueString: 'x' },
        ],
      }),
    },
    {
      type: 'Procedure',
      record: aProcedure({
        ...inEncounter('Procedure'),
        category: concept('387713003', 'Phẫu thuật'),
        code: concept('288086009', 'Khâu vết thương'),
        performed: period,
        performerIds,
        reasonConditionIds: conditionIds,
        outcome: concept('385669000', 'Thành công'),
      }),
    },
    {
      type: 'DiagnosticReport',
      record: aDiagnosticReport({
        ...inEncounter('DiagnosticReport'),
        categories: [concept('LAB', 'Xét nghiệm')],
        code: concept('24323-8', 'Sinh hóa'),
        issued: '2026-03-08T08:41:00+07:00',
        performerIds,
        resultIds: [id('Observation')],
        conclusion: 'Đường huyết cao.',
        presentedForms: [attachment('YWJjZA==')],
      }),
    },
    ...wholePlans(number),
    {
      type: 'DocumentReference',
      record: aDocumentReference({
        ...inEncounter('DocumentReference'),
        identifiers: [{ system: 'urn:test', value: 'D-1' }],
        type: concept('34117-2', 'Bệnh sử'),
        categories: [concept('clinical-note', 'Ghi chép')],
        authorIds: performerIds,
        custodianId: testId('Facility', 1),
        description: 'Bệnh sử và khám',
        attachments: [attachment('ZWZnaA==')],
      }),
    },
    {
      type: 'ImagingStudy',
      record: anImagingStudy({
        ...inEncounter('ImagingStudy'),
        identifiers: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }],
        description: 'X-quang ngực thẳng',
        numberOfSeries: 1,
        numberOfInstances: 1,
        series: [
          {
            uid: '1.2.3.4',
            modality: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'DX', display: 'X-quang' },
            bodySite: { system: 'http://snomed.info/sct', code: '51185008', display: 'Ngực' },
            started: '2026-03-08T08:10:00+07:00',
            numberOfInstances: 1,
          },
        ],
      }),
    },
  ];
}

const wholeEncounter = (number: number) =>
  anEncounter({
    id: testId('Encounter', number),
    patientId: testId('Patient', number),
    identifiers: [{ system: 'urn:test', value: `E-${number}` }],
    visitCode: `44001${number}`,
    types: [concept('185349003', 'Khám bệnh')],
    visitRoute: '1.1',
    facilityId: testId('Facility', 1),
    departmentId: testId('Department', 1),
    locationName: 'Phòng khám 3',
    participants: [
      { role: concept('PPRF', 'Bác sĩ chính'), practitionerId: testId('Practitioner', 1), name: 'Trần Văn B', period },
      { practitionerId: testId('Practitioner', 1000 + number) },
    ],
    period,
    reasons: [concept('R73', 'Tăng đường huyết')],
    diagnoses: [{ conditionId: testId('Condition', number), use: concept('DD', 'Chẩn đoán ra viện'), rank: 1 }],
    hospitalization: { admitSource: concept('gp', 'Trạm y tế'), dischargeDisposition: concept('home', 'Về nhà') },
    outcome: 'IMPROVED',
  });

function wholePlans(number: number): readonly TestRecord[] {
  const patientId = testId('Patient', number);
  const addressedConditionIds = [testId('Condition', number)];
  return [
    {
      type: 'AllergyIntolerance',
      record: anAllergyIntolerance({
        id: testId('AllergyIntolerance', number),
        patientId,
        verificationStatus: 'CONFIRMED',
        criticality: 'HIGH',
        code: concept('7980', 'Penicillin'),
        recorderId: testId('Practitioner', number),
        facilityId: testId('Facility', 1),
        departmentId: testId('Department', 1),
        reactions: [{ manifestations: [concept('247472004', 'Mày đay')], severity: 'SEVERE', description: 'Nổi mày đay toàn thân' }],
      }),
    },
    {
      type: 'CarePlan',
      record: aCarePlan({
        id: testId('CarePlan', number),
        patientId,
        encounterId: testId('Encounter', number),
        categories: [concept('698360004', 'Tự theo dõi')],
        description: 'Tái khám hằng tháng',
        period,
        addressedConditionIds,
        goalIds: [testId('Goal', number)],
        activities: [{ code: concept('160670007', 'Ăn kiêng'), status: 'IN_PROGRESS', description: 'Ít đường', locationName: 'Tại nhà' }],
      }),
    },
    {
      type: 'Goal',
      record: aGoal({
        id: testId('Goal', number),
        patientId,
        achievementStatus: concept('in-progress', 'Đang thực hiện'),
        description: concept('x', 'HbA1c dưới 7 %'),
        targets: [{ measure: concept('4548-4', 'HbA1c'), detailQuantity: measure(7), dueDate: '2026-09' }],
        addressedConditionIds,
      }),
    },
  ];
}
