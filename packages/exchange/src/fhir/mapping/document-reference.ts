import type { DocumentReference } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { attachment } from './attachment.ts';
import { concept, enumCode, identifier, listOf, present } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/documentreference.html */
export function mapDocumentReference(
  resource: fhir.DocumentReference,
  { patientId, idOf, facilityOf }: MappingContext,
): DataOf<DocumentReference> {
  const encounter = resource.context?.encounter?.[0];
  const custodianId = idOf(resource.custodian, 'Organization');
  return {
    patientId,
    ...present({
      identifiers: listOf([...(resource.masterIdentifier ? [resource.masterIdentifier] : []), ...(resource.identifier ?? [])], identifier),
      status: enumCode<NonNullable<DocumentReference['status']>>(resource.status),
      type: concept(resource.type),
      categories: listOf(resource.category, concept),
      encounterId: idOf(encounter, 'Encounter'),
      date: resource.date,
      authorIds: listOf(resource.author, (author) => idOf(author, 'Practitioner')),
      custodianId,
      description: resource.description,
      attachments: listOf(resource.content, (content) => attachment(content.attachment)),
      facilityId: custodianId ?? facilityOf(encounter),
    }),
  };
}
