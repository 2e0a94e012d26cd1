import type { Encounter } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, enumCode, identifier, listOf, period, present, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

type Class = NonNullable<Encounter['class']>;

const classes: ReadonlySet<string> = new Set<Class>(['AMB', 'EMER', 'FLD', 'HH', 'IMP', 'ACUTE', 'NONAC', 'OBSENC', 'PRENC', 'SS', 'VR']);

/** @see https://hl7.org/fhir/R4/encounter.html */
export const mapEncounter = (resource: fhir.Encounter, { patientId, idOf, nameOf }: MappingContext): DataOf<Encounter> => ({
  patientId,
  ...present({
    identifiers: listOf(resource.identifier, identifier),
    status: enumCode<NonNullable<Encounter['status']>>(resource.status),
    class: isClass(resource.class.code) ? resource.class.code : undefined,
    types: listOf(resource.type, concept),
    facilityId: idOf(resource.serviceProvider, 'Organization'),
    locationName: nameOf(resource.location?.[0]?.location),
    participants: listOf(resource.participant, (participant) =>
      unlessEmpty(
        present({
          role: concept(participant.type?.[0]),
          practitionerId: idOf(participant.individual, 'Practitioner'),
          name: participant.individual?.display,
          period: period(participant.period),
        }),
      ),
    ),
    period: period(resource.period),
    reasons: listOf(resource.reasonCode, concept),
    diagnoses: listOf(resource.diagnosis, (diagnosis) =>
      unlessEmpty(present({ conditionId: idOf(diagnosis.condition, 'Condition'), use: concept(diagnosis.use), rank: diagnosis.rank })),
    ),
    hospitalization: unlessEmpty(
      present({
        admitSource: concept(resource.hospitalization?.admitSource),
        dischargeDisposition: concept(resource.hospitalization?.dischargeDisposition),
      }),
    ),
  }),
});

const isClass = (code: string | undefined): code is Class => code !== undefined && classes.has(code);
