import { type DataClass, isDataClass } from './data-class.ts';

/** The classes that a value can raise its record to, in the order in which a record keeps them. */
export const labels = ['abuse', 'genetic', 'hiv', 'mental-health', 'reproductive'] as const satisfies readonly DataClass[];

export type Label = (typeof labels)[number];

const known: ReadonlySet<string> = new Set(labels);

/** Whether `name` is a class that a value can raise its record to. */
export function isLabel(name: string): name is Label {
  return isDataClass(name) && known.has(name);
}

/** The labels without repetition, in their order, so that equal labels are equal lists. */
export function inOrderOfLabels(found: Iterable<Label>): readonly Label[] {
  const some = new Set(found);
  return labels.filter((label) => some.has(label));
}

/** One text for a combination of labels, so that lists can be filtered by it through an index; empty for a record that no code raises. */
export const labelKeyOf = (found: Iterable<Label>): string => inOrderOfLabels(found).join('+');

/** Every combination that a record can have: the empty one first, 32 in all. */
export const labelCombinations: readonly (readonly Label[])[] = Array.from({ length: 2 ** labels.length }, (_, bits) =>
  labels.filter((_label, place) => (bits >> place) % 2 === 1),
);
