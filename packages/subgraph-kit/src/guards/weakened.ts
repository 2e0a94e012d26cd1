import { type Mask, masked } from '@health-graph/permissions';

/** Members of value types that hold what a mask is about; the others (use, system, period, who it was) say nothing or are decided by themselves. */
const telling: ReadonlySet<string> = new Set(['text', 'family', 'given', 'name', 'value']);
const harmless: ReadonlySet<string> = new Set(['use', 'system', 'role', 'period', 'practitionerId', '__typename']);

/** The value behind a mask, through lists and value types. Members that nobody thought of are left out. */
export function weakened(mask: Mask, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string') return masked(mask, value);
  if (Array.isArray(value)) return value.map((element) => weakened(mask, element));
  if (typeof value !== 'object') return undefined;
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (telling.has(name)) return [[name, weakened(mask, member)]];
    return harmless.has(name) ? [[name, member]] : [];
  });
  return Object.fromEntries(members);
}
