import type { MedicationRequest } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { isOfType } from '../r4/validate-resource.ts';
import { concept, enumCode, listOf, notes, present, quantity, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

type DosageInstruction = NonNullable<MedicationRequest['dosageInstructions']>[number];

/** @see https://hl7.org/fhir/R4/medicationrequest.html */
export const mapMedicationRequest = (resource: fhir.MedicationRequest, context: MappingContext): DataOf<MedicationRequest> => ({
  patientId: context.patientId,
  ...present({
    prescriptionCode: resource.groupIdentifier?.value,
    status: enumCode<NonNullable<MedicationRequest['status']>>(resource.status),
    intent: enumCode<NonNullable<MedicationRequest['intent']>>(resource.intent),
    medicationConcept: medicationConcept(resource, context),
    encounterId: context.idOf(resource.encounter, 'Encounter'),
    authoredOn: resource.authoredOn,
    requesterId: context.idOf(resource.requester, 'Practitioner'),
    facilityId: context.idOf(resource.requester, 'Organization') ?? context.facilityOf(resource.encounter),
    reasonConditionIds: listOf(resource.reasonReference, (reason) => context.idOf(reason, 'Condition')),
    dosageInstructions: listOf(resource.dosageInstruction, dosageInstruction),
    quantity: quantity(resource.dispenseRequest?.quantity),
    numberOfRepeatsAllowed: resource.dispenseRequest?.numberOfRepeatsAllowed,
    daysSupply: daysOf(resource.dispenseRequest?.expectedSupplyDuration),
    advice: adviceOf(resource),
  }),
});

/** The medicine's own code, or that of the Medication it refers to: in the resource, or in the bundle. */
function medicationConcept(resource: fhir.MedicationRequest, { codeOf }: MappingContext): MedicationRequest['medicationConcept'] {
  const { medicationCodeableConcept, medicationReference } = resource;
  if (medicationCodeableConcept !== undefined) return concept(medicationCodeableConcept);
  const contained = resource.contained?.find(({ id }) => `#${id}` === medicationReference?.reference);
  const code = contained === undefined ? codeOf(medicationReference) : codeIn(contained);
  return concept(code) ?? (medicationReference?.display === undefined ? undefined : { text: medicationReference.display });
}

/** Contained resources are not checked with the resource around them. */
function codeIn(contained: fhir.Resource): fhir.CodeableConcept | undefined {
  if (contained.resourceType !== 'Medication' || !('code' in contained)) return undefined;
  return isOfType(contained.code, 'CodeableConcept') ? (contained.code as fhir.CodeableConcept) : undefined;
}

const dosageInstruction = (dosage: fhir.Dosage): DosageInstruction | undefined =>
  unlessEmpty(
    present({
      text: dosage.text ?? dosage.patientInstruction,
      route: concept(dosage.route),
      dose: quantity(dosage.doseAndRate?.[0]?.doseQuantity),
      frequency: dosage.timing?.repeat?.frequency,
      period: dosage.timing?.repeat?.period,
      periodUnit: dosage.timing?.repeat?.periodUnit,
      asNeeded: dosage.asNeededBoolean ?? (dosage.asNeededCodeableConcept === undefined ? undefined : true),
    }),
  );

/** What the prescriber adds for the patient: notes, and instructions beside the dose. */
function adviceOf(resource: fhir.MedicationRequest): string | undefined {
  const instructions = resource.dosageInstruction?.flatMap(({ additionalInstruction }) => additionalInstruction ?? []);
  const texts = listOf(instructions, ({ text, coding }) => text ?? coding?.[0]?.display);
  return [...(texts ?? []), notes(resource.note)].filter((part) => part !== undefined).join('\n\n') || undefined;
}

/** @see https://hl7.org/fhir/R4/valueset-units-of-time.html */
const daysOf = (duration: fhir.Duration | undefined): number | undefined =>
  duration?.code === 'd' && duration.value !== undefined && Number.isInteger(duration.value) ? duration.value : undefined;
