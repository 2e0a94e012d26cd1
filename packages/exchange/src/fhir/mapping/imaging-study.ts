import type { ImagingStudy } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { coding, enumCode, identifier, listOf, present } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/imagingstudy.html */
export const mapImagingStudy = (resource: fhir.ImagingStudy, { patientId, idOf, facilityOf }: MappingContext): DataOf<ImagingStudy> => ({
  patientId,
  ...present({
    identifiers: listOf(resource.identifier, identifier),
    status: enumCode<NonNullable<ImagingStudy['status']>>(resource.status),
    encounterId: idOf(resource.encounter, 'Encounter'),
    started: resource.started,
    description: resource.description,
    numberOfSeries: resource.numberOfSeries,
    numberOfInstances: resource.numberOfInstances,
    series: listOf(resource.series, (series) =>
      present({
        uid: series.uid,
        modality: coding(series.modality),
        bodySite: coding(series.bodySite),
        started: series.started,
        numberOfInstances: series.numberOfInstances,
      }),
    ),
    facilityId: facilityOf(resource.encounter),
  }),
});
