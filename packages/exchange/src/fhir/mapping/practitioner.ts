import type { Practitioner } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { addressLine, concept, identifier, listOf, nameLine, period, present, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/practitioner.html */
export const mapPractitioner = (resource: fhir.Practitioner, { nameOf }: Pick<MappingContext, 'nameOf'>): DataOf<Practitioner> =>
  present({
    identifiers: listOf(resource.identifier, identifier),
    licenceNumber: resource.identifier?.find(isLicence)?.value ?? resource.qualification?.[0]?.identifier?.[0]?.value,
    name: nameLine(resource.name?.[0]),
    title: resource.name?.[0]?.prefix?.join(' '),
    gender: resource.gender,
    active: resource.active,
    telecom: listOf(resource.telecom, ({ value }) => value),
    address: addressLine(resource.address?.[0]),
    qualifications: listOf(resource.qualification, (qualification) =>
      unlessEmpty(
        present({ code: concept(qualification.code), issuer: nameOf(qualification.issuer), period: period(qualification.period) }),
      ),
    ),
  });

/** HL7 v2 table 0203: a medical licence number or another licence. */
const isLicence = ({ type }: fhir.Identifier): boolean => type?.coding?.some(({ code }) => code === 'MD' || code === 'LN') ?? false;
