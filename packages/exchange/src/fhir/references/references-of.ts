import type { AnyResource } from '../reading/bundle-entry.ts';

export interface FoundReference {
  /** The element's path: `Encounter.participant[0].individual`. */
  readonly path: string;
  readonly reference: string;
  readonly display?: string;
}

/** As deep as a resource is read; deeper is not FHIR but an attack on the stack. */
const maxDepth = 200;

/** An import asks several times for the same resource. */
const known = new WeakMap<AnyResource, readonly FoundReference[]>();

/** Every reference in a resource, in the order they stand, those of contained resources and extensions too. */
export function referencesOf(resource: AnyResource): readonly FoundReference[] {
  const before = known.get(resource);
  if (before !== undefined) return before;
  const found: FoundReference[] = [];
  collect(resource, resource.resourceType, found, 0);
  known.set(resource, found);
  return found;
}

function collect(value: unknown, path: string, found: FoundReference[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return;
  if (Array.isArray(value)) {
    value.forEach((item, place) => {
      collect(item, `${path}[${place}]`, found, depth + 1);
    });
    return;
  }
  const members = value as Readonly<Record<string, unknown>>;
  if (typeof members['reference'] === 'string') {
    const display = typeof members['display'] === 'string' ? { display: members['display'] } : {};
    found.push({ path, reference: members['reference'], ...display });
  }
  for (const [key, member] of Object.entries(members)) collect(member, `${path}.${key}`, found, depth + 1);
}
