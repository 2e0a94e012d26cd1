import { Type } from 'typebox';
import {
  boolean,
  closed,
  codeableConcept,
  date,
  dateTime,
  identifier,
  integer,
  list,
  optional,
  period,
  recordReference,
  text,
} from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 name use. */
export const nameUse = Type.Enum(['USUAL', 'OFFICIAL', 'MAIDEN', 'OLD', 'NICKNAME', 'ANONYMOUS', 'TEMP']);

/** A person's name (Họ và tên). In Vietnam the surname comes first. */
export const humanName = Type.Object(
  {
    use: optional(nameUse),
    text: optional(text),
    family: optional(text),
    given: optional(list(text)),
    prefixes: optional(list(text)),
  },
  closed,
);

/** FHIR R4 administrative gender. */
export const administrativeGender = Type.Enum(['MALE', 'FEMALE', 'OTHER', 'UNKNOWN']);

/** FHIR R4 contact point system. */
export const contactPointSystem = Type.Enum(['PHONE', 'EMAIL', 'FAX', 'PAGER', 'URL', 'SMS', 'OTHER']);

/** FHIR R4 contact point use. */
export const contactPointUse = Type.Enum(['HOME', 'WORK', 'TEMP', 'OLD', 'MOBILE']);

/** A telephone number or mail address (Thông tin liên hệ). */
export const contactPoint = Type.Object(
  {
    system: optional(contactPointSystem),
    value: optional(text),
    use: optional(contactPointUse),
  },
  closed,
);

/** FHIR R4 address use. */
export const addressUse = Type.Enum(['HOME', 'WORK', 'TEMP', 'OLD', 'BILLING']);

/** A postal address (Địa chỉ). */
export const address = Type.Object(
  {
    use: optional(addressUse),
    text: optional(text),
    lines: optional(list(text)),
    communeCode: optional(text),
    city: optional(text),
    province: optional(text),
    postalCode: optional(text),
    country: optional(text),
  },
  closed,
);

/** A relative or contact of the patient (Người thân). FHIR R4 RelatedPerson. */
export const relatedPerson = Type.Object(
  {
    name: optional(text),
    relationship: optional(codeableConcept),
    telecom: optional(list(contactPoint)),
    isGuardian: optional(boolean),
    patientId: optional(recordReference),
  },
  closed,
);

/** FHIR R4 financial resource status. */
export const coverageStatus = Type.Enum(['ACTIVE', 'CANCELLED', 'DRAFT', 'ENTERED_IN_ERROR']);

/** A health insurance card (Thẻ bảo hiểm y tế). FHIR R4 Coverage. */
export const coverage = Type.Object(
  {
    number: optional(text),
    payor: optional(text),
    status: optional(coverageStatus),
    period: optional(period),
    benefitPercent: optional(integer),
    registeredFacilityId: optional(recordReference),
  },
  closed,
);

/** A facility's own record of the patient (Hồ sơ tại cơ sở). */
export const registration = Type.Object(
  {
    facilityId: optional(recordReference),
    medicalRecordNumber: optional(text),
    since: optional(date),
  },
  closed,
);

/** A person whose record the province keeps (Người bệnh). One patient may be registered at many facilities; this is the one record they share. FHIR R4 Patient. */
export const patient = defineRecord({
  type: 'Patient',
  subgraph: 'patients',
  collection: 'patients',
  rowClass: 'identity',
  rowPaths: { patientId: '_id', facilityIds: ['registrations.facilityId', 'managingFacilityId'] },
  indexes: [
    { nationalId: 1 },
    { 'identifiers.system': 1, 'identifiers.value': 1 },
    { 'coverages.number': 1 },
    { 'registrations.facilityId': 1, _id: 1, labelKey: 1 },
    { managingFacilityId: 1, _id: 1, labelKey: 1 },
  ],
  schema: Type.Object(
    {
      active: optional(boolean),
      identifiers: optional(list(identifier)),
      nationalId: optional(text),
      names: optional(list(humanName)),
      gender: optional(administrativeGender),
      birthDate: optional(date),
      deceased: optional(boolean),
      deceasedAt: optional(dateTime),
      maritalStatus: optional(codeableConcept),
      ethnicity: optional(codeableConcept),
      nationality: optional(codeableConcept),
      occupation: optional(codeableConcept),
      languages: optional(list(codeableConcept)),
      multipleBirthOrder: optional(integer),
      telecom: optional(list(contactPoint)),
      addresses: optional(list(address)),
      relatedPersons: optional(list(relatedPerson)),
      coverages: optional(list(coverage)),
      registrations: optional(list(registration)),
      managingFacilityId: optional(recordReference),
    },
    closed,
  ),
});
export type Patient = RecordOf<typeof patient>;
