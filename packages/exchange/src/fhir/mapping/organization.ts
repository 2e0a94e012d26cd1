import type { Facility } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { addressLine, identifier, listOf, present } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/organization.html */
export const mapOrganization = (resource: fhir.Organization, { idOf }: Pick<MappingContext, 'idOf'>): DataOf<Facility> =>
  present({
    name: resource.name,
    identifiers: listOf(resource.identifier, identifier),
    // FHIR says that it provides care, not what kind of hospital it is.
    kind: 'OTHER' as const,
    active: resource.active,
    address: addressLine(resource.address?.[0]),
    telephone: resource.telecom?.find(({ system }) => system === 'phone')?.value,
    partOfId: idOf(resource.partOf, 'Organization'),
  });
