import { neverRaised, type SensitiveClass, sensitivityOfTree } from '@health-graph/terminology';
import type { AnyResource, BundleEntry } from '../reading/bundle-entry.ts';
import { parseReference } from './parse-reference.ts';

/** What other entries need to know of an entry, without reading it again. */
export interface IndexedResource {
  /** Undefined for an entry whose type could not be read. */
  readonly type: string | undefined;
  readonly sourceId: string | undefined;
  /** `system|value` of each, for the types that conditional references point at. */
  readonly identifiers?: readonly string[];
  /** Name of an Organization or a Location. */
  readonly name?: string;
  /** `Medication.code`. */
  readonly code?: unknown;
  /** `Encounter.serviceProvider.reference`. */
  readonly facility?: string;
  /** What the entry's own codes and words raise it to; absent where they raise nothing. */
  readonly labels?: readonly SensitiveClass[];
}

/** The entries of one bundle by everything they are referred to. Refused entries are in it too: who refers to one is not at fault. */
export interface BundleIndex {
  add(entry: BundleEntry): void;
  /** The entry that `reference` points at from inside the bundle. */
  find(reference: string): IndexedResource | undefined;
  entries(): IterableIterator<IndexedResource>;
  readonly size: number;
}

export function createBundleIndex(): BundleIndex {
  const resources = new Set<IndexedResource>();
  const byUrl = new Map<string, IndexedResource>();
  const byId = new Map<string, IndexedResource>();
  const byIdentifier = new Map<string, IndexedResource>();
  return {
    add(entry) {
      const indexed = { ...indexedOf(entry), ...labelsIn(entry) };
      resources.add(indexed);
      if (entry.fullUrl !== undefined) byUrl.set(entry.fullUrl, indexed);
      if (indexed.type !== undefined && indexed.sourceId !== undefined) byId.set(`${indexed.type}/${indexed.sourceId}`, indexed);
      for (const identifier of indexed.identifiers ?? []) {
        const key = `${indexed.type}?${identifier}`;
        if (!byIdentifier.has(key)) byIdentifier.set(key, indexed);
      }
    },
    find(reference) {
      const parsed = parseReference(reference);
      if (parsed.kind === 'relative') return byId.get(`${parsed.type}/${parsed.id}`);
      if (parsed.kind === 'conditional') return byIdentifier.get(`${parsed.type}?${parsed.identifier}`);
      return parsed.kind === 'urn' || parsed.kind === 'absolute' ? byUrl.get(parsed.url) : undefined;
    },
    entries: () => resources.values(),
    get size() {
      return resources.size;
    },
  };
}

const identified = new Set(['Patient', 'Practitioner', 'Organization', 'Location']);

/** What the index keeps of an entry. */
export function indexedOf(entry: BundleEntry): IndexedResource {
  const place = { type: entry.type, sourceId: entry.sourceId };
  if (entry.refusal !== undefined) return place;
  const { type, resource } = entry;
  const facility = type === 'Encounter' ? referenceIn(resource['serviceProvider']) : undefined;
  const name = type === 'Location' || type === 'Organization' ? resource['name'] : undefined;
  return {
    ...place,
    ...(identified.has(type) ? { identifiers: identifiersOf(resource) } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(type === 'Medication' ? { code: resource['code'] } : {}),
    ...(facility === undefined ? {} : { facility }),
  };
}

function labelsIn(entry: BundleEntry): Pick<IndexedResource, 'labels'> {
  if (entry.refusal !== undefined || neverRaised.has(entry.type)) return {};
  const labels = sensitivityOfTree(entry.resource);
  return labels.length === 0 ? {} : { labels };
}

/** `system|value` of every identifier that has both. */
export function identifiersOf(resource: AnyResource): string[] {
  const identifiers: unknown = resource['identifier'];
  return (Array.isArray(identifiers) ? identifiers : []).flatMap((identifier: unknown) => {
    if (typeof identifier !== 'object' || identifier === null || !('value' in identifier) || !('system' in identifier)) return [];
    return [`${String(identifier.system)}|${String(identifier.value)}`];
  });
}

function referenceIn(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'reference' in value && typeof value.reference === 'string'
    ? value.reference
    : undefined;
}
