/**
 * FHIR bundles that look like Synthea's and hold nobody: one patient a bundle, every type that Synthea writes, `urn:uuid:` references, and in
 * every second bundle facilities and practitioners that are only told by conditional references. The same number gives the same bundle.
 */
import { createHash } from 'node:crypto';

export interface SyntheticOptions {
  /** Which patient. */
  readonly number: number;
  /** About eleven resources each. */
  readonly encounters: number;
}

type Json = { readonly [key: string]: unknown };
interface Entry {
  readonly fullUrl: string;
  readonly resource: Json & { readonly resourceType: string; readonly id: string };
  readonly request: { readonly method: 'POST'; readonly url: string };
}

const places = 7;
const day = 24 * 60 * 60 * 1000;
const firstDay = Date.UTC(2010, 0, 4);

export const uuid = (label: string): string => {
  const hex = createHash('sha1').update(label).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The bundle's text. Numbers keep digits that a JSON parser would drop. */
export function syntheticBundle({ number, encounters }: SyntheticOptions): string {
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry: entriesOf(number, encounters) };
  return JSON.stringify(bundle, null, number % 3 === 0 ? undefined : 2).replaceAll(/"decimal:([0-9.]+)"/g, '$1');
}

export const patientSourceId = (number: number): string => uuid(`patient ${number}`);

function entriesOf(number: number, encounters: number): Entry[] {
  const isConditional = number % 2 === 1;
  const who = people(number, isConditional);
  const visits = Array.from({ length: encounters }, (_, visit) => visitOf(number, visit, who)).flat();
  const shared = isConditional ? [] : [organization(number % places), practitioner(number % places)];
  const provenance = resource('Provenance', `provenance ${number}`, {
    target: [{ reference: who.patient }, ...visits.map(({ fullUrl }) => ({ reference: fullUrl }))],
    recorded: '2021-10-13T05:54:48.523+00:00',
    agent: [{ who: who.practitioner, onBehalfOf: who.organization }],
  });
  return [patient(number), ...shared, ...visits, ...(isConditional ? [provenance] : [])];
}

interface People {
  readonly patient: string;
  readonly practitioner: Json;
  readonly organization: Json;
  readonly location: Json;
}

function people(number: number, isConditional: boolean): People {
  const place = number % places;
  const told = (type: string, system: string, value: string, display: string) => ({
    reference: `${type}?identifier=${system}|${value}`,
    display,
  });
  return {
    patient: `urn:uuid:${patientSourceId(number)}`,
    practitioner: isConditional
      ? told('Practitioner', 'http://hl7.org/fhir/sid/us-npi', `99${place}`, `Dr. Thử ${place}`)
      : { reference: `urn:uuid:${uuid(`practitioner ${place}`)}` },
    organization: isConditional
      ? told('Organization', 'https://example.org/facilities', `told-${place}`, `CLINIC ${place}`)
      : { reference: `urn:uuid:${uuid(`organization ${place}`)}` },
    location: told('Location', 'https://example.org/places', `${place}`, `ROOM ${place}`),
  };
}

function resource(resourceType: string, label: string, elements: Json): Entry {
  const id = uuid(label);
  return {
    fullUrl: `urn:uuid:${id}`,
    resource: { resourceType, id, ...elements },
    request: { method: 'POST', url: resourceType },
  };
}

const concept = (system: string, code: string, display: string): Json => ({ coding: [{ system, code, display }], text: display });
const snomed = (code: string, display: string): Json => concept('http://snomed.info/sct', code, display);
const loinc = (code: string, display: string): Json => concept('http://loinc.org', code, display);
const measure = (value: number | string, unit: string): Json => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit });

