/** How the value at a path is read. `attachment`: its title, and its content where that is text. */
export type Reading = 'concept' | 'coding' | 'text' | 'visit-route' | 'attachment';

/** Where a record says what it is about, each path with how it is read; lists on the way are walked through. */
export type CodePaths = Readonly<Record<string, Reading>>;

/**
 * Every path of a patient's records that may raise their class: all concepts, all codings, the visit route, and all text in words. What is not
 * here says nothing: ids, enums, numbers, dates, and names of people. A test in
 * `packages/fixtures` compares this table with the record definitions, so that no new field is forgotten.
 */
export const codePaths: Readonly<Record<string, CodePaths>> = {
  Encounter: {
    types: 'concept',
    visitRoute: 'visit-route',
    locationName: 'text',
    'participants.role': 'concept',
    reasons: 'concept',
    'diagnoses.use': 'concept',
    'hospitalization.admitSource': 'concept',
    'hospitalization.dischargeDisposition': 'concept',
  },
  Condition: { categories: 'concept', severity: 'concept', code: 'concept', note: 'text' },
  Observation: {
    categories: 'concept',
    code: 'concept',
    valueCodeableConcept: 'concept',
    valueString: 'text',
    interpretations: 'concept',
    'referenceRanges.text': 'text',
    'components.code': 'concept',
    'components.valueCodeableConcept': 'concept',
    'components.valueString': 'text',
  },
  Procedure: { category: 'concept', code: 'concept', outcome: 'concept' },
  DiagnosticReport: { categories: 'concept', code: 'concept', conclusion: 'text', presentedForms: 'attachment' },
  AllergyIntolerance: { code: 'concept', 'reactions.manifestations': 'concept', 'reactions.description': 'text' },
  CarePlan: {
    categories: 'concept',
    title: 'text',
    description: 'text',
    'activities.code': 'concept',
    'activities.description': 'text',
    'activities.locationName': 'text',
  },
  Goal: { achievementStatus: 'concept', description: 'concept', 'targets.measure': 'concept' },
  DocumentReference: { type: 'concept', categories: 'concept', description: 'text', attachments: 'attachment' },
  ImagingStudy: { description: 'text', 'series.modality': 'coding', 'series.bodySite': 'coding' },
  MedicationRequest: {
    medicationConcept: 'concept',
    'dosageInstructions.text': 'text',
    'dosageInstructions.route': 'concept',
    advice: 'text',
  },
  MedicationDispense: { medicationConcept: 'concept' },
  HealthBook: { bloodGroup: 'concept', 'diseaseHistory.code': 'concept', 'diseaseHistory.place': 'text' },
  BookVisit: { reason: 'text', dischargeDiagnosis: 'concept', result: 'text', course: 'text', treatment: 'text', advice: 'text' },
  Immunization: { vaccineCode: 'concept', targetDiseases: 'concept', locationName: 'text' },
  SelfMeasurement: { 'values.code': 'coding', device: 'text', note: 'text' },
  Appointment: { reason: 'concept', description: 'text' },
  CareTeamMember: { role: 'concept' },
};

/**
 * Types that no code raises: what is nobody's own (catalogues, facilities, staff), and who somebody is. A patient whose own row were labelled
 * would vanish from the desk that registers people, which tells more than it hides. An emergency access whose reason names an illness must not vanish
 * from the list of the security officer: there the reason alone is decided by its words.
 */
export const neverRaised: ReadonlySet<string> = new Set([
  'Patient',
  'Account',
  'Guardianship',
  'Consent',
  'BreakGlass',
  'AdministrativeUnit',
  'Facility',
  'Department',
  'Practitioner',
  'RoleAssignment',
  'Medication',
  'DrugInteraction',
  // FHIR types that are kept as documents.
  'Organization',
  'Location',
  'HealthcareService',
  'PractitionerRole',
  'Substance',
]);
