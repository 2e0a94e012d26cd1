/** Data classes that a value can raise its record to, the strictest first. */
export const sensitiveClasses = ['hiv', 'mental-health', 'reproductive', 'abuse', 'genetic'] as const;

/** A data class that a value can raise its record to. */
export type SensitiveClass = (typeof sensitiveClasses)[number];

/** The classes without repetition, the strictest first, so that equal labels are equal lists. */
export function inOrderOfStrictness(classes: Iterable<SensitiveClass>): readonly SensitiveClass[] {
  const found = new Set(classes);
  return sensitiveClasses.filter((name) => found.has(name));
}