const patient = (number: number): Entry =>
  resource('Patient', `patient ${number}`, {
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Generated for a test.\\n</div>' },
    extension: [
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
        extension: [
          { url: 'ombCategory', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2131-1', display: 'Other Race' } },
          { url: 'text', valueString: 'Other' },
        ],
      },
      { url: 'http://synthetichealth.github.io/synthea/quality-adjusted-life-years', valueDecimal: 'decimal:2.0' },
    ],
    identifier: [
      { system: 'https://example.org/patients', value: `P${number}` },
      {
        type: concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'MR', 'Medical Record Number'),
        system: 'https://example.org/records',
        value: `R${number}`,
      },
    ],
    name: [{ use: 'official', family: 'Nguyễn', given: ['Thị', `Số ${number}`], prefix: ['Bà'] }],
    telecom: [{ system: 'phone', value: `555-${1000 + number}`, use: 'home' }],
    gender: number % 2 === 0 ? 'female' : 'male',
    birthDate: `19${50 + (number % 50)}-03-08`,
    ...(number % 8 === 0 ? { deceasedDateTime: '2020-01-19T00:52:41+00:00' } : {}),
    address: [{ line: [`${number} Trần Hưng Đạo`], city: 'Đông Hà', state: 'Quảng Trị', country: 'VN' }],
    maritalStatus: concept('http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', 'M', 'M'),
    multipleBirthBoolean: false,
    communication: [{ language: concept('urn:ietf:bcp:47', 'vi', 'Tiếng Việt') }],
  });

const organization = (place: number): Entry =>
  resource('Organization', `organization ${place}`, {
    identifier: [{ system: 'https://example.org/facilities', value: `F${place}` }],
    active: true,
    type: [concept('http://terminology.hl7.org/CodeSystem/organization-type', 'prov', 'Healthcare Provider')],
    name: `HOSPITAL ${place}`,
    telecom: [{ system: 'phone', value: `555-${place}` }],
    address: [{ line: ['1 Lê Lợi'], city: 'Đông Hà', state: 'QT', postalCode: '48000', country: 'VN' }],
  });

const practitioner = (place: number): Entry =>
  resource('Practitioner', `practitioner ${place}`, {
    identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: `${place}` }],
    active: true,
    name: [{ family: `Thử ${place}`, given: ['Bác sĩ'], prefix: ['Dr.'] }],
    gender: 'female',
  });

function visitOf(number: number, visit: number, who: People): Entry[] {
  const label = (kind: string) => `${kind} ${number}/${visit}`;
  const url = (kind: string) => ({ reference: `urn:uuid:${uuid(label(kind))}` });
  const start = new Date(firstDay + (visit * 97 + number) * day).toISOString().replace('.000Z', '+00:00');
  const end = start.replace('T00:00', 'T00:15');
  const subject = { reference: who.patient };
  const about = { subject, encounter: url('encounter') };
  const observation = (kind: string, elements: Json) =>
    resource('Observation', label(kind), { status: 'final', ...about, effectiveDateTime: start, issued: start, ...elements });
  return [
    resource('Encounter', label('encounter'), {
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: visit % 9 === 8 ? 'EMER' : 'AMB' },
      type: [snomed('185349003', 'Encounter for check up (procedure)')],
      subject,
      participant: [{ individual: who.practitioner, period: { start, end } }],
      period: { start, end },
      location: [{ location: who.location }],
      serviceProvider: who.organization,
    }),
    resource('Condition', label('condition'), {
      clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active', 'Active'),
      verificationStatus: concept('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed', 'Confirmed'),
      code: snomed('44054006', 'Diabetes'),
      ...about,
      onsetDateTime: start,
      recordedDate: start,
    }),
    observation('weight', { code: loinc('29463-7', 'Body Weight'), valueQuantity: measure('decimal:61.50', 'kg') }),
    observation('pressure', {
      code: loinc('85354-9', 'Blood Pressure'),
      component: [
        { code: loinc('8462-4', 'Diastolic Blood Pressure'), valueQuantity: measure(80.2376738990815, 'mm[Hg]') },
        { code: loinc('8480-6', 'Systolic Blood Pressure'), valueQuantity: measure(121, 'mm[Hg]') },
      ],
    }),
    resource('DiagnosticReport', label('report'), {
      status: 'final',
      code: loinc('57698-3', 'Lipid Panel'),
      ...about,
      effectiveDateTime: start,
      issued: start,
      result: [{ ...url('weight'), display: 'Body Weight' }],
    }),
    ...(visit % 2 === 0 ? clinical(label, { about, subject, start, who }) : []),
    ...billing(label, { subject, start, who, url }),
  ];
}

