import { Type } from 'typebox';
import { closed, codeableConcept, list, optional, quantity, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** An active ingredient (Hoạt chất). */
export const medicationIngredient = Type.Object(
  {
    name: optional(text),
    nationalCode: optional(text),
    strength: optional(quantity),
  },
  closed,
);

/** Kinds of prescriptions, the last letter of the code (QD 808/QD-BYT). */
export const prescriptionKind = Type.Enum(['BASIC', 'NARCOTIC', 'PSYCHOTROPIC', 'TRADITIONAL']);

/** A medicinal product that can be prescribed here (Thuốc). FHIR R4 Medication. */
export const medication = defineRecord({
  type: 'Medication',
  subgraph: 'pharmacy',
  collection: 'medications',
  rowClass: 'public',
  indexes: [{ name: 1, _id: 1 }, { registrationNumber: 1 }, { 'ingredients.name': 1 }],
  schema: Type.Object(
    {
      registrationNumber: optional(text),
      name: optional(text),
      form: optional(codeableConcept),
      unit: optional(text),
      ingredients: optional(list(medicationIngredient)),
      prescriptionKind: optional(prescriptionKind),
    },
    closed,
  ),
});
export type Medication = RecordOf<typeof medication>;
