/** URIs of the code systems that records use; what is not an HL7 or public URI is our own and says so. */
export const codeSystems = {
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  atc: 'http://www.whocc.no/atc',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  ucum: 'http://unitsofmeasure.org',
  /** OpenMRS concepts, in records of HIV programmes. */
  openmrs: 'http://openmrs.org',
  /** Keys of our medicine catalogue. */
  medicine: 'urn:health-graph:medicine',
} as const;
