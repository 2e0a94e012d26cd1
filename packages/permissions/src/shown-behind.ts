import type { Mask } from './mask.ts';

/** What a value is, as far as masks can weaken it. A `reference` leads to records whose own fields are decided, and masked, by themselves. */
export type FieldKind = 'name' | 'date' | 'number' | 'reference';

const maskOf: Readonly<Record<Exclude<FieldKind, 'reference'>, Mask>> = { name: 'initials', date: 'yearOnly', number: 'last4' };

/**
 * What a decision with these masks leaves of a value: the mask to put on it, all of it, or nothing. A name is shown whole unless `initials` are asked
 * for: who hands out medicine calls a person by name. What has no weaker form is refused.
 */
export function shownBehind(kind: FieldKind | undefined, masks: readonly Mask[]): Mask | 'whole' | 'nothing' {
  if (kind === undefined) return 'nothing';
  if (kind === 'reference') return 'whole';
  if (masks.includes(maskOf[kind])) return maskOf[kind];
  return kind === 'name' ? 'whole' : 'nothing';
}
