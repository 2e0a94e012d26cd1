import type { AllergyIntolerance } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, conceptCode, enumCode, listOf, present, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

type Category = NonNullable<AllergyIntolerance['categories']>[number];
type Severity = NonNullable<NonNullable<AllergyIntolerance['reactions']>[number]['severity']>;

/** @see https://hl7.org/fhir/R4/allergyintolerance.html */
export const mapAllergyIntolerance = (resource: fhir.AllergyIntolerance, context: MappingContext): DataOf<AllergyIntolerance> => ({
  patientId: context.patientId,
  ...present({
    clinicalStatus: enumCode<NonNullable<AllergyIntolerance['clinicalStatus']>>(
      conceptCode(resource.clinicalStatus, 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'),
    ),
    verificationStatus: enumCode<NonNullable<AllergyIntolerance['verificationStatus']>>(
      conceptCode(resource.verificationStatus, 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification'),
    ),
    type: enumCode<NonNullable<AllergyIntolerance['type']>>(resource.type),
    categories: listOf(resource.category, (category) => enumCode<Category>(category)),
    criticality: enumCode<NonNullable<AllergyIntolerance['criticality']>>(resource.criticality),
    code: concept(resource.code),
    recordedDate: resource.recordedDate,
    recorderId: context.idOf(resource.recorder, 'Practitioner') ?? context.idOf(resource.asserter, 'Practitioner'),
    reactions: listOf(resource.reaction, ({ manifestation, severity, description }) =>
      unlessEmpty(present({ manifestations: listOf(manifestation, concept), severity: enumCode<Severity>(severity), description })),
    ),
    facilityId: context.facilityOf(resource.encounter),
  }),
});
