import type { CodeableConcept, Patient } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { coding, concept, enumCode, identifier, listOf, nameLine, present, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

type Item<List> = List extends readonly (infer Member)[] ? Member : never;
type HumanName = Item<NonNullable<Patient['names']>>;
type ContactPoint = Item<NonNullable<Patient['telecom']>>;
type Address = Item<NonNullable<Patient['addresses']>>;
type RelatedPerson = Item<NonNullable<Patient['relatedPersons']>>;
type Registration = Item<NonNullable<Patient['registrations']>>;

const race = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race';
const ethnicGroup = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity';
const nationality = 'http://hl7.org/fhir/StructureDefinition/patient-nationality';

/** @see https://hl7.org/fhir/R4/patient.html */
export function mapPatient(resource: fhir.Patient, { idOf }: MappingContext): DataOf<Patient> {
  return present({
    active: resource.active,
    identifiers: listOf(resource.identifier, identifier),
    nationalId: resource.identifier?.find(isNationalId)?.value,
    names: listOf(resource.name, humanName),
    gender: enumCode<NonNullable<Patient['gender']>>(resource.gender),
    birthDate: resource.birthDate,
    deceased: resource.deceasedBoolean ?? resource.deceasedDateTime !== undefined,
    deceasedAt: resource.deceasedDateTime,
    maritalStatus: concept(resource.maritalStatus),
    ethnicity: ethnicity(resource),
    nationality: extensionOf(resource, nationality)
      ?.extension?.map(({ valueCodeableConcept }) => concept(valueCodeableConcept))
      .find(Boolean),
    languages: listOf(byPreference(resource.communication), ({ language }) => concept(language)),
    multipleBirthOrder: resource.multipleBirthInteger,
    telecom: listOf(resource.telecom, contactPoint),
    addresses: listOf(resource.address, address),
    relatedPersons: listOf(resource.contact, relatedPerson),
    registrations: listOf(resource.identifier, (candidate) => registration(candidate, idOf)),
    managingFacilityId: idOf(resource.managingOrganization, 'Organization'),
  });
}

/** The 12 digits of the Vietnamese personal identification number, where the source says that it is a national one. */
const isNationalId = ({ value, type }: fhir.Identifier): boolean => hasType(type, 'NI') && /^\d{12}$/.test(value ?? '');

const hasType = (type: fhir.CodeableConcept | undefined, code: string): boolean =>
  type?.coding?.some((candidate) => candidate.code === code) ?? false;

const humanName = (name: fhir.HumanName): HumanName | undefined =>
  unlessEmpty(
    present({
      use: enumCode<NonNullable<HumanName['use']>>(name.use),
      text: nameLine(name),
      family: name.family,
      given: listOf(name.given, (given) => given ?? undefined),
      prefixes: listOf(name.prefix, (prefix) => prefix ?? undefined),
    }),
  );

const contactPoint = ({ system, value, use }: fhir.ContactPoint): ContactPoint | undefined =>
  unlessEmpty(
    present({
      system: enumCode<NonNullable<ContactPoint['system']>>(system),
      value,
      use: enumCode<NonNullable<ContactPoint['use']>>(use),
    }),
  );

const address = (value: fhir.Address): Address | undefined =>
  unlessEmpty(
    present({
      use: enumCode<NonNullable<Address['use']>>(value.use),
      text: value.text,
      lines: listOf(value.line, (line) => line ?? undefined),
      city: value.city,
      province: value.state,
      postalCode: value.postalCode,
      country: value.country,
    }),
  );

const relatedPerson = (contact: fhir.PatientContact): RelatedPerson | undefined =>
  unlessEmpty(
    present({
      name: nameLine(contact.name),
      relationship: concept(contact.relationship?.[0]),
      telecom: listOf(contact.telecom, contactPoint),
      isGuardian: contact.relationship?.some((relationship) => hasType(relationship, 'GUARD')),
    }),
  );

/** A medical record number is the number of a facility's own record. */
function registration(candidate: fhir.Identifier, idOf: MappingContext['idOf']): Registration | undefined {
  if (!hasType(candidate.type, 'MR') || candidate.value === undefined) return undefined;
  return present({
    facilityId: idOf(candidate.assigner, 'Organization'),
    medicalRecordNumber: candidate.value,
    since: candidate.period?.start?.slice(0, 10),
  });
}

/** US Core writes the ethnic group in two extensions; the graph has one concept for it. */
function ethnicity(resource: fhir.Patient): CodeableConcept | undefined {
  const parts = [race, ethnicGroup].flatMap((url) => extensionOf(resource, url)?.extension ?? []);
  const text = parts.flatMap(({ url, valueString }) => (url === 'text' && valueString !== undefined ? [valueString] : []));
  return unlessEmpty(present({ coding: listOf(parts, ({ valueCoding }) => coding(valueCoding)), text: text.join('; ') || undefined }));
}

const extensionOf = (resource: fhir.Patient, url: string): fhir.Extension | undefined =>
  resource.extension?.find((extension) => extension.url === url);

const byPreference = (languages: readonly fhir.PatientCommunication[] | undefined): fhir.PatientCommunication[] =>
  [...(languages ?? [])].sort((one, other) => Number(other.preferred ?? false) - Number(one.preferred ?? false));
