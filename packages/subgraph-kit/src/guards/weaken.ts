import { type FieldKind, type Mask, masked, shownBehind } from '@health-graph/permissions';

/** Members of value types that hold what a mask is about; the others (use, system, period) say nothing of the person. */
const telling: ReadonlySet<string> = new Set(['text', 'family', 'given', 'value']);
const harmless: ReadonlySet<string> = new Set(['use', 'system', '__typename']);

/** The value as far as these masks let it be seen; undefined where they have no weaker form of it. Members that nobody thought of are left out. */
export function weaken(value: unknown, kind: FieldKind | undefined, masks: readonly Mask[]): unknown {
  const shown = shownBehind(kind, masks);
  if (shown === 'nothing') return undefined;
  return shown === 'whole' ? value : through(value, shown);
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