interface Visit {
  readonly about: Json;
  readonly subject: Json;
  readonly start: string;
  readonly who: People;
}

function clinical(label: (kind: string) => string, { about, subject, start, who }: Visit): Entry[] {
  const condition = { reference: `urn:uuid:${uuid(label('condition'))}` };
  const goal = resource('Goal', label('goal'), { lifecycleStatus: 'accepted', description: { text: 'HbA1c below 7 %' }, subject });
  return [
    resource('Procedure', label('procedure'), {
      status: 'completed',
      code: snomed('428191000124101', 'Documentation'),
      ...about,
      performedPeriod: { start, end: start },
      reasonReference: [condition],
    }),
    resource('Immunization', label('immunization'), {
      status: 'completed',
      vaccineCode: concept('http://hl7.org/fhir/sid/cvx', '08', 'Hep B'),
      patient: subject,
      encounter: about['encounter'],
      occurrenceDateTime: start,
      primarySource: true,
      location: who.location,
    }),
    resource('AllergyIntolerance', label('allergy'), {
      type: 'allergy',
      category: ['food'],
      criticality: 'low',
      code: snomed('419474003', 'Allergy to mould'),
      patient: subject,
      recordedDate: start,
    }),
    resource('MedicationRequest', label('prescription'), {
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: concept('http://www.nlm.nih.gov/research/umls/rxnorm', '860975', 'Metformin 500 MG'),
      ...about,
      authoredOn: start,
      requester: who.practitioner,
      dosageInstruction: [
        {
          sequence: 1,
          asNeededBoolean: false,
          timing: { repeat: { frequency: 1, period: 'decimal:1.0', periodUnit: 'd' } },
          doseAndRate: [{ doseQuantity: { value: 1 } }],
        },
      ],
    }),
    goal,
    resource('CarePlan', label('plan'), {
      status: 'active',
      intent: 'order',
      category: [snomed('698360004', 'Diabetes self management plan')],
      ...about,
      period: { start },
      addresses: [condition],
      goal: [{ reference: goal.fullUrl }],
      activity: [{ detail: { code: snomed('160670007', 'Diabetic diet'), status: 'in-progress' } }],
    }),
    resource('DocumentReference', label('document'), {
      status: 'current',
      type: loinc('34117-2', 'History and physical note'),
      subject,
      date: start,
      author: [who.practitioner],
      custodian: who.organization,
      content: [{ attachment: { contentType: 'text/plain', data: Buffer.from(label('note')).toString('base64') } }],
      context: { encounter: [about['encounter']] },
    }),
    resource('ImagingStudy', label('images'), {
      status: 'available',
      ...about,
      started: start,
      numberOfSeries: 1,
      series: [
        {
          uid: '1.2.840.99999999.1',
          modality: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'DX' },
          numberOfInstances: 1,
        },
      ],
    }),
  ];
}

function billing(
  label: (kind: string) => string,
  { subject, start, who, url }: Omit<Visit, 'about'> & { readonly url: (kind: string) => Json },
): Entry[] {
  return [
    resource('Claim', label('claim'), {
      status: 'active',
      use: 'claim',
      patient: subject,
      created: start,
      provider: who.organization,
      insurance: [{ sequence: 1, focal: true, coverage: { display: 'none' } }],
      item: [{ sequence: 1, encounter: [url('encounter')] }],
      total: { value: 'decimal:129.10', currency: 'USD' },
    }),
    resource('ExplanationOfBenefit', label('benefit'), {
      contained: [
        { resourceType: 'ServiceRequest', id: 'referral', status: 'completed', intent: 'order', subject, requester: who.practitioner },
        { resourceType: 'Coverage', id: 'coverage', status: 'active', beneficiary: subject, payor: [{ display: 'none' }] },
      ],
      status: 'active',
      use: 'claim',
      patient: subject,
      created: start,
      provider: who.practitioner,
      referral: { reference: '#referral' },
      claim: url('claim'),
      insurance: [{ focal: true, coverage: { reference: '#coverage', display: 'none' } }],
    }),
  ];
}
