/**
 * The data classes: what a field *is*. The SDL names one per field with `@policy`; who may see a class is said elsewhere, in the policy table.
 * `safety` is ours: all medicines and allergies of a patient as a safety check needs them, for nobody's eyes (`schema/DECISIONS.md`, 8).
 * Order is from the widest audience to the narrowest, as far as classes can be ordered at all.
 */
export const dataClasses = [
  'public',
  'population',
  'admin',
  'staff',
  'billing',
  'identity',
  'identity-sensitive',
  'clinical',
  'abuse',
  'reproductive',
  'mental-health',
  'hiv',
  'genetic',
  'audit',
  'safety',
] as const;

export type DataClass = (typeof dataClasses)[number];

const known: ReadonlySet<string> = new Set(dataClasses);

/** Whether `name` is one of the closed list of data classes. */
export function isDataClass(name: string): name is DataClass {
  return known.has(name);
}
