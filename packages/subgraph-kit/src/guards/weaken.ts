import { type Mask, masked } from '@health-graph/permissions';
import type { FieldKind } from './field-kinds.ts';

const maskOf: Readonly<Record<FieldKind, Mask>> = { name: 'initials', date: 'yearOnly', number: 'last4' };

/** Members of value types that hold what a mask is about; the others (use, system, period) say nothing of the person. */
const telling: ReadonlySet<string> = new Set(['text', 'family', 'given', 'value']);
const harmless: ReadonlySet<string> = new Set(['use', 'system', '__typename']);

/**
 * The value as far as these masks let it be seen; undefined where they have no weaker form of it. A name is shown whole unless `initials` are
 * asked for: who hands out medicine calls a person by name. Members that nobody thought of are left out.
 */
export function weaken(value: unknown, kind: FieldKind | undefined, masks: readonly Mask[]): unknown {
  if (kind === undefined) return undefined;
  const mask = maskOf[kind];
  if (!masks.includes(mask)) return kind === 'name' ? value : undefined;
  return through(value, mask);
}

function through(value: unknown, mask: Mask): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string') return masked(mask, value);
  if (Array.isArray(value)) return value.map((element) => through(element, mask));
  if (typeof value !== 'object') return undefined;
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (telling.has(name)) return [[name, through(member, mask)]];
    return harmless.has(name) ? [[name, member]] : [];
  });
  return Object.fromEntries(members);
}
