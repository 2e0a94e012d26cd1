import { type Static, type TSchema, Type } from 'typebox';

/** No field beyond those named: what we do not know we refuse, so that nothing is dropped in silence. */
export const closed = { additionalProperties: false } as const;

/** A field that may be absent; absent is never written as null. */
export const optional = Type.Optional;

/** A list; an empty one is left out by whoever writes it. */
export const list = <Item extends TSchema>(item: Item) => Type.Array(item, { maxItems: 10_000 });

export const text = Type.String({ minLength: 1 });
export const integer = Type.Integer();
export const number = Type.Number();
export const boolean = Type.Boolean();

/** The opaque id of another record. */
export const recordReference = Type.String({ pattern: '^(?:[a-z0-9-]{1,40}\\.)?[0-7][0-9A-HJKMNP-TV-Z]{25}$' });

const day = '[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?';
const moment =
  '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])';

/** `1957`, `1957-03` or `1957-03-08`. @see https://hl7.org/fhir/R4/datatypes.html#date */
export const date = Type.String({ pattern: `^${day}$` });
/** A day as above, or a moment with its zone. @see https://hl7.org/fhir/R4/datatypes.html#dateTime */
export const dateTime = Type.String({ pattern: `^(?:${day}|${moment})$` });
/** A moment with its zone. @see https://hl7.org/fhir/R4/datatypes.html#instant */
export const instant = Type.String({ pattern: `^${moment}$` });

/** @see https://hl7.org/fhir/R4/datatypes.html#Coding */
export const coding = Type.Object({ system: optional(text), code: optional(text), display: optional(text) }, closed);
/** @see https://hl7.org/fhir/R4/datatypes.html#CodeableConcept */
export const codeableConcept = Type.Object({ coding: optional(list(coding)), text: optional(text) }, closed);
/** `code` is a UCUM code where there is one. @see https://hl7.org/fhir/R4/datatypes.html#Quantity */
export const quantity = Type.Object(
  { value: optional(number), comparator: optional(Type.Enum(['<', '<=', '>=', '>'])), unit: optional(text), code: optional(text) },
  closed,
);
/** @see https://hl7.org/fhir/R4/datatypes.html#Period */
export const period = Type.Object({ start: optional(dateTime), end: optional(dateTime) }, closed);
/** @see https://hl7.org/fhir/R4/datatypes.html#Identifier */
export const identifier = Type.Object({ system: optional(text), value: optional(text) }, closed);

export type Coding = Static<typeof coding>;
export type CodeableConcept = Static<typeof codeableConcept>;
export type Quantity = Static<typeof quantity>;
export type Period = Static<typeof period>;
export type Identifier = Static<typeof identifier>;
