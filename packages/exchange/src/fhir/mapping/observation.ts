import type { Observation } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, enumCode, listOf, present, quantity, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/observation.html */
export const mapObservation = (resource: fhir.Observation, { patientId, idOf, facilityOf }: MappingContext): DataOf<Observation> => ({
  patientId,
  ...present({
    status: enumCode<NonNullable<Observation['status']>>(resource.status),
    categories: listOf(resource.category, concept),
    code: concept(resource.code),
    encounterId: idOf(resource.encounter, 'Encounter'),
    effective: resource.effectiveDateTime ?? resource.effectiveInstant ?? resource.effectivePeriod?.start,
    issued: resource.issued,
    performerIds: listOf(resource.performer, (performer) => idOf(performer, 'Practitioner')),
    ...measured(resource),
    interpretations: listOf(resource.interpretation, concept),
    referenceRanges: listOf(resource.referenceRange, ({ low, high, text }) =>
      unlessEmpty(present({ low: quantity(low), high: quantity(high), text })),
    ),
    components: listOf(resource.component, (component) => unlessEmpty(present({ code: concept(component.code), ...measured(component) }))),
    facilityId: facilityOf(resource.encounter) ?? listOf(resource.performer, (performer) => idOf(performer, 'Organization'))?.[0],
  }),
});

type Valued = Pick<
  fhir.ObservationComponent,
  | 'valueQuantity'
  | 'valueCodeableConcept'
  | 'valueString'
  | 'valueBoolean'
  | 'valueInteger'
  | 'valueDateTime'
  | 'valueTime'
  | 'valuePeriod'
  | 'valueRange'
  | 'valueRatio'
>;

/** The graph knows measures, concepts and words; the other kinds of values are written in words. */
const measured = (resource: Valued) => ({
  valueQuantity: resource.valueInteger === undefined ? quantity(resource.valueQuantity) : { value: resource.valueInteger },
  valueCodeableConcept: concept(resource.valueCodeableConcept),
  valueString: resource.valueString ?? inWords(resource),
});

function inWords({ valueBoolean, valueDateTime, valueTime, valuePeriod, valueRange, valueRatio }: Valued): string | undefined {
  if (valueBoolean !== undefined) return String(valueBoolean);
  if (valuePeriod !== undefined) return joined([valuePeriod.start, valuePeriod.end], ' – ');
  if (valueRange !== undefined) return joined([measure(valueRange.low), measure(valueRange.high)], ' – ');
  if (valueRatio !== undefined) return joined([measure(valueRatio.numerator), measure(valueRatio.denominator)], ' : ');
  return valueDateTime ?? valueTime;
}

const measure = (value: fhir.Quantity | undefined): string | undefined =>
  joined([value?.comparator, value?.value?.toString(), value?.unit ?? value?.code], ' ');

const joined = (parts: readonly (string | undefined)[], separator: string): string | undefined =>
  parts.filter((part) => part !== undefined).join(separator) || undefined;
