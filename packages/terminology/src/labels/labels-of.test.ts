import { describe, expect, it } from '@jest/globals';
import { codePaths, codeSystems, labelsOf, neverRaised, type Reading, sensitiveClasses } from '../index.ts';

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** A value for each kind of path that tells of HIV, and one that a diabetic's record may hold. */
const samples: Readonly<Record<Reading, { readonly hiv: unknown; readonly plain: unknown }>> = {
  concept: {
    hiv: { coding: [{ system: codeSystems.icd10, code: 'B24' }] },
    plain: { coding: [{ system: codeSystems.icd10, code: 'E11.9' }], text: 'Đái tháo đường típ 2' },
  },
  coding: { hiv: { system: codeSystems.loinc, code: '25836-8' }, plain: { system: codeSystems.loinc, code: '4548-4' } },
  text: { hiv: 'Đang điều trị ARV tại phòng khám', plain: 'Uống thuốc đúng giờ' },
  'visit-route': { hiv: '1.9', plain: '1.1' },
  attachment: {
    hiv: { contentType: 'text/plain; charset=utf-8', data: base64('Phác đồ: dolutegravir') },
    plain: { contentType: 'text/plain', title: 'Giấy ra viện', data: base64('Đường huyết ổn định') },
  },
};

/** `value` at `path`, once as a plain member and once in a list, as records have both. */
function at(path: string, value: unknown): Record<string, unknown>[] {
  const [first = '', ...rest] = path.split('.');
  const inner = rest.length === 0 ? [value] : at(rest.join('.'), value);
  return inner.flatMap((member) => [{ [first]: member }, { [first]: [member] }]);
}

const paths = Object.entries(codePaths).flatMap(([type, readings]) =>
  Object.entries(readings).map(([path, reading]) => [type, path, reading] as const),
);

describe('labelsOf a record', () => {
  it.each(paths)('%s.%s raises its class by what it says, and only then', (type, path, reading) => {
    for (const data of at(path, samples[reading].hiv)) expect(labelsOf({ type, data })).toEqual(['hiv']);
    for (const data of at(path, samples[reading].plain)) expect(labelsOf({ type, data })).toEqual([]);
  });

  // HIV Law 64/2006 (amended 71/2020) article 30; official letter 367/AIDS-GSXN; QD 3176 for route 1.9.
  it.each([
    ['Condition', { code: { coding: [{ system: codeSystems.icd10, code: 'Z21' }] } }],
    ['MedicationRequest', { medicationConcept: { coding: [{ system: codeSystems.medicine, code: 'tld' }] } }],
    ['MedicationDispense', { medicationConcept: { text: 'Lopinavir/Ritonavir 200 mg/50 mg' } }],
    ['Observation', { code: { coding: [{ system: codeSystems.loinc, code: '24467-3' }] } }],
    ['Encounter', { visitRoute: '1.9' }],
  ])('raises %s to hiv', (type, data) => {
    expect(labelsOf({ type, data })).toEqual(['hiv']);
  });

  // VN Core 0.6.0, special protection: mental and behavioural (F00-F99, X60-X84), reproductive health, abuse (T74, Y04-Y09); Decree 356/2025 article 4: genetic data.
  it.each([
    ['Condition', { code: { coding: [{ system: codeSystems.icd10, code: 'F32.1' }] } }, 'mental-health'],
    ['Observation', { code: { coding: [{ system: codeSystems.loinc, code: '44261-6' }] } }, 'mental-health'],
    ['BookVisit', { dischargeDiagnosis: { coding: [{ system: codeSystems.icd10, code: 'X61' }] } }, 'mental-health'],
    ['ImagingStudy', { series: [{ bodySite: { system: codeSystems.snomed, code: '83418008' } }] }, 'reproductive'],
    ['Appointment', { reason: { coding: [{ system: codeSystems.icd10, code: 'Z30.0' }], text: 'Tái khám riêng' } }, 'reproductive'],
    ['MedicationRequest', { medicationConcept: { text: 'Levonorgestrel 1,5 mg' } }, 'reproductive'],
    ['Condition', { code: { coding: [{ system: codeSystems.icd10, code: 'Y07.0' }] } }, 'abuse'],
    ['Procedure', { code: { coding: [{ system: codeSystems.snomed, code: '710841007' }] } }, 'abuse'],
    ['Observation', { code: { coding: [{ system: codeSystems.loinc, code: '29770-5' }] } }, 'genetic'],
  ])('raises %s %j to %s', (type, data, label) => {
    expect(labelsOf({ type, data })).toEqual([label]);
  });

  it.each([
    ['Chẩn đoán: B20.1', ['hiv']],
    ['Ra viện, mã bệnh Z21', ['hiv']],
    ['Rối loạn (F32.1), tái khám sau 4 tuần', ['mental-health']],
    ['ICD-10 O80', ['reproductive']],
    ['Nằm buồng B20, giường 3', []],
    ['Chẩn đoán: I10; vitamin B12', []],
    ['Mẫu (B205) đạt', []],
  ])('reads a code in words: %s', (note, labels) => {
    expect(labelsOf({ type: 'Condition', data: { note } })).toEqual(labels);
  });

  it('takes together what several paths say', () => {
    const data = { reasons: [{ text: 'Khám thai' }], visitRoute: '1.9' };

    expect(labelsOf({ type: 'Encounter', data })).toEqual(['hiv', 'reproductive']);
  });

  it('raises a whole health book by one row of its history', () => {
    const row = (code: string) => ({ code: { coding: [{ system: codeSystems.icd10, code }] } });

    expect(labelsOf({ type: 'HealthBook', data: { diseaseHistory: [row('I10'), row('F20')] } })).toEqual(['mental-health']);
  });

  it('reads a type without a row in the table whole', () => {
    const data = { finding: { place: [{ coding: [{ system: codeSystems.icd10, code: 'B20' }] }] } };

    expect(labelsOf({ type: 'TelehealthSession', data })).toEqual(['hiv']);
  });

  it.each([...neverRaised])('raises no %s, whatever it is called', (type) => {
    expect(labelsOf({ type, data: { name: 'Phòng khám HIV' }, document: '{"text":"HIV"}' })).toEqual([]);
  });

  it('does not read ids, enums and names of people as words', () => {
    expect(labelsOf({ type: 'Encounter', data: { participants: [{ name: 'Camila' }], locationName: 'Buồng 101' } })).toEqual([]);
  });
});

