import type { CodeableConcept, Coding, Identifier, Period, Quantity } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';

type WithoutAbsent<Shape> = { [Key in keyof Shape]: Exclude<Shape[Key], undefined> };

/** `members` without those that are absent: what is absent is left out, never written as null. */
export function present<Shape extends object>(members: Shape): Partial<WithoutAbsent<Shape>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<WithoutAbsent<Shape>>;
}

/** The items that `map` gives something for; undefined when there are none, because an empty list is left out. */
export function listOf<Item, Mapped>(items: readonly Item[] | undefined, map: (item: Item) => Mapped | undefined): Mapped[] | undefined {
  const mapped = (items ?? []).flatMap((item) => map(item) ?? []);
  return mapped.length === 0 ? undefined : (mapped as Mapped[]);
}

/** The shape, or nothing when none of its members is there. */
export function unlessEmpty<Shape extends object>(shape: Shape): Shape | undefined {
  return Object.keys(shape).length === 0 ? undefined : shape;
}

export const coding = (value: fhir.Coding | undefined): Coding | undefined =>
  value && unlessEmpty(present({ system: value.system, code: value.code, display: value.display }));

export const concept = (value: fhir.CodeableConcept | undefined): CodeableConcept | undefined =>
  value && unlessEmpty(present({ coding: listOf(value.coding, coding), text: value.text }));

export const quantity = (value: fhir.Quantity | undefined): Quantity | undefined =>
  value && unlessEmpty(present({ value: value.value, comparator: value.comparator, unit: value.unit, code: value.code }));

export const period = (value: fhir.Period | undefined): Period | undefined =>
  value && unlessEmpty(present({ start: value.start, end: value.end }));

export const identifier = (value: fhir.Identifier): Identifier | undefined =>
  unlessEmpty(present({ system: value.system, value: value.value }));

/** A FHIR code as the graph writes its enums: `entered-in-error` is `ENTERED_IN_ERROR`. */
export const enumCode = <Code extends string>(code: string | undefined): Code | undefined =>
  code === undefined ? undefined : (code.toUpperCase().replaceAll('-', '_') as Code);

/** The code of a concept that the specification binds to a closed set. */
export const conceptCode = (value: fhir.CodeableConcept | undefined, system: string): string | undefined =>
  value?.coding?.find((candidate) => candidate.system === undefined || candidate.system === system)?.code;

/** An address in one line. */
export function addressLine(address: fhir.Address | undefined): string | undefined {
  if (address === undefined) return undefined;
  const parts = [...(address.line ?? []), address.city, address.state, address.postalCode, address.country];
  return address.text ?? (parts.filter((part) => part !== undefined).join(', ') || undefined);
}

/** A name in one line: as it was written, else given names and surname. */
export const nameLine = (name: fhir.HumanName | undefined): string | undefined =>
  name?.text ?? ([...(name?.given ?? []), name?.family].filter((part) => part !== undefined).join(' ') || undefined);

/** Notes in the order they were written. */
export const notes = (annotations: readonly fhir.Annotation[] | undefined): string | undefined =>
  listOf(annotations, ({ text }) => text)?.join('\n\n');