const document = (resource: object) => JSON.stringify(resource);

describe('labelsOf a document', () => {
  it('finds a coding however deep it lies', () => {
    const claim = { resourceType: 'Claim', item: [{ productOrService: { coding: [{ system: codeSystems.snomed, code: '86406008' }] } }] };

    expect(labelsOf({ type: 'Claim', document: document(claim) })).toEqual(['hiv']);
  });

  it('reads names of codes, references and narratives', () => {
    expect(labelsOf({ type: 'Claim', document: document({ prescription: { display: 'Efavirenz 600 mg' } }) })).toEqual(['hiv']);
    expect(labelsOf({ type: 'Basic', document: document({ text: { div: '<div>Sàng lọc trầm cảm</div>' } }) })).toEqual(['mental-health']);
  });

  it('reads attachments that are text, and no others', () => {
    const media = (contentType: string) => document({ content: { contentType, data: base64('HIV dương tính') } });

    expect(labelsOf({ type: 'Media', document: media('text/plain') })).toEqual(['hiv']);
    expect(labelsOf({ type: 'Media', document: media('application/xml') })).toEqual(['hiv']);
    expect(labelsOf({ type: 'Media', document: media('application/pdf') })).toEqual([]);
  });

  it('raises the record too where only its document tells', () => {
    const request = { reasonCode: [{ coding: [{ system: codeSystems.icd10, code: 'B24' }] }] };
    const data = { medicationConcept: { text: 'Cotrimoxazol 960 mg' } };

    expect(labelsOf({ type: 'MedicationRequest', data, document: document(request) })).toEqual(['hiv']);
  });

  it('does not take a person for what the name sounds like', () => {
    const encounter = { subject: { display: 'Camila Yaz' }, participant: [{ individual: { display: 'Dr. Rape' } }] };

    expect(labelsOf({ type: 'Encounter', document: document(encounter) })).toEqual([]);
  });

  it('reads what is no JSON as words', () => {
    expect(labelsOf({ type: 'Letter', document: 'Kết quả HIV' })).toEqual(['hiv']);
    expect(labelsOf({ type: 'Letter', document: '{"text":' })).toEqual([]);
  });

  // QD 4750/QD-BYT: XML1 (diagnoses, route of the visit), XML6 (care and treatment of HIV).
  it.each([
    ['<MA_BENH_CHINH>B24</MA_BENH_CHINH>', ['hiv']],
    ['<MA_BENH_KT>E11.9;F32.1</MA_BENH_KT>', ['mental-health']],
    ['<MA_DOITUONG_KCB>1.9</MA_DOITUONG_KCB>', ['hiv']],
    ['<CHAN_DOAN_RV><![CDATA[Theo dõi thai kỳ]]></CHAN_DOAN_RV>', ['reproductive']],
    ['<NGAYKD_HIV>20190512</NGAYKD_HIV>', ['hiv']],
    ['<MA_DOITUONG_KCB>1.1</MA_DOITUONG_KCB><MA_BENH_CHINH>I10</MA_BENH_CHINH>', []],
  ])('reads the elements of an insurance document: %s', (elements, labels) => {
    expect(labelsOf({ type: 'Encounter', document: `<TONG_HOP><MA_LK>1</MA_LK>${elements}</TONG_HOP>` })).toEqual(labels);
  });

  it('hides what lies too deep to be read, and does not fall over it', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;

    expect(labelsOf({ type: 'Basic', document: deep })).toEqual(sensitiveClasses);
  });
});
